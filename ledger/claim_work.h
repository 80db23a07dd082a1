// ledger/claim_work.h: one claim while it is evaluated, and the steps in their declared order.
//
// Each step looks at the work, adds its lines to the trace and changes the verdict. Inner header of
// the rules: ledger/evaluate.h is the way in.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/string_view.h"
#include "ledger/claim_facts.h"
#include "ledger/policy.h"
#include "ledger/portfolio_book.h"
#include "ledger/verdict.h"

namespace ippledge {

struct ClaimWork {
  const Policy& policy;
  const ShareMode& mode;
  const ClaimFacts& claim;
  const PortfolioBook& book;
  StepVerdict& verdict;
  // Cuts that the gates decided, applied after the caps: rule and ppm.
  std::vector<std::pair<std::string, std::int64_t>> cuts;
  // Rule that holds the payment back; empty: none.
  std::string deferred_by;
};

using TraceInputs = std::vector<std::pair<std::string, std::string>>;

// Adds a line; its amount_after is what the public levels would pay now.
void Trace(StepVerdict& verdict, absl::string_view rule, TraceInputs inputs, std::string limit,
           std::string result, bool binds = false);
// Decides the outcome, unless an earlier rule did.
void SetOutcome(StepVerdict& verdict, Outcome outcome, absl::string_view rule);

// 1 May the claim be made: cover, double cover, lock-in, trigger, pledge, window, documents.
void CheckGates(ClaimWork& work);
// 2 What is shared: verdict.loss, in_band, other_part. Refuses when a fact is missing.
void ComputeLoss(ClaimWork& work);
// 3 Rates and parts by share; without `shared` the bank bears all.
void ShareLoss(ClaimWork& work, bool shared);
// 4 Caps of each level, all levels, cuts of the gates, caps of the fund and of the portfolio.
void ApplyCaps(ClaimWork& work);
// 5 Brakes: warn, defer, stop.
void ApplyBrakes(ClaimWork& work);

// Cuts the amounts of the parties at `indices` to at most `limit` together; the bank takes the
// rest. True when something was cut.
bool CutParts(const std::vector<std::size_t>& indices, Money limit, CutOrder order,
              StepVerdict& verdict);
// Places of the parties of these roles.
std::vector<std::size_t> PartsOf(const StepVerdict& verdict, bool with_guarantor);
Money SumOf(const StepVerdict& verdict, const std::vector<std::size_t>& indices);

}  // namespace ippledge
