// tools/claim_vectors/fact_keys.h: the keys of each kind of fact.
#pragma once

#include "ledger/claim_facts.h"
#include "tools/claim_vectors/loose_keys.h"

namespace ippledge::vectors {

struct PortfolioDraft {
  PortfolioFacts facts;
  ScopeFigures figures;  // taken for every scope that a brake may have
  std::vector<ScopeFigures> named;
  std::optional<std::int64_t> npl_rate_ppm;
  Money reserved;
};

// Names of the tables below that mean the same as a name they do not have; empty when none does.
std::string LikePortfolioKey(absl::string_view name);
std::string LikeClaimKey(absl::string_view name);

// Figures of one claim's own place: "npl_balance", "npl_rate_ppm".
bool ApplyFigureKey(absl::string_view name, const Value& value, ScopeFigures& figures);

bool ApplyPortfolioKey(absl::string_view name, const Value& value, PortfolioDraft& draft);
// Also any key with true or false: a tag of the loan.
bool ApplyClaimKey(absl::string_view name, const Value& value, ClaimFacts& claim);
bool ApplyEnrolmentKey(absl::string_view name, const Value& value, EnrolmentFacts& loan);
// Also "fund_paid" and the like: what a party bore.
bool ApplyRecoveryKey(absl::string_view name, const Value& value, RecoveryFacts& recovery,
                      Money& loss);
bool ApplyClawbackKey(absl::string_view name, const Value& value, ClawbackFacts& clawback);

}  // namespace ippledge::vectors
