// tests/testing/fake_clock.h: a clock that stands still until a test moves it.
#pragma once

#include <atomic>
#include <cstdint>

#include "absl/time/time.h"
#include "engine/clock.h"

namespace ippledge::engine {

// Any thread.
class FakeClock final : public Clock {
 public:
  // 2024-05-20 12:00 in Shanghai.
  static constexpr std::int64_t kStartMs = 1'716'177'600'000;

  std::int64_t NowMs() const override { return now_ms_; }
  // Also backwards.
  void Advance(absl::Duration by) { now_ms_ += absl::ToInt64Milliseconds(by); }

 private:
  std::atomic<std::int64_t> now_ms_{kStartMs};
};

}  // namespace ippledge::engine
