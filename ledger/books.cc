#include "ledger/books.h"

#include "ledger/book_event.h"
#include "ledger/check.h"

namespace ippledge {

const LoanRef& Books::loan(absl::string_view key) const {
  static const LoanRef* const kNone = new LoanRef;
  const auto found = loans_.find(key);
  if (found != loans_.end()) return found->second;
  IPPLEDGE_CHECK(rest_absent_);
  return *kNone;
}

void Books::LoadLoan(absl::string_view key, LoanRef loan) {
  loans_.insert_or_assign(std::string(key), std::move(loan));
}

std::int64_t Books::pledges(absl::string_view key) const {
  const auto found = rights_.find(key);
  if (found != rights_.end()) return found->second.pledges;
  IPPLEDGE_CHECK(rest_absent_);
  return 0;
}

std::int64_t Books::right_changed_by(absl::string_view key) const {
  const auto found = rights_.find(key);
  return found == rights_.end() ? 0 : found->second.changed_by;
}

void Books::LoadRight(absl::string_view key, std::int64_t pledges) {
  rights_.insert_or_assign(std::string(key), LoadedRight{pledges, 0});
}

void Books::ForgetLoan(absl::string_view key, std::int64_t through) {
  const auto found = loans_.find(key);
  if (found == loans_.end()) return;
  if (found->second == nullptr || found->second->last_entry() <= through) loans_.erase(found);
}

void Books::ForgetRight(absl::string_view key, std::int64_t through) {
  const auto found = rights_.find(key);
  if (found != rights_.end() && found->second.changed_by <= through) rights_.erase(found);
}

CoverSums Books::cover_sums(absl::string_view key) const {
  const auto found = sums_.find(key);
  IPPLEDGE_CHECK(found != sums_.end());
  return found->second.sums;
}

std::int64_t Books::cover_sums_changed_by(absl::string_view key) const {
  const auto found = sums_.find(key);
  return found == sums_.end() ? 0 : found->second.changed_by;
}

void Books::LoadCoverSums(absl::string_view key, const CoverSums& sums) {
  sums_.insert_or_assign(std::string(key), LoadedSums{sums, 0});
}

void Books::ForgetCoverSums(absl::string_view key, std::int64_t through) {
  const auto found = sums_.find(key);
  if (found != sums_.end() && found->second.changed_by <= through) sums_.erase(found);
}

void Books::ForgetAll(std::size_t sums_kept) {
  IPPLEDGE_CHECK(trial_ == nullptr);
  const auto forget = [](auto& map) {
    // What follows is mostly of the same size: no need to grow by steps again.
    const std::size_t size = map.size();
    map.clear();
    map.reserve(size);
  };
  forget(loans_);
  forget(rights_);
  if (sums_.size() > sums_kept) forget(sums_);
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
  slot->second = {pledges, programme.last_entry};
  changes_.rights.push_back({std::move(key), pledges, programme.last_entry});
}

void Books::PutCoverSums(std::string key, const CoverSums& sums) {
  const auto [slot, is_new] = sums_.try_emplace(key);
  if (trial_) trial_->sums.push_back({key, is_new, slot->second});
  slot->second = {sums, programme.last_entry};
  changes_.sums.push_back({std::move(key), sums, programme.last_entry});
}

void Books::AddWork(WorkItem item) {
  programme.work.Add(item);
  changes_.work.push_back({std::move(item), true});
  NoteProgrammeChanged();
}

void Books::RemoveWork(WorkItem item) {
  programme.work.Remove(item);
  changes_.work.push_back({std::move(item), false});
  NoteProgrammeChanged();
}

void Books::AddContributions(std::int64_t position, std::vector<Contribution> rows) {
  for (Contribution& row : rows) changes_.contributions.push_back({position, row});
}

const RecordedMovement* Books::FindMovement(absl::string_view movement_id) const {
  const FundBook& fund = programme.fund;
  for (std::size_t i = movement_places_.size(); i < fund.size(); ++i) {
    IPPLEDGE_CHECK(movement_places_.emplace(fund.at(i)->movement.movement_id, i).second);
  }
  const auto found = movement_places_.find(movement_id);
  return found == movement_places_.end() ? nullptr : fund.at(found->second).get();
}

void Books::AddMovement(RecordedMovement movement) {
  if (trial_ != nullptr && !trial_->fund) trial_->fund = programme.fund;
  programme.fund.Add(std::move(movement));
  changes_.movements.push_back(programme.fund.at(programme.fund.size() - 1));
  NoteProgrammeChanged();
}

void Books::FoldIntoBook(const Event& event, std::int64_t entry) {
  IPPLEDGE_CHECK(trial_ == nullptr);
  IPPLEDGE_CHECK(FoldBookEvent(event, entry, programme).ok());
  changes_.book_events.push_back({entry, std::make_shared<const Event>(event)});
  NoteProgrammeChanged();
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
  trial_->changed_movements = changes_.movements.size();
  trial_->changed_sums = changes_.sums.size();
  trial_->changed_work = changes_.work.size();
  trial_->programme_changed = changes_.programme_changed;
  trial_->cover = programme.cover;
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
  // A key that only the trial brought along goes again: nobody else would ever forget it.
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
  put_back(trial_->sums, sums_);
  for (std::size_t i = changes_.work.size(); i > trial_->changed_work; --i) {
    const Changes::WorkChange& change = changes_.work[i - 1];
    if (change.added) {
      programme.work.Remove(change.item);
    } else {
      programme.work.Add(change.item);
    }
  }
  if (trial_->fund) {
    const std::size_t kept = trial_->fund->size();
    for (std::size_t i = kept; i < programme.fund.size(); ++i) {
      const auto found = movement_places_.find(programme.fund.at(i)->movement.movement_id);
      if (found != movement_places_.end() && found->second >= kept) movement_places_.erase(found);
    }
    programme.fund = *std::move(trial_->fund);
  }
  programme.cover = trial_->cover;
  changes_.movements.resize(trial_->changed_movements);
  changes_.sums.resize(trial_->changed_sums);
  changes_.work.erase(changes_.work.begin() + static_cast<std::ptrdiff_t>(trial_->changed_work),
                      changes_.work.end());
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
