#include "tests/testing/scenario_cover_lines.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "tests/testing/scenario_cover_words.h"

namespace ippledge {
namespace {

std::string Text(Money amount) { return FormatYuanGrouped(amount); }
std::string FenText(std::int64_t fen) { return FormatYuanGrouped(Money::OfFen(fen)); }
std::string PpmText(std::int64_t ppm) {
  return absl::StrFormat("%.2f%%", static_cast<double>(ppm) / 10'000);
}
template <typename Enum>
std::string Word(Enum value) {
  return WordOf(NameOf(value));
}

// " until 2024-07-08 then escalate"; empty without a deadline.
std::string DueText(const Deadline& due) {
  if (!due.is_set()) return "";
  return absl::StrCat(" until ", due.date.ToString(), " then ", Word(due.on_silence));
}

std::string DaysText(const std::vector<Date>& days) {
  return absl::StrJoin(days, ",", [](std::string* out, Date day) { *out += day.ToString(); });
}

void AddRecoveries(const Claim& claim, std::vector<std::string>& lines) {
  for (const Recovery& recovery : claim.recoveries) {
    const NewRecovery& what = recovery.what;
    lines.push_back(absl::StrCat("recovery ", what.recovery_number, " ", Word(what.source),
                                 " gross ", Text(what.gross), " costs ", Text(what.costs), " on ",
                                 what.received_date.ToString()));
    lines.push_back(absl::StrCat("recovery ", what.recovery_number, " fund ",
                                 Text(recovery.fund_share), " until ", recovery.due_date.ToString(),
                                 " remitted ", Text(recovery.remitted), " ",
                                 Word(recovery.state())));
    if (recovery.late_interest_due == Money()) continue;
    lines.push_back(absl::StrCat("recovery ", what.recovery_number, " late-interest ",
                                 Text(recovery.late_interest_due), " paid ",
                                 Text(recovery.late_interest_paid)));
  }
}

std::vector<std::string> LinesOf(const Claim& claim, const Labels& labels) {
  std::vector<std::string> lines = {
      absl::StrCat("state ", Word(claim.state), DueText(claim.due)),
      absl::StrCat("filed ", claim.filed_date.ToString(), " year ", claim.year)};
  const auto add = [&](auto... parts) { lines.push_back(absl::StrCat(parts...)); };
  if (claim.repair_ppm > 0) add("cut ", PpmText(claim.repair_ppm));
  if (claim.repair_objected) add("cut objected");
  if (claim.judged_entry > 0) {
    add("loss ", Text(claim.loss), " fund ", Text(claim.fund_amount), " first ",
        Text(claim.first_amount), claim.later_due ? " later-due" : "");
  }
  for (const BorneLoss& borne : claim.borne) {
    add("bears ", borne.party, " ", Text(borne.amount), " recovered ", Text(borne.recovered),
        borne.by_fund ? " by-fund" : "");
  }
  add("reserved ", Text(claim.reserved), " paid ", Text(claim.paid));
  if (claim.order) {
    add("order ", WithLabel(claim.order->order_number, labels), " ", Text(claim.order->amount),
        " on ", claim.order->order_date.ToString());
  }
  for (const StepTaken& step : claim.steps) {
    add("step ", Word(step.step), " ", Word(step.decision), " by ", step.organisation, " ",
        step.person);
  }
  AddRecoveries(claim, lines);
  if (claim.clawback) {
    const Clawback& back = *claim.clawback;
    add("clawback ", PpmText(back.repaired_ppm), " ", Text(back.amount), " interest ",
        Text(back.interest), " until ", back.due_date.ToString(), " received ",
        Text(back.received));
  }
  if (claim.closing != RecoveryClosing::kUnspecified) add("recovery-closed ", Word(claim.closing));
  return lines;
}

}  // namespace

std::vector<std::string> CoverLines(const absl::StatusOr<std::optional<ShownCover>>& found) {
  if (!found.ok()) return {found.status().ToString()};
  if (!*found) return {"not covered"};
  const Cover& cover = (*found)->cover;
  std::vector<std::string> lines = {
      absl::StrCat("state ", Word((*found)->state), DueText(cover.due)),
      absl::StrCat("policy ", cover.policy_id, " version ", cover.policy_version, " mode ",
                   cover.mode, " applied ", cover.applied_date.ToString()),
      absl::StrCat("asked ", Text(cover.asked), " covered ", Text(cover.covered))};
  const auto add = [&](auto... parts) { lines.push_back(absl::StrCat(parts...)); };
  if (cover.start_date) add("from ", cover.start_date->ToString());
  if (cover.default_date) add("default ", cover.default_date->ToString());
  for (const ReportedRisk& reported : cover.reports) {
    const RiskReport& report = reported.report;
    add("report ", Word(report.kind), " on ", report.report_date.ToString(),
        report.reference.empty() ? "" : " reference " + report.reference,
        report.consent ? " with-consent" : "");
  }
  for (const Claim& claim : cover.claims) {
    add("claim ", claim.filing.claim_number, " ", Word(claim.state), " fund ",
        Text(claim.fund_amount), " paid ", Text(claim.paid));
  }
  return lines;
}

std::vector<std::string> ClaimLines(const absl::StatusOr<std::optional<ShownCover>>& found,
                                    const std::string& claim_number, const Labels& labels) {
  if (!found.ok()) return {found.status().ToString()};
  const Claim* claim = *found ? FindClaim((*found)->cover, claim_number) : nullptr;
  if (claim == nullptr) return {"not filed"};
  return LinesOf(*claim, labels);
}

std::vector<std::string> WorkLines(const absl::StatusOr<std::vector<ShownWork>>& found) {
  if (!found.ok()) return {found.status().ToString()};
  if (found->empty()) return {"nothing"};
  std::vector<std::string> lines;
  for (const ShownWork& work : *found) {
    std::string line =
        absl::StrCat(work.due_date == Date() ? "any-time" : work.due_date.ToString(), " ",
                     Word(work.step), " ", work.loan.bank, "/", work.loan.contract_number);
    if (!work.claim_number.empty()) absl::StrAppend(&line, " ", work.claim_number);
    if (!work.recovery_number.empty()) absl::StrAppend(&line, " ", work.recovery_number);
    if (work.overdue) absl::StrAppend(&line, " overdue");
    lines.push_back(std::move(line));
  }
  return lines;
}

std::vector<std::string> ExposureLines(const absl::StatusOr<CoverTotals>& found) {
  if (!found.ok()) return {found.status().ToString()};
  const CoverSums& sums = found->sums;
  const auto fen = [&](CoverSum sum) { return FenText(sums[sum]); };
  std::vector<std::string> lines = {
      absl::StrCat("enrolled ", fen(CoverSum::kEnrolled), " loans ", sums[CoverSum::kLoans]),
      absl::StrCat("covered ", fen(CoverSum::kCoveredBalance), " balance ",
                   fen(CoverSum::kLoanBalance), " npl ", fen(CoverSum::kNplBalance)),
      absl::StrCat("losses ", fen(CoverSum::kLosses), " committed ", fen(CoverSum::kCommitted),
                   " guarantor ", fen(CoverSum::kGuarantor)),
      absl::StrCat("reserved ", fen(CoverSum::kReserved), " paid ", fen(CoverSum::kPaid),
                   " recovered ", fen(CoverSum::kRecovered), " clawed-back ",
                   fen(CoverSum::kClawedBack))};
  for (std::size_t i = 0; i < found->covers.size(); ++i) {
    if (found->covers[i] == 0) continue;
    lines.push_back(
        absl::StrCat("covers ", Word(static_cast<CoverState>(i)), " ", found->covers[i]));
  }
  for (std::size_t i = 0; i < found->claims.size(); ++i) {
    if (found->claims[i] == 0) continue;
    lines.push_back(
        absl::StrCat("claims ", Word(static_cast<ClaimState>(i)), " ", found->claims[i]));
  }
  const auto open = static_cast<std::size_t>(RecoveryState::kAllocated);
  if (found->recoveries[open] > 0) {
    lines.push_back(absl::StrCat("recoveries open ", found->recoveries[open]));
  }
  return lines;
}

std::vector<std::string> TermsLines(const absl::StatusOr<ShownTerms>& found, const Labels& labels) {
  if (!found.ok()) return {found.status().ToString()};
  std::vector<std::string> lines;
  for (const ShownTerms::Version& version : found->policies) {
    lines.push_back(absl::StrCat("policy ", LabelOf(labels, version.entry), " ", version.policy_id,
                                 " version ", version.version, " from ", version.effective_date,
                                 version.in_force ? " in-force" : ""));
  }
  for (const CalendarYear& year : found->calendars) {
    std::string line = absl::StrCat("calendar ", year.year);
    if (!year.holidays.empty()) absl::StrAppend(&line, " holidays ", DaysText(year.holidays));
    if (!year.working_days.empty())
      absl::StrAppend(&line, " working ", DaysText(year.working_days));
    lines.push_back(std::move(line));
  }
  for (const LendingRate& rate : found->rates) {
    lines.push_back(absl::StrCat("rate ", rate.date.ToString(), " one-year ",
                                 PpmText(rate.one_year_ppm), " five-years ",
                                 PpmText(rate.five_year_ppm)));
  }
  for (const PortfolioFigure& figure : found->figures) {
    lines.push_back(absl::StrCat("figure ", figure.figure_id, " ", Word(figure.kind), " ",
                                 Text(figure.amount), " of ", figure.year,
                                 figure.bank.empty() ? "" : " at ", figure.bank));
  }
  if (lines.empty()) return {"nothing"};
  return lines;
}

std::optional<std::vector<std::string>> TakeCoverShow(const std::string& what, Words& words,
                                                      const Labels& labels,
                                                      ScenarioExecutor& executor) {
  LoanId id;
  std::string claim_number;
  std::int64_t at = 0;
  WorkAsk work;
  if (what == "cover" || what == "claim") {
    id.bank = words.Take("bank");
    id.contract_number = words.Take("contract number");
    if (what == "claim") claim_number = words.Take("number of the claim");
    if (words.TakeIf("at")) at = words.TakeEntry(labels);
  } else if (what == "work") {
    if (words.TakeIf("of")) work.bank = words.Take("bank");
    work.overdue_only = words.TakeIf("overdue");
  } else if (what != "exposure" && what != "terms") {
    return std::nullopt;
  }
  // Nothing is asked before all words are understood.
  if (!words.done()) words.Fail("left over: " + words.Peek());
  if (!words.error().empty()) return std::vector<std::string>();
  if (what == "cover") return CoverLines(executor.ShowCover(id, at));
  if (what == "claim") return ClaimLines(executor.ShowCover(id, at), claim_number, labels);
  if (what == "work") return WorkLines(executor.ShowWork(work));
  if (what == "exposure") return ExposureLines(executor.ShowExposure());
  return TermsLines(executor.ShowTerms(), labels);
}

}  // namespace ippledge
