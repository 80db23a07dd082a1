// tools/bench/month_data.h: June 2025 of a fund's account: what the books have, and what its bank
// says.
//
// Of each 20 movements 11 bear the bank's number, 5 stand in the line's text with their own, 1
// comes to the bank two days later, 1 comes in two lines, 2 come as one. What comes after the month
// is not on the statement; lines of the bank that the books do not have stand in for it, so that
// there are as many lines as movements. Equal counts give equal months. Amounts in fen.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "ippledge/v1/fund_service.pb.h"

namespace ippledge::bench {

inline constexpr int kMovementsPerBlock = 20;
inline constexpr const char* kMonth = "2025-06";
inline constexpr const char* kAccountNumber = "0602000109200001234";
// The other sides: as many keys of protected texts are made.
inline constexpr std::int64_t kOtherSides = 10'000;

struct MonthData {
  // The first brings the money; all others may come in any order.
  std::vector<v1::FundMovement> movements;
  std::string camt;                       // the statement, camt.053.001.08
  std::int64_t lines = 0;                 // of it
  std::int64_t lines_in_transit = 0;      // that the books do not have
  std::int64_t movements_in_transit = 0;  // that the bank does not have by the end of the month
};

// Precondition: `movements` is a multiple of kMovementsPerBlock above 0.
MonthData MakeMonth(std::int64_t movements);

}  // namespace ippledge::bench
