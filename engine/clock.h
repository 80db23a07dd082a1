// engine/clock.h: what time it is, as an argument of everything that needs to know.
#pragma once

#include <cstdint>

namespace ippledge::engine {

class Clock {
 public:
  virtual ~Clock() = default;
  // Milliseconds since 1970-01-01 UTC. May step back; commit times never do. Any thread.
  virtual std::int64_t NowMs() const = 0;
};

class SystemClock final : public Clock {
 public:
  std::int64_t NowMs() const override;
};

}  // namespace ippledge::engine
