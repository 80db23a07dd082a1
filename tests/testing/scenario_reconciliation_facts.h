// tests/testing/scenario_reconciliation_facts.h: what executors that hold ledger values have in
// common for accounts at banks, statements, matches and months.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "ledger/event.h"
#include "ledger/programme.h"
#include "tests/testing/scenario.h"

namespace ippledge {

// Whether the caller may ask for it at all; nullopt for other commands.
std::optional<absl::Status> CheckReconciliationRights(const Caller& caller, const Command& command);

// What became of a statement, a match or a month by an event.
Told ToldOfReconciliation(const Event& event);

// The books, read as known at a position, on a day.
struct ReconciliationPicture {
  const Programme& programme;
  std::int64_t newest = 0;
  Date today;
  // The closing of a month that the entry holds.
  std::function<PeriodClosed(std::int64_t entry)> closing;
};
// ACCOUNT_UNKNOWN when it was not registered at the position.
absl::StatusOr<ShownReconciliation> ShowReconciliationOf(const ReconciliationPicture& picture,
                                                         const ReconciliationAsk& ask);

}  // namespace ippledge
