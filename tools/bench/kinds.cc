#include "tools/bench/kinds.h"

#include "tools/bench/claims.h"
#include "tools/bench/ledger.h"
#include "tools/bench/movements.h"
#include "tools/bench/names.h"
#include "tools/bench/repayments.h"

namespace ippledge::bench {
namespace {

constexpr double kRepaidLoans = 200'000;
constexpr double kBatchRows = 100'000;
constexpr double kUnaryRows = 12'000;
constexpr double kClaimShare = 0.125;  // each goes through six calls, and two that do not count
constexpr std::int64_t kFundFen = 1'000'000'000'000'000;

Contender As(const char* name, Contender contender) {
  contender.name = name;
  return contender;
}

}  // namespace

void RunKinds(const Settings& settings, Report& report) {
  Ledger ledger(settings, "store");
  Numbers numbers;
  const Load batches{
      .loans = settings.Loans(kBatchRows, 1000, 10), .batch = 1000, .in_flight = 8, .streams = 4};
  const Load repaid = numbers.Take(batches, settings.Loans(kRepaidLoans, 1000, 10));
  ledger.Stream(repaid);
  Repayments repayments(ledger.channels(), repaid.first_loan, repaid.loans);
  report.Add(Interleave(
      kKindsInBatches, settings.rounds, batches,
      {As(kLoans, ledger.StreamContender()),
       {.name = kRepayments,
        .record = [&](const Load& load) { return repayments.Record(load.loans, load); }}},
      numbers));
  // Before the first cover: afterwards what is outstanding is that of covered loans.
  repayments.CheckBalance(ledger.tally().Sums().at(v1::MEASURE_DISBURSED), report);

  Movements movements(ledger.channels()[0]);
  movements.Bring(kFundFen);
  Claims claims(ledger);
  report.Add(Interleave(
      kKindsUnary, settings.rounds, {.loans = settings.Loans(kUnaryRows, 1, 200), .in_flight = 64},
      {As(kLoans, ledger.UnaryContender()),
       {.name = kMovements,
        .record = [&](const Load& load) { return movements.Record(load.loans, load.in_flight); }},
       // Loans of its own, far from those that both record.
       {.name = kClaimSteps,
        .record =
            [&](Load load) {
              load.first_loan += 2'000'000'000;
              load.seed += 2'000'000'000;
              return claims.Record(load);
            },
        .share = kClaimShare}},
      numbers));
  movements.CheckBalance(report);
  claims.CheckBalance(report);
  ledger.CheckBalance(report);
  ledger.CheckAudit(report);
}

}  // namespace ippledge::bench
