// tests/testing/ledger_books.h: the ledger in memory: decides commands and applies them.
//
// Everything that was recorded stays loaded; a key that a command names for the first time is known
// to be absent. No engine, no storage: one command, one entry.
#pragma once

#include <cstdint>
#include <cstdio>
#include <iterator>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "ledger/check.h"
#include "ledger/decide.h"
#include "ledger/invariants.h"
#include "tests/testing/builders.h"
#include "tests/testing/refusal_text.h"

namespace ippledge {

class LedgerBooks {
 public:
  // Entry 1 founds the programme on `today`.
  explicit LedgerBooks(Constitution constitution = AConstitution(),
                       Date today = Day("2024-06-30")) {
    // All that ever happened is in memory.
    books_.AssumeRestAbsent(true);
    Happen(ProgrammeFounded{
        {.programme = "inner-mongolia", .constitution = std::move(constitution), .today = today}});
  }
  // Entries 2 and 3 register banks "qingcao" and "yunshan"; a test's own entries begin with 4.
  static LedgerBooks WithBanks(Constitution constitution = AConstitution(),
                               Date today = Day("2024-06-30")) {
    LedgerBooks ledger(std::move(constitution), today);
    const bool checked = ledger.programme().constitution.schemes.branch == CodeScheme::kCn;
    for (const absl::string_view id : {"qingcao", "yunshan"}) {
      Body bank = ABank(id);
      if (!checked) bank.branch_codes.clear();
      ledger.Happen(BodyRegistered{{bank}});
    }
    return ledger;
  }

  absl::StatusOr<Decision> Decide(const Caller& caller, const Command& command) {
    for (const std::string& key : LoanKeysOf(command, programme())) {
      if (!books_.knows_loan(key)) books_.LoadLoan(key, nullptr);
    }
    for (const std::string& key : RightKeysOf(command, books_)) {
      if (!books_.knows_right(key)) books_.LoadRight(key, 0);
    }
    LoadCoverSums(CoverSumsKeysOf(command, books_));
    return ippledge::Decide(books_, caller, command);
  }
  // Decides and, when something happened, applies it as the next entry.
  absl::StatusOr<Decision> Do(const Caller& caller, const Command& command) {
    absl::StatusOr<Decision> decision = Decide(caller, command);
    if (decision.ok()) {
      for (const Event& event : decision->events) Happen(event);
    }
    return decision;
  }
  // The same as one line: "LOAN_RECORDED", "already 4", or the refusal.
  std::string Says(const Caller& caller, const Command& command) {
    return Text(Decide(caller, command));
  }
  std::string Does(const Caller& caller, const Command& command) {
    return Text(Do(caller, command));
  }
  std::string Does(const Command& command) { return Does(IpOffice(), command); }
  // Records what must be new; returns its entry.
  std::int64_t Record(const Command& command) { return Record(IpOffice(), command); }
  std::int64_t Record(const Caller& caller, const Command& command) {
    const std::string text = Does(caller, command);
    if (last_entry() == 0 || KindOf(entries_.back()) != text) {
      std::fprintf(stderr, "%s\n", text.c_str());
      IPPLEDGE_CHECK(false && "must be recorded");
    }
    return last_entry();
  }

  // Applies `event` as the next entry.
  void Happen(const Event& event) {
    Apply(event, last_entry() + 1, /*commit_time_ms=*/0, books_);
    entries_.push_back(event);
    if (collects_changes_) Collect();
  }
  // Turns days until it is `today`, and passes the deadlines that each makes due.
  void TurnTo(Date today) {
    while (programme().today < today) {
      Happen(DayTurned{{programme().today + 1}});
      PassDeadlines();
    }
  }
  void PassDeadlines() {
    const Caller system{
        .organisation = "system", .role = Role::kSystem, .person = "", .second_person = ""};
    constexpr auto kAll = static_cast<std::size_t>(-1);
    for (;;) {
      const std::vector<PassDeadline> due = PassedDeadlines(programme(), kAll);
      if (due.empty()) return;
      const std::int64_t before = last_entry();
      for (const PassDeadline& deadline : due) {
        const std::string text = Does(system, deadline);
        // One before it may have settled it.
        IPPLEDGE_CHECK(text == "DEADLINE_PASSED" || text.starts_with("DEADLINE_NOT_PASSED"));
      }
      IPPLEDGE_CHECK(last_entry() > before);
    }
  }

  Books& books() { return books_; }
  const Programme& programme() const { return books_.programme; }
  std::int64_t last_entry() const { return books_.programme.last_entry; }
  const Loan& loan(absl::string_view contract_number = "HT-1",
                   absl::string_view bank = "qingcao") const {
    return *books_.loan(LoanKey({std::string(bank), std::string(contract_number)}));
  }
  // The event of every entry, from entry 1.
  const std::vector<Event>& entries() const { return entries_; }

