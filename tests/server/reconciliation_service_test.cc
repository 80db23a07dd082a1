// ReconciliationService over gRPC: statements in parts, matching, sheets, months, rights, faults.
#include <google/protobuf/message.h>

#include <memory>

#include "ippledge/v1/journal_service.pb.h"
#include "tests/server/reconciliation_world.h"

namespace ippledge::server {
namespace {

using ::testing::HasSubstr;
using ::testing::IsSupersetOf;
using ::testing::Pair;
using ::testing::SizeIs;

class ReconciliationServiceTest : public ReconciliationWorld {
 protected:
  // Every request; writes may be sent by two of the bureau only for being refused by something else
  // than rights.
  static std::vector<std::unique_ptr<google::protobuf::Message>> AllRequests(bool writes) {
    std::vector<std::unique_ptr<google::protobuf::Message>> all;
    const auto add = [&](auto request) {
      request.set_programme("nm");
      all.push_back(std::make_unique<decltype(request)>(std::move(request)));
    };
    if (writes) {
      add(Write<v1::RegisterAccountRequest>());
      add(Write<v1::OpenStatementRequest>());
      add(Write<v1::AddStatementLinesRequest>());
      add(Write<v1::CloseStatementRequest>());
      add(Write<v1::WithdrawStatementRequest>());
      add(Write<v1::RunMatchingRequest>());
      add(Write<v1::RecordMatchRequest>());
      add(Write<v1::UndoMatchRequest>());
      add(Write<v1::ClosePeriodRequest>());
      add(Write<v1::ReopenPeriodRequest>());
    } else {
      add(v1::ListAccountsRequest());
      add(v1::ListStatementsRequest());
      add(v1::GetStatementRequest());
      add(v1::ListMatchesRequest());
      add(v1::ListOpenItemsRequest());
      add(v1::ExplainLineRequest());
      add(v1::GetSheetRequest());
      add(v1::ListPeriodsRequest());
      add(v1::ListExceptionsRequest());
    }
    return all;
  }
  static Answer AnswerTo(const Rpc& who, const google::protobuf::Message& request) {
    return who.AskBytes(Rpc::MethodOf(request), request.SerializeAsString());
  }
};

TEST_F(ReconciliationServiceTest, TheBureauWritesAndFourRolesRead) {
  for (const char* role : {"bank_maker", "bank_checker", "fund_manager", "ip_office",
                           "finance_bureau", "auditor", "reporter", "operator"}) {
    const Rpc who = Two(role, std::string(role).substr(0, 4) == "bank" ? kIcbc : "nm-office");
    const bool writes = std::string(role) == "finance_bureau";
    const bool reads = writes || std::string(role) == "ip_office" ||
                       std::string(role) == "fund_manager" || std::string(role) == "auditor";
    for (const bool write : {true, false}) {
      for (const auto& request : AllRequests(write)) {
        const Answer answer = AnswerTo(who, *request);
        const bool refused = answer.status.code() == StatusCode::kPermissionDenied;
        EXPECT_EQ(refused, write ? !writes : !reads) << role << " " << request->GetTypeName();
        if (!refused) continue;
        EXPECT_EQ(answer.Details().reason, "ROLE_NOT_ALLOWED");
      }
    }
  }
  EXPECT_THAT(OneOfBureau().Ask<v1::RegisterAccountResponse>(Registering()),
              Refused(StatusCode::kPermissionDenied, "SECOND_PERSON_REQUIRED"));
}

TEST_F(ReconciliationServiceTest, AnAccountIsRegisteredOnce) {
  auto request = Registering();
  request.set_validate_only(true);
  EXPECT_EQ(Must<v1::RegisterAccountResponse>(Bureau(), request).recorded().outcome(),
            v1::OUTCOME_VALID);
  request.set_validate_only(false);
  const auto first = Bureau().Ask<v1::RegisterAccountResponse>(request);
  ASSERT_THAT(first, Succeeded());
  EXPECT_EQ(Bureau().Ask<v1::RegisterAccountResponse>(request).bytes, first.bytes);
  EXPECT_EQ(Must<v1::RegisterAccountResponse>(Bureau(), Registering()).recorded().outcome(),
            v1::OUTCOME_ALREADY_RECORDED);
  auto other = Registering();
  other.mutable_account()->set_name("另一户名");
  EXPECT_THAT(Bureau().Ask<v1::RegisterAccountResponse>(other),
              Refused(StatusCode::kAlreadyExists, "ACCOUNT_EXISTS"));
  other.mutable_account()->set_account_id("deposit");
  other.mutable_account()->set_holds(v1::FUND_ACCOUNT_DEPOSITS);
  other.mutable_account()->set_bank("nowhere");
  EXPECT_THAT(Bureau().Ask<v1::RegisterAccountResponse>(other),
              Refused(StatusCode::kNotFound, "BANK_UNKNOWN"));

  Move();
  ImportJune();
  v1::ListAccountsRequest list;
  list.set_programme("nm");
  const auto accounts = Must<v1::ListAccountsResponse>(FundOffice(), list);
  ASSERT_THAT(accounts.accounts(), SizeIs(1));
  EXPECT_EQ(accounts.accounts(0).account().SerializeAsString(),
            request.account().SerializeAsString());
  EXPECT_EQ(accounts.accounts(0).statements_through_date(), "2025-06-30");
  EXPECT_EQ(accounts.accounts(0).bank_balance_fen(), 99'577);
  EXPECT_EQ(accounts.accounts(0).closed_through_month(), "");
}

TEST_F(ReconciliationServiceTest, AStatementComesInPartsAndCountsWhenItIsWhole) {
  Register();
  const Rpc bureau = OneOfBureau();
  const std::vector<v1::BankLine> lines = June();
  const auto open = Opening("S1", "2025-06-01", "2025-06-30", 0, lines);
  Must<v1::OpenStatementResponse>(bureau, open);
  auto again = Opening("S2", "2025-06-01", "2025-06-30", 0, lines);
  again.mutable_header()->set_file_sha256(open.header().file_sha256());
  EXPECT_THAT(bureau.Ask<v1::OpenStatementResponse>(again),
              Refused(StatusCode::kAlreadyExists, "STATEMENT_EXISTS"));

  const auto part = Adding("S1", 0, {lines[0], lines[1]});
  const auto added = bureau.Ask<v1::AddStatementLinesResponse>(part);
  ASSERT_THAT(added, Succeeded());
  EXPECT_EQ(added.response.next_line(), 2);
  EXPECT_THAT(bureau.Ask<v1::CloseStatementResponse>(ClosingOf("S1")),
              Refused(StatusCode::kFailedPrecondition, "STATEMENT_LINES"));
  EXPECT_THAT(bureau.Ask<v1::AddStatementLinesResponse>(Adding("S1", 3, {lines[2]})),
              Refused(StatusCode::kFailedPrecondition, "STATEMENT_LINES"));
  EXPECT_FALSE(Sheet().has_bank_balance_fen());

  // The same part again: under its request id, also after a restart, and under another one.
  server_.Restart();
  EXPECT_EQ(OneOfBureau().Ask<v1::AddStatementLinesResponse>(part).bytes, added.bytes);
  const auto known =
      Must<v1::AddStatementLinesResponse>(OneOfBureau(), Adding("S1", 0, {lines[0], lines[1]}));
  EXPECT_EQ(known.recorded().outcome(), v1::OUTCOME_ALREADY_RECORDED);
  EXPECT_EQ(known.next_line(), 2);

  v1::BankLine outside = lines[2];
  outside.set_booking_date("2025-07-01");
  const auto refused = OneOfBureau().Ask<v1::AddStatementLinesResponse>(Adding("S1", 2, {outside}));
  EXPECT_THAT(refused, Refused(StatusCode::kFailedPrecondition, "DATE_OUTSIDE"));
  EXPECT_EQ(refused.Details().lines.at(0).field, "lines[0].booking_date");
  Must<v1::AddStatementLinesResponse>(OneOfBureau(), Adding("S1", 2, {lines[2]}));
  const auto closed = Must<v1::CloseStatementResponse>(OneOfBureau(), ClosingOf("S1"));
  EXPECT_EQ(closed.line_count(), 3);
  EXPECT_EQ(closed.net_fen(), 99'577);
  EXPECT_EQ(Sheet().bank_balance_fen(), 99'577);
  EXPECT_THAT(OneOfBureau().Ask<v1::CloseStatementResponse>(ClosingOf("S3")),
              Refused(StatusCode::kNotFound, "STATEMENT_UNKNOWN"));
}

TEST_F(ReconciliationServiceTest, WhatIsCertainIsMatchedAndTheSheetMeets) {
  Register();
  Move();
  const std::int64_t statement = ImportJune();
  const std::int64_t before = Position();
  auto trial = Matching();
  trial.set_validate_only(true);
  EXPECT_THAT(Must<v1::RunMatchingResponse>(OneOfBureau(), trial).matches(), SizeIs(2));
  EXPECT_EQ(Sheet().bank_in_count(), 2);
  const auto request = Matching();
  const auto run = OneOfBureau().Ask<v1::RunMatchingResponse>(request);
  ASSERT_THAT(run, Succeeded());
  EXPECT_EQ(run.response.first_number(), 1);
  ASSERT_THAT(run.response.matches(), SizeIs(2));
  EXPECT_EQ(run.response.matches(0).reason(), v1::MATCH_REASON_BANK_REFERENCE);
  EXPECT_EQ(run.response.matches(0).lines(0).statement(), statement);
  EXPECT_EQ(run.response.matches(1).reason(), v1::MATCH_REASON_PAYMENT_NUMBER);
  EXPECT_EQ(run.response.matches(1).lines(0).line(), 1);
  EXPECT_FALSE(run.response.more());
  EXPECT_EQ(run.response.lines_left(), 1);
  EXPECT_EQ(OneOfBureau().Ask<v1::RunMatchingResponse>(request).bytes, run.bytes);
  EXPECT_THAT(OneOfBureau().Ask<v1::RunMatchingResponse>(Matching()),
              Refused(StatusCode::kFailedPrecondition, "NOTHING_TO_MATCH"));

  const v1::AdjustmentSheet sheet = Sheet();
  EXPECT_EQ(sheet.book_balance_fen(), 99'530);
  EXPECT_EQ(sheet.bank_balance_fen(), 99'577);
  ASSERT_THAT(sheet.bank_in(), SizeIs(1));
  EXPECT_EQ(sheet.bank_in(0).amount_fen(), 77);
  EXPECT_EQ(sheet.bank_in(0).reference(), "B-3");
  EXPECT_EQ(sheet.bank_in(0).age_days(), 10);
  ASSERT_THAT(sheet.book_in(), SizeIs(1));
  EXPECT_EQ(sheet.book_in(0).movement_id(), "PZ-3");
  EXPECT_EQ(sheet.book_in(0).kind(), v1::FUND_MOVEMENT_KIND_INTEREST_IN);
  EXPECT_EQ(sheet.adjusted_book_fen(), 99'607);
  EXPECT_EQ(sheet.adjusted_bank_fen(), 99'607);
  EXPECT_EQ(sheet.difference_fen(), 0);
  EXPECT_TRUE(sheet.reconciled());

  // What was shown at a position is shown for ever.
  const auto then = Office().Ask<v1::GetSheetResponse>(SheetRequest(sheet.position()));
  const auto earlier = Office().Ask<v1::GetSheetResponse>(SheetRequest(before));
  EXPECT_EQ(earlier.response.sheet().bank_in_count(), 2);
  Move("Z9", v1::FUND_MOVEMENT_KIND_INTEREST_IN, 5, "2025-06-29");
  server_.Restart();
  EXPECT_EQ(Office().Ask<v1::GetSheetResponse>(SheetRequest(sheet.position())).bytes, then.bytes);
  EXPECT_EQ(Office().Ask<v1::GetSheetResponse>(SheetRequest(before)).bytes, earlier.bytes);
  EXPECT_EQ(Sheet().book_balance_fen(), 99'535);
  auto sums = SheetRequest();
  sums.set_without_items(true);
  const auto left_out = Must<v1::GetSheetResponse>(Office(), sums);
  EXPECT_THAT(left_out.sheet().book_in(), SizeIs(0));
  EXPECT_EQ(left_out.sheet().book_in_count(), 2);
}

TEST_F(ReconciliationServiceTest, AClosedMonthStaysAsItIsUntilTwoPersonsReopenIt) {
  Register();
  Move();
  ImportJune();
  Must<v1::RunMatchingResponse>(OneOfBureau(), Matching());
  EXPECT_THAT(
      OneOfBureau().Ask<v1::ClosePeriodResponse>(PeriodWrite<v1::ClosePeriodRequest>("2025-07")),
      Refused(StatusCode::kFailedPrecondition, "PERIOD_ORDER"));
  const auto closed =
      Must<v1::ClosePeriodResponse>(OneOfBureau(), PeriodWrite<v1::ClosePeriodRequest>());
  EXPECT_EQ(closed.figures().book_balance_fen(), 99'530);
  EXPECT_EQ(closed.figures().bank_in_fen(), 77);
  EXPECT_EQ(closed.figures().items(), 2);
  EXPECT_EQ(Sheet().closed_entry(), closed.recorded().entry());
  EXPECT_EQ(Must<v1::ClosePeriodResponse>(OneOfBureau(), PeriodWrite<v1::ClosePeriodRequest>())
                .recorded()
                .outcome(),
            v1::OUTCOME_ALREADY_RECORDED);

  const auto late = Moving("Z9", v1::FUND_MOVEMENT_KIND_INTEREST_IN, 5, "2025-06-29");
  const auto refused = Bureau().Ask<v1::RecordMovementResponse>(late);
  ASSERT_THAT(refused, Refused(StatusCode::kFailedPrecondition, "PERIOD_CLOSED"));
  EXPECT_THAT(refused.Details().metadata,
              IsSupersetOf({Pair("account_id", "special"), Pair("month", "2025-06")}));

  auto reopen = PeriodWrite<v1::ReopenPeriodRequest>();
  reopen.set_text("interest of the 29th was missing");
  EXPECT_THAT(OneOfBureau().Ask<v1::ReopenPeriodResponse>(reopen),
              Refused(StatusCode::kPermissionDenied, "SECOND_PERSON_REQUIRED"));
  const auto reopened = Must<v1::ReopenPeriodResponse>(Bureau(), reopen);
  EXPECT_THAT(Bureau().Ask<v1::RecordMovementResponse>(late), Succeeded());
  reopen.set_request_id(NewId());
  EXPECT_THAT(Bureau().Ask<v1::ReopenPeriodResponse>(reopen),
              Refused(StatusCode::kFailedPrecondition, "PERIOD_OPEN"));

  const auto periods = Must<v1::ListPeriodsResponse>(Office(), Asking<v1::ListPeriodsRequest>());
  ASSERT_THAT(periods.periods(), SizeIs(1));
  EXPECT_EQ(periods.periods(0).month(), "2025-06");
  EXPECT_EQ(periods.periods(0).reopened_entry(), reopened.recorded().entry());
  EXPECT_EQ(periods.periods(0).figures().SerializeAsString(), closed.figures().SerializeAsString());
  auto before = Asking<v1::ListPeriodsRequest>();
  before.set_at(closed.recorded().entry());
  EXPECT_EQ(Must<v1::ListPeriodsResponse>(Office(), before).periods(0).reopened_entry(), 0);
}

TEST_F(ReconciliationServiceTest, AStatementIsTakenBackByTwoPersons) {
  Register();
  Import("S1", "2025-06-01", "2025-06-10", 0, {Line("2025-06-05", 100)});
  Import("S2", "2025-06-21", "2025-06-30", 90, {});
  const auto list = [&](v1::StatementState state) {
    auto request = Asking<v1::ListStatementsRequest>();
    request.set_state(state);
    return Must<v1::ListStatementsResponse>(Office(), request);
  };
  const auto all = list(v1::STATEMENT_STATE_UNSPECIFIED);
  ASSERT_THAT(all.statements(), SizeIs(2));
  EXPECT_FALSE(all.statements(0).has_gap_before());
  const v1::StatementGap& gap = all.statements(1).gap_before();
  EXPECT_EQ(gap.from_date(), "2025-06-11");
  EXPECT_EQ(gap.to_date(), "2025-06-20");
  EXPECT_EQ(gap.apart_fen(), -10);

  auto withdraw = Write<v1::WithdrawStatementRequest>();
  withdraw.set_import_id("S2");
  withdraw.set_text("of another account");
  EXPECT_THAT(OneOfBureau().Ask<v1::WithdrawStatementResponse>(withdraw),
              Refused(StatusCode::kPermissionDenied, "SECOND_PERSON_REQUIRED"));
  Must<v1::WithdrawStatementResponse>(Bureau(), withdraw);
  EXPECT_THAT(list(v1::STATEMENT_STATE_COUNTS).statements(), SizeIs(1));
  EXPECT_THAT(list(v1::STATEMENT_STATE_WITHDRAWN).statements(), SizeIs(1));
  auto at = Asking<v1::ListStatementsRequest>();
  at.set_at(all.position());
  EXPECT_EQ(Office().Ask<v1::ListStatementsResponse>(at).bytes, all.SerializeAsString());
}

// ---- faults ----

TEST_F(ReconciliationServiceTest, BadInputNamesFieldAndReason) {
  Register();
  auto open = Opening("S1", "2025-06-31", "2025-07-02", 0, {});
  auto answer = OneOfBureau().Ask<v1::OpenStatementResponse>(open);
  ASSERT_THAT(answer, Refused(StatusCode::kInvalidArgument, "DATE_MALFORMED"));
  EXPECT_EQ(answer.Details().lines.at(0).field, "header.from_date");
  open = Opening("S1", "2025-06-30", "2025-07-02", 0, {});
  answer = OneOfBureau().Ask<v1::OpenStatementResponse>(open);
  ASSERT_THAT(answer, Refused(StatusCode::kInvalidArgument, "DATE_IN_FUTURE"));
  EXPECT_EQ(answer.Details().lines.at(0).field, "header.to_date");
  open.mutable_header()->set_account_id("nowhere");
  EXPECT_THAT(OneOfBureau().Ask<v1::OpenStatementResponse>(open),
              Refused(StatusCode::kNotFound, "ACCOUNT_UNKNOWN"));

  auto sheet = SheetRequest();
  sheet.set_month("2025-6");
  const auto month = Office().Ask<v1::GetSheetResponse>(sheet);
  ASSERT_THAT(month, Refused(StatusCode::kInvalidArgument, "DATE_MALFORMED"));
  EXPECT_EQ(month.Details().lines.at(0).field, "month");
  sheet = SheetRequest(Position() + 5);
  EXPECT_THAT(Office().Ask<v1::GetSheetResponse>(sheet),
              Refused(StatusCode::kNotFound, "ENTRY_UNKNOWN"));
  // Nobody knew of the account then.
  EXPECT_THAT(Office().Ask<v1::GetSheetResponse>(SheetRequest(1)),
              Refused(StatusCode::kNotFound, "ACCOUNT_UNKNOWN"));
  auto statement = v1::GetStatementRequest();
  statement.set_programme("nm");
  EXPECT_THAT(Office().Ask<v1::GetStatementResponse>(statement),
              Refused(StatusCode::kInvalidArgument, "FIELD_REQUIRED"));
  statement.set_statement(1);
  EXPECT_THAT(Office().Ask<v1::GetStatementResponse>(statement),
              Refused(StatusCode::kNotFound, "STATEMENT_UNKNOWN"));
  auto list = Asking<v1::ListStatementsRequest>();
  list.set_page_size(-1);
  EXPECT_THAT(Office().Ask<v1::ListStatementsResponse>(list),
              Refused(StatusCode::kInvalidArgument, "VALUE_OUT_OF_RANGE"));
  list.set_page_size(1);
  list.set_state(static_cast<v1::StatementState>(9));
  EXPECT_THAT(Office().Ask<v1::ListStatementsResponse>(list),
              Refused(StatusCode::kInvalidArgument, "ENUM_UNKNOWN"));
}

TEST_F(ReconciliationServiceTest, TheJournalShowsThemAsItShowsTheRest) {
  Register();
  Move();
  const std::int64_t opened = ImportJune();
  v1::GetEntryRequest request;
  request.set_programme("nm");
  request.set_entry(opened + 1);
  const auto entry = Must<v1::GetEntryResponse>(Office(), request).entry();
  EXPECT_EQ(entry.kind(), "STATEMENT_LINES_ADDED");
  EXPECT_THAT(entry.json(), HasSubstr("PZ-2"));
  // Names and accounts of persons are nowhere in it.
  for (const char* word : {"张三", "6222020200001234567", "13812345678"}) {
    EXPECT_THAT(entry.json(), ::testing::Not(HasSubstr(word)));
    EXPECT_THAT(entry.stored(), ::testing::Not(HasSubstr(word)));
  }
  EXPECT_TRUE(Must<v1::GetEntryResponse>(Bank(), request).entry().redacted());
  v1::FollowEntriesRequest follow;
  follow.set_programme("nm");
  follow.set_first_entry(opened);
  follow.set_heads_only(true);
  const auto stream = Office().Receive(follow);
  const auto first = stream->Read<v1::FollowEntriesResponse>();
  ASSERT_TRUE(first);
  EXPECT_EQ(first->entries(0).kind(), "STATEMENT_OPENED");
}

}  // namespace
}  // namespace ippledge::server
