#include "ledger/decide_checks.h"

#include <algorithm>
#include <array>

#include "absl/container/flat_hash_set.h"
#include "absl/strings/str_cat.h"
#include "ledger/contribution.h"
#include "ledger/limits.h"
#include "ledger/refusal.h"

namespace ippledge {

absl::Status CheckBank(const Programme& programme, absl::string_view bank) {
  const RegisteredBody* body = programme.FindBody(bank);
  if (body == nullptr) return Refuse(Reason::kBankUnknown, "bank", {{"bank", std::string(bank)}});
  if (body->body.kind != BodyKind::kPartnerBank) {
    return Refuse(Reason::kNotAPartnerBank, "bank",
                  {{"bank", std::string(bank)}, {"kind", std::string(NameOf(body->body.kind))}});
  }
  return absl::OkStatus();
}

absl::Status CheckReferences(const Books& books, const NewLoan& loan) {
  const Programme& programme = books.programme;
  const Body& bank = programme.FindBody(loan.id.bank)->body;
  if (!loan.branch_code.empty() && !bank.branch_codes.empty() &&
      std::find(bank.branch_codes.begin(), bank.branch_codes.end(), loan.branch_code) ==
          bank.branch_codes.end()) {
    return Refuse(Reason::kBranchUnknown, "loan.branch_code", {{"got", loan.branch_code}});
  }
  const std::string unit = UnitCodeOf(programme, loan.borrower.division_code);
  if (unit.empty()) {
    return Refuse(Reason::kDivisionUnknown, "loan.borrower.division_code",
                  {{"got", loan.borrower.division_code}});
  }
  if (!programme.unit_numbers.Find(unit) && programme.unit_numbers.size() >= kReportingUnitsMax) {
    return Refuse(Reason::kTooManyUnits, "loan.borrower.division_code",
                  {{"limit", absl::StrCat(kReportingUnitsMax)}});
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

absl::Status CheckNotFuture(const Programme& programme, Date date, absl::string_view field) {
  if (date <= programme.today) return absl::OkStatus();
  return Refuse(Reason::kDateInFuture, field,
                {{"got", date.ToString()}, {"limit", programme.today.ToString()}});
}

absl::Status CheckDatesNotFuture(const Programme& programme, const NewLoan& loan) {
  Violations violations;
  const auto check = [&](Date date, const std::string& field) {
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

absl::Status CheckRepayments(const Loan& loan, const LoanFigures& figures) {
  if (figures.outstanding.fen() < 0) {
    return Refuse(Reason::kRepaymentExceedsOutstanding, "",
                  {{"limit", absl::StrCat(figures.disbursed.fen())},
                   {"used", absl::StrCat(figures.repaid.fen())},
                   {"asked", "0"},
                   {"remaining", absl::StrCat(figures.outstanding.fen())}});
  }
  const Date start = StartDateOf(loan);
  for (const Fact<Repayment>& fact : loan.repayments) {
    if (fact.voided) continue;
    if (fact.value.repayment_date < start) {
      return Refuse(Reason::kDateOrder, "repayment_date",
                    {{"got", fact.value.repayment_date.ToString()}, {"after", start.ToString()}});
    }
    if (fact.value.draw_number.empty()) continue;
    const std::optional<DrawBalance> balance = BalanceOfDraw(loan, fact.value.draw_number);
    if (!balance) {
      return Refuse(Reason::kDrawUnknown, "draw_number", {{"draw_number", fact.value.draw_number}});
    }
    if (balance->repaid_fen > balance->drawn_fen) {
      return Refuse(Reason::kRepaymentExceedsOutstanding, "",
                    {{"limit", absl::StrCat(balance->drawn_fen)},
                     {"used", absl::StrCat(balance->repaid_fen)},
                     {"asked", "0"},
                     {"remaining", absl::StrCat(balance->drawn_fen - balance->repaid_fen)}});
    }
  }
  return absl::OkStatus();
}

absl::Status CheckRight(const Loan& loan, IpKind kind, const std::string& number) {
  if (FindRight(loan, kind, number) >= 0) return absl::OkStatus();
  return Refuse(Reason::kRightUnknown, "number",
                {{"kind", std::string(NameOf(kind))}, {"number", number}});
}

}  // namespace

absl::Status CheckBalances(const Loan& loan) {
  if (loan.voided) return absl::OkStatus();
  const LoanFigures figures = FiguresOf(loan);
  if (figures.undrawn.fen() < 0) {
    return Refuse(Reason::kContractAmountExceeded, "",
                  {{"limit", absl::StrCat(loan.terms->contract_amount.fen())},
                   {"used", absl::StrCat(figures.disbursed.fen())},
                   {"asked", "0"},
                   {"remaining", absl::StrCat(figures.undrawn.fen())}});
  }
  absl::flat_hash_set<absl::string_view> numbers;
  for (const Draw* draw : DrawsOf(loan)) {
    if (!numbers.insert(draw->draw_number).second) {
      return Refuse(Reason::kDrawExists, "draw_number",
                    {{"first_entry", absl::StrCat(loan.first_entry())}});
    }
  }
  if (absl::Status status = CheckRepayments(loan, figures); !status.ok()) return status;
  for (const Fact<Extension>& fact : loan.extensions) {
    if (fact.voided || fact.value.draw_number.empty()) continue;
    if (!numbers.contains(fact.value.draw_number)) {
      return Refuse(Reason::kDrawUnknown, "draw_number", {{"draw_number", fact.value.draw_number}});
    }
  }
  for (const Fact<PledgeRegistration>& fact : loan.registrations) {
    if (fact.voided) continue;
    const absl::Status status = CheckRight(loan, fact.value.kind, fact.value.number);
    if (!status.ok()) return status;
  }
  for (const Fact<PledgeRelease>& fact : loan.releases) {
    if (fact.voided) continue;
    const absl::Status status = CheckRight(loan, fact.value.kind, fact.value.number);
    if (!status.ok()) return status;
  }
  return absl::OkStatus();
}

}  // namespace ippledge
