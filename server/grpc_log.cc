#include "server/grpc_log.h"

#include <grpc/support/log.h>
#include <spdlog/spdlog.h>

#include <utility>

#include "absl/time/clock.h"

namespace ippledge::server {
namespace {

void Say(gpr_log_func_args* line) {
  static auto* const lines = new LinesPerMinute(kGrpcLinesPerMinute);
  int left_out = 0;
  if (!lines->Take(absl::Now(), left_out)) return;
  if (left_out > 0) spdlog::warn("gRPC: {} lines were left out", left_out);
  const auto level =
      line->severity == GPR_LOG_SEVERITY_ERROR ? spdlog::level::err : spdlog::level::info;
  spdlog::log(level, "gRPC: {}", line->message);
}

}  // namespace

bool LinesPerMinute::Take(absl::Time now, int& left_out_before) {
  absl::MutexLock lock(&mutex_);
  // Also when the clock was set back.
  if (now - minute_ >= absl::Minutes(1) || now < minute_) {
    minute_ = now;
    said_ = 0;
  }
  if (said_ >= lines_max_) {
    ++left_out_;
    return false;
  }
  ++said_;
  left_out_before = std::exchange(left_out_, 0);
  return true;
}

void BoundGrpcLog() { gpr_set_log_function(Say); }

}  // namespace ippledge::server
