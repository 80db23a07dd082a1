// LoanService.ListLoans and ReportService.ExportLoans: one picture on all pages, whatever happens
// meanwhile.
#include <atomic>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "tests/server/world.h"

namespace ippledge::server {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class LoanListsTest : public World {
 protected:
  static v1::ListLoansRequest ListRequest(int page_size, const std::string& bank = "") {
    v1::ListLoansRequest request;
    request.set_programme("nm");
    request.set_page_size(page_size);
    request.set_bank(bank);
    return request;
  }

  // All pages from `request` on, as "bank contract".
  std::vector<std::string> Pages(v1::ListLoansRequest request, const Rpc& caller) {
    std::vector<std::string> names;
    std::int64_t position = 0;
    do {
      const auto answer = caller.Ask<v1::ListLoansResponse>(request);
      EXPECT_THAT(answer, Succeeded());
      if (!answer.status.ok()) return names;
      if (position == 0) position = answer.response.position();
      EXPECT_EQ(answer.response.position(), position);
      for (const v1::Loan& loan : answer.response.loans()) {
        EXPECT_LE(loan.last_entry(), position);
        names.push_back(absl::StrCat(loan.name().bank(), " ", loan.name().contract_number()));
      }
      request.set_page_token(answer.response.next_page_token());
    } while (!request.page_token().empty());
    return names;
  }

