// What the ledger itself enters: days, what their turning makes due, and totals.
#include <utility>

#include "engine/stager.h"
#include "ledger/check.h"
#include "ledger/refusal.h"
#include "ledger/status_macros.h"

namespace ippledge::engine {
namespace {

const Caller& System() {
  static const Caller* const kSystem = new Caller{
      .organisation = "system", .role = Role::kSystem, .person = "", .second_person = ""};
  return *kSystem;
}

bool IsRefusal(const absl::Status& status, Reason reason) {
  const std::vector<Violation> violations = ViolationsOf(status);
  return !violations.empty() && violations.front().reason == reason;
}

}  // namespace

absl::StatusOr<bool> Stager::TurnDaysTo(Date today, std::size_t entries_max, Group& group) {
  if (programme().last_entry == 0) return true;
  for (;;) {
    if (day_open_) {
      IPPLEDGE_ASSIGN_OR_RETURN(const bool all_passed, PassDeadlines(entries_max, group));
      if (!all_passed) return false;
      day_open_ = false;
    }
    if (programme().today >= today) return true;
    if (group.entries.size() >= entries_max) return false;
    absl::StatusOr<Decision> decision = Decide(books_, System(), TurnDay{programme().today + 1});
    IPPLEDGE_CHECK(decision.ok());
    Put(System(), std::move(decision->events), group);
    day_open_ = true;
  }
}

// In the order of lists that are made when the one before is used up, however many groups they
// take: so the books do not depend on the size of groups.
absl::StatusOr<bool> Stager::PassDeadlines(std::size_t entries_max, Group& group) {
  while (group.entries.size() < entries_max) {
    const bool first = passing_.empty();
    if (first) {
      const std::vector<PassDeadline> due = PassedDeadlines(programme(), kPassedDeadlinesMax);
      if (due.empty()) return true;
      passing_.assign(due.begin(), due.end());
    }
    const Command command = std::move(passing_.front());
    passing_.pop_front();
    IPPLEDGE_RETURN_IF_ERROR(Load(command));
    absl::StatusOr<Decision> decision = Decide(books_, System(), command);
    if (!decision.ok()) {
      // One before it on the list settled it. The first has none before it: were it refused, it
      // would be listed for ever.
      IPPLEDGE_CHECK(!first && IsRefusal(decision.status(), Reason::kDeadlineNotPassed));
      continue;
    }
    IPPLEDGE_CHECK(!decision->events.empty());
    Put(System(), std::move(decision->events), group);
  }
  return false;
}

void Stager::RecordTotalsNow(Group& group) {
  const Programme& now = programme();
  const proof::Hash hash = proof::Sha256(
      CanonicalControlTotals(now.headline, now.fund.totals(),
                             now.cover.IsZero() ? std::nullopt : std::optional(now.cover)));
  absl::StatusOr<Decision> decision = Decide(books_, System(), RecordTotals{.state_hash = hash});
  IPPLEDGE_CHECK(decision.ok());
  Put(System(), std::move(decision->events), group);
}

}  // namespace ippledge::engine
