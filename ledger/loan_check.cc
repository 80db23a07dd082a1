// The shapes of loan facts: what can be judged without the books. Every violation is reported, so
// that a bank mends a row in one round.
#include <algorithm>
#include <string>

#include "absl/container/flat_hash_set.h"
#include "absl/strings/str_cat.h"
#include "ledger/identifier.h"
#include "ledger/limits.h"
#include "ledger/loan.h"
#include "ledger/text.h"

namespace ippledge {
namespace {

// Where a field lies. Paths are built only for violations: most rows have none.
struct Path {
  absl::string_view parent;
  absl::string_view list = {};  // "rights", with index
  std::size_t index = 0;

  std::string operator()(absl::string_view field) const {
    std::string base(parent);
    if (!list.empty()) {
      absl::StrAppend(&base, base.empty() ? "" : ".", list, "[", index, "]");
    }
    if (field.empty()) return base;
    return base.empty() ? std::string(field) : absl::StrCat(base, ".", field);
  }
};

void Expect(const absl::Status& status, const Path& path, absl::string_view field,
            Violations& violations) {
  if (status.ok()) return;
  for (const Violation& v : ViolationsOf(status)) violations.Add(v.reason, path(field), v.metadata);
}

void ExpectPositive(Money amount, const Path& path, absl::string_view field,
                    Violations& violations) {
  if (amount.fen() <= 0) {
    violations.Add(Reason::kAmountNotPositive, path(field), {{"got", absl::StrCat(amount.fen())}});
  } else if (amount.fen() > kLoanFenMax) {
    violations.Add(Reason::kAmountOutOfRange, path(field),
                   {{"got", absl::StrCat(amount.fen())}, {"limit", absl::StrCat(kLoanFenMax)}});
  }
}

void ExpectNotNegative(Money amount, const Path& path, absl::string_view field,
                       Violations& violations) {
  if (amount.fen() < 0 || amount.fen() > kLoanFenMax) {
    violations.Add(
        Reason::kValueOutOfRange, path(field),
        {{"got", absl::StrCat(amount.fen())}, {"min", "0"}, {"max", absl::StrCat(kLoanFenMax)}});
  }
}

void ExpectRange(std::int64_t got, std::int64_t min, std::int64_t max, const Path& path,
                 absl::string_view field, Violations& violations) {
  if (got < min || got > max) {
    violations.Add(
        Reason::kValueOutOfRange, path(field),
        {{"got", absl::StrCat(got)}, {"min", absl::StrCat(min)}, {"max", absl::StrCat(max)}});
  }
}

void CheckDrawAt(const Draw& draw, const Path& path, Violations& violations) {
  Expect(CheckText(draw.draw_number, 1, kNumberCharsMax), path, "draw_number", violations);
  if (draw.maturity_date <= draw.disbursement_date) {
    violations.Add(
        Reason::kDateOrder, path("maturity_date"),
        {{"got", draw.maturity_date.ToString()}, {"after", draw.disbursement_date.ToString()}});
  } else if (draw.maturity_date.days() - draw.disbursement_date.days() > kTermDaysMax) {
    violations.Add(Reason::kValueOutOfRange, path("maturity_date"),
                   {{"got", draw.maturity_date.ToString()},
                    {"min", draw.disbursement_date.ToString()},
                    {"max", (draw.disbursement_date + kTermDaysMax).ToString()}});
  }
  ExpectPositive(draw.principal, path, "principal_fen", violations);
}

void CheckBorrower(const Borrower& borrower, const CodeSchemes& schemes, const Path& path,
                   Violations& violations) {
  Expect(CheckText(borrower.name, 1, kNameCharsMax), path, "name", violations);
  const std::string& code = borrower.unified_social_credit_code;
  if (!code.empty()) {
    Expect(schemes.borrower == CodeScheme::kCn ? CheckUnifiedSocialCreditCode(code)
                                               : CheckText(code, 1, kFreeTextCodeCharsMax),
           path, "unified_social_credit_code", violations);
  }
  if (borrower.division_code.empty()) {
    violations.Add(Reason::kFieldRequired, path("division_code"));
  } else {
    Expect(schemes.division == CodeScheme::kCn
               ? CheckDivisionCode(borrower.division_code)
               : CheckText(borrower.division_code, 1, kCodeCharsMax),
           path, "division_code", violations);
  }
  if (!borrower.industry_code.empty()) {
    Expect(schemes.industry == CodeScheme::kCn
               ? CheckIndustryCode(borrower.industry_code)
               : CheckText(borrower.industry_code, 1, kCodeCharsMax),
           path, "industry_code", violations);
  }
}

void CheckRight(const IpRight& right, const CodeSchemes& schemes, const Path& path,
                Violations& violations) {
  if (schemes.ip_right == CodeScheme::kCn) {
    Expect(CheckIpRightNumber(right.kind, right.number), path, "number", violations);
  } else {
    Expect(CheckText(right.number, 0, kNumberCharsMax), path, "number", violations);
  }
  const bool is_gi = right.kind == IpKind::kGeographicalIndication;
  const bool has_form = right.form != GeographicalIndicationForm::kUnspecified;
  if (is_gi && !has_form && schemes.ip_right == CodeScheme::kCn) {
    violations.Add(Reason::kFieldRequired, path("geographical_indication_form"));
  } else if (!is_gi && has_form) {
    violations.Add(Reason::kFieldNotAllowed, path("geographical_indication_form"),
                   {{"why", "only geographical indications have a form"}});
  }
  ExpectPositive(right.secured, path, "secured_fen", violations);
  Expect(CheckText(right.registration_number, 0, kNumberCharsMax), path, "registration_number",
         violations);
  if (!right.registration_date && !right.registration_number.empty()) {
    violations.Add(Reason::kFieldRequired, path("registration_date"));
  }
}

}  // namespace

void CheckNewLoan(const NewLoan& loan, const CodeSchemes& schemes, absl::string_view parent,
                  Violations& violations) {
  const Path path{.parent = parent};
  Expect(CheckSlug(loan.id.bank), path, "bank", violations);
  Expect(CheckText(loan.id.contract_number, 1, kNumberCharsMax), path, "contract_number",
         violations);
  if (!loan.branch_code.empty()) {
    Expect(schemes.branch == CodeScheme::kCn ? CheckCnapsCode(loan.branch_code)
                                             : CheckText(loan.branch_code, 1, kCodeCharsMax),
           path, "branch_code", violations);
  }
  Violations of_borrower;
  CheckBorrower(loan.borrower, schemes, Path{.parent = "borrower"}, of_borrower);
  for (const Violation& v : of_borrower.list()) violations.Add(v.reason, path(v.field), v.metadata);

  ExpectPositive(loan.contract_amount, path, "contract_amount_fen", violations);
  ExpectPositive(loan.ip_part, path, "ip_part_fen", violations);
  if (loan.ip_part > loan.contract_amount && loan.contract_amount.fen() > 0) {
    violations.Add(Reason::kIpPartAboveLoan, path("ip_part_fen"),
                   {{"asked", absl::StrCat(loan.ip_part.fen())},
                    {"limit", absl::StrCat(loan.contract_amount.fen())}});
  }
  ExpectRange(loan.annual_rate_ppm, 0, kRatePpmMax, path, "annual_rate_ppm", violations);

  if (loan.rights.empty()) violations.Add(Reason::kFieldRequired, path("rights"));
  if (loan.rights.size() > static_cast<std::size_t>(kRightsPerLoanMax)) {
    violations.Add(
        Reason::kTooManyItems, path("rights"),
        {{"got", absl::StrCat(loan.rights.size())}, {"limit", absl::StrCat(kRightsPerLoanMax)}});
  }
  for (std::size_t i = 0; i < loan.rights.size(); ++i) {
    const Path right_path{.parent = parent, .list = "rights", .index = i};
    CheckRight(loan.rights[i], schemes, right_path, violations);
  }
  if (loan.rights.size() > 1) {
    absl::flat_hash_set<std::string> seen;
    for (std::size_t i = 0; i < loan.rights.size(); ++i) {
      const std::string key = RightKey(loan.rights[i].kind, loan.rights[i].number);
      if (!key.empty() && !seen.insert(key).second) {
        violations.Add(Reason::kDuplicateItem, path(absl::StrCat("rights[", i, "].number")),
                       {{"got", loan.rights[i].number}});
      }
    }
  }

  Violations of_draw;
  CheckDrawAt(loan.draw, Path{.parent = "draw"}, of_draw);
  for (const Violation& v : of_draw.list()) violations.Add(v.reason, path(v.field), v.metadata);
  if (loan.draw.principal > loan.contract_amount && loan.contract_amount.fen() > 0) {
    violations.Add(Reason::kContractAmountExceeded, path("draw.principal_fen"),
                   {{"limit", absl::StrCat(loan.contract_amount.fen())},
                    {"used", "0"},
                    {"asked", absl::StrCat(loan.draw.principal.fen())},
                    {"remaining", absl::StrCat(loan.contract_amount.fen())}});
  }
  Expect(CheckText(loan.renews_contract_number, 0, kNumberCharsMax), path, "renews_contract_number",
         violations);
  if (!loan.renews_contract_number.empty() &&
      loan.renews_contract_number == loan.id.contract_number) {
    violations.Add(Reason::kFieldNotAllowed, path("renews_contract_number"),
                   {{"why", "a loan cannot renew itself"}});
  }
}

void CheckDraw(const Draw& draw, absl::string_view path, Violations& violations) {
  CheckDrawAt(draw, Path{.parent = path}, violations);
}

void CheckRepayment(const Repayment& repayment, absl::string_view parent, Violations& violations) {
  const Path path{.parent = parent};
  Expect(CheckText(repayment.repayment_number, 1, kNumberCharsMax), path, "repayment_number",
         violations);
  Expect(CheckText(repayment.draw_number, 0, kNumberCharsMax), path, "draw_number", violations);
  ExpectNotNegative(repayment.principal, path, "principal_fen", violations);
  ExpectNotNegative(repayment.interest, path, "interest_fen", violations);
  if (repayment.principal.fen() == 0 && repayment.interest.fen() == 0) {
    violations.Add(Reason::kAmountNotPositive, path("principal_fen"), {{"got", "0"}});
  }
}

void CheckExtension(const Extension& extension, absl::string_view parent, Violations& violations) {
  const Path path{.parent = parent};
  Expect(CheckText(extension.draw_number, 0, kNumberCharsMax), path, "draw_number", violations);
  if (extension.maturity_date <= extension.agreed_date) {
    violations.Add(
        Reason::kDateOrder, path("maturity_date"),
        {{"got", extension.maturity_date.ToString()}, {"after", extension.agreed_date.ToString()}});
  }
}

void CheckClassChange(const ClassChange& change, absl::string_view parent, Violations& violations) {
  ExpectRange(change.overdue_days, 0, kOverdueDaysMax, Path{.parent = parent}, "overdue_days",
              violations);
}

void CheckPledgeRegistration(const PledgeRegistration& registration, absl::string_view parent,
                             Violations& violations) {
  const Path path{.parent = parent};
  Expect(CheckText(registration.number, 1, kNumberCharsMax), path, "number", violations);
  Expect(CheckText(registration.registration_number, 1, kNumberCharsMax), path,
         "registration_number", violations);
}

void CheckPledgeRelease(const PledgeRelease& release, absl::string_view parent,
                        Violations& violations) {
  Expect(CheckText(release.number, 1, kNumberCharsMax), Path{.parent = parent}, "number",
         violations);
}

}  // namespace ippledge
