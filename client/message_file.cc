#include "client/message_file.h"

#include <google/protobuf/io/tokenizer.h>
#include <google/protobuf/message.h>
#include <google/protobuf/text_format.h>
#include <google/protobuf/util/json_util.h>

#include <fstream>
#include <iterator>

#include "absl/status/statusor.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "client/exit_code.h"
#include "ledger/status_macros.h"

namespace ippledge::client {
namespace {

// Keeps the first fault; positions come 0-based.
class FirstError final : public google::protobuf::io::ErrorCollector {
 public:
  void AddError(int line, int column, const std::string& message) override {
    if (text_.empty()) text_ = absl::StrCat(line + 1, ":", column + 1, ": ", message);
  }
  void AddWarning(int, int, const std::string&) override {}

  const std::string& text() const { return text_; }

 private:
  std::string text_;
};

absl::StatusOr<std::string> ReadAll(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return UsageError(absl::StrCat("cannot read ", path));
  std::string text(kMessageFileBytesMax + 1, '\0');
  file.read(text.data(), static_cast<std::streamsize>(text.size()));
  if (file.bad()) return UsageError(absl::StrCat("cannot read ", path));
  text.resize(static_cast<std::size_t>(file.gcount()));
  if (text.size() > kMessageFileBytesMax) {
    return UsageError(absl::StrCat(path, " has more than ", kMessageFileBytesMax, " bytes"));
  }
  return text;
}

}  // namespace

absl::Status ReadMessageFile(const std::string& path, google::protobuf::Message& message) {
  IPPLEDGE_ASSIGN_OR_RETURN(const std::string bytes, ReadAll(path));
  const std::string text(absl::StripPrefix(bytes, "\xEF\xBB\xBF"));
  if (absl::EndsWithIgnoreCase(path, ".json")) {
    const auto parsed = google::protobuf::util::JsonStringToMessage(text, &message);
    if (parsed.ok()) return absl::OkStatus();
    return UsageError(absl::StrCat(path, ": ", std::string(parsed.message())));
  }
  FirstError errors;
  google::protobuf::TextFormat::Parser parser;
  parser.RecordErrorsTo(&errors);
  if (parser.ParseFromString(text, &message)) return absl::OkStatus();
  return UsageError(absl::StrCat(path, ":", errors.text()));
}

}  // namespace ippledge::client
