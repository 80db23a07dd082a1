#include "ledger/brake.h"

#include "absl/strings/str_cat.h"
#include "ledger/claim_arithmetic.h"
#include "ledger/claim_work.h"

namespace ippledge {

BrakeReading ReadBrake(const Brake& brake, const PortfolioBook& book, const Place& place,
                       Money loss, Money paid) {
  const ScopeFigures figures = FiguresOf(book, brake.scope, place);
  BrakeReading reading;
  Money own = loss;
  switch (brake.measure) {
    case BrakeMeasure::kNplRate:
      reading = {figures.npl_balance, figures.loan_balance};
      break;
    case BrakeMeasure::kPaidOfCoveredBalance:
      reading = {figures.paid, figures.covered_balance};
      own = paid;
      break;
    case BrakeMeasure::kPayoutRate:
      reading = {figures.payout, figures.guarantees_ended};
      reading.unknown = figures.guarantees_ended_unknown;
      own = paid;
      break;
    default:
      reading = {figures.loss_year, figures.enrolled_year};
  }
  if (brake.includes_current_claim) reading.numerator = Plus(reading.numerator, own);
  reading.passed = !reading.unknown && reading.denominator > Money() &&
                   IsAbovePpm(reading.numerator, reading.denominator, brake.threshold_ppm,
                              brake.comparison == Comparison::kAtLeast);
  return reading;
}

void ApplyBrakes(ClaimWork& work) {
  StepVerdict& verdict = work.verdict;
  for (const Brake& brake : work.policy.brakes) {
    if (brake.effect == BrakeEffect::kStopEnrolment) continue;
    const bool of_guarantor = brake.measure == BrakeMeasure::kPayoutRate;
    const Money paid = SumOf(verdict, PartsOf(verdict, of_guarantor));
    const BrakeReading reading =
        ReadBrake(brake, work.book, PlaceOf(work.claim), verdict.loss, paid);
    const bool defers = brake.effect == BrakeEffect::kDeferClaims;
    const bool acts = reading.passed || reading.unknown;
    const bool waived = acts && defers && work.claim.brake_waived;
    const bool holds = acts && !waived && (defers || brake.effect == BrakeEffect::kStopClaims);
    if (acts && !holds) verdict.warnings.push_back(brake.name);
    if (holds && (reading.unknown || brake.effect == BrakeEffect::kStopClaims)) {
      SetOutcome(verdict, Outcome::kRefused, brake.name);
    } else if (holds && work.deferred_by.empty()) {
      work.deferred_by = brake.name;
    }
    Trace(
        verdict, brake.name,
        {{"scope", std::string(NameOfTerm(brake.scope))},
         {"measure", std::string(NameOfTerm(brake.measure))},
         {"numerator", FenText(reading.numerator)},
         {"denominator", reading.unknown ? "unknown" : FenText(reading.denominator)},
         {"ratio_ppm", absl::StrCat(PpmFloor(reading.numerator, reading.denominator))}},
        absl::StrCat(brake.comparison == Comparison::kAtLeast ? ">= " : "> ", brake.threshold_ppm),
        waived            ? "waived"
        : reading.unknown ? "unknown"
        : reading.passed  ? std::string(NameOfTerm(brake.effect))
                          : "not passed",
        holds);
  }
}

}  // namespace ippledge
