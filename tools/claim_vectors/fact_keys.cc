#include "tools/claim_vectors/fact_keys.h"

#include <algorithm>

#include "absl/strings/match.h"
#include "absl/strings/strip.h"
#include "ledger/policy.h"

namespace ippledge::vectors {
namespace {

// Vectors that count time instead of naming days: the claim is made on this day.
Date ClaimDay() { return Date::Of(2024, 6, 15); }

Date MonthsBefore(Date date, int months) {
  const int index = date.month_index() - months;
  return std::min(LastDayOfMonth(index), FirstDayOfMonth(index) + (date.day() - 1));
}

template <typename Term>
Term ByName(const Value& v, int count, absl::string_view want) {
  const std::string word = absl::AsciiStrToUpper(v.AsText());
  for (int i = 1; i < count; ++i) {
    if (NameOf(static_cast<Term>(i)) == word) return static_cast<Term>(i);
  }
  v.Wrong(want);
  return static_cast<Term>(1);
}

std::vector<std::string> Tags(const Value& v) {
  if (!v.json.IsObject()) return v.AsNames();
  std::vector<std::string> tags;
  for (const Value& member : v.Members()) {
    if (member.AsBool()) tags.push_back(NameFrom(member.key.substr(v.key.size() + 1)));
  }
  return tags;
}

constexpr Key<ClaimFacts> kClaimKeys[] = {
    {"id|claim|loan", [](const Value& v, ClaimFacts& c) { c.id = v.AsText(); }},
    {"mode", [](const Value& v, ClaimFacts& c) { c.mode = v.AsName(); }},
    {"bank|lender|institution", [](const Value& v, ClaimFacts& c) { c.bank = v.AsText(); }},
    {"branch", [](const Value& v, ClaimFacts& c) { c.branch = v.AsText(); }},
    {"region", [](const Value& v, ClaimFacts& c) { c.region = v.AsText(); }},
    {"year", [](const Value& v, ClaimFacts& c) { c.year = v.AsInt(); }},
    {"batch|window", [](const Value& v, ClaimFacts& c) { c.batch = v.AsText(); }},
    {"enterprise|firm|borrower", [](const Value& v, ClaimFacts& c) { c.enterprise = v.AsText(); }},
    {"loan_amount|loan|loan_principal|contract_amount",
     [](const Value& v, ClaimFacts& c) { c.loan_amount = v.AsMoney(); }},
    {"ip_part", [](const Value& v, ClaimFacts& c) { c.ip_part = v.AsMoney(); }},
    {"ip_part_ppm", [](const Value& v, ClaimFacts& c) { c.ip_part_ppm = v.AsWhole(); }},
    {"covered_limit|guaranteed_amount|covered_amount|guarantee_amount",
     [](const Value& v, ClaimFacts& c) { c.covered_limit = v.AsMoney(); }},
    {"tags|conditions",
     [](const Value& v, ClaimFacts& c) {
       for (std::string& tag : Tags(v)) c.tags.push_back(std::move(tag));
     }},
    {"enterprise_size|size",
     [](const Value& v, ClaimFacts& c) {
       c.enterprise_size = ByName<FirmSize>(v, kFirmSizeCount, "a firm size");
     }},
    {"security_role|ip_role", [](const Value& v, ClaimFacts& c) { c.security_role = v.AsText(); }},
    {"risk_class|grade|credit_grade",
     [](const Value& v, ClaimFacts& c) { c.risk_class = v.AsText(); }},
    {"collateral", [](const Value& v, ClaimFacts& c) { c.collateral = v.AsText(); }},
    {"annual_rate_ppm|interest_rate_ppm|contract_rate_ppm|note_rate_ppm|loan_rate_ppm|"
     "annual_interest_ppm|interest_ppm",
     [](const Value& v, ClaimFacts& c) { c.annual_rate_ppm = v.AsWhole(); }},
    {"loss_base|given_loss|loss|actual_loss|net_loss|liability|liability_borne|borne_liability|"
     "amount_in_default|default_amount|claim_amount|due|approved|approved_amount|amount_due|"
     "payable|entitled|computed|fund_due|compensation|guaranteed_claim|loss_amount",
     [](const Value& v, ClaimFacts& c) { c.given_loss = v.AsMoney(); }},
    {"principal_loss|uncleared_principal|outstanding_principal|principal_outstanding|npl_principal|"
     "balance_claim|balance_at_claim|balance_on_claim_date|principal_at_claim|overdue_principal|"
     "principal_claim|balance_claim_date|outstanding_at_claim|outstanding_claim|unpaid_principal|"
     "claim_date_balance|principal_balance|outstanding|balance|balance_at_claim_date|"
     "principal_claim_date|principal",
     [](const Value& v, ClaimFacts& c) { c.principal_loss = v.AsMoney(); }},
    {"disbursed|drawn|lent", [](const Value& v, ClaimFacts& c) { c.disbursed = v.AsMoney(); }},
    {"principal_repaid|principal_repaid_before_claim|repaid|repaid_before_claim",
     [](const Value& v, ClaimFacts& c) { c.principal_repaid = v.AsMoney(); }},
    {"principal_npl|balance_npl|balance_at_npl|balance_on_npl_date|principal_at_npl|"
     "balance_npl_date|outstanding_at_npl|outstanding_npl|balance_npa|npl_date_balance|"
     "balance_at_npl_date|balance_at_npa|balance_on_npa_date|principal_npl_date|npa_date_balance|"
     "balance_at_npa_date|npa_balance|outstanding_npa|balance_npa_date",
     [](const Value& v, ClaimFacts& c) { c.principal_npl = v.AsMoney(); }},
    {"interest_unpaid|interest|accrued_interest|interest_accrued|interest_claim|unpaid_interest|"
     "interest_at_claim",
     [](const Value& v, ClaimFacts& c) { c.interest_unpaid = v.AsMoney(); }},
    {"interest_npl|interest_at_npl|interest_at_npa|interest_npa",
     [](const Value& v, ClaimFacts& c) { c.interest_npl = v.AsMoney(); }},
    {"interest_days|interest_days_accrued|days_of_interest|days_unpaid|interest_unpaid_days|"
     "accrued_days|days_accrued|accrual_days|unpaid_days|days_interest|days_of_unpaid_interest|"
     "interest_days_unpaid|days_interest_unpaid",
     [](const Value& v, ClaimFacts& c) { c.interest_days = v.AsInt(); }},
    {"penalty_interest|penalty",
     [](const Value& v, ClaimFacts& c) { c.penalty_interest = v.AsMoney(); }},
    {"costs|legal_costs|expenses|"
     "claim_costs", [](const Value& v, ClaimFacts& c) { c.costs = v.AsMoney(); }},
    {"guarantor_payout|payout|guarantor_paid_out|paid_out",
     [](const Value& v, ClaimFacts& c) { c.guarantor_payout = v.AsMoney(); }},
    {"recovered_from_ip|recovered_ip|ip_proceeds|ip_sale",
     [](const Value& v, ClaimFacts& c) { c.recovered_ip = v.AsMoney(); }},
    {"recovered_from_other_collateral|recovered_other|other_collateral_proceeds|other_proceeds|"
     "recovered_from_other",
     [](const Value& v, ClaimFacts& c) { c.recovered_other = v.AsMoney(); }},
    {"recovered_before_claim|pre_claim_recovery|recovered|recoveries_before_claim|"
     "collateral_proceeds|recovered_unnamed|pre_claim_recovered|liquidation_proceeds|"
     "recovered_from_borrower|net_recovery|recovered_net|recovery|recoveries|"
     "recovered_from_liquidation|pre_claim_recoveries|recovery_before_claim",
     [](const Value& v, ClaimFacts& c) { c.recovered_unnamed = v.AsMoney(); }},
    {"recovery_costs|liquidation_expenses|liquidation_costs|pre_claim_recovery_costs|"
     "recovery_costs_before_claim",
     [](const Value& v, ClaimFacts& c) { c.recovery_costs = v.AsMoney(); }},
    {"insurer_paid|insurance_paid|paid_by_insurer",
     [](const Value& v, ClaimFacts& c) { c.insurer_paid = v.AsMoney(); }},
    {"guarantor_paid|paid_by_guarantor",
     [](const Value& v, ClaimFacts& c) { c.guarantor_paid = v.AsMoney(); }},
    {"claimed|claimed_amount|asked",
     [](const Value& v, ClaimFacts& c) { c.claimed = v.AsMoney(); }},
    {"enrolled", [](const Value& v, ClaimFacts& c) { c.enrolled = v.AsBool(); }},
    {"compensated|already_compensated",
     [](const Value& v, ClaimFacts& c) { c.compensated = v.AsBool(); }},
    {"claim_open", [](const Value& v, ClaimFacts& c) { c.claim_open = v.AsBool(); }},
    {"covered_elsewhere|double_cover",
     [](const Value& v, ClaimFacts& c) { c.covered_elsewhere = v.AsBool(); }},
    {"restructured", [](const Value& v, ClaimFacts& c) { c.restructured = v.AsBool(); }},
    {"restructure_consent|consent",
     [](const Value& v, ClaimFacts& c) { c.restructure_consent = v.AsBool(); }},
    {"ip_lapsed", [](const Value& v, ClaimFacts& c) { c.ip_lapsed = v.AsBool(); }},
    {"bank_business_year|business_year|bank_year",
     [](const Value& v, ClaimFacts& c) { c.bank_business_year = v.AsInt(); }},
    {"overdue_days|days_overdue",
     [](const Value& v, ClaimFacts& c) { c.overdue_days = v.AsInt(); }},
    {"loan_class|class",
     [](const Value& v, ClaimFacts& c) {
       c.loan_class = ByName<LoanClass>(v, kLoanClassCount, "a loan class");
     }},
    {"events|trigger_events",
     [](const Value& v, ClaimFacts& c) {
       for (const Value& event : v.AsList()) c.events.push_back(event.AsTerm<TriggerEvent>());
     }},
    {"claim_date", [](const Value& v, ClaimFacts& c) { c.claim_date = v.AsDate(); }},
    {"default_date|trigger_date",
     [](const Value& v, ClaimFacts& c) { c.default_date = v.AsDate(); }},
    {"npl_date|npa_date", [](const Value& v, ClaimFacts& c) { c.npl_date = v.AsDate(); }},
    {"cover_start|cover_start_date",
     [](const Value& v, ClaimFacts& c) { c.cover_start = v.AsDate(); }},
    {"last_disbursement|last_disbursement_date",
     [](const Value& v, ClaimFacts& c) { c.last_disbursement = v.AsDate(); }},
    {"maturity_date|maturity", [](const Value& v, ClaimFacts& c) { c.maturity_date = v.AsDate(); }},
    {"pledge_date|pledge_registered_date",
     [](const Value& v, ClaimFacts& c) { c.pledge_date = v.AsDate(); }},
    {"decree_date", [](const Value& v, ClaimFacts& c) { c.decree_date = v.AsDate(); }},
    {"days_since_default|days_after_default|claim_after_days|days_after_trigger",
     [](const Value& v, ClaimFacts& c) {
       c.claim_date = ClaimDay();
       c.default_date = ClaimDay() + -v.AsInt();
     }},
    {"days_after_maturity|days_since_maturity",
     [](const Value& v, ClaimFacts& c) {
       c.claim_date = ClaimDay();
       c.maturity_date = ClaimDay() + -v.AsInt();
     }},
    {"months_since_cover_start|months_since_cover",
     [](const Value& v, ClaimFacts& c) {
       c.claim_date = ClaimDay();
       c.cover_start = MonthsBefore(ClaimDay(), v.AsInt());
     }},
    {"months_since_last_disbursement|months_since_disbursement",
     [](const Value& v, ClaimFacts& c) {
       c.claim_date = ClaimDay();
       c.last_disbursement = MonthsBefore(ClaimDay(), v.AsInt());
     }},
    {"years_since_decree|years_after_decree",
     [](const Value& v, ClaimFacts& c) {
       c.claim_date = ClaimDay();
       c.decree_date = MonthsBefore(ClaimDay(), 12 * v.AsInt());
     }},
    {"recovery_ended", [](const Value& v, ClaimFacts& c) { c.recovery_ended = v.AsBool(); }},
    {"documents", [](const Value& v, ClaimFacts& c) { c.documents = v.AsNames(); }},
    {"level_working_days|layer_working_days|working_days_after_upper_level",
     [](const Value& v, ClaimFacts& c) {
       for (const Value& level : v.Members()) {
         c.levels.push_back({NameFrom(level.key.substr(v.key.size() + 1)), level.AsInt()});
       }
     }},
    {"repair_ppm", [](const Value& v, ClaimFacts& c) { c.repair_ppm = v.AsWhole(); }},
};

constexpr Key<EnrolmentFacts> kEnrolmentKeys[] = {
    {"id|loan", [](const Value& v, EnrolmentFacts& e) { e.id = v.AsText(); }},
    {"amount|loan_amount|principal",
     [](const Value& v, EnrolmentFacts& e) { e.amount = v.AsMoney(); }},
    {"enterprise|firm|borrower",
     [](const Value& v, EnrolmentFacts& e) { e.enterprise = v.AsText(); }},
    {"group", [](const Value& v, EnrolmentFacts& e) { e.group = v.AsText(); }},
    {"bank", [](const Value& v, EnrolmentFacts& e) { e.bank = v.AsText(); }},
    {"year", [](const Value& v, EnrolmentFacts& e) { e.year = v.AsInt(); }},
    {"mode", [](const Value& v, EnrolmentFacts& e) { e.mode = v.AsName(); }},
    {"enterprise_size|size",
     [](const Value& v, EnrolmentFacts& e) {
       e.enterprise_size = ByName<FirmSize>(v, kFirmSizeCount, "a firm size");
     }},
    {"tags|enterprise_tags", [](const Value& v, EnrolmentFacts& e) { e.tags = Tags(v); }},
    {"registered_days", [](const Value& v, EnrolmentFacts& e) { e.registered_days = v.AsInt(); }},
    {"clean_credit_years",
     [](const Value& v, EnrolmentFacts& e) { e.clean_credit_years = v.AsInt(); }},
    {"ip_kind|ip_kinds",
     [](const Value& v, EnrolmentFacts& e) {
       if (!v.json.IsArray()) {
         e.ip_kinds = {ByName<IpKind>(v, kIpKindCount, "an IP kind")};
         return;
       }
       for (const Value& kind : v.AsList()) {
         e.ip_kinds.push_back(ByName<IpKind>(kind, kIpKindCount, "an IP kind"));
       }
     }},
    {"pledge_mode", [](const Value& v, EnrolmentFacts& e) { e.pledge_mode = v.AsName(); }},
    {"security_role", [](const Value& v, EnrolmentFacts& e) { e.security_role = v.AsName(); }},
    {"ip_part", [](const Value& v, EnrolmentFacts& e) { e.ip_part = v.AsMoney(); }},
    {"ip_part_ppm",
     [](const Value& v, EnrolmentFacts& e) {
       e.ip_part = MultiplyHalfUp(e.amount, v.AsWhole(), kWholePpm);
     }},
    {"ip_value", [](const Value& v, EnrolmentFacts& e) { e.ip_value = v.AsMoney(); }},
    {"annual_rate_ppm|rate_ppm|interest_rate_ppm",
     [](const Value& v, EnrolmentFacts& e) { e.annual_rate_ppm = v.AsWhole(); }},
    {"term_months", [](const Value& v, EnrolmentFacts& e) { e.term_months = v.AsInt(); }},
    {"use_of_funds", [](const Value& v, EnrolmentFacts& e) { e.use_of_funds = v.AsName(); }},
    {"disbursement_date",
     [](const Value& v, EnrolmentFacts& e) { e.disbursement_date = v.AsDate(); }},
    {"filing_date", [](const Value& v, EnrolmentFacts& e) { e.filing_date = v.AsDate(); }},
    {"filed_after_days",
     [](const Value& v, EnrolmentFacts& e) {
       e.disbursement_date = ClaimDay();
       e.filing_date = ClaimDay() + v.AsInt();
     }},
    {"pledge_date", [](const Value& v, EnrolmentFacts& e) { e.pledge_date = v.AsDate(); }},
    {"enterprise_enrolled|enterprise_outstanding",
     [](const Value& v, EnrolmentFacts& e) { e.enterprise_enrolled = v.AsMoney(); }},
    {"enterprise_year", [](const Value& v, EnrolmentFacts& e) { e.enterprise_year = v.AsMoney(); }},
    {"group_enrolled", [](const Value& v, EnrolmentFacts& e) { e.group_enrolled = v.AsMoney(); }},
    {"covered_elsewhere",
     [](const Value& v, EnrolmentFacts& e) { e.covered_elsewhere = v.AsBool(); }},
};

constexpr Key<RecoveryFacts> kRecoveryKeys[] = {
    {"id", [](const Value& v, RecoveryFacts& r) { r.id = v.AsText(); }},
    {"claim|of|claim_id|loan", [](const Value& v, RecoveryFacts& r) { r.claim = v.AsText(); }},
    {"gross|gross_recovery|recovery|amount|recovered",
     [](const Value& v, RecoveryFacts& r) { r.gross = v.AsMoney(); }},
    {"costs|recovery_costs", [](const Value& v, RecoveryFacts& r) { r.costs = v.AsMoney(); }},
    {"days_late|late_days", [](const Value& v, RecoveryFacts& r) { r.days_late = v.AsInt(); }},
    {"due_date", [](const Value& v, RecoveryFacts& r) { r.due_date = v.AsDate(); }},
    {"remitted_date", [](const Value& v, RecoveryFacts& r) { r.remitted_date = v.AsDate(); }},
};

constexpr Key<ClawbackFacts> kClawbackKeys[] = {
    {"id", [](const Value& v, ClawbackFacts& c) { c.id = v.AsText(); }},
    {"paid|fund_paid|amount_paid", [](const Value& v, ClawbackFacts& c) { c.paid = v.AsMoney(); }},
    {"recovered|fund_recovered|already_returned",
     [](const Value& v, ClawbackFacts& c) { c.recovered = v.AsMoney(); }},
    {"repaired_ppm|repair_ppm|false_part_ppm",
     [](const Value& v, ClawbackFacts& c) { c.repaired_ppm = v.AsWhole(); }},
    {"days|days_since_payment", [](const Value& v, ClawbackFacts& c) { c.days = v.AsInt(); }},
};

BorneByParty& Borne(const std::string& name, RecoveryFacts& recovery) {
  for (BorneByParty& party : recovery.borne) {
    if (party.party == name) return party;
  }
  return recovery.borne.emplace_back(BorneByParty{.party = name, .role = RoleFrom(name)});
}

}  // namespace

std::string LikeClaimKey(absl::string_view name) { return NameMeaning(kClaimKeys, name); }

bool ApplyClaimKey(absl::string_view name, const Value& value, ClaimFacts& claim) {
  if (name == "claim" && !value.json.IsString()) name = "given_loss";
  if (name == "loan" && !value.json.IsString()) {
    claim.loan_amount = value.AsMoney();
    return true;
  }
  if (Apply(kClaimKeys, name, value, claim)) return true;
  if (!value.json.IsBool()) return false;
  if (value.json.truth) claim.tags.push_back(NameFrom(name));
  return true;
}

bool ApplyEnrolmentKey(absl::string_view name, const Value& value, EnrolmentFacts& loan) {
  if (Apply(kEnrolmentKeys, name, value, loan)) return true;
  if (!value.json.IsBool()) return false;
  if (value.json.truth) loan.tags.push_back(NameFrom(name));
  return true;
}

bool ApplyRecoveryKey(absl::string_view name, const Value& value, RecoveryFacts& recovery,
                      Money& loss) {
  if (name == "borne" || name == "paid_by_party" || name == "parts") {
    for (const Value& party : value.Members()) {
      Borne(NameFrom(party.key.substr(value.key.size() + 1)), recovery).amount = party.AsMoney();
    }
    return true;
  }
  if (name == "loss_base" || name == "loss" || name == "principal_loss") {
    loss = value.AsMoney();
    return true;
  }
  if (Apply(kRecoveryKeys, name, value, recovery)) return true;
  for (const absl::string_view ending :
       {"_already_recovered", "_recovered_before", "_recovered", "_paid", "_borne", "_loss"}) {
    absl::string_view stem = name;
    if (!absl::ConsumeSuffix(&stem, ending)) continue;
    if (RoleFrom(stem) == PartyRole::kUnspecified) continue;
    BorneByParty& party = Borne(std::string(stem), recovery);
    const bool back = absl::StrContains(ending, "recovered");
    (back ? party.recovered : party.amount) = value.AsMoney();
    return true;
  }
  return false;
}

bool ApplyClawbackKey(absl::string_view name, const Value& value, ClawbackFacts& clawback) {
  return Apply(kClawbackKeys, name, value, clawback);
}

}  // namespace ippledge::vectors
