#include "server/fund_exposure.h"

#include <algorithm>

#include "absl/numeric/int128.h"
#include "ippledge/v1/fund_service.pb.h"
#include "ledger/cover_sums.h"
#include "proto/wire/cover.h"

namespace ippledge::server {
namespace {

// Parts per million, rounded down; 0 without a denominator.
std::int64_t PpmOf(std::int64_t part, std::int64_t whole) {
  if (whole <= 0) return 0;
  const absl::int128 ppm = absl::int128(part) * kWholePpm / whole;
  return static_cast<std::int64_t>(std::min<absl::int128>(ppm, Money::kFenMax));
}

template <typename State, typename Counts, typename Messages>
void FormatCounts(const Counts& counts, Messages& messages) {
  for (std::size_t i = 1; i < counts.size(); ++i) {
    if (counts[i] == 0) continue;
    auto& message = *messages.Add();
    message.set_state(static_cast<State>(i));
    message.set_count(counts[i]);
  }
}

struct Ratio {
  std::int64_t part = 0;
  std::int64_t whole = 0;

  bool Passes(const Brake& brake) const {
    if (whole <= 0) return false;
    const absl::int128 found = absl::int128(part) * kWholePpm;
    const absl::int128 limit = absl::int128(whole) * brake.threshold_ppm;
    return brake.comparison == Comparison::kAtLeast ? found >= limit : found > limit;
  }
};

}  // namespace

void FormatExposure(const engine::ReadView& view, const FundFigures& figures,
                    v1::FundExposure& message) {
  const Headline& headline = view.picture().headline;
  const CoverTotals& cover = view.programme().cover;
  const CoverSums& sums = cover.sums;
  const bool covered_only = !cover.IsZero();
  const std::int64_t outstanding =
      covered_only ? sums[CoverSum::kCoveredBalance] : headline.disbursed_fen - headline.repaid_fen;
  message.set_outstanding_fen(outstanding);
  message.set_leverage_ppm(PpmOf(outstanding, figures.cash_fen + figures.deposits_fen));
  message.set_covered_only(covered_only);
  if (!covered_only) return;
  wire::FormatCoverSums(sums, *message.mutable_sums());
  message.set_loss_ppm(PpmOf(sums[CoverSum::kLosses], sums[CoverSum::kEnrolled]));
  message.set_npl_ppm(PpmOf(sums[CoverSum::kNplBalance], sums[CoverSum::kLoanBalance]));
  FormatCounts<v1::CoverState>(cover.covers, *message.mutable_covers());
  FormatCounts<v1::ClaimState>(cover.claims, *message.mutable_claims());
  message.set_recoveries_open(
      cover.recoveries[static_cast<std::size_t>(RecoveryState::kAllocated)]);
}

void FormatBrakes(const Programme& programme,
                  google::protobuf::RepeatedPtrField<v1::FundBrake>& brakes) {
  const CoverSums& sums = programme.cover.sums;
  for (const IssuedPolicy& issued : programme.policies) {
    const Policy& policy = *issued.policy;
    const IssuedPolicy* in_force = programme.PolicyInForce(policy.policy_id, programme.today);
    if (in_force == nullptr || in_force->entry != issued.entry) continue;
    for (const Brake& brake : policy.brakes) {
      if (brake.scope != BrakeScope::kFund) continue;
      Ratio ratio;
      if (brake.measure == BrakeMeasure::kNplRate) {
        ratio = {sums[CoverSum::kNplBalance], sums[CoverSum::kLoanBalance]};
      } else if (brake.measure == BrakeMeasure::kPaidOfCoveredBalance) {
        ratio = {sums[CoverSum::kPaid], sums[CoverSum::kCoveredBalance]};
      } else {
        continue;
      }
      v1::FundBrake& message = *brakes.Add();
      message.set_policy_id(policy.policy_id);
      message.set_policy_version(policy.version);
      message.set_name(brake.name);
      message.set_measure(static_cast<v1::BrakeMeasure>(brake.measure));
      message.set_effect(static_cast<v1::BrakeEffect>(brake.effect));
      message.set_threshold_ppm(brake.threshold_ppm);
      message.set_found_ppm(PpmOf(ratio.part, ratio.whole));
      message.set_passed(ratio.Passes(brake));
    }
  }
}

}  // namespace ippledge::server
