// Bytes of anyone into requests: whatever parses as a message becomes a command, or a refusal that
// fits its trailer. The first byte chooses the message.
//
// Built with -fsanitize=fuzzer,address,undefined.
#include <google/protobuf/stubs/logging.h>

#include <cstdint>
#include <cstdlib>
#include <string>

#include "absl/strings/string_view.h"
#include "ippledge/v1/loan_service.pb.h"
#include "ippledge/v1/programme_service.pb.h"
#include "ippledge/v1/report_service.pb.h"
#include "ledger/check.h"
#include "ledger/command.h"
#include "ledger/refusal.h"
#include "proto/wire/details.h"
#include "proto/wire/parse.h"

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
  Expect(ParseBatch(request, CodeSchemes()));
  Expect(ParseBatch(request, kFree));
}

void FuzzFounding(const std::string& bytes) {
  v1::FoundProgrammeRequest request;
  if (request.ParseFromString(bytes)) Expect(ParseWrite(request));
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
};

}  // namespace
}  // namespace ippledge::wire

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const google::protobuf::LogSilencer silence;
  if (size == 0) return 0;
  const std::string bytes(reinterpret_cast<const char*>(data + 1), size - 1);
  ippledge::wire::kTargets[data[0] % std::size(ippledge::wire::kTargets)](bytes);
  return 0;
}
