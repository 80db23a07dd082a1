#include "ledger/decide_terms.h"

#include "absl/strings/str_cat.h"
#include "ledger/claim_steps.h"
#include "ledger/fields.h"
#include "ledger/limits.h"
#include "ledger/policy_fields.h"
#include "ledger/status_macros.h"

namespace ippledge {
namespace {

std::string Text(std::int64_t number) { return absl::StrCat(number); }

absl::Status TooMany(std::size_t used, int limit, absl::string_view field) {
  if (used < static_cast<std::size_t>(limit)) return absl::OkStatus();
  return Refuse(Reason::kTooManyItems, field,
                {{"got", absl::StrCat(used + 1)}, {"limit", Text(limit)}});
}

// The last version of a policy that was issued; null for its first.
const IssuedPolicy* LastVersion(const Programme& programme, const std::string& policy_id) {
  const IssuedPolicy* last = nullptr;
  for (const IssuedPolicy& issued : programme.policies) {
    if (issued.policy->policy_id == policy_id) last = &issued;
  }
  return last;
}

}  // namespace

absl::StatusOr<Decision> DecideTerms(const Books& books, const Caller& caller,
                                     const IssuePolicy& c) {
  IPPLEDGE_RETURN_IF_ERROR(MayGovern(caller));
  IPPLEDGE_RETURN_IF_ERROR(NeedTwoPersons(caller));
  const Programme& programme = books.programme;
  const Policy& policy = *c.policy;
  const IssuedPolicy* known = programme.FindPolicy(policy.policy_id, policy.version);
  if (known != nullptr) {
    if (WireOf(*known->policy) == WireOf(policy)) return AlreadyRecorded(known->entry);
    return Refuse(Reason::kPolicyExists, "policy.version",
                  {{"policy_id", policy.policy_id},
                   {"version", Text(policy.version)},
                   {"first_entry", Text(known->entry)}});
  }
  if (policy.currency_code != programme.constitution.currency_code) {
    return Refuse(Reason::kPolicyCurrency, "policy.currency_code",
                  {{"got", policy.currency_code}, {"want", programme.constitution.currency_code}});
  }
  if (!policy.effective_date) {
    return Refuse(Reason::kFieldRequired, "policy.effective_date");
  }
  const IssuedPolicy* last = LastVersion(programme, policy.policy_id);
  const std::int64_t want = last == nullptr ? 1 : last->policy->version + 1;
  const Date after = last == nullptr ? *policy.effective_date : *last->policy->effective_date;
  // A first version may have any number: a scheme's third edition may be the first here.
  const bool in_order =
      (last == nullptr || policy.version == want) && *policy.effective_date >= after;
  if (!in_order) {
    return Refuse(Reason::kPolicyVersionOrder, "policy.version",
                  {{"policy_id", policy.policy_id},
                   {"got", Text(policy.version)},
                   {"want", Text(want)},
                   {"after", after.ToString()}});
  }
  if (*policy.effective_date < programme.today) {
    return Refuse(
        Reason::kPolicyDatePast, "policy.effective_date",
        {{"got", policy.effective_date->ToString()}, {"limit", programme.today.ToString()}});
  }
  IPPLEDGE_RETURN_IF_ERROR(TooMany(programme.policies.size(), kPoliciesMax, "policy"));
  return Happened(PolicyIssued{c});
}

absl::StatusOr<Decision> DecideTerms(const Books& books, const Caller& caller,
                                     const EnterCalendar& c) {
  IPPLEDGE_RETURN_IF_ERROR(MayGovern(caller));
  const auto& years = books.programme.calendar.years();
  const auto known = years.find(c.year.year);
  if (known != years.end() && known->second.table == c.year) {
    return AlreadyRecorded(known->second.entry);
  }
  return Happened(CalendarEntered{c});
}

absl::StatusOr<Decision> DecideTerms(const Books& books, const Caller& caller,
                                     const EnterLendingRate& c) {
  IPPLEDGE_RETURN_IF_ERROR(MayGovern(caller));
  const auto& rates = books.programme.lending_rates;
  for (const EnteredRate& known : rates) {
    if (known.rate == c.rate) return AlreadyRecorded(known.entry);
  }
  IPPLEDGE_RETURN_IF_ERROR(TooMany(rates.size(), kLendingRatesMax, "rate"));
  return Happened(LendingRateEntered{c});
}

absl::StatusOr<Decision> DecideTerms(const Books& books, const Caller& caller,
                                     const RecordPortfolioFigure& c) {
  IPPLEDGE_RETURN_IF_ERROR(MayRecordFigures(caller));
  const Programme& programme = books.programme;
  const PortfolioFigure& figure = c.figure;
  for (const EnteredFigure& known : programme.figures) {
    if (known.figure.figure_id != figure.figure_id) continue;
    if (known.figure == figure) return AlreadyRecorded(known.entry);
    return Refuse(Reason::kFigureExists, "figure.figure_id", {{"first_entry", Text(known.entry)}});
  }
  if (!figure.bank.empty() && programme.FindBody(figure.bank) == nullptr) {
    return Refuse(Reason::kBankUnknown, "figure.bank", {{"bank", figure.bank}});
  }
  const int year = programme.today.year();
  if (figure.year > year) {
    return Refuse(
        Reason::kValueOutOfRange, "figure.year",
        {{"got", Text(figure.year)}, {"min", Text(kFirstFigureYear)}, {"max", Text(year)}});
  }
  IPPLEDGE_RETURN_IF_ERROR(TooMany(programme.figures.size(), kPortfolioFiguresMax, "figure"));
  return Happened(PortfolioFigureRecorded{c});
}

}  // namespace ippledge
