// tools/bench/tally.h: what the recorded loans come to, summed by the one who sends them.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <unordered_set>

#include "ippledge/v1/types.pb.h"

namespace ippledge::v1 {
class NewLoan;
}

namespace ippledge::bench {

// Of loans of loans.h, each drawn in full at once. Fen, and counts. One thread at a time.
class Tally {
 public:
  void Add(const v1::NewLoan& loan);
  std::uint64_t loans() const { return loans_; }
  // Every measure that totals know.
  std::map<v1::Measure, std::int64_t> Sums() const;

 private:
  std::uint64_t loans_ = 0;
  std::int64_t contract_fen_ = 0;
  std::int64_t registered_fen_ = 0;
  std::int64_t ip_part_fen_ = 0;
  std::int64_t registrations_ = 0;
  std::unordered_set<std::string> firms_;
};

}  // namespace ippledge::bench
