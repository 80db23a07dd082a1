// ReconciliationService over gRPC beyond one page: lists that keep their picture, sheets too large
// for an answer; and the account of a deposit.
#include <vector>

#include "tests/server/reconciliation_world.h"

namespace ippledge::server {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class ReconciliationPagesTest : public ReconciliationWorld {
 protected:
  // An account from January on, so that there are months to close.
  void RegisterFromJanuary() {
    auto request = Registering();
    request.mutable_account()->set_reconcile_from_date("2025-01-01");
    Must<v1::RegisterAccountResponse>(Bureau(), request);
  }
  void Withdraw(const std::string& import_id) {
    auto request = Write<v1::WithdrawStatementRequest>();
    request.set_import_id(import_id);
    request.set_text("of another account");
    Must<v1::WithdrawStatementResponse>(Bureau(), request);
  }
  void CloseMonth(const std::string& month) {
    Must<v1::ClosePeriodResponse>(OneOfBureau(), PeriodWrite<v1::ClosePeriodRequest>(month));
  }

  // Asks page by page, two items a page; `between` is called once, before the second page. All
  // pages must be of one position. Sizes of the pages are added to `sizes`.
  template <typename Response, typename Request, typename Take, typename Between>
  void Paged(Request request, const Take& take, const Between& between,
             std::vector<int>& sizes) const {
    request.set_page_size(2);
    std::int64_t position = 0;
    do {
      const auto page = Must<Response>(Office(), request);
      if (sizes.empty()) position = page.position();
      EXPECT_EQ(page.position(), position);
      sizes.push_back(take(page));
      if (sizes.size() == 1) between();
      request.set_page_token(page.next_page_token());
    } while (!request.page_token().empty() && sizes.size() < 100);
  }

