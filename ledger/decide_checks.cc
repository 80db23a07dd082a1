#include "ledger/decide_checks.h"

#include <algorithm>
#include <array>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/str_cat.h"
#include "ledger/contribution.h"
#include "ledger/limits.h"
#include "ledger/refusal.h"
#include "ledger/status_macros.h"

namespace ippledge {

absl::StatusOr<const Body*> FindBank(const Programme& programme, absl::string_view bank) {
  const RegisteredBody* body = programme.FindBody(bank);
  if (body == nullptr) return Refuse(Reason::kBankUnknown, "bank", {{"bank", std::string(bank)}});
  return &body->body;
}

absl::Status CheckReferences(const Books& books, const Body& bank, const NewLoan& loan) {
  const Programme& programme = books.programme;
  if (!loan.branch_code.empty() && !bank.branch_codes.empty() &&
      std::find(bank.branch_codes.begin(), bank.branch_codes.end(), loan.branch_code) ==
          bank.branch_codes.end()) {
    return Refuse(Reason::kBranchUnknown, "loan.branch_code", {{"got", loan.branch_code}});
  }
  if (!UnitNumberOf(programme, loan.borrower.division_code)) {
    if (UnitCodeOf(programme, loan.borrower.division_code).empty()) {
      return Refuse(Reason::kDivisionUnknown, "loan.borrower.division_code",
                    {{"got", loan.borrower.division_code}});
    }
    if (programme.unit_numbers.size() >= kReportingUnitsMax) {
      return Refuse(Reason::kTooManyUnits, "loan.borrower.division_code",
                    {{"limit", absl::StrCat(kReportingUnitsMax)}});
    }
  }
  if (!programme.industries.Find(IndustryOf(programme, loan.borrower.industry_code)) &&
      programme.industries.size() >= kIndustriesMax) {
    return Refuse(Reason::kTooManyUnits, "loan.borrower.industry_code",
                  {{"limit", absl::StrCat(kIndustriesMax)}});
  }
  if (!loan.renews_contract_number.empty() &&
      books.loan(LoanKey({loan.id.bank, loan.renews_contract_number})) == nullptr) {
    return Refuse(Reason::kRenewedLoanUnknown, "loan.renews_contract_number",
                  {{"contract_number", loan.renews_contract_number}});
  }
  return absl::OkStatus();
}

absl::Status CheckMovementRoom(const FundBook& fund, absl::string_view field) {
  if (fund.size() < static_cast<std::size_t>(kFundMovementsMax)) return absl::OkStatus();
  return Refuse(
      Reason::kTooManyItems, field,
      {{"got", absl::StrCat(fund.size() + 1)}, {"limit", absl::StrCat(kFundMovementsMax)}});
}

absl::Status CheckNotFuture(const Programme& programme, Date date, absl::string_view field) {
  if (date <= programme.today) return absl::OkStatus();
  return Refuse(Reason::kDateInFuture, field,
                {{"got", date.ToString()}, {"limit", programme.today.ToString()}});
}

absl::Status CheckDatesNotFuture(const Programme& programme, const NewLoan& loan) {
  Violations violations;
  const auto check = [&](Date date, absl::string_view field) {
    if (date > programme.today) {
      violations.Add(Reason::kDateInFuture, field,
                     {{"got", date.ToString()}, {"limit", programme.today.ToString()}});
    }
  };
  check(loan.draw.disbursement_date, "loan.draw.disbursement_date");
  for (std::size_t i = 0; i < loan.rights.size(); ++i) {
    if (loan.rights[i].registration_date > programme.today) {
      check(*loan.rights[i].registration_date,
            absl::StrCat("loan.rights[", i, "].registration_date"));
    }
  }
  return violations.ToStatus();
}

absl::Status CheckTotals(const Programme& programme, const Loan* before, const Loan& after) {
  Headline delta = HeadlineOf(after);
  if (before != nullptr) AddTo(delta, HeadlineOf(*before), -1);
  static constexpr std::array<Measure, 5> kAmounts = {Measure::kContract, Measure::kDisbursed,
                                                      Measure::kRegistered, Measure::kIpPart,
                                                      Measure::kDisbursedIpPart};
  for (const Measure measure : kAmounts) {
    const std::int64_t used = SumOf(programme.headline, measure);
    const std::int64_t asked = SumOf(delta, measure);
    if (asked > 0 && used > Money::kFenMax - asked) {
      return Refuse(Reason::kTotalOutOfRange, "",
                    {{"measure", std::string(NameOf(measure))},
                     {"limit", absl::StrCat(Money::kFenMax)},
                     {"used", absl::StrCat(used)},
                     {"asked", absl::StrCat(asked)}});
    }
  }
  return absl::OkStatus();
}

std::optional<DrawBalance> BalanceOfDraw(const Loan& loan, absl::string_view draw_number) {
  std::optional<DrawBalance> balance;
  for (const Draw* draw : DrawsOf(loan)) {
    if (draw->draw_number == draw_number) balance = DrawBalance{draw->principal.fen(), 0};
  }
  if (!balance) return std::nullopt;
  for (const Fact<Repayment>& fact : loan.repayments) {
    if (!fact.voided && fact.value.draw_number == draw_number) {
      balance->repaid_fen += fact.value.principal.fen();
    }
  }
  return balance;
}

namespace {

absl::Status CheckDrawKnown(const Loan& loan, const std::string& draw_number) {
  if (draw_number.empty() || BalanceOfDraw(loan, draw_number)) return absl::OkStatus();
  return Refuse(Reason::kDrawUnknown, "draw_number", {{"draw_number", draw_number}});
}

absl::Status CheckRightKnown(const Loan& loan, IpKind kind, const std::string& number) {
  if (FindRight(loan, kind, number) >= 0) return absl::OkStatus();
  return Refuse(Reason::kRightUnknown, "number",
                {{"kind", std::string(NameOf(kind))}, {"number", number}});
}

// Every fact that stands names a draw or a right that stands.
absl::Status CheckNames(const Loan& loan) {
  for (const Fact<Repayment>& fact : loan.repayments) {
    if (!fact.voided) IPPLEDGE_RETURN_IF_ERROR(CheckDrawKnown(loan, fact.value.draw_number));
  }
  for (const Fact<Extension>& fact : loan.extensions) {
    if (!fact.voided) IPPLEDGE_RETURN_IF_ERROR(CheckDrawKnown(loan, fact.value.draw_number));
  }
  for (const Fact<PledgeRegistration>& fact : loan.registrations) {
    if (fact.voided) continue;
    IPPLEDGE_RETURN_IF_ERROR(CheckRightKnown(loan, fact.value.kind, fact.value.number));
  }
  for (const Fact<PledgeRelease>& fact : loan.releases) {
    if (fact.voided) continue;
    IPPLEDGE_RETURN_IF_ERROR(CheckRightKnown(loan, fact.value.kind, fact.value.number));
  }
  return absl::OkStatus();
}

// One of two facts that stand and have the same key, if any: not that of entry `corrected`.
template <typename T, typename KeyOf>
const Fact<T>* FindClash(const std::vector<Fact<T>>& facts, std::int64_t corrected, KeyOf key_of) {
  absl::flat_hash_map<decltype(key_of(facts.front().value)), const Fact<T>*> seen;
  for (const Fact<T>& fact : facts) {
    if (fact.voided) continue;
    const auto [first, is_new] = seen.emplace(key_of(fact.value), &fact);
    if (!is_new) return first->second->entry == corrected ? &fact : first->second;
  }
  return nullptr;
}

absl::Status Taken(Reason reason, absl::string_view field, std::int64_t entry) {
  return Refuse(reason, field, {{"first_entry", absl::StrCat(entry)}});
}

absl::Status CheckKeys(const Loan& loan, std::int64_t corrected) {
  std::vector<Fact<Draw>> draws = {{.value = loan.terms->draw, .entry = loan.first_entry()}};
  draws.insert(draws.end(), loan.further_draws.begin(), loan.further_draws.end());
  const auto* draw =
      FindClash(draws, corrected, [](const Draw& d) { return absl::string_view(d.draw_number); });
  if (draw != nullptr) return Taken(Reason::kDrawExists, "draw_number", draw->entry);
  const auto* repayment = FindClash(loan.repayments, corrected, [](const Repayment& r) {
    return absl::string_view(r.repayment_number);
  });
  if (repayment != nullptr) {
    return Taken(Reason::kEventExists, "repayment_number", repayment->entry);
  }
  const auto* extension = FindClash(loan.extensions, corrected, [](const Extension& e) {
    return std::pair(e.agreed_date.days(), absl::string_view(e.draw_number));
  });
  if (extension != nullptr) return Taken(Reason::kEventExists, "agreed_date", extension->entry);
  const auto* change = FindClash(loan.class_changes, corrected,
                                 [](const ClassChange& c) { return c.change_date.days(); });
  if (change != nullptr) return Taken(Reason::kEventExists, "change_date", change->entry);
  return absl::OkStatus();
}

absl::Status CheckRightsOnce(const Loan& loan, std::int64_t corrected) {
  const auto place_of = [&](const auto& fact) { return FindRight(loan, fact.kind, fact.number); };
  if (const auto* other = FindClash(loan.registrations, corrected, place_of)) {
    return Refuse(Reason::kRightAlreadyRegistered, "number",
                  {{"registration_number", other->value.registration_number},
                   {"first_entry", absl::StrCat(other->entry)}});
  }
  if (const auto* other = FindClash(loan.releases, corrected, place_of)) {
    return Refuse(Reason::kRightAlreadyReleased, "number",
                  {{"release_date", other->value.release_date.ToString()},
                   {"first_entry", absl::StrCat(other->entry)}});
  }
  return absl::OkStatus();
}

absl::Status OverRepaid(std::int64_t drawn_fen, std::int64_t repaid_fen) {
  return Refuse(Reason::kRepaymentExceedsOutstanding, "",
                {{"limit", absl::StrCat(drawn_fen)},
                 {"used", absl::StrCat(repaid_fen)},
                 {"asked", "0"},
                 {"remaining", absl::StrCat(drawn_fen - repaid_fen)}});
}

absl::Status CheckAmounts(const Loan& loan) {
  const LoanFigures figures = FiguresOf(loan);
  if (figures.undrawn.fen() < 0) {
    return Refuse(Reason::kContractAmountExceeded, "",
                  {{"limit", absl::StrCat(loan.terms->contract_amount.fen())},
                   {"used", absl::StrCat(figures.disbursed.fen())},
                   {"asked", "0"},
                   {"remaining", absl::StrCat(figures.undrawn.fen())}});
  }
  if (figures.outstanding.fen() < 0) {
    return OverRepaid(figures.disbursed.fen(), figures.repaid.fen());
  }
  for (const Draw* draw : DrawsOf(loan)) {
    const std::optional<DrawBalance> balance = BalanceOfDraw(loan, draw->draw_number);
    if (balance->repaid_fen > balance->drawn_fen) {
      return OverRepaid(balance->drawn_fen, balance->repaid_fen);
    }
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status CheckBalances(const Loan& loan, std::int64_t corrected) {
  if (loan.voided) return absl::OkStatus();
  IPPLEDGE_RETURN_IF_ERROR(CheckNames(loan));
  IPPLEDGE_RETURN_IF_ERROR(CheckKeys(loan, corrected));
  IPPLEDGE_RETURN_IF_ERROR(CheckAmounts(loan));
  return CheckRightsOnce(loan, corrected);
}

absl::Status CheckDateOrder(const Loan& loan) {
  if (loan.voided) return absl::OkStatus();
  const Date start = StartDateOf(loan);
  const auto check = [&](Date date, absl::string_view field) {
    if (date >= start) return absl::OkStatus();
    return Refuse(Reason::kDateOrder, field,
                  {{"got", date.ToString()}, {"after", start.ToString()}});
  };
  for (const Fact<Repayment>& fact : loan.repayments) {
    if (!fact.voided) {
      IPPLEDGE_RETURN_IF_ERROR(check(fact.value.repayment_date, "repayment_date"));
    }
  }
  for (const Fact<Extension>& fact : loan.extensions) {
    if (!fact.voided) IPPLEDGE_RETURN_IF_ERROR(check(fact.value.agreed_date, "agreed_date"));
  }
  for (const Fact<ClassChange>& fact : loan.class_changes) {
    if (!fact.voided) IPPLEDGE_RETURN_IF_ERROR(check(fact.value.change_date, "change_date"));
  }
  return absl::OkStatus();
}

}  // namespace ippledge
