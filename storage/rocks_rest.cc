#include "storage/rocks_rest.h"

#include <rocksdb/options.h>
#include <rocksdb/rate_limiter.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <thread>

#include "storage/breathe.h"

namespace ippledge::storage {
namespace {

using Clock = std::chrono::steady_clock;

// Written between two rests: a few milliseconds of compressing.
constexpr std::int64_t kPieceBytes = 128 * 1024;
constexpr int kRest = 3;  // of the time worked

thread_local Clock::time_point since;  // the end of this thread's last rest

}  // namespace

// RocksDB asks it before each piece that it writes, on the thread that writes: bytes do not matter,
// only the time that they took.
class RocksRest::Limiter final : public rocksdb::RateLimiter {
 public:
  using rocksdb::RateLimiter::Request;
  void Request(std::int64_t bytes, rocksdb::Env::IOPriority priority,
               rocksdb::Statistics*) override {
    bytes_.fetch_add(bytes, std::memory_order_relaxed);
    requests_.fetch_add(1, std::memory_order_relaxed);
    // IO_USER: a write stands still until this file is there.
    if (priority != rocksdb::Env::IO_USER && !hurry.load(std::memory_order_relaxed)) {
      const Clock::duration worked =
          std::min<Clock::duration>(Clock::now() - since, Breather::kWorkedMax);
      std::this_thread::sleep_for(worked * kRest);
    }
    since = Clock::now();
  }

  void SetBytesPerSecond(std::int64_t) override {}
  std::int64_t GetBytesPerSecond() const override { return 0; }
  std::int64_t GetSingleBurstBytes() const override { return kPieceBytes; }
  std::int64_t GetTotalBytesThrough(rocksdb::Env::IOPriority) const override {
    return bytes_.load(std::memory_order_relaxed);
  }
  std::int64_t GetTotalRequests(rocksdb::Env::IOPriority) const override {
    return requests_.load(std::memory_order_relaxed);
  }

  std::atomic<bool> hurry{false};

 private:
  std::atomic<std::int64_t> bytes_{0};
  std::atomic<std::int64_t> requests_{0};
};

RocksRest::RocksRest(rocksdb::Options& rocks) : limiter_(std::make_shared<Limiter>()) {
  rocks.rate_limiter = limiter_;
  rocks.writable_file_max_buffer_size = kPieceBytes;
}

RocksRest::~RocksRest() { SetHurry(true); }

void RocksRest::SetHurry(bool hurry) { limiter_->hurry.store(hurry, std::memory_order_relaxed); }

}  // namespace ippledge::storage
