// tools/bench/driver.h: drives one server with loans and measures.
//
// Closed loop: a fixed number of messages is in flight; a latency runs from sending a message to
// its answer. Loans are made and serialised before the clock starts, so that the client costs
// little.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "tools/bench/identity.h"

namespace grpc {
class Channel;
}

namespace ippledge::bench {

struct Load {
  std::string programme = "bench";
  std::uint64_t first_loan = 0;
  std::uint64_t loans = 0;
  int batch = 1;           // rows a message
  int in_flight = 1;       // messages
  int streams = 1;         // for streams: in_flight is of all together
  std::uint64_t seed = 1;  // of the request ids
  Who who = {};
  std::string bank = "";                   // of all loans; empty: as loans.h has it
  std::function<void()> on_start = [] {};  // all requests are made, the clock starts
};

struct Measured {
  std::uint64_t rows = 0;  // answered as recorded
  std::uint64_t refused = 0;
  double seconds = 0;
  double p50_ms = 0;
  double p99_ms = 0;
  double max_ms = 0;
  double rate() const { return seconds > 0 ? static_cast<double>(rows) / seconds : 0; }
};

Measured DriveUnary(const std::shared_ptr<grpc::Channel>& channel, const Load& load);
Measured DriveStream(const std::vector<std::shared_ptr<grpc::Channel>>& channels, const Load& load);

// Sorts; fills the percentiles.
void Summarise(std::vector<float>& latencies_ms, Measured& measured);
double NowSeconds();

}  // namespace ippledge::bench
