// server/grpc_log.h: what gRPC has to say goes into our log, so much a minute and no more.
//
// It speaks of each handshake that fails: without a bound, whoever reaches the port could fill the
// disk with it.
#pragma once

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"

namespace ippledge::server {

inline constexpr int kGrpcLinesPerMinute = 30;

// Lines that may be said. Any thread.
class LinesPerMinute {
 public:
  explicit LinesPerMinute(int lines_max) : lines_max_(lines_max) {}

  // Whether one more may be said; then `left_out_before` is how many were not since the last one.
  bool Take(absl::Time now, int& left_out_before) ABSL_LOCKS_EXCLUDED(mutex_);

 private:
  const int lines_max_;
  absl::Mutex mutex_;
  absl::Time minute_ ABSL_GUARDED_BY(mutex_);  // when it began
  int said_ ABSL_GUARDED_BY(mutex_) = 0;       // in it
  int left_out_ ABSL_GUARDED_BY(mutex_) = 0;
};

// For the whole process, before anything of gRPC. How many lines were left out is told with the
// next one.
void BoundGrpcLog();

}  // namespace ippledge::server
