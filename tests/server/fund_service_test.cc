// FundService over gRPC: rights, checks in order, figures, pages, the export, restarts.
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "ippledge/v1/fund_service.pb.h"
#include "ippledge/v1/journal_service.pb.h"
#include "tests/server/world.h"

namespace ippledge::server {
namespace {

using ::testing::ElementsAre;
using ::testing::Pair;
using ::testing::SizeIs;

v1::RecordMovementRequest Moving(const std::string& id, v1::FundMovementKind kind, std::int64_t fen,
                                 const std::string& counterparty = "") {
  auto request = Write<v1::RecordMovementRequest>();
  v1::FundMovement& movement = *request.mutable_movement();
  movement.set_movement_id(id);
  movement.set_kind(kind);
  movement.set_amount_fen(fen);
  movement.set_movement_date("2025-06-01");
  movement.set_counterparty(counterparty);
  return request;
}

v1::ReverseMovementRequest Reversing(const std::string& id, const std::string& of) {
  auto request = Write<v1::ReverseMovementRequest>();
  request.mutable_reversal()->set_movement_id(id);
  request.mutable_reversal()->set_reverses_movement_id(of);
  request.mutable_reversal()->set_reason("typing error");
  return request;
}

class FundServiceTest : public World {
 protected:
  Rpc Bureau(const std::string& second_person = "p-2") const {
    return Rpc(server_.address(), {.organisation = "nm-finance",
                                   .role = "finance_bureau",
                                   .person = "p-1",
                                   .language = "en",
                                   .second_person = second_person});
  }
  // 1,000 in, 300 placed at a bank, a fee of 50; the fee is taken back.
  void Fill() {
    const Rpc bureau = Bureau();
    const auto record = [&](const v1::RecordMovementRequest& request) {
      ASSERT_THAT(bureau.Ask<v1::RecordMovementResponse>(request), Succeeded());
    };
    record(Moving("M1", v1::FUND_MOVEMENT_KIND_APPROPRIATION_IN, 1000));
    record(Moving("M2", v1::FUND_MOVEMENT_KIND_DEPOSIT_PLACED, 300, kIcbc));
    record(Moving("M3", v1::FUND_MOVEMENT_KIND_FEE_OUT, 50));
    ASSERT_THAT(bureau.Ask<v1::ReverseMovementResponse>(Reversing("M4", "M3")), Succeeded());
  }
  v1::GetFundResponse Fund(std::int64_t at = 0, const std::string& as_of = "") const {
    v1::GetFundRequest request;
    request.set_programme("nm");
    request.set_at(at);
    request.set_as_of_date(as_of);
    const auto answer = Office().Ask<v1::GetFundResponse>(request);
    EXPECT_THAT(answer, Succeeded());
    return answer.response;
  }
  v1::ListMovementsRequest Listing(int page_size) const {
    v1::ListMovementsRequest request;
    request.set_programme("nm");
    request.set_page_size(page_size);
    return request;
  }
  std::vector<std::string> Ids(v1::ListMovementsRequest request) const {
    std::vector<std::string> ids;
    do {
      const auto page = Office().Ask<v1::ListMovementsResponse>(request);
      EXPECT_THAT(page, Succeeded());
      if (!page.status.ok()) return ids;
      for (const v1::RecordedMovement& movement : page.response.movements()) {
        ids.push_back(movement.movement().movement_id());
      }
      request.set_page_token(page.response.next_page_token());
    } while (!request.page_token().empty());
    return ids;
  }
};

TEST_F(FundServiceTest, AnswersSayWhatTheFundHas) {
  const Rpc bureau = Bureau();
  auto request = Moving("M1", v1::FUND_MOVEMENT_KIND_APPROPRIATION_IN, 1000);
  request.set_validate_only(true);
  const auto tried = bureau.Ask<v1::RecordMovementResponse>(request);
  ASSERT_THAT(tried, Succeeded());
  EXPECT_EQ(tried.response.recorded().outcome(), v1::OUTCOME_VALID);
  EXPECT_EQ(tried.response.fund().cash_fen(), 1000);
  EXPECT_EQ(Fund().figures().cash_fen(), 0);

  request.set_validate_only(false);
  const auto first = bureau.Ask<v1::RecordMovementResponse>(request);
  ASSERT_THAT(first, Succeeded());
  EXPECT_EQ(first.response.recorded().outcome(), v1::OUTCOME_RECORDED);
  EXPECT_EQ(first.response.fund().available_fen(), 1000);
  ASSERT_THAT(bureau.Ask<v1::RecordMovementResponse>(
                  Moving("M2", v1::FUND_MOVEMENT_KIND_DEPOSIT_PLACED, 300, kIcbc)),
              Succeeded());
  // Byte for byte, also after a restart.
  EXPECT_EQ(bureau.Ask<v1::RecordMovementResponse>(request).bytes, first.bytes);
  server_.Restart();
  EXPECT_EQ(Bureau().Ask<v1::RecordMovementResponse>(request).bytes, first.bytes);
  // As it was after its entry, not as it is now.
  const auto known = Bureau().Ask<v1::RecordMovementResponse>(
      Moving("M1", v1::FUND_MOVEMENT_KIND_APPROPRIATION_IN, 1000));
  ASSERT_THAT(known, Succeeded());
  EXPECT_EQ(known.response.recorded().outcome(), v1::OUTCOME_ALREADY_RECORDED);
  EXPECT_EQ(known.response.fund().cash_fen(), 1000);
  EXPECT_EQ(Fund().figures().cash_fen(), 700);
}

TEST_F(FundServiceTest, OnlyTheBureauWritesAndBanksDoNotRead) {
  const auto request = Moving("M1", v1::FUND_MOVEMENT_KIND_APPROPRIATION_IN, 1000);
  for (const Rpc& other : {Bank(), Office(), As("fund_manager", "fm"), As("auditor", "au")}) {
    EXPECT_THAT(other.Ask<v1::RecordMovementResponse>(request),
                Refused(StatusCode::kPermissionDenied, "ROLE_NOT_ALLOWED"));
  }
  EXPECT_THAT(Bank().Ask<v1::GetFundResponse>([] {
    v1::GetFundRequest get;
    get.set_programme("nm");
    return get;
  }()),
              Refused(StatusCode::kPermissionDenied, "ROLE_NOT_ALLOWED"));
  EXPECT_THAT(Bank().Ask<v1::ListMovementsResponse>(Listing(1)),
              Refused(StatusCode::kPermissionDenied, "ROLE_NOT_ALLOWED"));
  v1::ExportMovementsRequest whole;
  whole.set_programme("nm");
  const auto stream = Bank().Receive(whole);
  EXPECT_EQ(stream->Read<v1::ExportMovementsResponse>(), std::nullopt);
  EXPECT_THAT(stream->Finish(), Refused(StatusCode::kPermissionDenied, "ROLE_NOT_ALLOWED"));
  EXPECT_THAT(As("auditor", "au").Ask<v1::ListMovementsResponse>(Listing(1)), Succeeded());
}

TEST_F(FundServiceTest, MoneyOutNeedsTwoPersons) {
  ASSERT_THAT(Bureau("").Ask<v1::RecordMovementResponse>(
                  Moving("M1", v1::FUND_MOVEMENT_KIND_APPROPRIATION_IN, 1000)),
              Succeeded());
  for (const char* second : {"", "p-1"}) {
    const Rpc alone = Bureau(second);
    const auto fee =
        alone.Ask<v1::RecordMovementResponse>(Moving("M2", v1::FUND_MOVEMENT_KIND_FEE_OUT, 10));
    EXPECT_THAT(fee, Refused(StatusCode::kPermissionDenied, "SECOND_PERSON_REQUIRED"));
    EXPECT_THAT(alone.Ask<v1::ReverseMovementResponse>(Reversing("X", "M1")),
                Refused(StatusCode::kPermissionDenied, "SECOND_PERSON_REQUIRED"));
  }
  EXPECT_THAT(Bureau("p-2").Ask<v1::RecordMovementResponse>(
                  Moving("M2", v1::FUND_MOVEMENT_KIND_FEE_OUT, 10)),
              Succeeded());
  // Both are in the entry; a bank does not see it.
  v1::GetEntryRequest get;
  get.set_programme("nm");
  get.set_entry(Position());
  while (true) {
    const auto entry = Office().Ask<v1::GetEntryResponse>(get);
    ASSERT_THAT(entry, Succeeded());
    if (entry.response.entry().kind() == "FUND_MOVEMENT_RECORDED") {
      EXPECT_THAT(entry.response.entry().json(), ::testing::HasSubstr("\"second_person\":\"p-2\""));
      break;
    }
    get.set_entry(get.entry() - 1);
  }
  EXPECT_TRUE(Bank().Ask<v1::GetEntryResponse>(get).response.entry().redacted());
}

TEST_F(FundServiceTest, FaultsOfTheRequestAreToldTogether) {
  auto request = Moving(" M1", v1::FUND_MOVEMENT_KIND_CO_FUNDING_IN, 0, "No Slug");
  request.mutable_movement()->set_movement_date("2025-02-30");
  request.mutable_movement()->set_memo(std::string(501, 'x'));
  const auto answer = Bureau().Ask<v1::RecordMovementResponse>(request);
  EXPECT_THAT(answer, Refused(StatusCode::kInvalidArgument, "DATE_MALFORMED"));
  std::vector<std::string> fields;
  for (const wire::Details::Line& line : answer.Details().lines) {
    fields.push_back(line.field);
  }
  EXPECT_THAT(fields, ::testing::UnorderedElementsAre("movement.movement_id", "movement.amount_fen",
                                                      "movement.movement_date",
                                                      "movement.counterparty", "movement.memo"));
  auto unknown_kind = Moving("M1", static_cast<v1::FundMovementKind>(77), 1);
  EXPECT_THAT(Bureau("").Ask<v1::RecordMovementResponse>(unknown_kind),
              Refused(StatusCode::kInvalidArgument, "ENUM_UNKNOWN"));
}

TEST_F(FundServiceTest, RefusalsTellTheNumbers) {
  Fill();
  const auto answer = Bureau().Ask<v1::RecordMovementResponse>(
      Moving("M9", v1::FUND_MOVEMENT_KIND_RETURN_TO_TREASURY, 701));
  EXPECT_THAT(answer, Refused(StatusCode::kFailedPrecondition, "AVAILABLE_EXCEEDED"));
  EXPECT_THAT(answer.Details().metadata, ElementsAre(Pair("asked", "701"), Pair("limit", "700"),
                                                     Pair("remaining", "700"), Pair("used", "0")));
}

TEST_F(FundServiceTest, TheFundAtAnyPositionAndDay) {
  Fill();
  const v1::GetFundResponse now = Fund();
  EXPECT_EQ(now.figures().cash_fen(), 700);
  EXPECT_EQ(now.figures().deposits_fen(), 300);
  EXPECT_EQ(now.movements(), 4);
  EXPECT_EQ(now.fund_fen(), GoodConstitution().fund_fen());
  EXPECT_TRUE(now.has_exposure());
  EXPECT_FALSE(now.exposure().covered_only());
  EXPECT_EQ(now.exposure().outstanding_fen(), 0);
  std::int64_t debit = 0, credit = 0;
  for (const v1::FundAccountBalance& account : now.accounts()) {
    debit += account.debit_fen();
    credit += account.credit_fen();
  }
  EXPECT_EQ(debit, credit);
  EXPECT_THAT(now.accounts(1).parties(), SizeIs(1));
  EXPECT_EQ(now.accounts(1).parties(0).counterparty(), kIcbc);

  const std::int64_t before = now.position() - 1;
  EXPECT_FALSE(Fund(before).has_exposure());
  EXPECT_EQ(Fund(0, "2025-05-31").figures().cash_fen(), 0);
  EXPECT_EQ(Fund(0, "2025-05-31").movements(), 4);
  v1::GetFundRequest beyond;
  beyond.set_programme("nm");
  beyond.set_at(now.position() + 100);
  EXPECT_THAT(Office().Ask<v1::GetFundResponse>(beyond),
              Refused(StatusCode::kNotFound, "ENTRY_UNKNOWN"));

  // A loan is owed: what the fund may have to answer for, at most.
  RecordLoan("HT-1");
  const v1::GetFundResponse owed = Fund();
  EXPECT_EQ(owed.exposure().outstanding_fen(), 40'000'000);
  EXPECT_EQ(owed.exposure().leverage_ppm(), 40'000'000'000);
}

TEST_F(FundServiceTest, PagesShowOnePicture) {
  Fill();
  EXPECT_THAT(Ids(Listing(1)), ElementsAre("M1", "M2", "M3", "M4"));
  EXPECT_THAT(Ids(Listing(3)), ElementsAre("M1", "M2", "M3", "M4"));
  auto request = Listing(3);
  const auto first = Office().Ask<v1::ListMovementsResponse>(request);
  ASSERT_THAT(first, Succeeded());
  ASSERT_THAT(
      Bureau().Ask<v1::RecordMovementResponse>(Moving("M5", v1::FUND_MOVEMENT_KIND_INTEREST_IN, 1)),
      Succeeded());
  request.set_page_token(first.response.next_page_token());
  EXPECT_THAT(Ids(request), ElementsAre("M4"));
  server_.Restart();
  EXPECT_THAT(Ids(request), ElementsAre("M4"));
  // A token is good for its own query.
  request.mutable_query()->set_counterparty(kIcbc);
  EXPECT_THAT(Office().Ask<v1::ListMovementsResponse>(request),
              Refused(StatusCode::kInvalidArgument, "PAGE_TOKEN_INVALID"));
  request.clear_page_token();
  EXPECT_THAT(Ids(request), ElementsAre("M2"));
  request.mutable_query()->clear_counterparty();
  request.mutable_query()->set_kind(v1::FUND_MOVEMENT_KIND_FEE_OUT);
  EXPECT_THAT(Ids(request), ElementsAre("M3", "M4"));
  request.mutable_query()->set_from_date("2025-06-02");
  EXPECT_THAT(Ids(request), SizeIs(0));
  request.mutable_query()->set_from_date("2025-06-31");
  EXPECT_THAT(Office().Ask<v1::ListMovementsResponse>(request),
              Refused(StatusCode::kInvalidArgument, "DATE_MALFORMED"));
}

TEST_F(FundServiceTest, MovementsSayWhatTheyDid) {
  Fill();
  const auto page = Office().Ask<v1::ListMovementsResponse>(Listing(10));
  ASSERT_THAT(page, Succeeded());
  ASSERT_THAT(page.response.movements(), SizeIs(4));
  const v1::RecordedMovement& fee = page.response.movements(2);
  const v1::RecordedMovement& reversal = page.response.movements(3);
  EXPECT_EQ(fee.debit_account(), v1::FUND_ACCOUNT_FEES);
  EXPECT_EQ(fee.credit_account(), v1::FUND_ACCOUNT_CASH);
  EXPECT_EQ(fee.reversed_by_entry(), reversal.entry());
  EXPECT_EQ(fee.after().cash_fen(), 650);
  EXPECT_EQ(reversal.movement().amount_fen(), -50);
  EXPECT_EQ(reversal.movement().movement_date(), fee.movement().movement_date());
  EXPECT_EQ(reversal.movement().memo(), "typing error");
  EXPECT_EQ(reversal.reverses_movement_id(), "M3");
  EXPECT_EQ(reversal.after().cash_fen(), 700);
  // Before the reversal nobody knew of it.
  auto earlier = Listing(10);
  earlier.mutable_query()->set_at(fee.entry());
  const auto then = Office().Ask<v1::ListMovementsResponse>(earlier);
  ASSERT_THAT(then.response.movements(), SizeIs(3));
  EXPECT_EQ(then.response.movements(2).reversed_by_entry(), 0);
}

}  // namespace
}  // namespace ippledge::server
