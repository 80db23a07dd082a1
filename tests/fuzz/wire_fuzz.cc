// Bytes of anyone into requests: whatever parses as a message becomes a command, or a refusal that
// fits its trailer. The first byte chooses the message.
#include <google/protobuf/stubs/logging.h>

#include "absl/strings/string_view.h"
#include "ippledge/v1/fund_service.pb.h"
#include "ippledge/v1/loan_service.pb.h"
#include "ippledge/v1/programme_service.pb.h"
#include "ippledge/v1/reconciliation_service.pb.h"
#include "ippledge/v1/report_service.pb.h"
#include "ledger/check.h"
#include "ledger/command.h"
#include "ledger/refusal.h"
#include "proto/wire/details.h"
#include "proto/wire/fund.h"
#include "proto/wire/parse.h"
#include "proto/wire/reconciliation.h"
#include "proto/wire/row_bytes.h"
#include "tests/fuzz/fuzz.h"
#include "tests/wire/requests.h"

namespace ippledge::wire {
namespace {

constexpr CodeSchemes kFree = {CodeScheme::kFreeText, CodeScheme::kFreeText, CodeScheme::kFreeText,
                               CodeScheme::kFreeText, CodeScheme::kFreeText};

// A refusal has a reason for each violation, and its details fit.
void ExpectRefusal(const absl::Status& status) {
  IPPLEDGE_CHECK(!ViolationsOf(status).empty());
  const std::string bytes = EncodeDetails(status, Locale::kChinese);
  IPPLEDGE_CHECK(bytes.size() <= kDetailsBytesMax);
  IPPLEDGE_CHECK(DecodeDetails(bytes).ok());
}

// What was accepted can be written down.
void Expect(const absl::StatusOr<Command>& command) {
  if (!command.ok()) return ExpectRefusal(command.status());
  std::string canonical;
  AppendCanonical(*command, canonical);
  IPPLEDGE_CHECK(!canonical.empty());
}

// Of a command, or what was wrong.
std::string CanonicalOf(const absl::StatusOr<Command>& command) {
  if (!command.ok()) return command.status().ToString();
  std::string canonical;
  AppendCanonical(*command, canonical);
  return canonical;
}

void Expect(const absl::StatusOr<Write>& write) {
  if (!write.ok()) return ExpectRefusal(write.status());
  Expect(absl::StatusOr<Command>(write->command));
}

void Expect(const absl::StatusOr<BatchWrite>& batch) {
  if (!batch.ok()) return ExpectRefusal(batch.status());
  for (const absl::StatusOr<Command>& row : batch->rows) Expect(row);
}

template <typename Request>
void FuzzWrite(const std::string& bytes) {
  Request request;
  if (!request.ParseFromString(bytes)) return;
  Expect(ParseWrite(request, CodeSchemes()));
  Expect(ParseWrite(request, kFree));
}

template <typename Request>
void FuzzBatch(const std::string& bytes) {
  Request request;
  if (!request.ParseFromString(bytes)) return;
  Request rest;
  const RequestParts parts = TakeApart(bytes);
  IPPLEDGE_CHECK(rest.ParseFromString(parts.rest));
  for (const CodeSchemes& schemes : {CodeSchemes(), kFree}) {
    const absl::StatusOr<BatchWrite> whole = ParseBatch(request, schemes);
    Expect(whole);
    // Rows read from bytes say the same.
    const absl::StatusOr<BatchWrite> apart = ParseBatch(rest, schemes, parts.rows);
    IPPLEDGE_CHECK(apart.status() == whole.status());
    if (!whole.ok()) continue;
    for (std::size_t i = 0; i < whole->rows.size(); ++i) {
      IPPLEDGE_CHECK(CanonicalOf(apart->rows[i]) == CanonicalOf(whole->rows[i]));
    }
  }
}

void FuzzFounding(const std::string& bytes) {
  v1::FoundProgrammeRequest request;
  if (request.ParseFromString(bytes)) Expect(ParseWrite(request));
}

template <typename Request>
void FuzzPlain(const std::string& bytes) {
  Request request;
  if (request.ParseFromString(bytes)) Expect(ParseWrite(request));
}

// What was accepted can be sealed, and read again.
void FuzzLines(const std::string& bytes) {
  v1::AddStatementLinesRequest request;
  if (!request.ParseFromString(bytes)) return;
  const absl::StatusOr<Write> write = ParseWrite(request);
  Expect(write);
  if (!write.ok()) return;
  for (const v1::BankLine& line : request.lines()) {
    IPPLEDGE_CHECK(DecodeWords(EncodeWords(WordsOf(line))) == WordsOf(line));
  }
}

void FuzzDetails(const std::string& bytes) { DecodeDetails(bytes).IgnoreError(); }

constexpr void (*kTargets[])(const std::string&) = {
    FuzzWrite<v1::RecordLoanRequest>,
    FuzzWrite<v1::RecordDrawRequest>,
    FuzzWrite<v1::RecordRepaymentRequest>,
    FuzzWrite<v1::RecordExtensionRequest>,
    FuzzWrite<v1::RecordClassChangeRequest>,
    FuzzWrite<v1::RecordPledgeRegistrationRequest>,
    FuzzWrite<v1::RecordPledgeReleaseRequest>,
    FuzzWrite<v1::CorrectLoanRequest>,
    FuzzWrite<v1::RegisterBodyRequest>,
    FuzzWrite<v1::AmendBodyRequest>,
    FuzzWrite<v1::RecordOpeningFigureRequest>,
    FuzzWrite<v1::PublishReportRequest>,
    FuzzBatch<v1::BatchRecordRequest>,
    FuzzBatch<v1::StreamRecordRequest>,
    FuzzFounding,
    FuzzDetails,
    FuzzPlain<v1::RecordMovementRequest>,
    FuzzPlain<v1::ReverseMovementRequest>,
    FuzzLines,
    FuzzPlain<v1::OpenStatementRequest>,
    FuzzPlain<v1::RecordMatchRequest>,
};

}  // namespace
}  // namespace ippledge::wire

