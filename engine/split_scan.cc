#include "engine/split_scan.h"

#include <algorithm>
#include <atomic>
#include <system_error>
#include <thread>
#include <vector>

#include "engine/give_way.h"

namespace ippledge::engine {
namespace {

// As the thread of the index does.
constexpr int kNice = 5;

// The right to have further threads. One in the process.
class Turn {
 public:
  Turn() : has_it_(!taken_.exchange(true, std::memory_order_acquire)) {}
  ~Turn() {
    if (has_it_) taken_.store(false, std::memory_order_release);
  }
  Turn(const Turn&) = delete;
  Turn& operator=(const Turn&) = delete;

  bool has_it() const { return has_it_; }

 private:
  inline static std::atomic<bool> taken_ = false;
  const bool has_it_;
};

// Threads that run `work(1)` to `work(count)`; as many as the system gives.
template <typename Work>
std::vector<std::thread> StartThreads(std::size_t count, const Work& work) {
  std::vector<std::thread> threads;
  threads.reserve(count);
  try {
    while (threads.size() < count) {
      threads.emplace_back([&work, number = threads.size() + 1] {
        GiveWay("scan", kNice);
        work(number);
      });
    }
  } catch (const std::system_error&) {
    // Those that there are do all of it.
  }
  return threads;
}

}  // namespace

std::size_t ScanThreads() {
  return std::clamp<std::size_t>(std::thread::hardware_concurrency(), 1, kScanThreadsMax);
}

absl::Status SplitScan(
    std::size_t threads, std::size_t pieces,
    const std::function<absl::Status(std::size_t thread, std::size_t piece)>& scan) {
  std::atomic<std::size_t> next = 0;
  std::atomic<bool> failed = false;
  std::vector<absl::Status> status(std::max<std::size_t>(threads, 1));
  const auto work = [&](std::size_t thread) {
    while (!failed.load(std::memory_order_relaxed)) {
      const std::size_t piece = next.fetch_add(1, std::memory_order_relaxed);
      if (piece >= pieces) return;
      status[thread] = scan(thread, piece);
      if (!status[thread].ok()) failed.store(true, std::memory_order_relaxed);
    }
  };
  const std::size_t useful = std::min(threads, pieces);
  if (useful > 1) {
    const Turn turn;
    std::vector<std::thread> others;
    if (turn.has_it()) others = StartThreads(useful - 1, work);
    work(0);
    for (std::thread& other : others) other.join();
  } else {
    work(0);
  }
  for (const absl::Status& of_thread : status) {
    if (!of_thread.ok()) return of_thread;
  }
  return absl::OkStatus();
}

}  // namespace ippledge::engine
