// May this claim be made at all: ledger/claim_work.h, step 1.
#include <algorithm>
#include <optional>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "ledger/claim_arithmetic.h"
#include "ledger/claim_work.h"

namespace ippledge {
namespace {

std::string Text(const std::optional<Date>& date) {
  return date.has_value() ? date->ToString() : "unknown";
}

void Gate(ClaimWork& work, absl::string_view rule, TraceInputs inputs, std::string limit, bool open,
          Outcome closed = Outcome::kRefused) {
  if (!open) SetOutcome(work.verdict, closed, rule);
  Trace(work.verdict, rule, std::move(inputs), std::move(limit),
        open ? "met" : std::string(NameOf(closed)), !open);
}

void CheckCover(ClaimWork& work) {
  const ClaimFacts& claim = work.claim;
  Gate(work, "enrolled", {{"enrolled", claim.enrolled ? "yes" : "no"}}, "", claim.enrolled);
  Gate(work, "compensated_once", {{"compensated", claim.compensated ? "yes" : "no"}}, "",
       !claim.compensated);
  Gate(work, "one_open_claim", {{"claim_open", claim.claim_open ? "yes" : "no"}}, "",
       !claim.claim_open);
  if (work.policy.eligibility.no_double_cover) {
    Gate(work, "no_double_cover", {{"covered_elsewhere", claim.covered_elsewhere ? "yes" : "no"}},
         "", !claim.covered_elsewhere);
  }
  if (work.policy.claim.restructure_needs_consent && claim.restructured) {
    Gate(work, "restructure_consent", {{"consent", claim.restructure_consent ? "yes" : "no"}}, "",
         claim.restructure_consent);
  }
}

void CheckLockIn(ClaimWork& work) {
  const int months = work.policy.claim.lock_in_months;
  if (months == 0) return;
  const ClaimFacts& claim = work.claim;
  std::optional<Date> from = claim.last_disbursement;
  if (!from.has_value() || (claim.cover_start.has_value() && *claim.cover_start > *from)) {
    from = claim.cover_start;
  }
  const bool known = from.has_value() && claim.claim_date.has_value();
  const std::optional<Date> open = known ? std::optional(AddMonths(*from, months)) : std::nullopt;
  Gate(work, "lock_in",
       {{"last_disbursement", Text(claim.last_disbursement)},
        {"cover_start", Text(claim.cover_start)},
        {"claim_date", Text(claim.claim_date)},
        {"months", absl::StrCat(months)}},
       Text(open), known && *claim.claim_date >= *open);
}

void CheckTrigger(ClaimWork& work) {
  const ClaimTerms& terms = work.policy.claim;
  const ClaimFacts& claim = work.claim;
  int asked = 0;
  int met = 0;
  TraceInputs inputs;
  std::vector<std::string> limits;
  const auto count = [&](bool yes) {
    ++asked;
    if (yes) ++met;
  };
  if (terms.trigger_overdue_days.has_value()) {
    const int days = *terms.trigger_overdue_days + (terms.trigger_overdue_inclusive ? 0 : 1);
    count(claim.overdue_days.has_value() && *claim.overdue_days >= days);
    inputs.emplace_back("overdue_days", claim.overdue_days.has_value()
                                            ? absl::StrCat(*claim.overdue_days)
                                            : "unknown");
    limits.push_back(absl::StrCat("overdue_days >= ", days));
  }
  if (terms.trigger_class_min != LoanClass::kUnspecified) {
    count(claim.loan_class >= terms.trigger_class_min);
    inputs.emplace_back("loan_class", NameOf(claim.loan_class));
    limits.push_back(absl::StrCat("loan_class >= ", NameOf(terms.trigger_class_min)));
  }
  for (const TriggerEvent event : terms.trigger_events) {
    const bool happened =
        std::find(claim.events.begin(), claim.events.end(), event) != claim.events.end();
    count(happened);
    inputs.emplace_back(NameOfTerm(event), happened ? "yes" : "no");
    limits.emplace_back(NameOfTerm(event));
  }
  if (asked == 0) return;
  const bool all = terms.trigger_mode == TriggerMode::kAll;
  Gate(work, "trigger", std::move(inputs),
       absl::StrCat(all ? "all of " : "any of ", absl::StrJoin(limits, ", ")),
       all ? met == asked : met > 0);
}

void CheckPledge(ClaimWork& work) {
  const ClaimFacts& claim = work.claim;
  if (work.policy.eligibility.pledge_registered_by != PledgeRegisteredBy::kNplDate) return;
  const bool open = claim.pledge_date.has_value() && claim.npl_date.has_value() &&
                    *claim.pledge_date <= *claim.npl_date;
  Gate(work, "pledge_registered_by",
       {{"pledge_date", Text(claim.pledge_date)}, {"npl_date", Text(claim.npl_date)}},
       Text(claim.npl_date), open);
}

void Late(ClaimWork& work, absl::string_view rule, TraceInputs inputs, std::string limit) {
  const ClaimTerms& terms = work.policy.claim;
  if (terms.late_mode == LateClaimMode::kReduced) {
    work.cuts.emplace_back("late_claim_reduction", terms.late_reduction_ppm);
    Trace(work.verdict, rule, std::move(inputs), std::move(limit), "late, reduced", true);
    return;
  }
  if (terms.late_mode == LateClaimMode::kCommittee && work.claim.committee_admitted) {
    Trace(work.verdict, rule, std::move(inputs), std::move(limit), "late, admitted");
    return;
  }
  Gate(work, rule, std::move(inputs), std::move(limit), false,
       terms.late_mode == LateClaimMode::kCommittee ? Outcome::kCommittee : Outcome::kRefused);
}

// The window: not before open_days, not after close_days or after_maturity_days.
void CheckWindow(ClaimWork& work) {
  const ClaimTerms& terms = work.policy.claim;
  const ClaimFacts& claim = work.claim;
  const auto check = [&](absl::string_view rule, absl::string_view from_name,
                         const std::optional<Date>& from, const std::optional<int>& days,
                         bool earliest) {
    if (!days.has_value()) return;
    TraceInputs inputs = {{std::string(from_name), Text(from)},
                          {"claim_date", Text(claim.claim_date)},
                          {"days", absl::StrCat(*days)}};
    if (!from.has_value() || !claim.claim_date.has_value()) {
      return Gate(work, rule, std::move(inputs), "", false);
    }
    const Date limit = *from + *days;
    const bool good = earliest ? *claim.claim_date >= limit : *claim.claim_date <= limit;
    if (good || earliest) return Gate(work, rule, std::move(inputs), limit.ToString(), good);
    Late(work, rule, std::move(inputs), limit.ToString());
  };
  check("claim_open_days", "default_date", claim.default_date, terms.open_days, true);
  check("claim_close_days", "default_date", claim.default_date, terms.close_days, false);
  check("after_maturity_days", "maturity_date", claim.maturity_date, terms.after_maturity_days,
        false);
}

void CheckDocuments(ClaimWork& work) {
  std::vector<std::string> missing;
  for (const std::string& code : work.policy.claim.documents) {
    const std::vector<std::string>& given = work.claim.documents;
    if (std::find(given.begin(), given.end(), code) == given.end()) missing.push_back(code);
  }
  if (work.policy.claim.documents.empty()) return;
  Gate(work, "documents", {{"missing", absl::StrJoin(missing, ", ")}},
       absl::StrJoin(work.policy.claim.documents, ", "), missing.empty(), Outcome::kReturned);
}

void CheckRights(ClaimWork& work) {
  const ClaimTerms& terms = work.policy.claim;
  if (!work.claim.ip_lapsed) return;
  TraceInputs inputs = {{"ip_lapsed", "yes"}};
  std::string mode(NameOfTerm(terms.ip_lapse_mode));
  if (terms.ip_lapse_mode == IpLapseMode::kSuspend && !work.claim.brake_waived) {
    work.deferred_by = "ip_lapse_mode";
  }
  if (terms.ip_lapse_mode == IpLapseMode::kReduce) {
    work.cuts.emplace_back("ip_lapse_reduction", terms.ip_lapse_reduction_ppm);
  }
  Trace(work.verdict, "ip_lapse_mode", std::move(inputs), "", std::move(mode),
        terms.ip_lapse_mode != IpLapseMode::kKeep);
}

}  // namespace

void CheckGates(ClaimWork& work) {
  CheckCover(work);
  CheckLockIn(work);
  CheckTrigger(work);
  CheckPledge(work);
  CheckWindow(work);
  CheckDocuments(work);
  CheckRights(work);
  if (work.claim.repair_ppm > 0) {
    const std::int64_t cut = std::min(work.claim.repair_ppm, work.policy.claim.repair_max_ppm);
    work.cuts.emplace_back("repair", cut);
  }
}

}  // namespace ippledge