  std::vector<std::string> Exported(const std::string& bank, std::int64_t at, const Rpc& caller) {
    v1::ExportLoansRequest request;
    request.set_programme("nm");
    request.set_bank(bank);
    request.set_at(at);
    const auto stream = caller.Receive(request);
    std::vector<std::string> names;
    while (const auto message = stream->Read<v1::ExportLoansResponse>()) {
      for (const v1::Loan& loan : message->loans()) {
        EXPECT_LE(loan.last_entry(), message->position());
        names.push_back(absl::StrCat(loan.name().bank(), " ", loan.name().contract_number()));
      }
    }
    EXPECT_THAT(stream->Finish(), Succeeded());
    return names;
  }
};

TEST_F(LoanListsTest, ComeInOrderOfBankAndContract) {
  for (const char* contract : {"b", "a", "c"}) {
    RecordLoan(contract, kIcbc);
    RecordLoan(contract, kCcb);
  }
  const std::vector<std::string> all = {"ccb-nm a",  "ccb-nm b",  "ccb-nm c",
                                        "icbc-nm a", "icbc-nm b", "icbc-nm c"};
  for (const int page_size : {0, 1, 2, 5, 6, 7, 5000}) {
    EXPECT_EQ(Pages(ListRequest(page_size), Office()), all) << page_size;
  }
  EXPECT_THAT(Pages(ListRequest(2, kIcbc), Office()),
              ElementsAre("icbc-nm a", "icbc-nm b", "icbc-nm c"));
  // A bank's list is its own, asked for or not.
  EXPECT_THAT(Pages(ListRequest(2), OtherBank()), ElementsAre("ccb-nm a", "ccb-nm b", "ccb-nm c"));
  EXPECT_THAT(Pages(ListRequest(2, "nobody"), Office()), IsEmpty());
  EXPECT_EQ(Exported("", 0, Office()), all);
  EXPECT_EQ(Exported("", 0, Bank()), Pages(ListRequest(0), Bank()));
}

TEST_F(LoanListsTest, PagesShowTheSamePictureAcrossWritesAndARestart) {
  for (int i = 0; i < 10; ++i) RecordLoan(absl::StrCat("HT-", i));
  v1::ListLoansRequest request = ListRequest(4);
  const auto first = Office().Ask<v1::ListLoansResponse>(request);
  ASSERT_THAT(first, Succeeded());
  // New loans between those shown and those to come, and a change of one to come.
  RecordLoan("HT-3a");
  RecordLoan("HT-55");
  auto change = LoanWrite<v1::RecordClassChangeRequest>("HT-7");
  change.mutable_class_change()->set_change_date("2025-06-30");
  change.mutable_class_change()->set_loan_class(v1::LOAN_CLASS_LOSS);
  ASSERT_THAT(Bank().Ask<v1::RecordClassChangeResponse>(change), Succeeded());
  server_.Restart();
  request.set_page_token(first.response.next_page_token());
  EXPECT_THAT(Pages(request, Office()),
              ElementsAre("icbc-nm HT-4", "icbc-nm HT-5", "icbc-nm HT-6", "icbc-nm HT-7",
                          "icbc-nm HT-8", "icbc-nm HT-9"));
  request.set_page_token("");
  request.set_at(first.response.position());
  EXPECT_THAT(Pages(request, Office()), SizeIs(10));
  EXPECT_THAT(Exported("", first.response.position(), Office()), SizeIs(10));
  EXPECT_THAT(Exported("", 0, Office()), SizeIs(12));
}

TEST_F(LoanListsTest, ATokenIsGoodForItsOwnListOnly) {
  for (int i = 0; i < 3; ++i) RecordLoan(absl::StrCat("HT-", i));
  v1::ListLoansRequest request = ListRequest(1);
  const std::string token = Office().Ask<v1::ListLoansResponse>(request).response.next_page_token();
  ASSERT_NE(token, "");
  const auto refused = [&](const v1::ListLoansRequest& list, const Rpc& caller) {
    EXPECT_THAT(caller.Ask<v1::ListLoansResponse>(list),
                Refused(StatusCode::kInvalidArgument, "PAGE_TOKEN_INVALID"));
  };
  request.set_page_token(token);
  EXPECT_THAT(Office().Ask<v1::ListLoansResponse>(request), Succeeded());
  refused(request, Bank());                                // another caller
  refused(request, As("finance_bureau", "nm-ip-office"));  // another role
  v1::ListLoansRequest other = request;
  other.set_bank(kIcbc);  // another filter
  refused(other, Office());
  ASSERT_THAT(Office().Ask<v1::FoundProgrammeResponse>(FoundRequest("other")), Succeeded());
  other = request;
  other.set_programme("other");
  refused(other, Office());
  for (const std::string& forged : {token + "A", token.substr(1), std::string("x"),
                                    std::string(2000, 'A'), std::string("-_-_")}) {
    other = request;
    other.set_page_token(forged);
    refused(other, Office());
  }
}

TEST_F(LoanListsTest, ABadPageSizeOrPositionIsRefused) {
  RecordLoan("HT-1");
  EXPECT_THAT(Office().Ask<v1::ListLoansResponse>(ListRequest(-1)),
              Refused(StatusCode::kInvalidArgument, "VALUE_OUT_OF_RANGE"));
  v1::ListLoansRequest request = ListRequest(1);
  for (const std::int64_t at : {Position() + 1, std::int64_t{-1}}) {
    request.set_at(at);
    EXPECT_THAT(Office().Ask<v1::ListLoansResponse>(request),
                Refused(StatusCode::kNotFound, "ENTRY_UNKNOWN"))
        << at;
  }
}

// What was there at a position is listed as it was then, while new loans come in all the time.
TEST_F(LoanListsTest, PastPositionsAreListedWhileWritesGoOn) {
  ASSERT_THAT(Bank().Ask<v1::BatchRecordResponse>(BatchRequest(200, "HT-1")), Succeeded());
  const std::int64_t at = Position();
  std::vector<std::string> then = Pages(ListRequest(1000), Office());
  ASSERT_THAT(then, SizeIs(200));
  std::atomic<bool> done{false};
  std::thread writer([&] {
    const Rpc bank = Bank();
    for (int i = 0; i < 40; ++i) {
      EXPECT_THAT(bank.Ask<v1::BatchRecordResponse>(BatchRequest(50, absl::StrCat("N", i, "-"))),
                  Succeeded());
    }
    done = true;
  });
  const Rpc office = Office();
  do {
    v1::ListLoansRequest request = ListRequest(70);
    request.set_at(at);
    EXPECT_EQ(Pages(request, office), then);
    EXPECT_EQ(Exported("", at, office), then);
  } while (!done);
  writer.join();
  EXPECT_THAT(Exported("", 0, office), SizeIs(2200));
}

// Loans with a hundred rights each: a page ends early rather than outgrow what clients take.
TEST_F(LoanListsTest, APageOfLargeLoansStaysBelowWhatClientsTake) {
  constexpr int kLoans = 600;
  int recorded = 0;
  const Rpc bank = Bank();
  while (recorded < kLoans) {
    auto request = Write<v1::BatchRecordRequest>();
    for (int i = 0; i < 50; ++i, ++recorded) {
      v1::LoanRow& row = *request.add_rows() = LoanRow(absl::StrCat("HT-", 1000 + recorded));
      row.mutable_loan()->clear_rights();
      for (int right = 0; right < 100; ++right) {
        v1::IpRight& added = *row.mutable_loan()->add_rights();
        added.set_kind(v1::IP_KIND_TRADE_SECRET);
        added.set_number(absl::StrCat(std::string(50, 'x'), recorded * 100 + right));
        added.set_secured_fen(600'000);
      }
    }
    const auto answer = bank.Ask<v1::BatchRecordResponse>(request);
    ASSERT_THAT(answer, Succeeded());
    ASSERT_EQ(answer.response.recorded_rows(), 50);
  }
  EXPECT_THAT(Pages(ListRequest(1000), bank), SizeIs(kLoans));
  EXPECT_THAT(Exported("", 0, bank), SizeIs(kLoans));
}

}  // namespace
}  // namespace ippledge::server
