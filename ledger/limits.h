// ledger/limits.h: every limit that the rules know, with its unit in the name.
#pragma once

#include <cstdint>

namespace ippledge {

inline constexpr int kBatchRowsMax = 1000;
inline constexpr int kRightsPerLoanMax = 100;
// Draws, repayments and other facts of one loan, each kind.
inline constexpr int kFactsPerLoanMax = 1000;
inline constexpr int kNameCharsMax = 200;
inline constexpr int kNumberCharsMax = 64;  // contract, draw, repayment, registration numbers
inline constexpr int kCodeCharsMax = 32;    // branch, division, industry codes as free text
inline constexpr int kReasonCharsMax = 500;
inline constexpr int kMilestonesMax = 100;
inline constexpr int kReportingUnitsMax = 4096;
inline constexpr int kIndustriesMax = 4096;
inline constexpr int kBodiesMax = 100'000;
inline constexpr int kBranchesPerBodyMax = 2000;
inline constexpr int kOpeningFiguresMax = 1000;
inline constexpr int kPublishedReportsMax = 1200;
// They stay in memory: some 300 bytes each.
inline constexpr int kFundMovementsMax = 200'000;
inline constexpr int kPoliciesMax = 1000;
inline constexpr int kLendingRatesMax = 2000;
inline constexpr int kPortfolioFiguresMax = 100'000;
// Orders of one payment run: they share an entry.
inline constexpr int kOrdersPerRunMax = 200;
inline constexpr int kOverdueDaysMax = 20'000;
inline constexpr int kTermDaysMax = 50 * 366;
inline constexpr int kRatePpmMax = 1'000'000;
// No single loan is larger than this: 10^14 fen, a trillion yuan.
inline constexpr std::int64_t kLoanFenMax = 100'000'000'000'000;
// Larger entries are refused, so that one stays within a 16-bit length.
inline constexpr int kEntryBytesMax = 65'535;

}  // namespace ippledge
