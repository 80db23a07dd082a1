// Messages of cover, claims, recoveries and terms: what is filled can be read again, and every
// fault of a request is told.
#include "proto/wire/cover.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <string>
#include <variant>
#include <vector>

#include "ippledge/v1/claim_service.pb.h"
#include "ippledge/v1/cover_service.pb.h"
#include "ippledge/v1/policy_service.pb.h"
#include "ledger/cover_fields.h"
#include "proto/wire/message_fields.h"
#include "proto/wire/policy.h"
#include "tests/testing/policies.h"
#include "tests/testing/random_fields.h"
#include "tests/wire/requests.h"

namespace ippledge::wire {
namespace {

constexpr char kHash[] = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
constexpr char kHead[] = R"(
  programme: "nm"
  request_id: "6fa459ea-ee8a-4ca4-894e-db77e160355e" )";
constexpr char kLoanHead[] = R"( loan { bank: "icbc-nm" contract_number: "HT-2024-001" } )";
const LoanId kLoan = {"icbc-nm", "HT-2024-001"};

// Filled into a message and read again it is the same value.
template <typename T, typename Message>
void ExpectRoundTrips(const char* name) {
  std::mt19937_64 engine(7);
  for (int i = 0; i < 200; ++i) {
    const T value = AnyOf<T>(engine);
    Message message;
    FillFields(value, message);
    T again;
    Violations found;
    const FieldReader reader("it", found);
    ReadFields(message, reader, again);
    EXPECT_TRUE(again == value) << name << "\n" << message.DebugString();
    // The day 0 is the only thing that was not said.
    for (const Violation& violation : found.list()) {
      EXPECT_EQ(violation.reason, Reason::kFieldRequired) << violation.field;
    }
  }
}

TEST(MessageFields, RoundTripAnyValue) {
  ExpectRoundTrips<CoverApplication, v1::CoverApplication>("CoverApplication");
  ExpectRoundTrips<RiskReport, v1::RiskReport>("RiskReport");
  ExpectRoundTrips<ClaimFiling, v1::ClaimFiling>("ClaimFiling");
  ExpectRoundTrips<DecisionGrounds, v1::DecisionGrounds>("DecisionGrounds");
  ExpectRoundTrips<NewRecovery, v1::NewRecovery>("NewRecovery");
  ExpectRoundTrips<Claim, v1::Claim>("Claim");
  ExpectRoundTrips<Cover, v1::Cover>("Cover");
  ExpectRoundTrips<CalendarYear, v1::CalendarYear>("CalendarYear");
  ExpectRoundTrips<LendingRate, v1::LendingRate>("LendingRate");
  ExpectRoundTrips<PortfolioFigure, v1::PortfolioFigure>("PortfolioFigure");
}

TEST(MessageFields, TellUnknownFieldsOfEveryPart) {
  v1::ClaimFiling filing;
  filing.add_documents();
  AddUnknownField(filing);
  AddUnknownField(*filing.add_documents());
  ClaimFiling read;
  Violations found;
  ReadFields(filing, FieldReader("filing", found), read);
  const Faults all = Found(found);
  EXPECT_EQ(all.front(), "UNKNOWN_FIELD filing");
  EXPECT_NE(std::find(all.begin(), all.end(), "UNKNOWN_FIELD filing.documents[1]"), all.end());
}

TEST(FormatJudgement, HasTheFactsAndTheVerdict) {
  std::mt19937_64 engine(11);
  for (int i = 0; i < 50; ++i) {
    const Judgement judgement = AnyOf<Judgement>(engine);
    v1::Judgement message;
    FormatJudgement(judgement, Portfolio::kShown, message);
    EXPECT_EQ(message.policy_id(), judgement.policy_id);
    EXPECT_EQ(message.verdict().SerializeAsString(),
              FormatVerdict({{judgement.verdict}}).steps(0).SerializeAsString());
    EXPECT_EQ(message.facts().steps_size(), static_cast<int>(judgement.facts.steps.size()));
    EXPECT_EQ(message.facts().portfolio().paid_to_date_fen(),
              judgement.facts.portfolio.paid_to_date.fen());
    v1::Judgement of_bank;
    FormatJudgement(judgement, Portfolio::kLeftOut, of_bank);
    EXPECT_FALSE(of_bank.facts().has_portfolio());
    EXPECT_EQ(of_bank.facts().steps_size(), message.facts().steps_size());
  }
}

// What a rule saw of others a bank is told where the rule decided, and nowhere else.
TEST(FormatJudgement, LeavesOutWhatRulesSawBeyondTheBank) {
  const auto line = [](std::string rule, std::string input, bool binds) {
    return TraceLine{.rule = std::move(rule),
                     .inputs = {{std::move(input), "1 / 2"}},
                     .limit = "3",
                     .result = "met",
                     .binds = binds};
  };
  Judgement judgement;
  EnrolmentFacts facts;
  facts.enterprise_enrolled = Money::OfFen(7);
  facts.group_enrolled = Money::OfFen(8);
  judgement.facts.steps = {facts};
  judgement.verdict.trace = {
      line("fund_year_cap", "used", false),        line("fund_year_cap", "used", true),
      line("institution_year_cap", "used", false), line("guarantor per_claim_cap", "used", false),
      line("guarantor year_cap", "used", false),   line("liability_limit", "asked", false),
      line("a_brake", "numerator", false),         line("a_brake_on_enrolment", "got", false),
      line("loss_base", "principal", false)};
  v1::Judgement message;
  FormatJudgement(judgement, Portfolio::kLeftOut, message);
  std::vector<int> shown;
  for (int i = 0; i < message.verdict().trace_size(); ++i) {
    const v1::TraceLine& told = message.verdict().trace(i);
    EXPECT_EQ(told.result(), "met");
    EXPECT_EQ(told.inputs_size() == 0, told.limit().empty());
    if (told.inputs_size() > 0) shown.push_back(i);
  }
  EXPECT_EQ(shown, (std::vector<int>{1, 2, 3, 8}));
  EXPECT_EQ(message.facts().steps(0).enrolment().enterprise_enrolled_fen(), 0);
  EXPECT_EQ(message.facts().steps(0).enrolment().group_enrolled_fen(), 0);
}

TEST(FormatCover, ShowsWhatFollowsFromTheLoan) {
  Violations none;
  Loan loan;
  loan.terms = ParseNewLoan(GoodLoan(), CodeSchemes(), "loan", none);
  ASSERT_NE(loan.terms, nullptr);
  loan.entries = {5};
  Cover cover;
  cover.state = CoverState::kEnrolled;
  cover.claims.resize(2);
  cover.claims[1].state = ClaimState::kFiled;
  cover.claims[1].recoveries.resize(1);
  loan.cover = std::make_shared<const Cover>(cover);
  v1::Cover message;
  FormatCover(loan, CoverParts::kShown, message);
  EXPECT_EQ(message.state(), v1::COVER_STATE_ENROLLED);
  EXPECT_EQ(message.loan().contract_number(), loan.terms->id.contract_number);
  EXPECT_EQ(message.borrower(), loan.terms->borrower.name);
  EXPECT_EQ(message.claim_count(), 2);
  EXPECT_EQ(message.claims(1).open_step(), v1::WORK_STEP_COMPLETENESS);
  EXPECT_EQ(message.claims(1).recoveries(0).state(), v1::RECOVERY_STATE_REMITTED);

  loan.class_changes.push_back(
      {.value = {Date::Of(2024, 9, 1), LoanClass::kSpecialMention, 12}, .entry = 6});
  v1::Cover listed;
  FormatCover(loan, CoverParts::kLeftOut, listed);
  EXPECT_EQ(listed.state(), v1::COVER_STATE_OVERDUE);
  EXPECT_EQ(listed.claims_size(), 0);
  EXPECT_EQ(listed.claim_count(), 2);
}

TEST(FormatCoverSums, NamesEachSum) {
  CoverSums sums;
  for (std::size_t i = 0; i < kCoverSumCount; ++i) sums.fen[i] = static_cast<int>(i) + 100;
  v1::CoverSums message;
  FormatCoverSums(sums, message);
  EXPECT_EQ(message.enrolled_fen(), sums[CoverSum::kEnrolled]);
  EXPECT_EQ(message.covered_balance_fen(), sums[CoverSum::kCoveredBalance]);
  EXPECT_EQ(message.guarantor_fen(), sums[CoverSum::kGuarantor]);
  EXPECT_EQ(message.reserved_fen(), sums[CoverSum::kReserved]);
}

struct Case {
  std::string text;
  Faults want;
};

template <typename Request>
void ExpectFaults(const std::vector<Case>& cases) {
  for (const Case& c : cases) {
    EXPECT_EQ(Found(ParseWrite(Of<Request>(kHead + c.text)).status()), c.want) << c.text;
  }
}

TEST(ParseCover, TellsEveryFault) {
  const std::string head = kLoanHead;
  ExpectFaults<v1::ApplyForCoverRequest>({
      {head + "application {}", {"OK"}},
      {head, {"FIELD_REQUIRED application"}},
      {"application {}", {"FIELD_REQUIRED loan"}},
      {"loan { bank: 'X' } application { firm_registration_date: 'x' ip_value_fen: 0 "
       "clean_credit_years: -1 }",
       {"DATE_MALFORMED application.firm_registration_date", "FIELD_MALFORMED loan.bank",
        "FIELD_REQUIRED loan.contract_number", "VALUE_OUT_OF_RANGE application.clean_credit_years",
        "AMOUNT_NOT_POSITIVE application.ip_value_fen"}},
      {head + "application { ip_value_fen: 10000000000000001 }",
       {"AMOUNT_OUT_OF_RANGE application.ip_value_fen"}},
  });
  ExpectFaults<v1::DecideCoverRequest>({
      {head + "decision: STEP_DECISION_ACCEPT", {"OK"}},
      {head, {"FIELD_REQUIRED decision"}},
      {head + "decision: STEP_DECISION_RETURN grounds { text: '?' }",
       {"FIELD_REQUIRED grounds.reason"}},
      {head + "decision: STEP_DECISION_REFUSE grounds { reason: DECISION_REASON_OTHER }", {"OK"}},
  });
  ExpectFaults<v1::ReportRiskRequest>({
      {head + "report { kind: RISK_KIND_RECALL report_date: '2024-05-06' }", {"OK"}},
      {head + "report {}", {"FIELD_REQUIRED report.report_date", "FIELD_REQUIRED report.kind"}},
      {head + "report { kind: RISK_KIND_RECALL report_date: '2024-05-06' consent: true }",
       {"FIELD_NOT_ALLOWED report.consent"}},
  });
  v1::ReportRiskRequest unknown =
      Of<v1::ReportRiskRequest>(kHead + head + "report { report_date: '2024-05-06' }");
  unknown.mutable_report()->set_kind(static_cast<v1::RiskKind>(99));
  EXPECT_EQ(Found(ParseWrite(unknown).status()), Faults{"ENUM_UNKNOWN report.kind"});
  AddUnknownField(*unknown.mutable_loan());
  unknown.mutable_report()->set_kind(v1::RISK_KIND_RECALL);
  EXPECT_EQ(Found(ParseWrite(unknown).status()), Faults{"UNKNOWN_FIELD loan"});
}

TEST(ParseClaim, TellsEveryFault) {
  const std::string head = kLoanHead;
  const std::string claim = head + "claim_number: 'C1' ";
  const std::string document =
      std::string(
          "documents { code: 'loan_contract' document_date: '2024-01-02' issuer: 'ICBC' "
          "sha256: '") +
      kHash + "' } ";
  ExpectFaults<v1::FileClaimRequest>({
      {head + "filing { claim_number: 'C1' " + document + "}", {"OK"}},
      {head + "filing { claim_number: 'C1' " + document + document +
           "documents { sha256: 'zz' } costs_fen: -1 }",
       {"FIELD_REQUIRED filing.documents[2].document_date",
        "FIELD_MALFORMED filing.documents[2].sha256", "AMOUNT_OUT_OF_RANGE filing.costs_fen",
        "FIELD_REQUIRED filing.documents[2].code", "FIELD_REQUIRED filing.documents[2].issuer"}},
  });
  ExpectFaults<v1::TakeClaimStepRequest>({
      {claim + "step: WORK_STEP_FIRST_REVIEW decision: STEP_DECISION_ACCEPT", {"OK"}},
      {claim, {"FIELD_REQUIRED step", "FIELD_REQUIRED decision"}},
      {claim + "step: WORK_STEP_FIRST_REVIEW decision: STEP_DECISION_REPAIR",
       {"VALUE_OUT_OF_RANGE repair_ppm", "FIELD_REQUIRED grounds.reason"}},
      {claim + "step: WORK_STEP_FIRST_REVIEW decision: STEP_DECISION_ACCEPT repair_ppm: 5",
       {"FIELD_NOT_ALLOWED repair_ppm"}},
      {claim + "step: WORK_STEP_FIRST_REVIEW decision: STEP_DECISION_REFUSE grounds { text: '" +
           Characters(501) + "' }",
       {"FIELD_REQUIRED grounds.reason", "FIELD_TOO_LONG grounds.text"}},
  });
  ExpectFaults<v1::RunPaymentsRequest>({{"run_id: 'R1'", {"OK"}}, {"", {"FIELD_REQUIRED run_id"}}});
  ExpectFaults<v1::ConfirmPaymentRequest>({
      {claim + "order_number: 'R1-1' payment_date: '2024-05-06'", {"OK"}},
      {claim, {"FIELD_REQUIRED payment_date", "FIELD_REQUIRED order_number"}},
  });
  const std::string recovery =
      "recovery_number: 'V1' source: RECOVERY_SOURCE_IP_SALE received_date: '2024-05-06' ";
  ExpectFaults<v1::RecordRecoveryRequest>({
      {claim + "recovery { " + recovery + "gross_fen: 10 }", {"OK"}},
      {claim + "recovery { " + recovery + "gross_fen: 10 costs_fen: 11 }",
       {"AMOUNT_OUT_OF_RANGE recovery.costs_fen", "FIELD_REQUIRED recovery.costs_proof"}},
      {claim + "recovery { " + recovery + "gross_fen: 10 costs_fen: 1 costs_proof {} }",
       {"FIELD_REQUIRED recovery.costs_proof.document_date",
        "FIELD_REQUIRED recovery.costs_proof.sha256", "FIELD_REQUIRED recovery.costs_proof.code",
        "FIELD_REQUIRED recovery.costs_proof.issuer"}},
  });
  const std::string receipt = "movement_id: 'PZ-1' ";
  ExpectFaults<v1::ConfirmRemittanceRequest>({
      {claim + receipt + "recovery_number: 'V1' remittance_date: '2024-05-06' amount_fen: 1",
       {"OK"}},
      {claim + receipt + "recovery_number: 'V1' remittance_date: '2024-05-06' late_interest_fen: 1",
       {"OK"}},
      {claim + receipt + "recovery_number: 'V1' remittance_date: '2024-05-06'",
       {"AMOUNT_NOT_POSITIVE amount_fen"}},
      {claim + receipt +
           "recovery_number: 'V1' remittance_date: '2024-05-06' amount_fen: -1 "
           "late_interest_fen: -1",
       {"VALUE_OUT_OF_RANGE amount_fen", "VALUE_OUT_OF_RANGE late_interest_fen"}},
  });
  ExpectFaults<v1::CloseRecoveryRequest>({
      {claim + "closing: RECOVERY_CLOSING_ENDED closing_date: '2024-05-06' evidence: 'x'", {"OK"}},
      {claim, {"FIELD_REQUIRED closing_date", "FIELD_REQUIRED closing", "FIELD_REQUIRED evidence"}},
  });
  ExpectFaults<v1::DemandClawbackRequest>({
      {claim + "repaired_ppm: 1000000 grounds { reason: DECISION_REASON_FALSE_STATEMENT }", {"OK"}},
      {claim + "repaired_ppm: 1000001",
       {"VALUE_OUT_OF_RANGE repaired_ppm", "FIELD_REQUIRED grounds.reason"}},
  });
  ExpectFaults<v1::ConfirmClawbackRequest>({
      {claim + receipt + "payment_date: '2024-05-06' amount_fen: 1", {"OK"}},
      {claim,
       {"FIELD_REQUIRED payment_date", "FIELD_REQUIRED movement_id",
        "AMOUNT_NOT_POSITIVE amount_fen"}},
  });
}

TEST(ParseTerms, TellsEveryFault) {
  ExpectFaults<v1::EnterCalendarRequest>({
      {"year { year: 2026 holidays: '2026-10-01' working_days: '2026-10-10' source: 's' }", {"OK"}},
      {"", {"FIELD_REQUIRED year"}},
      {"year { year: 2026 holidays: '2026-10-32' source: 's' }",
       {"DATE_MALFORMED year.holidays[0]"}},
      {"year { year: 2026 working_days: '2026-10-12' source: 's' }",
       {"SETTINGS_CONTRADICT year.working_days[0]"}},
  });
  ExpectFaults<v1::EnterLendingRateRequest>({
      {"rate { date: '2024-07-22' one_year_ppm: 33500 five_year_ppm: 38500 source: 's' }", {"OK"}},
      {"rate { one_year_ppm: 33500 five_year_ppm: 38500 source: 's' }",
       {"FIELD_REQUIRED rate.date"}},
  });
  ExpectFaults<v1::RecordPortfolioFigureRequest>({
      {"figure { figure_id: 'F1' kind: FIGURE_KIND_COMMITTED_LINE bank: 'qingcao' year: 2024 "
       "amount_fen: 5 source: 's' }",
       {"OK"}},
      {"figure { figure_id: 'F1' kind: FIGURE_KIND_FEES_COLLECTED year: 2024 source: 's' }",
       {"OK"}},
      {"", {"FIELD_REQUIRED figure"}},
      {"figure { kind: FIGURE_KIND_FIRST_YEAR_LENT amount_fen: -1 }",
       {"FIELD_REQUIRED figure.figure_id", "FIELD_REQUIRED figure.bank",
        "VALUE_OUT_OF_RANGE figure.year", "VALUE_OUT_OF_RANGE figure.amount_fen",
        "FIELD_REQUIRED figure.source"}},
  });
  v1::IssuePolicyRequest request = Of<v1::IssuePolicyRequest>(kHead);
  EXPECT_EQ(Found(ParseWrite(request).status()), Faults{"FIELD_REQUIRED policy"});
  *request.mutable_policy() = FormatPolicy(APolicy());
  const auto write = ParseWrite(request);
  ASSERT_TRUE(write.ok()) << write.status();
  EXPECT_EQ(WireOf(*std::get<IssuePolicy>(write->command).policy), WireOf(APolicy()));
}

TEST(ParseClaim, GivesTheCommand) {
  const auto step = ParseWrite(Of<v1::TakeClaimStepRequest>(
      std::string(kHead) + kLoanHead +
      "validate_only: true claim_number: 'C1' step: WORK_STEP_FIRST_REVIEW decision: "
      "STEP_DECISION_REPAIR repair_ppm: 250000 grounds { reason: DECISION_REASON_LATE_NOTICE "
      "text: 'six weeks' }"));
  ASSERT_TRUE(step.ok()) << step.status();
  EXPECT_TRUE(step->validate_only);
  const auto& taken = std::get<TakeClaimStep>(step->command);
  EXPECT_EQ(taken.loan, kLoan);
  EXPECT_EQ(taken.claim_number, "C1");
  EXPECT_EQ(taken.step, WorkStep::kFirstReview);
  EXPECT_EQ(taken.decision, StepDecision::kRepair);
  EXPECT_EQ(taken.repair_ppm, 250'000);
  EXPECT_EQ(taken.grounds.reason, DecisionReason::kLateNotice);
  EXPECT_EQ(taken.grounds.text, "six weeks");

  const auto remittance = ParseWrite(Of<v1::ConfirmRemittanceRequest>(
      std::string(kHead) + kLoanHead +
      "claim_number: 'C1' recovery_number: 'V1' movement_id: 'PZ-9' remittance_date: '2025-02-03' "
      "amount_fen: 7 late_interest_fen: 8 bank_reference: 'L9'"));
  ASSERT_TRUE(remittance.ok()) << remittance.status();
  const auto& confirmed = std::get<ConfirmRemittance>(remittance->command);
  EXPECT_EQ(confirmed.recovery_number, "V1");
  EXPECT_EQ(confirmed.movement_id, "PZ-9");
  EXPECT_EQ(confirmed.remittance_date, Date::Of(2025, 2, 3));
  EXPECT_EQ(confirmed.amount.fen(), 7);
  EXPECT_EQ(confirmed.late_interest.fen(), 8);
  EXPECT_EQ(confirmed.bank_reference, "L9");
}

}  // namespace
}  // namespace ippledge::wire
