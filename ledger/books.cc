#include "ledger/books.h"

#include <utility>

#include "ledger/check.h"

namespace ippledge {

const LoanRef& Books::loan(absl::string_view key) const {
  static const LoanRef* const kNone = new LoanRef;
  if (const auto found = loans_.find(key); found != loans_.end()) return found->second;
  if (const auto found = older_loans_.find(key); found != older_loans_.end()) return found->second;
  IPPLEDGE_CHECK(rest_absent_);
  return *kNone;
}

void Books::LoadLoan(absl::string_view key, LoanRef loan) {
  loans_.insert_or_assign(std::string(key), std::move(loan));
}

std::int64_t Books::pledges(absl::string_view key) const {
  if (const auto found = rights_.find(key); found != rights_.end()) return found->second;
  if (const auto found = older_rights_.find(key); found != older_rights_.end()) {
    return found->second;
  }
  IPPLEDGE_CHECK(rest_absent_);
  return 0;
}

void Books::LoadRight(absl::string_view key, std::int64_t pledges) {
  rights_.insert_or_assign(std::string(key), pledges);
}

void Books::TurnGeneration() {
  IPPLEDGE_CHECK(trial_ == nullptr);
  older_loans_ = std::exchange(loans_, Loans());
  older_rights_ = std::exchange(rights_, Rights());
}

void Books::PutLoan(std::string key, LoanRef loan) {
  const auto [slot, is_new] = loans_.try_emplace(key);
  if (trial_) trial_->loans.push_back({key, is_new, slot->second});
  slot->second = loan;
  changes_.loans.push_back({std::move(key), std::move(loan)});
}

void Books::PutRight(std::string key, std::int64_t pledges) {
  const auto [slot, is_new] = rights_.try_emplace(key);
  if (trial_) trial_->rights.push_back({key, is_new, slot->second});
  slot->second = pledges;
  changes_.rights.push_back({std::move(key), pledges, programme.last_entry});
}

void Books::AddContributions(std::int64_t position, std::vector<Contribution> rows) {
  for (Contribution& row : rows) changes_.contributions.push_back({position, row});
}

void Books::NoteProgrammeChanged() { changes_.programme_changed = true; }

Changes Books::TakeChanges() {
  IPPLEDGE_CHECK(trial_ == nullptr);
  Changes taken = std::move(changes_);
  changes_ = Changes{};
  return taken;
}

void Books::BeginTrial() {
  IPPLEDGE_CHECK(trial_ == nullptr);
  trial_ = std::make_unique<Trial>();
  trial_->changed_loans = changes_.loans.size();
  trial_->changed_rights = changes_.rights.size();
  trial_->changed_contributions = changes_.contributions.size();
  trial_->programme_changed = changes_.programme_changed;
  trial_->headline = programme.headline;
  trial_->units = programme.units.size();
  trial_->industries = programme.industries.size();
  trial_->last_entry = programme.last_entry;
}

void Books::KeepTrial() {
  IPPLEDGE_CHECK(trial_ != nullptr);
  trial_ = nullptr;
}

void Books::UndoTrial() {
  IPPLEDGE_CHECK(trial_ != nullptr);
  // A key that only the trial brought along goes again; the older generation was not touched.
  const auto put_back = [](auto& kept, auto& map) {
    for (auto it = kept.rbegin(); it != kept.rend(); ++it) {
      if (it->is_new) {
        map.erase(it->key);
      } else {
        map[it->key] = std::move(it->value);
      }
    }
  };
  put_back(trial_->loans, loans_);
  put_back(trial_->rights, rights_);
  changes_.loans.resize(trial_->changed_loans);
  changes_.rights.resize(trial_->changed_rights);
  changes_.contributions.resize(trial_->changed_contributions);
  changes_.programme_changed = trial_->programme_changed;
  programme.headline = trial_->headline;
  programme.units.resize(trial_->units);
  programme.unit_numbers.Truncate(static_cast<std::uint32_t>(trial_->units));
  programme.industries.Truncate(trial_->industries);
  programme.last_entry = trial_->last_entry;
  trial_ = nullptr;
}

}  // namespace ippledge