  // A trial of the books; entries of an undone one are forgotten.
  void BeginTrial() {
    collects_changes_ = false;
    entries_before_trial_ = entries_.size();
    books_.BeginTrial();
  }
  void KeepTrial() {
    books_.KeepTrial();
    GoOnCollecting();
  }
  void UndoTrial() {
    books_.UndoTrial();
    entries_.resize(entries_before_trial_);
    GoOnCollecting();
  }

  // Everything that was taken from the books since the beginning, unless it was to stay in them.
  const std::vector<Changes::ContributionRows>& contributions() { return changes_.contributions; }
  const std::vector<Changes::LoanChange>& loan_changes() { return changes_.loans; }
  const std::vector<Changes::RightChange>& right_changes() { return changes_.rights; }
  void StopCollecting() { collects_changes_ = false; }
  void GoOnCollecting() {
    collects_changes_ = true;
    Collect();
  }

  // The invariants of all loans and rights (invariants.h), and that the contributions of all
  // entries sum to the headline.
  absl::Status CheckInvariants() const {
    std::map<std::string, LoanRef> loans;
    for (const Changes::LoanChange& change : changes_.loans) loans[change.key] = change.loan;
    std::map<std::string, std::int64_t> rights;
    for (const Changes::RightChange& change : changes_.rights) rights[change.key] = change.pledges;
    BooksInvariants invariants(&programme());
    for (const auto& [key, loan] : loans) {
      IPPLEDGE_CHECK(SameLoan(*books_.loan(key), *loan));
      if (absl::Status status = invariants.AddLoan(*loan); !status.ok()) return status;
    }
    for (const auto& [key, pledges] : rights) {
      IPPLEDGE_CHECK(books_.pledges(key) == pledges);
      if (absl::Status status = invariants.AddRight(key, pledges); !status.ok()) return status;
    }
    for (const auto& [key, of_key] : sums_) {
      IPPLEDGE_CHECK(!books_.knows_cover_sums(key) || books_.cover_sums(key) == of_key);
      if (absl::Status status = invariants.AddCoverSums(key, of_key); !status.ok()) return status;
    }
    if (absl::Status status = invariants.Finish(); !status.ok()) return status;
    Headline sums = programme().headline;
    Sums total;
    for (const Changes::ContributionRows& row : changes_.contributions) {
      total += row.contribution.sums;
    }
    sums.contract_fen = total.contract_fen;
    sums.disbursed_fen = total.disbursed_fen;
    sums.registered_fen = total.registered_fen;
    sums.ip_part_fen = total.ip_part_fen;
    sums.disbursed_ip_part_fen = total.disbursed_ip_part_fen;
    sums.loans = total.loans;
    sums.registrations = total.registrations;
    const std::string difference = DifferenceOf(sums, programme().headline);
    if (difference.empty()) return absl::OkStatus();
    return absl::DataLossError(absl::StrCat("of all contributions ", difference));
  }

 private:
  // Loads the sums that a command names and, but in a trial, forgets the others: to read one of
  // them crashes, as it would where they are looked up.
  void LoadCoverSums(const std::vector<std::string>& keys) {
    if (collects_changes_) {
      for (const std::string& key : sums_loaded_) books_.ForgetCoverSums(key, last_entry());
      sums_loaded_.clear();
    }
    for (const std::string& key : keys) {
      sums_loaded_.push_back(key);
      if (!books_.knows_cover_sums(key)) books_.LoadCoverSums(key, sums_[key]);
    }
  }
  static std::string Text(const absl::StatusOr<Decision>& decision) {
    if (!decision.ok()) return RefusalText(decision.status());
    if (decision->events.empty()) return absl::StrCat("already ", decision->already_recorded_entry);
    IPPLEDGE_CHECK(decision->events.size() == 1);
    return std::string(KindOf(decision->events[0]));
  }
  void Collect() {
    Changes taken = books_.TakeChanges();
    const auto append = [](auto& to, auto& from) {
      to.insert(to.end(), std::make_move_iterator(from.begin()),
                std::make_move_iterator(from.end()));
    };
    append(changes_.loans, taken.loans);
    append(changes_.rights, taken.rights);
    append(changes_.contributions, taken.contributions);
    for (const Changes::SumsChange& change : taken.sums) sums_[change.key] = change.sums;
  }

  Books books_;
  std::vector<Event> entries_;
  Changes changes_;
  std::map<std::string, CoverSums> sums_;  // over covered loans, as last collected
  std::vector<std::string> sums_loaded_;
  bool collects_changes_ = true;
  std::size_t entries_before_trial_ = 0;
};

}  // namespace ippledge
