// tools/bench/movements.h: movements of one fund, all on the same accounts.
#pragma once

#include <cstdint>
#include <memory>

#include "tools/bench/calls.h"
#include "tools/bench/report.h"

namespace ippledge::bench {

inline constexpr const char* kRecordMovement = "/ippledge.v1.FundService/RecordMovement";
inline constexpr Who kBureau{.organisation = "finance-bureau",
                             .role = "finance_bureau",
                             .person = "p-1",
                             .second_person = "p-2"};

// Interest that comes in, 1.00 and more each time.
class Movements {
 public:
  explicit Movements(std::shared_ptr<grpc::Channel> channel) : channel_(std::move(channel)) {}

  // An appropriation, one call.
  void Bring(std::int64_t fen);
  Measured Record(std::uint64_t count, int in_flight);
  // The fund's cash is what was sent.
  void CheckBalance(Report& report) const;

 private:
  const std::shared_ptr<grpc::Channel> channel_;
  std::uint64_t sent_ = 0;
  std::int64_t cash_fen_ = 0;
};

}  // namespace ippledge::bench
