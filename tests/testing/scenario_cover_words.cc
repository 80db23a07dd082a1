#include "tests/testing/scenario_cover_words.h"

#include <algorithm>
#include <memory>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "tests/testing/builders.h"
#include "tests/testing/scenario_policy_words.h"

namespace ippledge {
namespace {

// "2024-05-01..2024-05-05,2024-06-10".
std::vector<Date> TakeDays(Words& words) {
  std::vector<Date> days;
  for (const std::string& part : words.TakeList("days")) {
    const std::vector<std::string> ends = absl::StrSplit(part, "..");
    Words both(ends);
    const Date first = both.TakeDate();
    const Date last = ends.size() > 1 ? both.TakeDate() : first;
    words.Fail(both.error());
    for (Date day = first; day <= last && days.size() < 400; day = day + 1) days.push_back(day);
  }
  return days;
}

// "2024 holidays 2024-05-01..2024-05-05 working 2024-05-11".
CalendarYear TakeCalendar(Words& words) {
  CalendarYear year{.year = static_cast<int>(words.TakeNumber())};
  year.source = "国务院办公厅通知";
  if (words.TakeIf("holidays")) year.holidays = TakeDays(words);
  if (words.TakeIf("working")) year.working_days = TakeDays(words);
  return year;
}

// "2024-01-22 one-year 3.45% five-years 4.20%".
LendingRate TakeLendingRate(Words& words) {
  LendingRate rate{.date = words.TakeDate()};
  words.Expect("one-year");
  rate.one_year_ppm = TakePpm(words);
  words.Expect("five-years");
  rate.five_year_ppm = TakePpm(words);
  rate.source = "全国银行间同业拆借中心";
  return rate;
}

// "F1 fees-collected 1,000,000.00 of 2024 at qingcao".
PortfolioFigure TakeFigure(Words& words) {
  PortfolioFigure figure;
  figure.figure_id = words.Take("number of the figure");
  figure.kind = words.TakeEnum<FigureKind>("kind of figure", kFigureKindCount);
  figure.amount = words.TakeMoney();
  words.Expect("of");
  figure.year = static_cast<int>(words.TakeNumber());
  if (words.TakeIf("at")) figure.bank = words.Take("bank");
  figure.source = "年报";
  return figure;
}

ClaimDocument ADocument(const std::string& code) {
  ClaimDocument document{
      .code = code, .document_date = Day("2024-01-02"), .issuer = "银行", .sha256 = {}};
  for (std::size_t i = 0; i < document.sha256.size(); ++i) {
    document.sha256[i] = static_cast<std::uint8_t>(1 + i + code.size());
  }
  return document;
}

CoverApplication TakeApplication(Words& words) {
  CoverApplication application;
  while (!words.done()) {
    if (words.TakeIf("under")) {
      application.policy_id = words.Take("policy");
    } else if (words.TakeIf("mode")) {
      application.mode = words.Take("mode");
    } else if (words.TakeIf("group")) {
      application.group = words.Take("group");
    } else if (words.TakeIf("tags")) {
      application.tags = words.TakeList("tags");
    } else if (words.TakeIf("for-use")) {
      application.use_of_funds = words.Take("use of funds");
    } else if (words.TakeIf("covered-elsewhere")) {
      application.covered_elsewhere = true;
    } else {
      words.Fail("no part of an application: " + words.Peek());
    }
  }
  return application;
}

// "for facts-differ because text".
DecisionGrounds TakeGrounds(Words& words) {
  DecisionGrounds grounds;
  if (words.TakeIf("for")) {
    grounds.reason = words.TakeEnum<DecisionReason>("reason", kDecisionReasonCount);
  }
  if (words.TakeIf("because")) grounds.text = words.Take("text");
  return grounds;
}

// "recall on 2024-06-01 reference N-1".
RiskReport TakeReport(Words& words) {
  RiskReport report{.kind = words.TakeEnum<RiskKind>("kind of report", kRiskKindCount)};
  words.Expect("on");
  report.report_date = words.TakeDate();
  if (words.TakeIf("reference")) report.reference = words.Take("reference");
  report.consent = words.TakeIf("with-consent");
  return report;
}

ClaimFiling TakeFiling(Words& words) {
  ClaimFiling filing;
  filing.claim_number = words.Take("number of the claim");
  while (!words.done()) {
    if (words.TakeIf("claimed")) {
      filing.claimed = words.TakeMoney();
    } else if (words.TakeIf("recovered-ip")) {
      filing.recovered_ip = words.TakeMoney();
    } else if (words.TakeIf("recovered-other")) {
      filing.recovered_other = words.TakeMoney();
    } else if (words.TakeIf("recovered")) {
      filing.recovered_unnamed = words.TakeMoney();
    } else if (words.TakeIf("insurer-paid")) {
      filing.insurer_paid = words.TakeMoney();
    } else if (words.TakeIf("guarantor-paid")) {
      filing.guarantor_paid = words.TakeMoney();
    } else if (words.TakeIf("documents")) {
      for (const std::string& code : words.TakeList("documents")) {
        filing.documents.push_back(ADocument(code));
      }
    } else {
      words.Fail("no part of a filing: " + words.Peek());
    }
  }
  return filing;
}

// "C1 K1 completeness accept cut 20% for facts-differ because text"
TakeClaimStep TakeStep(const LoanId& loan, Words& words) {
  TakeClaimStep step{.loan = loan, .claim_number = words.Take("number of the claim")};
  step.step = words.TakeEnum<WorkStep>("step", kWorkStepCount);
  step.decision = words.TakeEnum<StepDecision>("decision", kStepDecisionCount);
  if (words.TakeIf("cut")) step.repair_ppm = TakePpm(words);
  step.grounds = TakeGrounds(words);
  return step;
}

// "C1 K1 order M-[R]-1 on 2024-08-01 reference L-1"
ConfirmPayment TakeConfirmation(const LoanId& loan, Words& words, const Labels& labels) {
  ConfirmPayment payment{.loan = loan, .claim_number = words.Take("number of the claim")};
  words.Expect("order");
  payment.order_number = WithoutLabel(words.Take("number of the order"), labels);
  words.Expect("on");
  payment.payment_date = words.TakeDate();
  if (words.TakeIf("reference")) payment.bank_reference = words.Take("reference");
  return payment;
}

// "C1 K1 V1 ip-sale gross 100.00 costs 10.00 on 2024-09-01"
RecordRecovery TakeRecovery(const LoanId& loan, Words& words) {
  RecordRecovery record{.loan = loan, .claim_number = words.Take("number of the claim")};
  NewRecovery& recovery = record.recovery;
  recovery.recovery_number = words.Take("number of the recovery");
  recovery.source = words.TakeEnum<RecoverySource>("source", kRecoverySourceCount);
  words.Expect("gross");
  recovery.gross = words.TakeMoney();
  if (words.TakeIf("costs")) {
    recovery.costs = words.TakeMoney();
    if (!words.TakeIf("unproved")) recovery.costs_proof = ADocument("costs");
  }
  words.Expect("on");
  recovery.received_date = words.TakeDate();
  return record;
}

// "C1 K1 V1 as PZ-9 100.00 interest 1.00 on 2024-10-01 reference L-9"
ConfirmRemittance TakeRemittance(const LoanId& loan, Words& words) {
  ConfirmRemittance remittance{.loan = loan, .claim_number = words.Take("number of the claim")};
  remittance.recovery_number = words.Take("number of the recovery");
  words.Expect("as");
  remittance.movement_id = words.Take("number of the voucher");
  remittance.amount = words.TakeMoney();
  if (words.TakeIf("interest")) remittance.late_interest = words.TakeMoney();
  words.Expect("on");
  remittance.remittance_date = words.TakeDate();
  if (words.TakeIf("reference")) remittance.bank_reference = words.Take("reference");
  return remittance;
}

// "C1 K1 ended on 2025-01-01 because evidence"
CloseRecovery TakeClosing(const LoanId& loan, Words& words) {
  CloseRecovery close{.loan = loan, .claim_number = words.Take("number of the claim")};
  close.closing = words.TakeEnum<RecoveryClosing>("closing", kRecoveryClosingCount);
  words.Expect("on");
  close.closing_date = words.TakeDate();
  words.Expect("because");
  close.evidence = words.Take("evidence");
  return close;
}

// "C1 K1 false 20% for false-statement"
DemandClawback TakeClawback(const LoanId& loan, Words& words) {
  DemandClawback demand{.loan = loan, .claim_number = words.Take("number of the claim")};
  words.Expect("false");
  demand.repaired_ppm = TakePpm(words);
  demand.grounds = TakeGrounds(words);
  return demand;
}

// "C1 K1 as PZ-9 100.00 on 2024-10-01 reference L-9"
ConfirmClawback TakeArrival(const LoanId& loan, Words& words) {
  ConfirmClawback arrival{.loan = loan, .claim_number = words.Take("number of the claim")};
  words.Expect("as");
  arrival.movement_id = words.Take("number of the voucher");
  arrival.amount = words.TakeMoney();
  words.Expect("on");
  arrival.payment_date = words.TakeDate();
  if (words.TakeIf("reference")) arrival.bank_reference = words.Take("reference");
  return arrival;
}

// Where the entry stands in "M-57-1" and in "#R-57-2"; -1: nowhere.
int PlaceOfEntry(const std::string& number, const std::vector<std::string>& parts) {
  if (absl::StartsWith(number, "#")) return parts.size() > 1 ? 1 : -1;
  return parts.size() > 2 ? static_cast<int>(parts.size()) - 2 : -1;
}

}  // namespace

std::string WithoutLabel(const std::string& number, const Labels& labels) {
  std::vector<std::string> parts = absl::StrSplit(number, '-');
  for (std::string& part : parts) {
    const auto found = labels.find(part);
    if (found != labels.end()) part = absl::StrCat(found->second);
  }
  return absl::StrJoin(parts, "-");
}

std::string WithLabel(const std::string& number, const Labels& labels) {
  // A day looks like the number of an order, and is none.
  if (Date::Parse(number).ok()) return number;
  std::vector<std::string> parts = absl::StrSplit(number, '-');
  const int place = PlaceOfEntry(number, parts);
  std::int64_t entry = 0;
  if (place < 0 || !absl::SimpleAtoi(parts[static_cast<std::size_t>(place)], &entry)) return number;
  parts[static_cast<std::size_t>(place)] = LabelOf(labels, entry);
  return absl::StrJoin(parts, "-");
}

std::optional<Command> TakeTermsCommand(const std::string& verb, Words& words) {
  if (verb == "issue-policy") {
    return IssuePolicy{std::make_shared<const Policy>(TakePolicy(words))};
  }
  if (verb == "enter-calendar") return EnterCalendar{TakeCalendar(words)};
  if (verb == "enter-rate") return EnterLendingRate{TakeLendingRate(words)};
  if (verb == "record-figure") return RecordPortfolioFigure{TakeFigure(words)};
  if (verb == "run-payments") return RunPayments{words.Take("number of the run")};
  return std::nullopt;
}

std::optional<Command> TakeCoverCommand(const std::string& verb, const LoanId& loan, Words& words,
                                        const Labels& labels) {
  if (verb == "apply-for-cover") return ApplyForCover{loan, TakeApplication(words)};
  if (verb == "decide-cover") {
    DecideCover decision{loan, {}, {}};
    decision.decision = words.TakeEnum<StepDecision>("decision", kStepDecisionCount);
    decision.grounds = TakeGrounds(words);
    return decision;
  }
  if (verb == "report-risk") return ReportRisk{loan, TakeReport(words)};
  if (verb == "file-claim") return FileClaim{loan, TakeFiling(words)};
  if (verb == "take-step") return TakeStep(loan, words);
  if (verb == "confirm-payment") return TakeConfirmation(loan, words, labels);
  if (verb == "record-recovery") return TakeRecovery(loan, words);
  if (verb == "confirm-remittance") return TakeRemittance(loan, words);
  if (verb == "close-recovery") return TakeClosing(loan, words);
  if (verb == "demand-clawback") return TakeClawback(loan, words);
  if (verb == "confirm-clawback") return TakeArrival(loan, words);
  return std::nullopt;
}

}  // namespace ippledge
