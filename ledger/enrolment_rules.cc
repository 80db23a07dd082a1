#include "ledger/enrolment_rules.h"

#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "ledger/brake.h"
#include "ledger/claim_arithmetic.h"
#include "ledger/claim_work.h"
#include "ledger/recovery_split.h"

namespace ippledge {
namespace {

struct EnrolmentWork {
  const EligibilityTerms& terms;
  const Policy& policy;
  const EnrolmentFacts& loan;
  const PortfolioBook& book;
  StepVerdict& verdict;
};

void Gate(EnrolmentWork& work, absl::string_view rule, std::string got, std::string limit,
          bool open, Outcome closed = Outcome::kRefused) {
  if (!open) SetOutcome(work.verdict, closed, rule);
  Trace(work.verdict, rule, {{"got", std::move(got)}}, std::move(limit),
        open ? "met" : std::string(NameOf(closed)), !open);
}

template <typename Item>
bool Has(const std::vector<Item>& list, const Item& item) {
  return std::find(list.begin(), list.end(), item) != list.end();
}

bool HasAny(const std::vector<std::string>& list, const std::vector<std::string>& wanted) {
  return std::any_of(wanted.begin(), wanted.end(),
                     [&](const std::string& tag) { return Has(list, tag); });
}

template <typename Number>
std::string Text(const std::optional<Number>& number) {
  return number.has_value() ? absl::StrCat(*number) : "unknown";
}

void CheckFirm(EnrolmentWork& work) {
  const EligibilityTerms& terms = work.terms;
  const EnrolmentFacts& loan = work.loan;
  if (!terms.enterprise_sizes.empty()) {
    Gate(work, "enterprise_sizes", std::string(NameOf(loan.enterprise_size)), "",
         Has(terms.enterprise_sizes, loan.enterprise_size));
  }
  if (!terms.enterprise_tags_any.empty()) {
    Gate(work, "enterprise_tags_any", absl::StrJoin(loan.tags, ", "),
         absl::StrJoin(terms.enterprise_tags_any, ", "),
         HasAny(loan.tags, terms.enterprise_tags_any));
  }
  if (!terms.enterprise_tags_none.empty()) {
    Gate(work, "enterprise_tags_none", absl::StrJoin(loan.tags, ", "),
         absl::StrJoin(terms.enterprise_tags_none, ", "),
         !HasAny(loan.tags, terms.enterprise_tags_none));
  }
  if (terms.registered_min_days > 0) {
    Gate(work, "registered_min_days", Text(loan.registered_days),
         absl::StrCat(terms.registered_min_days),
         loan.registered_days.value_or(-1) >= terms.registered_min_days);
  }
  if (terms.clean_credit_years > 0) {
    Gate(work, "clean_credit_years", Text(loan.clean_credit_years),
         absl::StrCat(terms.clean_credit_years),
         loan.clean_credit_years.value_or(-1) >= terms.clean_credit_years);
  }
}

void CheckIpPart(EnrolmentWork& work) {
  const EligibilityTerms& terms = work.terms;
  const EnrolmentFacts& loan = work.loan;
  if (terms.ip_part_required_in_contract) {
    Gate(work, "ip_part_required_in_contract", loan.ip_part.has_value() ? "stated" : "not stated",
         "", loan.ip_part.has_value());
  }
  if (terms.ip_part_min_ppm > 0) {
    // An unstated IP part means that all of the loan is secured on IP.
    const Money whole = loan.loan_amount.value_or(loan.amount);
    const Money part = loan.ip_part.value_or(whole);
    Gate(work, "ip_part_min", absl::StrCat(PpmFloor(part, whole)),
         absl::StrCat(terms.ip_part_min_inclusive ? ">= " : "> ", terms.ip_part_min_ppm),
         IsAbovePpm(part, whole, terms.ip_part_min_ppm, terms.ip_part_min_inclusive));
  }
  if (terms.pledge_rate_max_ppm.has_value()) {
    const Money value = loan.ip_value.value_or(Money());
    Gate(work, "pledge_rate_max", absl::StrCat(PpmFloor(loan.amount, value)),
         absl::StrCat(*terms.pledge_rate_max_ppm),
         loan.ip_value.has_value() &&
             !IsAbovePpm(loan.amount, value, *terms.pledge_rate_max_ppm, false));
  }
}

void CheckPledge(EnrolmentWork& work) {
  const EligibilityTerms& terms = work.terms;
  const EnrolmentFacts& loan = work.loan;
  if (!terms.ip_kinds.empty()) {
    const bool known = !loan.ip_kinds.empty();
    const bool all = std::all_of(loan.ip_kinds.begin(), loan.ip_kinds.end(),
                                 [&](IpKind kind) { return Has(terms.ip_kinds, kind); });
    Gate(work, "ip_kinds",
         absl::StrJoin(loan.ip_kinds, ", ",
                       [](std::string* out, IpKind kind) { absl::StrAppend(out, NameOf(kind)); }),
         "", known && all);
  }
  if (!terms.pledge_modes.empty()) {
    Gate(work, "pledge_modes", loan.pledge_mode, absl::StrJoin(terms.pledge_modes, ", "),
         Has(terms.pledge_modes, loan.pledge_mode));
  }
  if (!terms.security_roles.empty()) {
    Gate(work, "security_roles", loan.security_role, absl::StrJoin(terms.security_roles, ", "),
         Has(terms.security_roles, loan.security_role));
  }
  CheckIpPart(work);
  const bool by_draw = terms.pledge_registered_by == PledgeRegisteredBy::kDisbursement;
  if (by_draw || terms.pledge_registered_by == PledgeRegisteredBy::kEnrolment) {
    const std::optional<Date> limit = by_draw ? loan.disbursement_date : loan.filing_date;
    const bool known = loan.pledge_date.has_value() && limit.has_value();
    Gate(work, "pledge_registered_by",
         loan.pledge_date.has_value() ? loan.pledge_date->ToString() : "unknown",
         limit.has_value() ? limit->ToString() : "unknown", known && *loan.pledge_date <= *limit);
  }
}

void CheckTerms(EnrolmentWork& work) {
  const EligibilityTerms& terms = work.terms;
  const EnrolmentFacts& loan = work.loan;
  if (terms.rate_cap.mode != RateMode::kNone) {
    const std::int64_t cap = RateOf(terms.rate_cap, work.book.facts.lpr_ppm);
    Gate(work, "rate_cap", Text(loan.annual_rate_ppm), absl::StrCat(cap),
         loan.annual_rate_ppm.has_value() && *loan.annual_rate_ppm <= cap);
  }
  if (terms.term_min_months.has_value()) {
    Gate(work, "term_min_months", Text(loan.term_months), absl::StrCat(*terms.term_min_months),
         loan.term_months.value_or(-1) >= *terms.term_min_months);
  }
  if (terms.term_max_months.has_value()) {
    Gate(work, "term_max_months", Text(loan.term_months), absl::StrCat(*terms.term_max_months),
         loan.term_months.has_value() && *loan.term_months <= *terms.term_max_months);
  }
  if (!terms.use_of_funds_forbidden.empty()) {
    Gate(work, "use_of_funds_forbidden", loan.use_of_funds,
         absl::StrJoin(terms.use_of_funds_forbidden, ", "),
         !Has(terms.use_of_funds_forbidden, loan.use_of_funds));
  }
  if (terms.no_double_cover) {
    Gate(work, "no_double_cover", loan.covered_elsewhere ? "covered elsewhere" : "no", "",
         !loan.covered_elsewhere);
  }
  if (terms.file_within_days.has_value()) {
    const bool known = loan.disbursement_date.has_value() && loan.filing_date.has_value();
    const int days = known ? loan.filing_date->days() - loan.disbursement_date->days() : -1;
    const bool in_time = known && days <= *terms.file_within_days;
    const bool covered_late = known && terms.late_file_mode == LateFileMode::kCoverFromFiling;
    const bool committee = terms.late_file_mode == LateFileMode::kCommittee;
    const bool admitted = committee && loan.committee_admitted;
    Gate(work, "file_within_days", known ? absl::StrCat(days) : "unknown",
         absl::StrCat(*terms.file_within_days), in_time || covered_late || admitted,
         committee ? Outcome::kCommittee : Outcome::kRefused);
    if (!in_time && covered_late) work.verdict.warnings.emplace_back("cover_from_filing");
  }
}

void CheckBank(EnrolmentWork& work) {
  const Place place{.bank = work.loan.bank, .year = work.loan.year};
  for (const Brake& brake : work.policy.brakes) {
    if (brake.effect != BrakeEffect::kStopEnrolment) continue;
    const BrakeReading reading = ReadBrake(brake, work.book, place, Money(), Money());
    const std::string denominator = reading.unknown ? "unknown" : FenText(reading.denominator);
    Gate(work, brake.name, absl::StrCat(FenText(reading.numerator), " / ", denominator),
         absl::StrCat(brake.threshold_ppm), !reading.passed && !reading.unknown);
  }
  const PortfolioFacts& facts = work.book.facts;
  const auto multiple = [&](absl::string_view rule, const std::optional<std::int64_t>& least,
                            const std::optional<Money>& money) {
    if (!least.has_value() || !facts.bank_deposit.has_value() || !money.has_value()) return;
    Gate(work, rule, absl::StrCat(PpmFloor(*money, *facts.bank_deposit)), absl::StrCat(*least),
         IsAbovePpm(*money, *facts.bank_deposit, *least, true));
  };
  // Of a deposit that was placed the line is to be known; what a first year brought only later.
  const auto& line_least = work.terms.bank_deposit_multiple_min_ppm;
  if (line_least.has_value() && facts.bank_deposit.has_value() && !facts.bank_line.has_value()) {
    Gate(work, "bank_deposit_multiple_min", "unknown", absl::StrCat(*line_least), false);
  }
  multiple("bank_deposit_multiple_min", line_least, facts.bank_line);
  multiple("first_year_multiple_min", work.terms.first_year_multiple_min_ppm,
           facts.bank_first_year_lent);
}

Money SumIn(const std::map<std::string, Money>& sums, const std::string& key) {
  const auto found = sums.find(key);
  return found == sums.end() ? Money() : found->second;
}

// The tightest of the caps on amounts decides.
void CheckCaps(EnrolmentWork& work) {
  const EligibilityTerms& terms = work.terms;
  const EnrolmentFacts& loan = work.loan;
  const PortfolioFacts& facts = work.book.facts;
  Money room = loan.amount;
  std::string tightest;
  const auto cap = [&](const std::string& rule, const std::optional<Money>& limit, Money used) {
    if (!limit.has_value()) return;
    const Money remaining = LeftOf(*limit, used);
    const bool binds = loan.amount > remaining;
    if (binds && (tightest.empty() || remaining < room)) {
      room = remaining;
      tightest = rule;
    }
    Trace(work.verdict, rule,
          {{"used", FenText(used)},
           {"asked", FenText(loan.amount)},
           {"remaining", FenText(remaining)}},
          FenText(*limit), binds ? "exceeded" : "met", binds);
  };
  const Money added = SumIn(work.book.enrolled, loan.enterprise);
  cap("loan_amount_cap", terms.loan_amount_cap, Money());
  cap("enterprise_enrolled_cap", terms.enterprise_enrolled_cap,
      Plus(loan.enterprise_enrolled, added));
  cap("enterprise_year_cap", terms.enterprise_year_cap,
      PaidInYear(work.book, work.book.enrolled_year, loan.year, loan.enterprise,
                 loan.enterprise_year));
  cap("group_cap", terms.group_cap,
      Plus(loan.group_enrolled, SumIn(work.book.group_enrolled, loan.group)));
  if (terms.leverage_max_ppm.has_value() && facts.fund_total.has_value()) {
    cap("leverage_max", FloorOfPpm(*facts.fund_total, *terms.leverage_max_ppm),
        facts.covered_outstanding);
  }
  if (terms.by_committed_line) {
    if (!facts.bank_line.has_value()) Gate(work, "bank_allocation", "unknown", "unknown", false);
    cap("bank_allocation", facts.bank_line, facts.bank_covered_outstanding);
  }
  if (tightest.empty()) return SetOutcome(work.verdict, Outcome::kEnrolled, "");
  switch (terms.cap_excess_mode) {
    case CapExcessMode::kEnrolPart:
      SetOutcome(work.verdict, room > Money() ? Outcome::kEnrolledInPart : Outcome::kRefused,
                 tightest);
      work.verdict.covered = room;
      return;
    case CapExcessMode::kEnrolUncovered:
      return SetOutcome(work.verdict, Outcome::kUncovered, tightest);
    default:
      return SetOutcome(work.verdict, Outcome::kRefused, tightest);
  }
}

}  // namespace

void DecideEnrolment(const Policy& policy, const EnrolmentFacts& loan, const PortfolioBook& book,
                     StepVerdict& verdict) {
  EnrolmentWork work{policy.eligibility, policy, loan, book, verdict};
  const bool known_mode = FindMode(policy, loan.mode) != nullptr;
  Gate(work, "mode", loan.mode, "", known_mode);
  CheckFirm(work);
  CheckPledge(work);
  CheckTerms(work);
  CheckBank(work);
  CheckCaps(work);
  if (verdict.outcome == Outcome::kEnrolled) verdict.covered = loan.amount;
  if (verdict.outcome != Outcome::kEnrolled && verdict.outcome != Outcome::kEnrolledInPart) {
    verdict.covered = Money();
  }
}

}  // namespace ippledge
