// tests/testing/scenario_lines.h: what was answered and shown, as a scenario writes it.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "tests/testing/scenario.h"
#include "tests/testing/scenario_words.h"

namespace ippledge {

// "ok [A] total 400,000.00", "already [A]", "refused LOAN_EXISTS first_entry=[A]"; a batch has a
// line for each row that made no entry.
std::vector<std::string> AnswerLines(const ScenarioAnswer& answer, const Labels& labels);

// What `expected` says and the answer does not; empty when all of it holds. Only what is said is
// compared, but a refusal that is not expected always counts.
std::string AnswerDifference(const std::vector<std::string>& expected, const ScenarioAnswer& answer,
                             const Labels& labels);

std::vector<std::string> LoanLines(const absl::StatusOr<std::optional<ShownLoan>>& loan);
std::vector<std::string> TotalsLines(const absl::StatusOr<ShownTotals>& totals);
std::vector<std::string> FundLines(const absl::StatusOr<ShownFund>& fund);
std::vector<std::string> MovementLines(const absl::StatusOr<std::vector<ShownMovement>>& movements,
                                       const Labels& labels);
std::vector<std::string> ReportLines(const std::vector<PublishedReport>& reports);

}  // namespace ippledge
