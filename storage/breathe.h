// storage/breathe.h: rests in work that nobody waits for.
//
// A thread that stands behind all others (engine/give_way.h) still keeps a processor for some
// milliseconds at a time, one time after the other, because the scheduler moves threads seldom.
// So who works in the background rests between its steps, and what is urgent finds a processor.
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>

namespace ippledge::storage {

// While it lives, the thread that made it rests: after each kStep of work Breathe() calls `rest`,
// with the time worked since the last one, kWorkedMax at most. `rest` may wait. One of a thread at
// a time.
class Breather {
 public:
  using Duration = std::chrono::nanoseconds;
  using Rest = std::function<void(Duration worked)>;
  static constexpr Duration kStep = std::chrono::milliseconds(1);
  // What took longer mostly had no processor.
  static constexpr Duration kWorkedMax = std::chrono::milliseconds(5);

  explicit Breather(Rest rest);
  Breather(const Breather&) = delete;
  Breather& operator=(const Breather&) = delete;
  ~Breather();

 private:
  friend void Breathe();
  void MayRest();

  const Rest rest_;
  std::chrono::steady_clock::time_point since_;  // the end of the last rest
};

// Called between steps of some microseconds: it looks at the clock. Of a thread without a Breather
// it is nothing.
void Breathe();
// Of rows that take less, one in so many is such a step.
constexpr std::size_t kRowsOfStep = 128;

}  // namespace ippledge::storage