  // A statement of June with so many lines of a fen, each with that reference.
  void ImportLines(int count, const std::string& reference) {
    const std::vector<v1::BankLine> lines(static_cast<std::size_t>(count),
                                          Line("2025-06-05", 1, reference));
    const Rpc bureau = OneOfBureau();
    Must<v1::OpenStatementResponse>(bureau, Opening("S1", "2025-06-01", "2025-06-30", 0, lines));
    constexpr int kPart = 100;
    for (int at = 0; at < count; at += kPart) {
      const auto begin = lines.begin() + at;
      Must<v1::AddStatementLinesResponse>(
          bureau, Adding("S1", at, {begin, begin + std::min(kPart, count - at)}));
    }
    Must<v1::CloseStatementResponse>(bureau, ClosingOf("S1"));
  }
};

TEST_F(ReconciliationPagesTest, StatementsKeepTheirPictureOverPages) {
  Register();
  for (const char* id : {"S1", "S2", "S3", "S4", "S5"}) {
    const std::string day = absl::StrCat("2025-06-0", id + 1);
    Import(id, day, day, 0, {});
  }
  Withdraw("S2");
  const auto list = [&](v1::StatementState state, const auto& between, std::vector<int>& sizes) {
    auto request = Asking<v1::ListStatementsRequest>();
    request.set_state(state);
    std::vector<std::string> ids;
    Paged<v1::ListStatementsResponse>(
        request,
        [&](const v1::ListStatementsResponse& page) {
          for (const auto& statement : page.statements()) {
            ids.push_back(statement.header().import_id());
          }
          return page.statements_size();
        },
        between, sizes);
    return ids;
  };
  std::vector<int> sizes;
  EXPECT_THAT(list(
                  v1::STATEMENT_STATE_UNSPECIFIED, [] {}, sizes),
              ElementsAre("S1", "S2", "S3", "S4", "S5"));
  EXPECT_THAT(sizes, ElementsAre(2, 2, 1));
  // What happens between the pages is of another picture: a new statement in front, one that is
  // withdrawn on the page to come.
  sizes.clear();
  const auto change = [&] {
    Import("S0", "2025-05-31", "2025-05-31", 0, {});
    Withdraw("S5");
  };
  EXPECT_THAT(list(v1::STATEMENT_STATE_COUNTS, change, sizes), ElementsAre("S1", "S3", "S4", "S5"));
  EXPECT_THAT(sizes, ElementsAre(2, 2));
  sizes.clear();
  EXPECT_THAT(list(
                  v1::STATEMENT_STATE_COUNTS, [] {}, sizes),
              ElementsAre("S0", "S1", "S3", "S4"));
  sizes.clear();
  EXPECT_THAT(list(
                  v1::STATEMENT_STATE_WITHDRAWN, [] {}, sizes),
              ElementsAre("S2", "S5"));
  sizes.clear();
  EXPECT_THAT(list(
                  v1::STATEMENT_STATE_OPEN, [] {}, sizes),
              IsEmpty());

  // The token of a page is of its list alone, whatever differs.
  auto request = Asking<v1::ListStatementsRequest>();
  request.set_page_size(2);
  const std::string token = Must<v1::ListStatementsResponse>(Office(), request).next_page_token();
  request.set_page_token(token);
  server_.Restart();
  EXPECT_THAT(Must<v1::ListStatementsResponse>(Office(), request).statements(), SizeIs(2));
  request.set_state(v1::STATEMENT_STATE_COUNTS);
  EXPECT_THAT(Office().Ask<v1::ListStatementsResponse>(request),
              Refused(StatusCode::kInvalidArgument, "PAGE_TOKEN_INVALID"));
  auto matches = Asking<v1::ListMatchesRequest>();
  matches.set_page_token(token);
  EXPECT_THAT(Office().Ask<v1::ListMatchesResponse>(matches),
              Refused(StatusCode::kInvalidArgument, "PAGE_TOKEN_INVALID"));
}

TEST_F(ReconciliationPagesTest, MatchesKeepTheirPictureOverPages) {
  Register();
  std::vector<v1::BankLine> lines;
  for (int i = 1; i <= 6; ++i) {
    const std::string reference = absl::StrCat("B-", i);
    Move(absl::StrCat("Z", i), v1::FUND_MOVEMENT_KIND_INTEREST_IN, i, "2025-06-05", reference);
    lines.push_back(Line("2025-06-05", i, reference));
  }
  Import("S1", "2025-06-01", "2025-06-30", 0, lines);
  EXPECT_THAT(Must<v1::RunMatchingResponse>(OneOfBureau(), Matching()).matches(), SizeIs(6));
  const auto undo = [&](std::int64_t number) {
    auto request = Write<v1::UndoMatchRequest>();
    request.set_number(number);
    request.set_text("wrong slip");
    Must<v1::UndoMatchResponse>(OneOfBureau(), request);
  };
  undo(2);
  const auto list = [&](bool with_undone, const auto& between, std::vector<int>& sizes) {
    auto request = Asking<v1::ListMatchesRequest>();
    request.set_with_undone(with_undone);
    std::vector<std::int64_t> numbers;
    Paged<v1::ListMatchesResponse>(
        request,
        [&](const v1::ListMatchesResponse& page) {
          for (const auto& match : page.matches()) numbers.push_back(match.number());
          return page.matches_size();
        },
        between, sizes);
    return numbers;
  };
  std::vector<int> sizes;
  EXPECT_THAT(list(
                  false, [&] { undo(5); }, sizes),
              ElementsAre(1, 3, 4, 5, 6));
  EXPECT_THAT(sizes, ElementsAre(2, 2, 1));
  sizes.clear();
  EXPECT_THAT(list(
                  false, [] {}, sizes),
              ElementsAre(1, 3, 4, 6));
  EXPECT_THAT(sizes, ElementsAre(2, 2));
  sizes.clear();
  EXPECT_THAT(list(
                  true, [] {}, sizes),
              ElementsAre(1, 2, 3, 4, 5, 6));
}

TEST_F(ReconciliationPagesTest, ClosingsKeepTheirPictureOverPages) {
  RegisterFromJanuary();
  Import("S1", "2025-01-01", "2025-06-30", 0, {});
  for (const char* month : {"2025-01", "2025-02", "2025-03", "2025-04"}) CloseMonth(month);
  const auto reopen = [&](const std::string& month) {
    auto request = PeriodWrite<v1::ReopenPeriodRequest>(month);
    request.set_text("late voucher");
    Must<v1::ReopenPeriodResponse>(Bureau(), request);
  };
  const auto list = [&](const auto& between, std::vector<int>& sizes) {
    std::vector<std::string> months;
    Paged<v1::ListPeriodsResponse>(
        Asking<v1::ListPeriodsRequest>(),
        [&](const v1::ListPeriodsResponse& page) {
          for (const auto& period : page.periods()) {
            months.push_back(period.month() + (period.reopened_entry() > 0 ? " reopened" : ""));
          }
          return page.periods_size();
        },
        between, sizes);
    return months;
  };
  std::vector<int> sizes;
  const auto change = [&] {
    reopen("2025-04");
    CloseMonth("2025-04");
    CloseMonth("2025-05");
  };
  EXPECT_THAT(list(change, sizes), ElementsAre("2025-01", "2025-02", "2025-03", "2025-04"));
  EXPECT_THAT(sizes, ElementsAre(2, 2));
  sizes.clear();
  EXPECT_THAT(list([] {}, sizes), ElementsAre("2025-01", "2025-02", "2025-03", "2025-04 reopened",
                                              "2025-04", "2025-05"));
  EXPECT_THAT(sizes, ElementsAre(2, 2, 2));
  v1::ListAccountsRequest accounts;
  accounts.set_programme("nm");
  EXPECT_EQ(Must<v1::ListAccountsResponse>(Office(), accounts).accounts(0).closed_through_month(),
            "2025-05");
}

TEST_F(ReconciliationPagesTest, ASheetShowsSoManyItems) {
  Register();
  constexpr int kMost = 20'000;
  ImportLines(kMost, std::string(64, 'B'));
  // It still fits what a client takes.
  EXPECT_THAT(Sheet().bank_in(), SizeIs(kMost));
  Move("Z1", v1::FUND_MOVEMENT_KIND_INTEREST_IN, 1, "2025-06-30");
  const auto refused = Office().Ask<v1::GetSheetResponse>(SheetRequest());
  ASSERT_THAT(refused, Refused(StatusCode::kInvalidArgument, "TOO_MANY_ITEMS"));
  const wire::Details details = refused.Details();
  EXPECT_EQ(details.lines.at(0).field, "without_items");
  EXPECT_THAT(details.metadata, ::testing::IsSupersetOf({::testing::Pair("got", "20001"),
                                                         ::testing::Pair("limit", "20000")}));
  auto sums = SheetRequest();
  sums.set_without_items(true);
  const v1::AdjustmentSheet sheet = Must<v1::GetSheetResponse>(Office(), sums).sheet();
  EXPECT_EQ(sheet.bank_in_count(), kMost);
  EXPECT_EQ(sheet.bank_in_fen(), kMost);
  EXPECT_EQ(sheet.book_in_count(), 1);
  EXPECT_EQ(sheet.difference_fen(), 0);
  EXPECT_TRUE(sheet.reconciled());
  // Lists of items come in pages, however many there are.
  auto items = Asking<v1::ListOpenItemsRequest>();
  items.set_without_suggestions(true);
  items.set_page_size(1'000);
  int shown = 0;
  do {
    const auto page = Must<v1::ListOpenItemsResponse>(Office(), items);
    shown += page.items_size();
    items.set_page_token(page.next_page_token());
  } while (!items.page_token().empty() && shown <= kMost);
  EXPECT_EQ(shown, kMost + 2);  // with the movement of July
}

// As many as are allowed, with the longest references: more bytes than a client takes.
TEST_F(ReconciliationPagesTest, ASheetFitsWhatAClientTakes) {
  Register();
  std::string reference;
  for (int i = 0; i < 64; ++i) reference += "凭";
  ImportLines(20'000, reference);
  const auto refused = Office().Ask<v1::GetSheetResponse>(SheetRequest());
  ASSERT_THAT(refused, Refused(StatusCode::kInvalidArgument, "TOO_MANY_ITEMS"));
  int limit = 0;
  for (const auto& [key, value] : refused.Details().metadata) {
    if (key == "limit") limit = std::stoi(value);
  }
  EXPECT_GT(limit, 15'000);
  EXPECT_LT(limit, 20'000);
  auto sums = SheetRequest();
  sums.set_without_items(true);
  EXPECT_EQ(Must<v1::GetSheetResponse>(Office(), sums).sheet().bank_in_count(), 20'000);
}

TEST_F(ReconciliationPagesTest, ADepositIsAnAccountOfItsOwn) {
  Register();
  auto registering = Registering();
  v1::BankAccount& account = *registering.mutable_account();
  account.set_account_id("deposit");
  account.set_number("0602-7");
  account.set_holds(v1::FUND_ACCOUNT_DEPOSITS);
  auto nobody = registering;
  EXPECT_THAT(Bureau().Ask<v1::RegisterAccountResponse>(nobody),
              Refused(StatusCode::kInvalidArgument, "FIELD_REQUIRED"));
  account.set_bank(kIcbc);
  Must<v1::RegisterAccountResponse>(Bureau(), registering);

  auto placing = Moving("D1", v1::FUND_MOVEMENT_KIND_DEPOSIT_PLACED, 40'000, "2025-06-05");
  placing.mutable_movement()->set_counterparty(kIcbc);
  Must<v1::RecordMovementResponse>(Bureau(), placing);
  placing = Moving("D2", v1::FUND_MOVEMENT_KIND_DEPOSIT_PLACED, 500, "2025-06-06");
  placing.mutable_movement()->set_counterparty(kCcb);
  Must<v1::RecordMovementResponse>(Bureau(), placing);
  auto opening =
      Opening("D", "2025-06-01", "2025-06-30", 0, {Line("2025-06-05", 40'000, "Q-1", "转入 D1x")});
  opening.mutable_header()->set_account_id("deposit");
  Must<v1::OpenStatementResponse>(OneOfBureau(), opening);
  Must<v1::AddStatementLinesResponse>(
      OneOfBureau(), Adding("D", 0, {Line("2025-06-05", 40'000, "Q-1", "转入 D1x")}));
  Must<v1::CloseStatementResponse>(OneOfBureau(), ClosingOf("D"));

  auto asking = SheetRequest();
  asking.set_account_id("deposit");
  const v1::AdjustmentSheet sheet = Must<v1::GetSheetResponse>(Office(), asking).sheet();
  EXPECT_EQ(sheet.account().bank(), kIcbc);
  EXPECT_EQ(sheet.book_balance_fen(), 40'000);
  EXPECT_EQ(sheet.bank_balance_fen(), 40'000);
  ASSERT_THAT(sheet.book_in(), SizeIs(1));
  EXPECT_EQ(sheet.book_in(0).movement_id(), "D1");
  // The special account has both placements, as money that left it.
  const v1::AdjustmentSheet special = Sheet();
  EXPECT_EQ(special.book_balance_fen(), -40'500);
  EXPECT_EQ(special.book_out_count(), 2);

  v1::ListExceptionsRequest exceptions;
  exceptions.set_programme("nm");
  exceptions.set_account_id("deposit");
  const auto found = Must<v1::ListExceptionsResponse>(Office(), exceptions);
  ASSERT_THAT(found.classes(), SizeIs(2));
  EXPECT_EQ(found.classes(0).kind(), v1::EXCEPTION_KIND_UNEXPLAINED_IN);
  EXPECT_EQ(found.classes(1).kind(), v1::EXCEPTION_KIND_MOVEMENT_NOT_AT_BANK);
  EXPECT_EQ(found.classes(1).amount_fen(), 40'000);
  // The only one of the amount on both sides and of one day is suggested, and is made by two.
  auto items = Asking<v1::ListOpenItemsRequest>();
  items.set_account_id("deposit");
  const auto open = Must<v1::ListOpenItemsResponse>(Office(), items);
  ASSERT_THAT(open.suggestions(), SizeIs(1));
  EXPECT_TRUE(open.suggestions(0).two_persons());
  auto match = Write<v1::RecordMatchRequest>();
  match.set_account_id("deposit");
  *match.mutable_lines() = open.suggestions(0).match().lines();
  *match.mutable_movements() = open.suggestions(0).match().movements();
  match.set_text("slip of 5 June");
  Must<v1::RecordMatchResponse>(Bureau(), match);
  EXPECT_EQ(Must<v1::GetSheetResponse>(Office(), asking).sheet().book_in_count(), 0);
  auto close = PeriodWrite<v1::ClosePeriodRequest>();
  close.set_account_id("deposit");
  EXPECT_EQ(Must<v1::ClosePeriodResponse>(OneOfBureau(), close).figures().items(), 0);
  // The month of the other account is open.
  EXPECT_EQ(Sheet().closed_entry(), 0);
}

}  // namespace
}  // namespace ippledge::server
