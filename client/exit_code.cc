#include "client/exit_code.h"

#include <optional>

#include "absl/strings/cord.h"
#include "client/connection.h"
#include "ledger/reason.h"

namespace ippledge::client {
namespace {

constexpr absl::string_view kUsageUrl = "ippledge/usage";

}  // namespace

absl::Status UsageError(absl::string_view message) {
  absl::Status status = absl::InvalidArgumentError(message);
  status.SetPayload(kUsageUrl, absl::Cord());
  return status;
}

ExitCode ExitCodeOf(const absl::Status& status) {
  if (status.GetPayload(kUsageUrl).has_value()) return kExitUsage;
  switch (status.code()) {
    case absl::StatusCode::kOk:
      return kExitOk;
    case absl::StatusCode::kNotFound:
      return kExitNotFound;
    case absl::StatusCode::kPermissionDenied:
    case absl::StatusCode::kUnauthenticated:
      return kExitDenied;
    case absl::StatusCode::kAlreadyExists:
    case absl::StatusCode::kAborted:
      return kExitConflict;
    case absl::StatusCode::kInvalidArgument:
    case absl::StatusCode::kFailedPrecondition:
    case absl::StatusCode::kOutOfRange:
      return kExitRefused;
    case absl::StatusCode::kCancelled:
      return kExitInterrupted;
    case absl::StatusCode::kResourceExhausted: {
      // A full queue passes; a full server does not.
      const std::optional<wire::Details> details = DetailsOf(status);
      const bool cap =
          details.has_value() && ReasonNamed(details->reason) == Reason::kTooManyProgrammes;
      return cap ? kExitRefused : kExitUnavailable;
    }
    default:
      return kExitUnavailable;
  }
}

}  // namespace ippledge::client
