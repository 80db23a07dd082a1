#include "client/import/bank_register.h"

#include "absl/strings/ascii.h"
#include "ledger/status_macros.h"

namespace ippledge::client {

absl::Status BankRegister::Ensure(const RowFacts& facts, const Expression& bank,
                                  std::vector<Problem>* problems, ImportReport* report) {
  const std::string name = absl::AsciiStrToUpper(facts.bank_name);
  const auto [known, added] = names_.try_emplace(facts.bank, name);
  if (!added) {
    // A table may give several names one id on purpose; a slug must not.
    const bool on_purpose = bank.table != nullptr || bank.transforms.empty();
    if (known->second == name || on_purpose) return absl::OkStatus();
    problems->push_back(ProblemOf(Fault::kNamesMeet, facts.bank_name, known->second));
    problems->back().column = bank.header;
    return absl::OkStatus();
  }
  const std::string& shown = facts.bank_name.empty() ? facts.bank : facts.bank_name;
  IPPLEDGE_ASSIGN_OR_RETURN(const bool was_known, sink_->EnsureBank(facts.bank, shown, dry_run_));
  if (was_known) return absl::OkStatus();
  report->banks_registered.push_back(facts.bank);
  if (dry_run_) to_come_.insert(facts.bank);
  return absl::OkStatus();
}

}  // namespace ippledge::client
