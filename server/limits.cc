#include "server/limits.h"

#include <algorithm>
#include <cmath>

#include "absl/strings/str_cat.h"
#include "ledger/refusal.h"
#include "server/client_certificates.h"

namespace ippledge::server {
namespace {

absl::Status Exceeded(std::int64_t limit, absl::string_view unit, double seconds) {
  constexpr double kMsPerSecond = 1'000;
  const auto wait_ms = static_cast<std::int64_t>(std::ceil(seconds * kMsPerSecond));
  return Refuse(Reason::kRateExceeded, "",
                {{"limit", absl::StrCat(limit)},
                 {"unit", std::string(unit)},
                 {"retry_after_ms", absl::StrCat(std::max<std::int64_t>(wait_ms, 1))}});
}

}  // namespace

std::string LimitKeyOf(const Identity& identity) {
  if (identity.means == Identity::Means::kCertificate) {
    return std::string(proof::BytesOf(identity.fingerprint));
  }
  return absl::StrCat(identity.caller.organisation, "/", identity.caller.person);
}

void Limits::Fill(Use& use, absl::Time now) const {
  // A clock that was set back fills nothing and takes nothing.
  if (now <= use.filled) return;
  const double seconds = absl::ToDoubleSeconds(now - use.filled);
  const auto calls = static_cast<double>(options_.calls_per_second);
  use.calls = std::min(use.calls + seconds * calls, calls);
  use.bytes = std::min(use.bytes + seconds * static_cast<double>(options_.bytes_per_second),
                       static_cast<double>(options_.bytes_at_once));
  use.filled = now;
}

Limits::Use& Limits::UseOf(absl::string_view caller, absl::Time now) {
  const auto known = uses_.find(caller);
  if (known != uses_.end()) {
    Fill(known->second, now);
    return known->second;
  }
  if (uses_.size() >= options_.callers_max) ForgetIdle(now);
  Use& use = uses_[caller];
  use.filled = now;
  use.calls = static_cast<double>(options_.calls_per_second);
  use.bytes = static_cast<double>(options_.bytes_at_once);
  return use;
}

void Limits::ForgetIdle(absl::Time now) {
  // Without a full bucket a caller could be forgotten and begin anew: only the idle go.
  absl::erase_if(uses_, [&](auto& each) {
    Use& use = each.second;
    Fill(use, now);
    return use.streams == 0 && use.rows == 0 &&
           use.calls >= static_cast<double>(options_.calls_per_second) &&
           use.bytes >= static_cast<double>(options_.bytes_at_once);
  });
}

absl::Status Limits::Take(absl::string_view caller, int calls, std::int64_t bytes, absl::Time now) {
  absl::MutexLock lock(&mutex_);
  Use& use = UseOf(caller, now);
  if (use.calls < calls) {
    const auto rate = static_cast<double>(options_.calls_per_second);
    return Exceeded(options_.calls_per_second, "calls/s", (calls - use.calls) / rate);
  }
  const double asked = static_cast<double>(std::min(bytes, options_.bytes_at_once));
  if (use.bytes < asked) {
    const auto rate = static_cast<double>(options_.bytes_per_second);
    return Exceeded(options_.bytes_per_second, "bytes/s", (asked - use.bytes) / rate);
  }
  use.calls -= calls;
  use.bytes -= static_cast<double>(bytes);
  return absl::OkStatus();
}

absl::StatusOr<Limits::Hold> Limits::OpenStream(absl::string_view caller) {
  absl::MutexLock lock(&mutex_);
  Use& use = UseOf(caller, absl::InfinitePast());
  if (use.streams >= options_.streams) {
    return Refuse(Reason::kStreamsExceeded, "", {{"limit", absl::StrCat(options_.streams)}});
  }
  ++use.streams;
  return Hold(this, std::string(caller), 1, 0);
}

absl::Status Limits::RoomForRows(const Use& use) const {
  // What the queue needs to get through so many rows, roughly.
  constexpr double kWaitSeconds = 0.1;
  if (use.rows < options_.rows_waiting) return absl::OkStatus();
  return Exceeded(options_.rows_waiting, "rows waiting", kWaitSeconds);
}

absl::Status Limits::CheckRows(absl::string_view caller) {
  absl::MutexLock lock(&mutex_);
  return RoomForRows(UseOf(caller, absl::InfinitePast()));
}

absl::StatusOr<Limits::Hold> Limits::QueueRows(absl::string_view caller, int rows) {
  absl::MutexLock lock(&mutex_);
  Use& use = UseOf(caller, absl::InfinitePast());
  if (absl::Status room = RoomForRows(use); !room.ok()) return room;
  use.rows += rows;
  return Hold(this, std::string(caller), 0, rows);
}

Limits::Hold Limits::AddRows(absl::string_view caller, int rows) {
  absl::MutexLock lock(&mutex_);
  UseOf(caller, absl::InfinitePast()).rows += rows;
  return Hold(this, std::string(caller), 0, rows);
}

bool Limits::MayReadMore(absl::string_view caller, std::function<void()> wake) {
  absl::MutexLock lock(&mutex_);
  Use& use = UseOf(caller, absl::InfinitePast());
  if (RoomForRows(use).ok()) return true;
  use.waiting.push_back(std::move(wake));
  return false;
}

std::size_t Limits::callers() const {
  absl::MutexLock lock(&mutex_);
  return uses_.size();
}

Limits::Hold& Limits::Hold::operator=(Hold&& other) noexcept {
  if (this == &other) return *this;
  Release();
  limits_ = std::exchange(other.limits_, nullptr);
  caller_ = std::move(other.caller_);
  streams_ = other.streams_;
  rows_ = other.rows_;
  return *this;
}

void Limits::Hold::Release() {
  if (limits_ == nullptr) return;
  std::vector<std::function<void()>> woken;
  {
    absl::MutexLock lock(&limits_->mutex_);
    Use& use = limits_->uses_.at(caller_);
    use.streams -= streams_;
    use.rows -= rows_;
    if (use.rows < limits_->options_.rows_waiting) woken.swap(use.waiting);
  }
  limits_ = nullptr;
  for (const std::function<void()>& wake : woken) wake();
}

}  // namespace ippledge::server
