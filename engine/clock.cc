#include "engine/clock.h"

#include "absl/time/clock.h"
#include "absl/time/time.h"

namespace ippledge::engine {

std::int64_t SystemClock::NowMs() const { return absl::ToUnixMillis(absl::Now()); }

}  // namespace ippledge::engine
