#include "client/witness/report.h"

#include <algorithm>
#include <optional>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "client/connection.h"
#include "client/json.h"
#include "ledger/text.h"

namespace ippledge::client {
namespace {

bool IsNumber(const std::string& text) {
  return !text.empty() && text.size() < 19 &&
         std::all_of(text.begin(), text.end(), absl::ascii_isdigit);
}

}  // namespace

void WitnessReport::Say(const WitnessEvent& event) {
  const std::string time =
      absl::FormatTime("%Y-%m-%dT%H:%M:%E3SZ", absl::Now(), absl::UTCTimeZone());
  std::string line;
  if (json_) {
    line = absl::StrCat("{\"time\":", JsonString(time), ",\"event\":", JsonString(event.name));
    for (const auto& [key, value] : event.facts) {
      absl::StrAppend(&line, ",", JsonString(key), ":",
                      IsNumber(value) ? value : JsonString(value));
    }
    absl::StrAppend(&line, "}");
  } else {
    line = absl::StrCat(time, " ", event.words.In(language_));
    const char* before = ": ";
    for (const auto& [key, value] : event.facts) {
      absl::StrAppend(&line, before, key, " ", Printable(value));
      before = ", ";
    }
  }
  const std::lock_guard<std::mutex> lock(mutex_);
  out_ << line << '\n';
  out_.flush();
}

std::string WhyOf(const absl::Status& status) {
  const std::optional<wire::Details> details = DetailsOf(status);
  if (details && !details->lines.empty()) {
    const wire::Details::Line& line = details->lines.front();
    return line.localized.empty() ? line.text : line.localized;
  }
  return std::string(status.message());
}

}  // namespace ippledge::client
