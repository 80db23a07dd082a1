// tools/bench/driver.h: drives one server with loans and measures.
//
// Closed loop: a fixed number of messages is in flight; a latency runs from sending a message to
// its answer. Loans are made and serialised before the clock starts, so that the client costs
// little. For an open loop: open_loop.h.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "tools/bench/identity.h"
#include "tools/bench/measured.h"

namespace grpc {
class Channel;
}

namespace ippledge::bench {

class Tally;

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
  bool one_total = false;                  // all loans count in the same cells of every total
  std::function<void()> on_start = [] {};  // all requests are made, the clock starts
  Tally* tally = nullptr;                  // counts the loans that are sent; not owned
};

Measured DriveUnary(const std::shared_ptr<grpc::Channel>& channel, const Load& load);
Measured DriveStream(const std::vector<std::shared_ptr<grpc::Channel>>& channels, const Load& load);

}  // namespace ippledge::bench
