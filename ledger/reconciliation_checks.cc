#include "ledger/reconciliation_checks.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "ledger/claim_steps.h"
#include "ledger/decide_reconciliation.h"
#include "ledger/refusal.h"
#include "ledger/status_macros.h"

namespace ippledge {

absl::Status MayReconcile(const Caller& caller) {
  return MayAct(caller, SetOf(Role::kFinanceBureau), "");
}

absl::StatusOr<const BankAccount*> AccountOf(const Programme& programme,
                                             absl::string_view account_id,
                                             absl::string_view field) {
  const RecordedAccount* found = programme.reconciliation.FindAccount(account_id);
  if (found != nullptr) return &found->account;
  return Refuse(Reason::kAccountUnknown, field, {{"account_id", std::string(account_id)}});
}

absl::StatusOr<StatementRef> StatementOf(const Programme& programme, absl::string_view import_id) {
  StatementRef found = programme.reconciliation.FindStatement(import_id);
  if (found != nullptr) return found;
  return Refuse(Reason::kStatementUnknown, "import_id", {{"import_id", std::string(import_id)}});
}

absl::Status CheckMonthOpen(const Programme& programme, absl::string_view account_id, Date date,
                            absl::string_view field) {
  const ClosedPeriod* closed = programme.reconciliation.FindClosed(account_id, date.month_index());
  if (closed == nullptr) return absl::OkStatus();
  return Refuse(Reason::kPeriodClosed, field,
                {{"account_id", std::string(account_id)},
                 {"month", FormatMonth(closed->month)},
                 {"closed_entry", absl::StrCat(closed->closed_entry)}});
}

absl::Status CheckPeriodsOpen(const Programme& programme,
                              const std::vector<FundMovement>& movements, absl::string_view field) {
  if (programme.reconciliation.periods().empty()) return absl::OkStatus();
  for (const FundMovement& movement : movements) {
    for (const RecordedAccount& recorded : programme.reconciliation.accounts()) {
      if (EffectOn(recorded.account, movement, +1) == Money()) continue;
      IPPLEDGE_RETURN_IF_ERROR(
          CheckMonthOpen(programme, recorded.account.account_id, movement.date, field));
    }
  }
  return absl::OkStatus();
}

const BankLine* FindLine(const Programme& programme, const BankAccount& account,
                         const LineName& name) {
  const StatementRef statement = programme.reconciliation.StatementOf(name.statement);
  if (statement == nullptr || statement->header.account_id != account.account_id) return nullptr;
  if (!statement->CountsAt(programme.last_entry)) return nullptr;
  if (name.line < 0 || name.line >= statement->lines) return nullptr;
  // The book holds the statement on.
  return &statement->line(name.line);
}

std::optional<TouchingMovement> FindTouching(const Programme& programme, const BankAccount& account,
                                             const MovementName& name) {
  const FundBook& fund = programme.fund;
  const std::size_t first = fund.PlaceOf(name.entry);
  if (name.ordinal < 0 || name.ordinal >= static_cast<std::int64_t>(fund.size() - first)) {
    return std::nullopt;
  }
  const RecordedMovement& recorded = *fund.at(first + static_cast<std::size_t>(name.ordinal));
  if (recorded.entry != name.entry) return std::nullopt;
  const Money effect = EffectOn(account, recorded.movement, recorded.sign());
  if (effect == Money()) return std::nullopt;
  return TouchingMovement{&recorded, effect};
}

}  // namespace ippledge
