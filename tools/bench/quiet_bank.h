// tools/bench/quiet_bank.h: a bank that records one loan each 20 ms, whatever others do.
//
// Open loop: calls leave at their time, not when the last one was answered, and a latency runs from
// the time at which the call was to leave. So waiting shows, also that of calls behind it.
#pragma once

#include <grpcpp/grpcpp.h>

#include <cstdint>
#include <memory>
#include <vector>

#include "tools/bench/driver.h"

namespace ippledge::bench {

class QuietBank {
 public:
  // Begins. Loans from `first` on, of bank-0; `seed` as in Load.
  QuietBank(std::shared_ptr<grpc::Channel> channel, std::uint64_t first, std::uint64_t seed);
  ~QuietBank();
  QuietBank(const QuietBank&) = delete;
  QuietBank& operator=(const QuietBank&) = delete;

  // Ends, waits for all answers, and adds what was measured.
  void Stop(std::vector<float>& latencies_ms, Measured& measured);

 private:
  struct State;
  const std::unique_ptr<State> state_;
};

}  // namespace ippledge::bench
