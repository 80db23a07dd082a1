// ledger/loan.h: a pledge loan and everything that happens to it.
//
// A loan is known by (bank, contract number). It is a list of facts, each with the entry that
// recorded it; a correction replaces or voids a fact, so every sum is a fold over facts and no sum
// is ever adjusted. Its cover by the fund, with claims and
// recoveries, hangs on it (cover.h). Loans are immutable values shared between threads; Apply()
// makes new ones.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "ledger/cover.h"
#include "ledger/date.h"
#include "ledger/money.h"
#include "ledger/programme.h"
#include "ledger/refusal.h"
#include "ledger/vocabulary.h"

namespace ippledge {

struct LoanId {
  std::string bank;             // body id
  std::string contract_number;  // the bank's

  friend bool operator==(const LoanId&, const LoanId&) = default;
};

// bank, 0x00, contract number: orders loans by (bank, contract number).
std::string LoanKey(const LoanId& id);

struct Borrower {
  std::string name;
  std::string unified_social_credit_code;  // empty when the firm has none
  std::string division_code;
  FirmSize firm_size = FirmSize::kUnspecified;
  std::string industry_code;  // empty when not stated

  friend bool operator==(const Borrower&, const Borrower&) = default;
};

struct IpRight {
  IpKind kind = IpKind::kUnspecified;
  std::string number;  // may be empty under free text
  GeographicalIndicationForm form = GeographicalIndicationForm::kUnspecified;
  Money secured;
  std::string registration_number;
  std::optional<Date> registration_date;

  friend bool operator==(const IpRight&, const IpRight&) = default;
};

// kind byte + normal number: one right, however it is spelt. Empty for a right without a number.
std::string RightKey(IpKind kind, absl::string_view number);

struct Draw {
  std::string draw_number;
  Date disbursement_date;
  Date maturity_date;
  Money principal;

  friend bool operator==(const Draw&, const Draw&) = default;
};

// What RecordLoan says: terms and one draw.
struct NewLoan {
  LoanId id;
  std::string branch_code;
  Borrower borrower;
  Money contract_amount;
  Money ip_part;
  std::int32_t annual_rate_ppm = 0;
  std::vector<IpRight> rights;
  Draw draw;
  std::string renews_contract_number;

  friend bool operator==(const NewLoan&, const NewLoan&) = default;
};

struct Repayment {
  std::string repayment_number;
  std::string draw_number;  // empty when the bank does not say
  Date repayment_date;
  Money principal;
  Money interest;

  friend bool operator==(const Repayment&, const Repayment&) = default;
};

struct Extension {
  std::string draw_number;  // empty for all draws
  Date agreed_date;
  Date maturity_date;

  friend bool operator==(const Extension&, const Extension&) = default;
};

struct ClassChange {
  Date change_date;
  LoanClass loan_class = LoanClass::kUnspecified;
  std::int32_t overdue_days = 0;

  friend bool operator==(const ClassChange&, const ClassChange&) = default;
};

struct PledgeRegistration {
  IpKind kind = IpKind::kUnspecified;
  std::string number;
  std::string registration_number;
  Date registration_date;

  friend bool operator==(const PledgeRegistration&, const PledgeRegistration&) = default;
};

struct PledgeRelease {
  IpKind kind = IpKind::kUnspecified;
  std::string number;
  Date release_date;

  friend bool operator==(const PledgeRelease&, const PledgeRelease&) = default;
};

// Something recorded about a loan.
template <typename T>
struct Fact {
  T value;                        // as corrected
  std::int64_t entry = 0;         // that recorded it
  std::int64_t corrected_by = 0;  // entry; 0 for never
  bool voided = false;
  std::optional<T> recorded_as;  // once corrected

  friend bool operator==(const Fact&, const Fact&) = default;
};

struct Loan {
  std::shared_ptr<const NewLoan> terms;        // as corrected; never null
  std::shared_ptr<const NewLoan> recorded_as;  // once corrected
  std::int64_t terms_corrected_by = 0;
  bool voided = false;
  std::vector<std::int64_t> entries;  // all that touched it, rising; never empty
  std::vector<Fact<Draw>> further_draws;
  std::vector<Fact<Repayment>> repayments;
  std::vector<Fact<Extension>> extensions;
  std::vector<Fact<ClassChange>> class_changes;
  std::vector<Fact<PledgeRegistration>> registrations;
  std::vector<Fact<PledgeRelease>> releases;
  std::shared_ptr<const Cover> cover;  // null before an application

  std::int64_t first_entry() const { return entries.front(); }
  std::int64_t last_entry() const { return entries.back(); }
};
using LoanRef = std::shared_ptr<const Loan>;

// True when both say the same, wherever they lie in memory.
bool SameLoan(const Loan& a, const Loan& b);

struct LoanFigures {
  Money disbursed;
  Money repaid;
  Money outstanding;  // disbursed - repaid
  Money undrawn;      // contract - disbursed

  friend bool operator==(const LoanFigures&, const LoanFigures&) = default;
};

LoanFigures FiguresOf(const Loan& loan);
LoanState StateOf(const Loan& loan);
// First disbursement among the draws that stand.
Date StartDateOf(const Loan& loan);
// Latest maturity among the draws that stand, after extensions.
Date MaturityDateOf(const Loan& loan);
// Maturity of one draw after extensions of it or of all.
Date MaturityDateOf(const Loan& loan, const Draw& draw);
// Latest class change that stands, by date; nullopt when none.
std::optional<ClassChange> LatestClassOf(const Loan& loan);
// The draws that stand, the first one included, in order of entry.
std::vector<const Draw*> DrawsOf(const Loan& loan);
// Registration of a right: as recorded with the loan, or by a later registration that stands.
struct RegistrationState {
  absl::string_view number;  // refers to the loan or the right
  Date date;
  std::int64_t entry = 0;
};
std::optional<RegistrationState> RegistrationOf(const Loan& loan, const IpRight& right);
std::optional<Date> ReleaseDateOf(const Loan& loan, const IpRight& right);
// Keys of the rights that the loan pledges and has not released, in the order of its terms.
std::vector<std::string> PledgedKeysOf(const Loan& loan);
// Index of the right with that kind and number in terms->rights; -1 when there is none.
int FindRight(const Loan& loan, IpKind kind, absl::string_view number);

// Shapes: every violation that can be seen without the books, with paths below `path`.
void CheckNewLoan(const NewLoan& loan, const CodeSchemes& schemes, absl::string_view path,
                  Violations& violations);
void CheckDraw(const Draw& draw, absl::string_view path, Violations& violations);
void CheckRepayment(const Repayment& repayment, absl::string_view path, Violations& violations);
void CheckExtension(const Extension& extension, absl::string_view path, Violations& violations);
void CheckClassChange(const ClassChange& change, absl::string_view path, Violations& violations);
void CheckPledgeRegistration(const PledgeRegistration& registration, absl::string_view path,
                             Violations& violations);
void CheckPledgeRelease(const PledgeRelease& release, absl::string_view path,
                        Violations& violations);

}  // namespace ippledge