namespace ippledge {
namespace {

constexpr char kHead[] =
    "programme: 'nm' request_id: '6fa459ea-ee8a-4ca4-894e-db77e160355e' "
    "loan { bank: 'icbc-nm' contract_number: 'HT-1' }";
constexpr char kDraw[] =
    "draw { draw_number: 'd' disbursement_date: '2024-06-03' maturity_date: '2025-06-03' "
    "principal_fen: 1 }";

// The request that `head` and `text` say.
template <typename Request>
std::string Bytes(absl::string_view text, absl::string_view head = kHead) {
  return wire::Of<Request>(absl::StrCat(head, " ", text)).SerializeAsString();
}

// One for each of kTargets.
std::vector<std::string> Requests() {
  const absl::string_view loanless =
      absl::string_view(kHead).substr(0, absl::string_view(kHead).find("loan"));
  const std::string body = absl::StrCat("body {", wire::GoodBody().DebugString(), "}");
  const std::string rows = absl::StrCat("rows { name { bank: 'icbc-nm' contract_number: '1' }",
                                        kDraw, "} rows { loan {", wire::GoodLoan().DebugString(),
                                        "} } rows { correction { corrects_entry: 3 void: true } }");
  return {
      wire::GoodRecordLoan().SerializeAsString(),
      Bytes<v1::RecordDrawRequest>(kDraw),
      Bytes<v1::RecordRepaymentRequest>(
          "repayment { repayment_number: 'r' repayment_date: '2024-09-01' principal_fen: 1 }"),
      Bytes<v1::RecordExtensionRequest>(
          "extension { agreed_date: '2024-09-01' maturity_date: '2026-06-03' }"),
      Bytes<v1::RecordClassChangeRequest>(
          "class_change { change_date: '2024-09-01' loan_class: LOAN_CLASS_LOSS overdue_days: 9 }"),
      Bytes<v1::RecordPledgeRegistrationRequest>(
          "pledge_registration { kind: IP_KIND_PATENT number: 'ZL201710601862.3' "
          "registration_number: 'Y1' registration_date: '2024-06-09' }"),
      Bytes<v1::RecordPledgeReleaseRequest>(
          "pledge_release { kind: IP_KIND_TRADEMARK number: '1' release_date: '2024-06-09' }"),
      Bytes<v1::CorrectLoanRequest>(
          absl::StrCat("correction { corrects_entry: 3 reason: '抄错' ", kDraw, "}")),
      Bytes<v1::RegisterBodyRequest>(body, loanless),
      Bytes<v1::AmendBodyRequest>(body + " reason: '名称变更'", loanless),
      Bytes<v1::RecordOpeningFigureRequest>(
          "figure { opening_id: 'o-2020' measure: MEASURE_DISBURSED value: 158 "
          "through_date: '2020-12-31' reporting_unit: '150700' source: '年报' }",
          loanless),
      Bytes<v1::PublishReportRequest>("month: '2025-06'", loanless),
      Bytes<v1::BatchRecordRequest>(rows, loanless),
      Bytes<v1::StreamRecordRequest>(rows, loanless),
      Bytes<v1::FoundProgrammeRequest>(
          absl::StrCat("constitution {", wire::GoodConstitution().DebugString(), "}"), loanless),
      wire::EncodeDetails(Refuse(Reason::kFieldRequired, "loan"), wire::Locale::kChinese),
      Bytes<v1::RecordMovementRequest>(
          "movement { movement_id: 'PZ-1' kind: FUND_MOVEMENT_KIND_DEPOSIT_PLACED amount_fen: 5 "
          "movement_date: '2024-06-09' counterparty: 'icbc-nm' bank_reference: 'L' memo: '定期' }",
          loanless),
      Bytes<v1::ReverseMovementRequest>(
          "reversal { movement_id: 'PZ-2' reverses_movement_id: 'PZ-1' reason: '录入错误' }",
          loanless),
      Bytes<v1::AddStatementLinesRequest>(
          "import_id: 'S1' lines { booking_date: '2024-06-09' value_date: '2024-06-10' "
          "amount_fen: -5 balance_fen: 0 bank_reference: 'L' own_reference: 'Z' code: 'NTRF' "
          "text: '付 RUN-7-1 13812345678' counterparty_name: '张三' }",
          loanless),
      Bytes<v1::OpenStatementRequest>(
          absl::StrCat("header { import_id: 'S1' account_id: 'special' format: 'MT940' "
                       "file_sha256: '",
                       std::string(64, 'a'),
                       "' file_bytes: 9 from_date: '2024-06-01' to_date: '2024-06-30' "
                       "opening_fen: -1 line_count: 1 }"),
          loanless),
      Bytes<v1::RecordMatchRequest>(
          "account_id: 'special' lines { statement: 9 line: 1 } movements { entry: 5 } text: 'x'",
          loanless),
  };
}

}  // namespace

std::vector<std::string> FuzzSeeds() {
  std::vector<std::string> seeds = Requests();
  IPPLEDGE_CHECK(seeds.size() == std::size(wire::kTargets));
  for (std::size_t i = 0; i < seeds.size(); ++i) seeds[i].insert(0, 1, static_cast<char>(i));
  return seeds;
}

}  // namespace ippledge

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const google::protobuf::LogSilencer silence;
  if (size == 0) return 0;
  const std::string bytes(reinterpret_cast<const char*>(data + 1), size - 1);
  ippledge::wire::kTargets[data[0] % std::size(ippledge::wire::kTargets)](bytes);
  return 0;
}
