// tests/testing/scenario_facts.h: what executors that hold ledger values have in common: shapes,
// loans and totals between values and what a scenario shows.
#pragma once

#include <vector>

#include "absl/status/status.h"
#include "ledger/books.h"
#include "ledger/totals_query.h"
#include "tests/testing/scenario.h"

namespace ippledge {

// Whether the caller may ask for it at all: the API tells that before anything else.
absl::Status CheckRights(const ScenarioRequest& request);
// The violations of a command's shape, as the API finds them.
absl::Status CheckShape(const Command& command, const CodeSchemes& schemes);

// `also_pledged`: for each right of the terms.
ShownFund ShowFundOf(const FundBook& fund, std::int64_t at, std::optional<Date> as_of);
std::vector<ShownMovement> ShowMovementsOf(const FundBook& fund, std::int64_t at);

ShownLoan ShowLoanOf(const Loan& loan, const std::vector<bool>& also_pledged);

// `at`: the position for an ask of 0.
TotalsQuery QueryOf(const TotalsAsk& ask, const Programme& programme, std::int64_t at);
ShownTotals ShowTotalsOf(const TotalsQuery& query, const TotalsAnswer& answer,
                         const Programme& programme);
// What is published of a month: all figures as of its last day.
TotalsQuery QueryOfMonth(int month, std::int64_t at);

}  // namespace ippledge
