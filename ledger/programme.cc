#include "ledger/programme.h"

#include <algorithm>

#include "absl/container/flat_hash_set.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "ledger/check.h"
#include "ledger/identifier.h"
#include "ledger/limits.h"
#include "ledger/money.h"
#include "ledger/text.h"

namespace ippledge {
namespace {

// Adds the violation that `status` carries, if any, under `field`.
void AddTo(Violations& violations, const absl::Status& status, const std::string& field) {
  for (const Violation& v : ViolationsOf(status)) violations.Add(v.reason, field, v.metadata);
}

void CheckCount(std::size_t got, int limit, const std::string& field, Violations& violations) {
  if (got > static_cast<std::size_t>(limit)) {
    violations.Add(Reason::kTooManyItems, field,
                   {{"got", absl::StrCat(got)}, {"limit", absl::StrCat(limit)}});
  }
}

void CheckUnits(const Constitution& constitution, absl::string_view path, Violations& violations) {
  CheckCount(constitution.reporting_units.size(), kReportingUnitsMax,
             absl::StrCat(path, ".reporting_units"), violations);
  absl::flat_hash_set<absl::string_view> codes;
  for (const ReportingUnit& unit : constitution.reporting_units) codes.insert(unit.code);
  const bool listed_once = codes.size() == constitution.reporting_units.size();
  codes.clear();
  for (std::size_t i = 0; i < constitution.reporting_units.size(); ++i) {
    const ReportingUnit& unit = constitution.reporting_units[i];
    const std::string field = absl::StrCat(path, ".reporting_units[", i, "]");
    if (constitution.schemes.division == CodeScheme::kCn) {
      AddTo(violations, CheckDivisionCode(unit.code), field + ".code");
    } else {
      AddTo(violations, CheckText(unit.code, 1, kCodeCharsMax), field + ".code");
    }
    if (!codes.insert(unit.code).second && !listed_once) {
      violations.Add(Reason::kDuplicateItem, field + ".code", {{"got", unit.code}});
    }
    AddTo(violations, CheckText(unit.name_zh, 0, kNameCharsMax), field + ".name_zh");
    AddTo(violations, CheckText(unit.name_en, 0, kNameCharsMax), field + ".name_en");
    const bool parent_listed =
        unit.parent_code.empty() ||
        std::any_of(constitution.reporting_units.begin(), constitution.reporting_units.end(),
                    [&](const ReportingUnit& u) { return u.code == unit.parent_code; });
    if (!parent_listed || (!unit.parent_code.empty() && unit.parent_code == unit.code)) {
      violations.Add(Reason::kFieldMalformed, field + ".parent_code",
                     {{"got", unit.parent_code}, {"want", "the code of another unit"}});
    }
  }
}

void CheckMilestones(const Constitution& constitution, absl::string_view path,
                     Violations& violations) {
  CheckCount(constitution.milestones.size(), kMilestonesMax, absl::StrCat(path, ".milestones"),
             violations);
  for (std::size_t i = 0; i < constitution.milestones.size(); ++i) {
    const Milestone& milestone = constitution.milestones[i];
    const std::string field = absl::StrCat(path, ".milestones[", i, "]");
    if (milestone.target <= 0) {
      violations.Add(Reason::kAmountNotPositive, field + ".target",
                     {{"got", absl::StrCat(milestone.target)}});
    } else if (milestone.target > constitution.target) {
      violations.Add(
          Reason::kAmountOutOfRange, field + ".target",
          {{"got", absl::StrCat(milestone.target)}, {"limit", absl::StrCat(constitution.target)}});
    }
    if (i == 0) continue;
    const Milestone& last = constitution.milestones[i - 1];
    if (milestone.date <= last.date) {
      violations.Add(Reason::kDateOrder, field + ".milestone_date",
                     {{"got", milestone.date.ToString()}, {"after", last.date.ToString()}});
    }
    if (milestone.target < last.target) {
      violations.Add(Reason::kValueOutOfRange, field + ".target",
                     {{"got", absl::StrCat(milestone.target)},
                      {"min", absl::StrCat(last.target)},
                      {"max", absl::StrCat(constitution.target)}});
    }
  }
}

}  // namespace

std::int64_t SumOf(const Headline& headline, Measure measure) {
  switch (measure) {
    case Measure::kContract:
      return headline.contract_fen;
    case Measure::kDisbursed:
      return headline.disbursed_fen;
    case Measure::kRegistered:
      return headline.registered_fen;
    case Measure::kIpPart:
      return headline.ip_part_fen;
    case Measure::kDisbursedIpPart:
      return headline.disbursed_ip_part_fen;
    case Measure::kLoans:
      return headline.loans;
    case Measure::kRegistrations:
      return headline.registrations;
    case Measure::kUnspecified:
    case Measure::kFirms:
      break;
  }
  IPPLEDGE_CHECK(false && "not an additive measure");
}

std::uint32_t Interner::Intern(absl::string_view text) {
  if (const auto found = numbers_.find(text); found != numbers_.end()) return found->second;
  const std::uint32_t number = size();
  texts_.emplace_back(text);
  numbers_.emplace(texts_.back(), number);
  return number;
}

std::optional<std::uint32_t> Interner::Find(absl::string_view text) const {
  const auto found = numbers_.find(text);
  if (found == numbers_.end()) return std::nullopt;
  return found->second;
}

void Interner::Truncate(std::uint32_t size) {
  while (texts_.size() > size) {
    numbers_.erase(texts_.back());
    texts_.pop_back();
  }
}

const IssuedPolicy* Programme::FindPolicy(absl::string_view policy_id, std::int64_t version) const {
  for (const IssuedPolicy& issued : policies) {
    if (issued.policy->policy_id == policy_id && issued.policy->version == version) return &issued;
  }
  return nullptr;
}

const IssuedPolicy* Programme::PolicyInForce(absl::string_view policy_id, Date date) const {
  const IssuedPolicy* found = nullptr;
  for (const IssuedPolicy& issued : policies) {
    const Policy& policy = *issued.policy;
    if (policy_id.empty() && policy.policy_id != policies.front().policy->policy_id) return nullptr;
    if (!policy_id.empty() && policy.policy_id != policy_id) continue;
    // Versions rise with their dates.
    if (*policy.effective_date <= date) found = &issued;
  }
  return found;
}

std::optional<std::int64_t> Programme::OneYearRateOn(Date date) const {
  std::optional<std::int64_t> ppm;
  for (const EnteredRate& entered : lending_rates) {
    if (entered.rate.date <= date) ppm = entered.rate.one_year_ppm;
  }
  return ppm;
}

const RegisteredBody* Programme::FindBody(absl::string_view body_id) const {
  const std::optional<std::uint32_t> number = body_numbers.Find(body_id);
  return number ? &bodies[*number] : nullptr;
}

void CheckConstitution(const Constitution& constitution, absl::string_view path,
                       Violations& violations) {
  const auto field = [&](absl::string_view name) { return absl::StrCat(path, ".", name); };
  AddTo(violations, CheckText(constitution.title_zh, 1, kNameCharsMax), field("title_zh"));
  AddTo(violations, CheckText(constitution.title_en, 0, kNameCharsMax), field("title_en"));
  const std::string& currency = constitution.currency_code;
  if (currency.empty()) {
    violations.Add(Reason::kFieldRequired, field("currency_code"));
  } else if (currency.size() != 3 ||
             !std::all_of(currency.begin(), currency.end(), absl::ascii_isupper)) {
    violations.Add(Reason::kFieldMalformed, field("currency_code"),
                   {{"got", currency}, {"want", "three letters of ISO 4217, as CNY"}});
  }
  AddTo(violations, CheckText(constitution.time_zone, 1, kNumberCharsMax), field("time_zone"));
  if (constitution.target <= 0) {
    violations.Add(Reason::kAmountNotPositive, field("target"),
                   {{"got", absl::StrCat(constitution.target)}});
  } else if (constitution.target > Money::kFenMax) {
    violations.Add(
        Reason::kAmountOutOfRange, field("target"),
        {{"got", absl::StrCat(constitution.target)}, {"limit", absl::StrCat(Money::kFenMax)}});
  }
  if (constitution.counted_measure == Measure::kFirms) {
    violations.Add(Reason::kFieldNotAllowed, field("counted_measure"),
                   {{"why", "firms are not additive"}});
  }
  if (constitution.fund_fen < 0 || constitution.fund_fen > Money::kFenMax) {
    violations.Add(
        Reason::kAmountOutOfRange, field("fund_fen"),
        {{"got", absl::StrCat(constitution.fund_fen)}, {"limit", absl::StrCat(Money::kFenMax)}});
  }
  CheckMilestones(constitution, path, violations);
  CheckUnits(constitution, path, violations);
}

void CheckBody(const Body& body, const CodeSchemes& schemes, absl::string_view path,
               Violations& violations) {
  const auto field = [&](absl::string_view name) { return absl::StrCat(path, ".", name); };
  AddTo(violations, CheckSlug(body.body_id), field("body_id"));
  AddTo(violations, CheckText(body.name_zh, 1, kNameCharsMax), field("name_zh"));
  AddTo(violations, CheckText(body.name_en, 0, kNameCharsMax), field("name_en"));
  CheckCount(body.branch_codes.size(), kBranchesPerBodyMax, field("branch_codes"), violations);
  absl::flat_hash_set<absl::string_view> seen;
  for (std::size_t i = 0; i < body.branch_codes.size(); ++i) {
    const std::string& code = body.branch_codes[i];
    const std::string where = absl::StrCat(path, ".branch_codes[", i, "]");
    AddTo(violations,
          schemes.branch == CodeScheme::kCn ? CheckCnapsCode(code)
                                            : CheckText(code, 1, kCodeCharsMax),
          where);
    if (!seen.insert(code).second) violations.Add(Reason::kDuplicateItem, where, {{"got", code}});
  }
}

void CheckOpeningFigure(const OpeningFigure& figure, absl::string_view path,
                        Violations& violations) {
  const auto field = [&](absl::string_view name) { return absl::StrCat(path, ".", name); };
  AddTo(violations, CheckSlug(figure.opening_id), field("opening_id"));
  if (figure.measure == Measure::kFirms) {
    violations.Add(Reason::kFieldNotAllowed, field("measure"), {{"why", "firms are not additive"}});
  }
  if (figure.value <= 0) {
    violations.Add(Reason::kAmountNotPositive, field("value"),
                   {{"got", absl::StrCat(figure.value)}});
  } else if (figure.value > Money::kFenMax) {
    violations.Add(Reason::kAmountOutOfRange, field("value"),
                   {{"got", absl::StrCat(figure.value)}, {"limit", absl::StrCat(Money::kFenMax)}});
  }
  AddTo(violations, CheckText(figure.reporting_unit, 0, kCodeCharsMax), field("reporting_unit"));
  AddTo(violations, CheckText(figure.source, 1, kReasonCharsMax), field("source"));
}

std::string UnitCodeOf(const Programme& programme, absl::string_view division_code) {
  if (programme.constitution.schemes.division == CodeScheme::kFreeText) {
    return std::string(division_code);
  }
  const auto number = UnitNumberOf(programme, division_code);
  return number ? programme.unit_numbers.text(*number) : "";
}

std::optional<std::uint32_t> UnitNumberOf(const Programme& programme,
                                          absl::string_view division_code) {
  const auto number = programme.unit_numbers.Find(division_code);
  if (number) return number;
  if (programme.constitution.schemes.division == CodeScheme::kFreeText) return std::nullopt;
  // A county lies in its prefecture, unless the table lists it as a unit of its own (above).
  char prefecture[] = "000000";
  constexpr std::size_t kCodeChars = sizeof(prefecture) - 1;
  if (division_code.size() != kCodeChars) return std::nullopt;
  division_code.copy(prefecture, kCodeChars - 2);
  return programme.unit_numbers.Find(absl::string_view(prefecture, kCodeChars));
}

std::string IndustryOf(const Programme& programme, absl::string_view industry_code) {
  return std::string(programme.constitution.schemes.industry == CodeScheme::kCn
                         ? IndustrySectionOf(industry_code)
                         : industry_code);
}

}  // namespace ippledge
