#include "ledger/loan_fold.h"

#include <algorithm>
#include <array>

#include "ledger/check.h"

namespace ippledge {
namespace {

template <typename T>
Fact<T>* FindFact(std::vector<Fact<T>>& facts, std::int64_t entry) {
  const auto found = std::find_if(facts.begin(), facts.end(),
                                  [&](const Fact<T>& fact) { return fact.entry == entry; });
  return found == facts.end() ? nullptr : &*found;
}

template <typename T>
bool Holds(const std::vector<Fact<T>>& facts, std::int64_t entry) {
  return std::any_of(facts.begin(), facts.end(),
                     [&](const Fact<T>& fact) { return fact.entry == entry; });
}

// Replaces the fact, or voids it when there is no replacement. False when `facts` does not hold it.
template <typename T>
bool CorrectFact(std::vector<Fact<T>>& facts, const CorrectLoan& command, std::int64_t entry) {
  Fact<T>* fact = FindFact(facts, command.corrects_entry);
  if (fact == nullptr) return false;
  if (!fact->recorded_as) fact->recorded_as = fact->value;
  fact->corrected_by = entry;
  fact->voided = std::holds_alternative<std::monostate>(command.replacement);
  if (!fact->voided) fact->value = std::get<T>(command.replacement);
  return true;
}

void CorrectTerms(Loan& loan, const CorrectLoan& command, std::int64_t entry) {
  if (!loan.recorded_as) loan.recorded_as = loan.terms;
  loan.terms_corrected_by = entry;
  loan.voided = std::holds_alternative<std::monostate>(command.replacement);
  if (!loan.voided) loan.terms = std::get<std::shared_ptr<const NewLoan>>(command.replacement);
}

void Fold(Loan& loan, const RecordDraw& c, std::int64_t entry) {
  loan.further_draws.push_back({.value = c.draw, .entry = entry});
}
void Fold(Loan& loan, const RecordRepayment& c, std::int64_t entry) {
  loan.repayments.push_back({.value = c.repayment, .entry = entry});
}
void Fold(Loan& loan, const RecordExtension& c, std::int64_t entry) {
  loan.extensions.push_back({.value = c.extension, .entry = entry});
}
void Fold(Loan& loan, const RecordClassChange& c, std::int64_t entry) {
  loan.class_changes.push_back({.value = c.class_change, .entry = entry});
}
void Fold(Loan& loan, const RecordPledgeRegistration& c, std::int64_t entry) {
  loan.registrations.push_back({.value = c.registration, .entry = entry});
}
void Fold(Loan& loan, const RecordPledgeRelease& c, std::int64_t entry) {
  loan.releases.push_back({.value = c.release, .entry = entry});
}
void Fold(Loan& loan, const CorrectLoan& c, std::int64_t entry) {
  if (c.corrects_entry == loan.first_entry()) {
    CorrectTerms(loan, c, entry);
    return;
  }
  IPPLEDGE_CHECK(CorrectFact(loan.further_draws, c, entry) ||
                 CorrectFact(loan.repayments, c, entry) || CorrectFact(loan.extensions, c, entry) ||
                 CorrectFact(loan.class_changes, c, entry) ||
                 CorrectFact(loan.registrations, c, entry) || CorrectFact(loan.releases, c, entry));
}

}  // namespace

Loan LoanAfter(const Loan* before, const Command& command, std::int64_t entry) {
  if (const auto* record = std::get_if<RecordLoan>(&command)) {
    IPPLEDGE_CHECK(before == nullptr);
    Loan loan;
    loan.terms = record->loan;
    loan.entries = {entry};
    return loan;
  }
  IPPLEDGE_CHECK(before != nullptr);
  Loan loan = *before;
  std::visit(
      [&](const auto& c) {
        if constexpr (requires { Fold(loan, c, entry); }) {
          Fold(loan, c, entry);
        } else {
          IPPLEDGE_CHECK(false && "not about a loan");
        }
      },
      command);
  loan.entries.push_back(entry);
  return loan;
}

FactKind FactKindOf(const Loan& loan, std::int64_t entry) {
  if (loan.first_entry() == entry) return FactKind::kLoan;
  if (Holds(loan.further_draws, entry)) return FactKind::kDraw;
  if (Holds(loan.repayments, entry)) return FactKind::kRepayment;
  if (Holds(loan.extensions, entry)) return FactKind::kExtension;
  if (Holds(loan.class_changes, entry)) return FactKind::kClassChange;
  if (Holds(loan.registrations, entry)) return FactKind::kRegistration;
  if (Holds(loan.releases, entry)) return FactKind::kRelease;
  return FactKind::kNone;
}

absl::string_view NameOf(FactKind kind) {
  static constexpr std::array<absl::string_view, 8> kNames = {"",
                                                              "loan",
                                                              "draw",
                                                              "repayment",
                                                              "extension",
                                                              "class_change",
                                                              "pledge_registration",
                                                              "pledge_release"};
  return kNames[static_cast<std::size_t>(kind)];
}

FactKind FactKindOf(const Replacement& replacement) {
  return static_cast<FactKind>(replacement.index());
}

}  // namespace ippledge
