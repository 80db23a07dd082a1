#include "client/failure.h"

#include <cstddef>
#include <optional>
#include <vector>

#include "absl/strings/str_cat.h"
#include "client/advice.h"
#include "client/connection.h"
#include "ledger/reason.h"

namespace ippledge::client {
namespace {

constexpr Bilingual kWhat = {"error: ", "错误："};
constexpr Bilingual kWhy = {"why:   ", "原因："};
constexpr Bilingual kToDo = {"to do: ", "办法："};
// As wide as the labels.
constexpr absl::string_view kIndent = "       ";

std::vector<std::string> WhyLines(const absl::Status& status,
                                  const std::optional<wire::Details>& details, Language language) {
  std::vector<std::string> lines;
  if (details.has_value()) {
    for (const wire::Details::Line& line : details->lines) {
      lines.push_back(line.localized.empty() ? line.text : line.localized);
    }
    if (details->violations_more > 0) {
      lines.push_back(language == Language::kChinese
                          ? absl::StrCat("另有 ", details->violations_more, " 处问题")
                          : absl::StrCat("and ", details->violations_more, " more"));
    }
  }
  if (lines.empty()) lines.emplace_back(status.message());
  return lines;
}

// A write without a number of its own cannot be found again but by its request id.
std::string RepeatAdvice(const Failure& failure, Language language) {
  const absl::StatusCode code = failure.status.code();
  const bool unknown = code == absl::StatusCode::kUnavailable ||
                       code == absl::StatusCode::kDeadlineExceeded ||
                       code == absl::StatusCode::kCancelled;
  if (!unknown || failure.request_id.empty()) return "";
  return language == Language::kChinese
             ? absl::StrCat("；重发时加上 --request-id ", failure.request_id)
             : absl::StrCat("; add --request-id ", failure.request_id, " to it");
}

void PrintVerbose(const Failure& failure, const std::optional<wire::Details>& details,
                  std::ostream& err) {
  err << kIndent << "code: " << absl::StatusCodeToString(failure.status.code()) << '\n';
  if (!failure.request_id.empty()) err << kIndent << "request id: " << failure.request_id << '\n';
  if (!details.has_value()) return;
  if (!details->reason.empty()) err << kIndent << "reason: " << details->reason << '\n';
  for (const auto& [key, value] : details->metadata) {
    err << kIndent << key << ": " << value << '\n';
  }
}

}  // namespace

void PrintFailure(const Failure& failure, Language language, bool verbose, std::ostream& err) {
  const std::optional<wire::Details> details = DetailsOf(failure.status);
  err << kWhat.In(language) << failure.what << '\n';
  const std::vector<std::string> why = WhyLines(failure.status, details, language);
  for (std::size_t i = 0; i < why.size(); ++i) {
    err << (i == 0 ? kWhy.In(language) : kIndent) << why[i] << '\n';
  }
  const Reason reason = details.has_value() ? ReasonNamed(details->reason) : Reason::kNone;
  err << kToDo.In(language) << AdviceFor(reason, failure.status.code()).In(language)
      << RepeatAdvice(failure, language) << '\n';
  if (verbose) PrintVerbose(failure, details, err);
  err.flush();
}

void PrintProblem(absl::string_view what, absl::string_view why, absl::string_view to_do,
                  Language language, std::ostream& err) {
  err << kWhat.In(language) << what << '\n'
      << kWhy.In(language) << why << '\n'
      << kToDo.In(language) << to_do << '\n';
  err.flush();
}

}  // namespace ippledge::client
