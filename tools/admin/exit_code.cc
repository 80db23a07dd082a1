#include "tools/admin/exit_code.h"

namespace ippledge::admin {

ExitCode ExitCodeOf(const absl::Status& status) {
  switch (status.code()) {
    case absl::StatusCode::kOk:
      return kExitOk;
    case absl::StatusCode::kNotFound:
    case absl::StatusCode::kInvalidArgument:
    case absl::StatusCode::kFailedPrecondition:
      return kExitUsage;
    case absl::StatusCode::kUnavailable:
      return kExitBusy;
    default:
      return kExitDifference;
  }
}

}  // namespace ippledge::admin
