// Reads of ReconciliationService over gRPC: words and who sees them, pages, open items,
// explanations, matches by hand, exceptions.
#include "proto/wire/line_words.h"
#include "server/keyrings.h"
#include "storage/keyring.h"
#include "tests/server/reconciliation_world.h"
#include "tests/testing/status_matchers.h"

namespace ippledge::server {
namespace {

using ::testing::ElementsAre;
using ::testing::SizeIs;

class ReconciliationReadsTest : public ReconciliationWorld {
 protected:
  static v1::GetStatementRequest Getting(const std::string& import_id = "S1") {
    v1::GetStatementRequest request;
    request.set_programme("nm");
    request.set_import_id(import_id);
    return request;
  }
  v1::ExplainLineResponse Explain(std::int64_t statement, std::int64_t line) const {
    v1::ExplainLineRequest request;
    request.set_programme("nm");
    request.mutable_line()->set_statement(statement);
    request.mutable_line()->set_line(line);
    return Must<v1::ExplainLineResponse>(Office(), request);
  }
  v1::ListOpenItemsResponse OpenItems() const {
    return Must<v1::ListOpenItemsResponse>(Office(), Asking<v1::ListOpenItemsRequest>());
  }
  v1::ListExceptionsResponse Exceptions(
      v1::ExceptionKind kind = v1::EXCEPTION_KIND_UNSPECIFIED) const {
    auto request = Asking<v1::ListExceptionsRequest>();
    request.set_kind(kind);
    return Must<v1::ListExceptionsResponse>(Office(), request);
  }
  static v1::RecordMatchRequest MatchOf(const v1::Match& match) {
    auto request = Write<v1::RecordMatchRequest>();
    request.set_account_id(kAccount);
    *request.mutable_lines() = match.lines();
    *request.mutable_movements() = match.movements();
    request.set_text("see the slip");
    return request;
  }
};

TEST_F(ReconciliationReadsTest, WordsAreForThreeRoles) {
  Register();
  Move();
  ImportJune();
  Must<v1::RunMatchingResponse>(OneOfBureau(), Matching());
  for (const char* role : {"finance_bureau", "ip_office", "auditor"}) {
    const auto shown = Must<v1::GetStatementResponse>(One(role, "nm-office"), Getting());
    ASSERT_THAT(shown.lines(), SizeIs(3));
    EXPECT_EQ(shown.lines(2).line().text(), "还款 13812345678") << role;
    EXPECT_EQ(shown.lines(2).line().counterparty_name(), "张三") << role;
    EXPECT_EQ(shown.lines(1).line().text(), "手续费 凭证PZ-2") << role;
  }
  const auto manager = Must<v1::GetStatementResponse>(FundOffice(), Getting());
  EXPECT_EQ(manager.lines(2).line().text(), "");
  EXPECT_EQ(manager.lines(2).line().counterparty_name(), "");
  EXPECT_FALSE(manager.lines(2).line().words_erased());
  EXPECT_THAT(manager.lines(1).line().numbers(), ElementsAre("PZ-2"));
  EXPECT_EQ(manager.lines(0).match(), 1);
  EXPECT_EQ(manager.lines(2).match(), 0);
}

TEST_F(ReconciliationReadsTest, PagesShowOnePicture) {
  Register();
  Move();
  const std::int64_t statement = ImportJune();
  auto request = Getting();
  request.set_page_size(2);
  const auto first = Must<v1::GetStatementResponse>(Office(), request);
  EXPECT_THAT(first.lines(), SizeIs(2));
  Must<v1::RunMatchingResponse>(OneOfBureau(), Matching());
  request.set_page_token(first.next_page_token());
  const auto second = Must<v1::GetStatementResponse>(Office(), request);
  ASSERT_THAT(second.lines(), SizeIs(1));
  EXPECT_EQ(second.lines(0).name().line(), 2);
  EXPECT_EQ(second.position(), first.position());
  EXPECT_EQ(second.next_page_token(), "");
  // By its entry; the token is of another list.
  request.clear_import_id();
  request.set_statement(statement);
  EXPECT_THAT(Office().Ask<v1::GetStatementResponse>(request),
              Refused(StatusCode::kInvalidArgument, "PAGE_TOKEN_INVALID"));
  request.clear_page_token();
  EXPECT_EQ(Must<v1::GetStatementResponse>(Office(), request).lines(0).match(), 1);

  auto items = Asking<v1::ListOpenItemsRequest>();
  items.set_page_size(1);
  items.set_at(first.position());
  int seen = 0;
  do {
    const auto page = Must<v1::ListOpenItemsResponse>(Office(), items);
    seen += page.items_size();
    EXPECT_EQ(page.lines(), 3);
    EXPECT_EQ(page.lines_fen(), 99'577);
    items.set_page_token(page.next_page_token());
  } while (!items.page_token().empty() && seen < 100);
  // Three lines, three movements of June and one of July.
  EXPECT_EQ(seen, 7);
}

TEST_F(ReconciliationReadsTest, WhatIsLikelyIsSuggestedAndAPersonSaysSo) {
  Register();
  Move();
  const std::int64_t statement = ImportJune();
  const std::int64_t twin = Move("Z4", v1::FUND_MOVEMENT_KIND_INTEREST_IN, 77, "2025-06-19");
  EXPECT_EQ(Explain(statement, 0).standing(), v1::LINE_STANDING_CERTAIN);
  Must<v1::RunMatchingResponse>(OneOfBureau(), Matching());
  const auto items = OpenItems();
  ASSERT_THAT(items.suggestions(), SizeIs(1));
  const v1::Suggestion& suggestion = items.suggestions(0);
  EXPECT_EQ(suggestion.match().reason(), v1::MATCH_REASON_AMOUNT_AND_DATE);
  EXPECT_EQ(suggestion.match().movements(0).entry(), twin);
  EXPECT_EQ(suggestion.amount_fen(), 77);
  EXPECT_FALSE(suggestion.two_persons());
  EXPECT_EQ(items.items(0).line().counterparty_name(), "张三");
  EXPECT_EQ(items.items(0).item().age_days(), 11);

  auto explained = Explain(statement, 2);
  EXPECT_EQ(explained.standing(), v1::LINE_STANDING_SUGGESTED);
  EXPECT_EQ(explained.suggestion().SerializeAsString(), suggestion.SerializeAsString());
  ASSERT_GE(explained.candidates_size(), 1);
  EXPECT_EQ(explained.candidates(0).movement().movement_id(), "Z4");
  EXPECT_TRUE(explained.candidates(0).amount_equal());
  EXPECT_FALSE(explained.candidates(0).reference_equal());
  EXPECT_EQ(explained.candidates(0).days_apart(), 1);

  const auto matched = Must<v1::RecordMatchResponse>(OneOfBureau(), MatchOf(suggestion.match()));
  EXPECT_EQ(matched.number(), 3);
  EXPECT_EQ(Must<v1::RecordMatchResponse>(OneOfBureau(), MatchOf(suggestion.match()))
                .recorded()
                .outcome(),
            v1::OUTCOME_ALREADY_RECORDED);
  explained = Explain(statement, 2);
  EXPECT_EQ(explained.standing(), v1::LINE_STANDING_MATCHED);
  EXPECT_EQ(explained.match().number(), 3);
  EXPECT_EQ(explained.match().text(), "see the slip");
  EXPECT_EQ(explained.match().match().reason(), v1::MATCH_REASON_BY_HAND);

  auto undo = Write<v1::UndoMatchRequest>();
  undo.set_number(3);
  undo.set_text("of another");
  Must<v1::UndoMatchResponse>(OneOfBureau(), undo);
  auto list = Asking<v1::ListMatchesRequest>();
  EXPECT_THAT(Must<v1::ListMatchesResponse>(Office(), list).matches(), SizeIs(2));
  list.set_with_undone(true);
  const auto all = Must<v1::ListMatchesResponse>(Office(), list);
  ASSERT_THAT(all.matches(), SizeIs(3));
  EXPECT_EQ(all.matches(0).amount_fen(), 100'000);
  EXPECT_GT(all.matches(2).undone_entry(), 0);
  list.set_with_undone(false);
  list.set_at(matched.recorded().entry());
  EXPECT_THAT(Must<v1::ListMatchesResponse>(Office(), list).matches(), SizeIs(3));
  // Match 1 is of 1,000.00: above the limit.
  undo.set_request_id(NewId());
  undo.set_number(1);
  EXPECT_THAT(OneOfBureau().Ask<v1::UndoMatchResponse>(undo),
              Refused(StatusCode::kPermissionDenied, "SECOND_PERSON_REQUIRED"));
  EXPECT_THAT(Bureau().Ask<v1::UndoMatchResponse>(undo), Succeeded());
}

TEST_F(ReconciliationReadsTest, ALineIsExplained) {
  Register();
  Move();
  const Rpc bureau = OneOfBureau();
  const std::int64_t may =
      Import("S0", "2025-05-01", "2025-05-31", 0, {Line("2025-05-31", 9), Line("2025-05-31", -9)});
  EXPECT_EQ(Explain(may, 0).standing(), v1::LINE_STANDING_BEFORE_FIRST_DAY);
  const auto open =
      Must<v1::OpenStatementResponse>(bureau, Opening("S1", "2025-06-01", "2025-06-30", 0, June()));
  Must<v1::AddStatementLinesResponse>(bureau, Adding("S1", 0, June()));
  const std::int64_t statement = open.recorded().entry();
  EXPECT_EQ(Explain(statement, 2).standing(), v1::LINE_STANDING_STATEMENT_OPEN);
  Must<v1::CloseStatementResponse>(bureau, ClosingOf("S1"));
  const auto unexplained = Explain(statement, 2);
  EXPECT_EQ(unexplained.standing(), v1::LINE_STANDING_UNEXPLAINED);
  EXPECT_EQ(unexplained.account_id(), kAccount);
  EXPECT_EQ(unexplained.import_id(), "S1");
  EXPECT_GE(unexplained.candidates_size(), 1);
  // Two movements fit equally well.
  Move("Z4", v1::FUND_MOVEMENT_KIND_INTEREST_IN, 77, "2025-06-19");
  Move("Z5", v1::FUND_MOVEMENT_KIND_INTEREST_IN, 77, "2025-06-19");
  EXPECT_EQ(Explain(statement, 2).standing(), v1::LINE_STANDING_UNDECIDED);
  auto withdraw = Write<v1::WithdrawStatementRequest>();
  withdraw.set_import_id("S1");
  withdraw.set_text("of another account");
  Must<v1::WithdrawStatementResponse>(Bureau(), withdraw);
  EXPECT_EQ(Explain(statement, 2).standing(), v1::LINE_STANDING_STATEMENT_WITHDRAWN);
  v1::ExplainLineRequest request;
  request.set_programme("nm");
  request.mutable_line()->set_statement(statement);
  request.mutable_line()->set_line(3);
  EXPECT_THAT(Office().Ask<v1::ExplainLineResponse>(request),
              Refused(StatusCode::kNotFound, "LINE_UNKNOWN"));
}

// ---- exceptions ----

TEST_F(ReconciliationReadsTest, ExceptionsComeInClasses) {
  Register();
  Move();
  std::vector<v1::BankLine> lines = June();
  lines.push_back(Line("2025-06-30", -3, "B-4", "管理费"));
  Import("S1", "2025-06-01", "2025-06-30", 0, lines);
  Must<v1::RunMatchingResponse>(OneOfBureau(), Matching());
  const auto found = Exceptions();
  ASSERT_THAT(found.classes(), SizeIs(3));
  EXPECT_EQ(found.classes(0).kind(), v1::EXCEPTION_KIND_UNEXPLAINED_IN);
  EXPECT_EQ(found.classes(0).amount_fen(), 77);
  ASSERT_THAT(found.classes(0).ages(), SizeIs(1));
  EXPECT_EQ(found.classes(0).ages(0).from_days(), 8);
  EXPECT_EQ(found.classes(0).ages(0).through_days(), 30);
  EXPECT_EQ(found.classes(1).kind(), v1::EXCEPTION_KIND_UNEXPLAINED_OUT);
  EXPECT_EQ(found.classes(1).amount_fen(), -3);
  EXPECT_EQ(found.classes(2).kind(), v1::EXCEPTION_KIND_MOVEMENT_NOT_AT_BANK);
  EXPECT_EQ(found.classes(2).count(), 2);
  ASSERT_THAT(found.items(), SizeIs(4));
  EXPECT_EQ(found.items(0).item().reference(), "B-3");
  EXPECT_EQ(found.business_date(), "2025-07-01");
  EXPECT_THAT(Exceptions(v1::EXCEPTION_KIND_UNEXPLAINED_OUT).items(), SizeIs(1));
  auto request = Asking<v1::ListExceptionsRequest>();
  request.set_page_size(3);
  const auto page = Must<v1::ListExceptionsResponse>(Office(), request);
  EXPECT_THAT(page.items(), SizeIs(3));
  request.set_page_token(page.next_page_token());
  const auto rest = Must<v1::ListExceptionsResponse>(Office(), request);
  ASSERT_THAT(rest.items(), SizeIs(1));
  EXPECT_EQ(rest.items(0).SerializeAsString(), found.items(3).SerializeAsString());
}

TEST_F(ReconciliationReadsTest, LateRecoveriesAreExceptionsWithTheirInterest) {
  auto issue = Write<v1::IssuePolicyRequest>();
  Policy policy = ThePolicy();
  policy.version = 2;
  policy.recovery.late_interest = {.mode = RateMode::kFixed, .rate_ppm = 36'500};
  *issue.mutable_policy() = wire::FormatPolicy(policy);
  Must<v1::IssuePolicyResponse>(Two("ip_office", "nm-ip-office"), issue);
  Register();
  Enrol("HT-1");
  Default("HT-1");
  Approve("HT-1");
  Pay("HT-1");
  // The payment is confirmed, and the bank knows nothing of it.
  EXPECT_THAT(Exceptions(v1::EXCEPTION_KIND_PAYMENT_NOT_AT_BANK).items(), SizeIs(1));
  auto record = ClaimWrite<v1::RecordRecoveryRequest>("HT-1");
  v1::NewRecovery& recovery = *record.mutable_recovery();
  recovery.set_recovery_number("V1");
  recovery.set_source(v1::RECOVERY_SOURCE_IP_SALE);
  recovery.set_received_date("2025-07-06");
  recovery.set_gross_fen(1'000'000);
  const auto recorded = Must<v1::RecordRecoveryResponse>(Checker(), record);
  EXPECT_EQ(recorded.fund_share_fen(), 400'000);
  const auto kind = v1::EXCEPTION_KIND_RECOVERY_NOT_REMITTED;
  EXPECT_THAT(Exceptions(kind).items(), SizeIs(0));

  const Date due = *Date::Parse(recorded.due_date());
  server_.clock().Advance(absl::Hours(24 * (due.days() - Date::Of(2025, 7, 6).days() + 10)));
  server_.programmes().Find("nm")->Tick();
  const auto late = Exceptions(kind);
  ASSERT_THAT(late.items(), SizeIs(1));
  EXPECT_EQ(late.items(0).age_days(), 10);
  EXPECT_EQ(late.items(0).recovery_number(), "V1");
  EXPECT_EQ(late.items(0).amount_fen(), 400'000);
  EXPECT_EQ(late.items(0).late_interest_fen(), 400);  // 3.65 % for ten days

  auto remit = ClaimWrite<v1::ConfirmRemittanceRequest>("HT-1");
  remit.set_recovery_number("V1");
  remit.set_movement_id("PZ-1");
  remit.set_remittance_date((due + 10).ToString());
  remit.set_amount_fen(300'000);
  Must<v1::ConfirmRemittanceResponse>(Bureau(), remit);
  const auto rest = Exceptions(v1::EXCEPTION_KIND_REMITTANCE_SHORT);
  ASSERT_THAT(rest.items(), SizeIs(1));
  EXPECT_EQ(rest.items(0).amount_fen(), 100'000);
  EXPECT_EQ(rest.items(0).remitted_fen(), 300'000);
  EXPECT_EQ(rest.items(0).late_interest_fen(), 400);

  remit.set_request_id(NewId());
  remit.set_movement_id("PZ-2");
  remit.set_amount_fen(100'000);
  Must<v1::ConfirmRemittanceResponse>(Bureau(), remit);
  const auto interest = Exceptions(v1::EXCEPTION_KIND_LATE_INTEREST_UNPAID);
  ASSERT_THAT(interest.items(), SizeIs(1));
  EXPECT_EQ(interest.items(0).amount_fen(), 400);
  EXPECT_EQ(interest.items(0).loan().contract_number(), "HT-1");
}

}  // namespace
}  // namespace ippledge::server
