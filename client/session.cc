#include "client/session.h"

#include <algorithm>
#include <cstdint>
#include <random>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "client/draft.h"
#include "client/failure.h"
#include "ledger/status_macros.h"
#include "proto/wire/parse.h"

namespace ippledge::client {

Session::Session(GlobalOptions options, Connector connector, std::ostream& out, std::ostream& err)
    : options_(std::move(options)),
      connector_(std::move(connector)),
      out_(out),
      err_(err),
      programme_id_(options_.programme) {}

Connection& Session::connection() {
  if (connection_ == nullptr) {
    connection_ = connector_(options_.connection);
    if (!options_.receipt_path.empty()) {
      connection_ = MakeKeepingReceipts(std::move(connection_), options_.receipt_path, &receipts_);
    }
    if (!options_.draft_path.empty()) {
      connection_ = MakeDrafting(std::move(connection_), options_.draft_path);
    }
  }
  return *connection_;
}

absl::StatusOr<std::string> Session::ProgrammeId() {
  if (!programme_id_.empty()) return programme_id_;
  IPPLEDGE_ASSIGN_OR_RETURN(
      const v1::ListProgrammesResponse list,
      connection().Ask<v1::ListProgrammesResponse>(v1::ListProgrammesRequest()));
  if (list.programmes_size() != 1) {
    std::vector<std::string> ids;
    for (const v1::Programme& programme : list.programmes()) ids.push_back(programme.programme());
    return UsageError(ids.empty()
                          ? "the server has no programme yet: ippledge programme found FILE"
                          : absl::StrCat("the server has several programmes, choose one with "
                                         "--programme: ",
                                         absl::StrJoin(ids, ", ")));
  }
  programme_ = list.programmes(0);
  programme_id_ = programme_->programme();
  return programme_id_;
}

absl::StatusOr<const v1::Programme*> Session::Programme() {
  if (!programme_.has_value()) {
    v1::GetProgrammeRequest request;
    IPPLEDGE_ASSIGN_OR_RETURN(*request.mutable_programme(), ProgrammeId());
    IPPLEDGE_ASSIGN_OR_RETURN(v1::GetProgrammeResponse response,
                              connection().Ask<v1::GetProgrammeResponse>(request));
    programme_ = std::move(*response.mutable_programme());
  }
  return &*programme_;
}

Format Session::FormatOr(Format otherwise) const {
  if (options_.format.has_value()) return *options_.format;
  for (const absl::string_view name : {"json", "jsonl", "csv"}) {
    if (absl::EndsWithIgnoreCase(options_.out_path, absl::StrCat(".", name))) {
      return *FormatNamed(name);
    }
  }
  return otherwise;
}

Layout Session::LayoutFor(Format format) const {
  Layout layout;
  layout.format = format;
  layout.unit = options_.unit;
  layout.language = options_.language;
  layout.carriage_returns = format == Format::kCsv && !options_.out_path.empty();
  if (programme_.has_value()) layout.currency_code = programme_->constitution().currency_code();
  return layout;
}

absl::StatusOr<std::unique_ptr<Output>> Session::OpenOutput(Format format) {
  return Output::Open(options_.out_path, format, out_);
}

int Session::Show(const Document& document) {
  constexpr Bilingual kNotWritten = {"the answer could not be written", "结果未能写出"};
  const Format format = FormatOr(Format::kTable);
  absl::StatusOr<std::unique_ptr<Output>> output = OpenOutput(format);
  if (!output.ok()) return Fail(kNotWritten, output.status());
  WriteDocument(document, LayoutFor(format), (*output)->stream());
  const absl::Status closed = (*output)->Close();
  return closed.ok() ? static_cast<int>(kExitOk) : Fail(kNotWritten, closed);
}

int Session::FinishReceipts(int code) {
  if (code != kExitOk || options_.receipt_path.empty() || receipts_.entry == 0) return code;
  if (!receipts_.status.ok()) {
    return Fail({"it is recorded, but its receipt could not be kept: see \"ippledge receipt get\"",
                 "已登记，但未能保存回执：请用“ippledge receipt get”取得"},
                receipts_.status);
  }
  err_ << Text({"receipt of entry ", "条目回执 "}) << receipts_.entry << ": "
       << options_.receipt_path << '\n';
  return code;
}

int Session::Fail(Bilingual what, const absl::Status& status, absl::string_view request_id) {
  if (const std::string method = DraftedOf(status); !method.empty()) {
    err_ << Text({"drafted, not sent: ", "已存为草稿，未提交："}) << method << ": "
         << options_.draft_path << '\n'
         << Text({"to do: the second person runs \"ippledge approve sign\" on it, then \"ippledge "
                  "submit\" sends both",
                  "办法：由第二人执行“ippledge approve sign”批准，再用“ippledge submit”提交"})
         << '\n';
    return kExitOk;
  }
  PrintFailure(Failure{Text(what), status, std::string(request_id)}, language(), options_.verbose,
               err_);
  return ExitCodeOf(status);
}

std::string NewRequestId() {
  std::random_device random;
  RequestId id{};
  std::uniform_int_distribution<unsigned> byte(0, 255);
  for (auto& value : id) value = static_cast<std::uint8_t>(byte(random));
  // Version 4, variant 10.
  id[6] = static_cast<std::uint8_t>((id[6] & 0x0f) | 0x40);
  id[8] = static_cast<std::uint8_t>((id[8] & 0x3f) | 0x80);
  return wire::FormatRequestId(id);
}

std::string RequestIdOr(const std::string& given) { return given.empty() ? NewRequestId() : given; }

}  // namespace ippledge::client
