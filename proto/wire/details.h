// proto/wire/details.h: a refusal as the bytes of google.rpc.Status, and back.
//
// The bytes go into the trailer "grpc-status-details-bin". Details are packed in this order, under
// the public names "type.googleapis.com/google.rpc.…":
//   ErrorInfo            domain "ippledge"; reason and metadata of the first violation, with its
//                        field as "field", and "violations_more" when some are not listed
//   BadRequest           INVALID_ARGUMENT, OUT_OF_RANGE: every violation
//   PreconditionFailure  FAILED_PRECONDITION: every violation
//   QuotaFailure         RESOURCE_EXHAUSTED: every violation
//   RetryInfo            RESOURCE_EXHAUSTED, UNAVAILABLE
//   LocalizedMessage     the text of each listed violation in the caller's language, one a line
// No gRPC here. Any thread.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"

namespace ippledge::wire {

// A client sees only RESOURCE_EXHAUSTED when its trailers pass 8 KiB.
inline constexpr int kDetailsBytesMax = 6 * 1024;
inline constexpr absl::Duration kRetryDelay = absl::Milliseconds(200);

enum class Locale { kEnglish, kChinese };
// "en" and "zh-CN"; and back from a list of preferences ("zh-CN,zh;q=0.9"): the first that begins
// with "en" or "zh", else Chinese.
absl::string_view NameOf(Locale locale);
Locale LocaleFor(absl::string_view preferences);

// A refusal that says retry_after_ms is to be tried again then, others after `retry_delay`. At most
// kDetailsBytesMax bytes: violations are left out from the end, and counted. A status that
// carries no violations has no ErrorInfo. Precondition (checked): not OK.
std::string EncodeDetails(const absl::Status& status, Locale locale,
                          absl::Duration retry_delay = kRetryDelay);

// What a client reads out of the bytes.
struct Details {
  struct Line {
    std::string reason;     // of the first; of the others only with FAILED_PRECONDITION
    std::string field;      // or subject
    std::string text;       // English
    std::string localized;  // in the language asked for
  };
  absl::StatusCode code = absl::StatusCode::kUnknown;
  std::string message;
  std::string reason;  // empty without ErrorInfo
  std::string domain;
  std::vector<std::pair<std::string, std::string>> metadata;  // in order of key
  std::vector<Line> lines;  // one a violation listed; one from ErrorInfo alone at least
  int violations_more = 0;
  std::string locale;
  absl::Duration retry_delay;  // zero when none was given
};

// Reads the trailer of any server. DATA_LOSS when it is not a status; details of other kinds are
// passed over.
absl::StatusOr<Details> DecodeDetails(absl::string_view bytes);

}  // namespace ippledge::wire
