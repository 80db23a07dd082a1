#include "server/grpc_log.h"

#include <grpc/support/log.h>
#include <spdlog/spdlog.h>

#include <utility>

#include "absl/base/const_init.h"
#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"

namespace ippledge::server {
namespace {

ABSL_CONST_INIT absl::Mutex mutex(absl::kConstInit);
absl::Time minute ABSL_GUARDED_BY(mutex);  // when it began
int said ABSL_GUARDED_BY(mutex) = 0;       // in it
int left_out ABSL_GUARDED_BY(mutex) = 0;   // since a line was last said

// False when this line is one too many; else how many were left out before it.
bool MaySay(int& left_out_before) {
  const absl::Time now = absl::Now();
  absl::MutexLock lock(&mutex);
  if (now - minute >= absl::Minutes(1) || now < minute) {
    minute = now;
    said = 0;
  }
  if (said >= kGrpcLinesPerMinute) {
    ++left_out;
    return false;
  }
  ++said;
  left_out_before = std::exchange(left_out, 0);
  return true;
}

void Say(gpr_log_func_args* line) {
  if (line->severity == GPR_LOG_SEVERITY_DEBUG) return;
  int left_out_before = 0;
  if (!MaySay(left_out_before)) return;
  if (left_out_before > 0) spdlog::warn("gRPC: {} lines were left out", left_out_before);
  const auto level =
      line->severity == GPR_LOG_SEVERITY_ERROR ? spdlog::level::err : spdlog::level::info;
  spdlog::log(level, "gRPC: {}", line->message);
}

}  // namespace

void BoundGrpcLog() {
  gpr_set_log_function(Say);
  gpr_set_log_verbosity(GPR_LOG_SEVERITY_ERROR);
}

}  // namespace ippledge::server
