// Streams out: entries as they come, the headline after each change, exports.
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "ippledge/v1/journal_service.pb.h"
#include "tests/server/world.h"

namespace ippledge::server {
namespace {

using ::testing::ElementsAre;

class StreamsTest : public World {};

v1::FollowEntriesRequest FollowRequest(std::int64_t first) {
  v1::FollowEntriesRequest request;
  request.set_programme("nm");
  request.set_first_entry(first);
  return request;
}

// Entries `first` to `last` from a stream: dense, each once.
void ExpectDense(RpcStream& stream, std::int64_t first, std::int64_t last) {
  std::int64_t next = first;
  while (next <= last) {
    const auto message = stream.Read<v1::FollowEntriesResponse>();
    ASSERT_TRUE(message) << "ended before entry " << next;
    ASSERT_GT(message->entries_size(), 0);
    for (const v1::JournalEntry& entry : message->entries()) ASSERT_EQ(entry.entry(), next++);
    EXPECT_GE(message->position(), next - 1);
  }
}

TEST_F(StreamsTest, FollowersSeeEveryEntryOnceWhileWritesGoOn) {
  constexpr int kBatches = 40;
  RecordLoan("first");
  const std::int64_t start = Position();
  const Rpc office = Office();
  const auto from_one = office.Receive(FollowRequest(1));
  const auto from_next = office.Receive(FollowRequest(start + 1));
  std::thread writer([&] {
    const Rpc bank = Bank();
    for (int i = 0; i < kBatches; ++i) {
      EXPECT_THAT(bank.Ask<v1::BatchRecordResponse>(BatchRequest(40, absl::StrCat("N", i, "-"))),
                  Succeeded());
      RecordLoan(absl::StrCat("single-", i));
    }
  });
  const std::int64_t last = start + kBatches * 42;
  ExpectDense(*from_one, 1, last);
  ExpectDense(*from_next, start + 1, last);
  writer.join();
  for (RpcStream* stream : {from_one.get(), from_next.get()}) {
    stream->Cancel();
    EXPECT_EQ(stream->Finish().status.code(), StatusCode::kCancelled);
  }
}

TEST_F(StreamsTest, AFollowerThatWaitsIsWokenByTheNextEntry) {
  const Rpc office = Office();
  const auto stream = office.Receive(FollowRequest(Position() + 1));
  for (int i = 0; i < 20; ++i) {
    const std::int64_t entry = RecordLoan(absl::StrCat("HT-", i));
    const auto message = stream->Read<v1::FollowEntriesResponse>();
    ASSERT_TRUE(message);
    EXPECT_EQ(message->entries(0).entry(), entry);
    EXPECT_EQ(message->entries(0).kind(), "LOAN_RECORDED");
    EXPECT_EQ(message->entries(0).contract_number(), absl::StrCat("HT-", i));
  }
}

TEST_F(StreamsTest, WaitingStreamsMayBeCancelledAtAnyMoment) {
  const Rpc office = Office();
  for (int i = 0; i < 200; ++i) {
    const auto stream = office.Receive(FollowRequest(Position() + 1));
    std::thread writer;
    if (i % 2 == 0) writer = std::thread([&] { RecordLoan(absl::StrCat("HT-", i)); });
    stream->Cancel();
    EXPECT_EQ(stream->Finish().status.code(), StatusCode::kCancelled);
    if (writer.joinable()) writer.join();
  }
  RecordLoan("after");
}

TEST_F(StreamsTest, FollowingFromBeyondTheEndIsRefused) {
  const Rpc office = Office();
  for (const std::int64_t first : {Position() + 2, std::int64_t{-1}}) {
    const auto stream = office.Receive(FollowRequest(first));
    EXPECT_EQ(stream->ReadBytes(), std::nullopt);
    EXPECT_THAT(stream->Finish(), Refused(StatusCode::kNotFound, "ENTRY_UNKNOWN")) << first;
  }
}

TEST_F(StreamsTest, TheHeadlineIsToldAfterEachChange) {
  v1::WatchTotalsRequest request;
  request.set_programme("nm");
  const Rpc bank = Bank();
  const auto stream = bank.Receive(request);
  const auto first = stream->Read<v1::WatchTotalsResponse>();
  ASSERT_TRUE(first);
  EXPECT_EQ(first->position(), Position());
  EXPECT_EQ(first->figures_size(), 7);
  EXPECT_EQ(first->target(), 1'000'000'000);
  for (int i = 1; i <= 10; ++i) {
    const std::int64_t entry = RecordLoan(absl::StrCat("HT-", i));
    const auto next = stream->Read<v1::WatchTotalsResponse>();
    ASSERT_TRUE(next);
    EXPECT_EQ(next->position(), entry);
    EXPECT_EQ(next->figures(1).measure(), v1::MEASURE_DISBURSED);
    EXPECT_EQ(next->figures(1).value(), i * 40'000'000);
  }
}

TEST_F(StreamsTest, ASlowWatcherSkipsAndSeesTheNewest) {
  v1::WatchTotalsRequest request;
  request.set_programme("nm");
  const Rpc bank = Bank();
  const auto stream = bank.Receive(request);
  for (int i = 0; i < 50; ++i) RecordLoan(absl::StrCat("HT-", i));
  const std::int64_t last = Position();
  std::int64_t shown = 0;
  int messages = 0;
  while (shown < last) {
    const auto message = stream->Read<v1::WatchTotalsResponse>();
    ASSERT_TRUE(message);
    EXPECT_GT(message->position(), shown);
    shown = message->position();
    ++messages;
  }
  EXPECT_LE(messages, 51);
}

TEST_F(StreamsTest, ExportedTotalsAreThoseOfTheReport) {
  const Rpc office = Office();
  const Rpc bank = OtherBank();
  for (const char* whose : {kIcbc, kCcb}) {
    for (int i = 0; i < 29; ++i) {
      v1::RecordLoanRequest request = LoanRequest(absl::StrCat("HT-", i), whose);
      request.mutable_loan()->mutable_draw()->set_disbursement_date(
          absl::StrCat("2024-02-", i < 9 ? "0" : "", i + 1));
      ASSERT_THAT(office.Ask<v1::RecordLoanResponse>(request), Succeeded());
    }
  }
  v1::GetTotalsRequest totals;
  totals.set_programme("nm");
  v1::TotalsQuery& query = *totals.mutable_query();
  query.add_by(v1::DIMENSION_DAY);
  query.add_by(v1::DIMENSION_BANK);
  query.set_as_of_date("2024-02-20");
  query.set_at(Position());
  v1::ExportTotalsRequest request;
  request.set_programme("nm");
  *request.mutable_query() = query;
  RecordLoan("later");
  for (const Rpc* caller : {&office, &bank}) {
    std::vector<std::string> reported;
    const auto answer = caller->Ask<v1::GetTotalsResponse>(totals);
    ASSERT_THAT(answer, Succeeded());
    for (const v1::TotalsRow& row : answer.response.rows()) {
      for (const v1::Figure& figure : row.figures()) {
        reported.push_back(absl::StrCat(row.keys(0).value(), " ", row.keys(1).value(), " ",
                                        figure.measure(), " ", figure.value()));
      }
    }
    std::vector<std::string> exported;
    const auto stream = caller->Receive(request);
    while (const auto message = stream->Read<v1::ExportTotalsResponse>()) {
      EXPECT_LE(message->rows_size(), 1000);
      for (const v1::FlatTotal& row : message->rows()) {
        EXPECT_EQ(row.as_of_date(), "2024-02-20");
        EXPECT_EQ(row.position(), query.at());
        exported.push_back(absl::StrCat(row.keys(0).value(), " ", row.keys(1).value(), " ",
                                        row.measure(), " ", row.value()));
      }
    }
    EXPECT_THAT(stream->Finish(), Succeeded());
    EXPECT_EQ(exported, reported);
    EXPECT_EQ(exported.size(), caller == &office ? 20u * 2 * 8 : 20u * 8);
  }
}

// More rows than one message holds.
TEST_F(StreamsTest, ALongExportComesInSeveralMessages) {
  v1::BatchRecordRequest batch = BatchRequest(400, "HT-");
  for (int i = 0; i < batch.rows_size(); ++i) {
    v1::Draw& draw = *batch.mutable_rows(i)->mutable_loan()->mutable_draw();
    draw.set_disbursement_date(
        absl::StrCat(2000 + i / 28, "-05-", i % 28 < 9 ? "0" : "", i % 28 + 1));
    draw.set_maturity_date("2025-12-31");
  }
  const auto recorded = Bank().Ask<v1::BatchRecordResponse>(batch);
  ASSERT_THAT(recorded, Succeeded());
  ASSERT_EQ(recorded.response.recorded_rows(), 400);
  v1::ExportTotalsRequest request;
  request.set_programme("nm");
  request.mutable_query()->add_by(v1::DIMENSION_DAY);
  const auto stream = Office().Receive(request);
  int rows = 0;
  int messages = 0;
  while (const auto message = stream->Read<v1::ExportTotalsResponse>()) {
    EXPECT_LE(message->rows_size(), 1000);
    rows += message->rows_size();
    ++messages;
  }
  EXPECT_THAT(stream->Finish(), Succeeded());
  EXPECT_EQ(rows, 400 * 8);
  EXPECT_EQ(messages, 4);
}

TEST_F(StreamsTest, ExportsAreRefusedAsTheirReportsAre) {
  const auto end_of = [](const Rpc& caller, const google::protobuf::Message& request) {
    const auto stream = caller.Receive(request);
    EXPECT_EQ(stream->ReadBytes(), std::nullopt);
    return stream->Finish();
  };
  v1::ExportTotalsRequest totals;
  totals.set_programme("nowhere");
  EXPECT_THAT(end_of(Office(), totals), Refused(StatusCode::kNotFound, "PROGRAMME_UNKNOWN"));
  totals.set_programme("nm");
  totals.mutable_query()->add_by(v1::DIMENSION_UNSPECIFIED);
  EXPECT_THAT(end_of(Office(), totals), Refused(StatusCode::kInvalidArgument, "ENUM_UNKNOWN"));
  v1::ExportLoansRequest loans;
  loans.set_programme("nm");
  loans.set_bank(kIcbc);
  EXPECT_THAT(end_of(OtherBank(), loans), Refused(StatusCode::kPermissionDenied, "NOT_YOUR_ROWS"));
  loans.set_bank("");
  loans.set_at(Position() + 1);
  EXPECT_THAT(end_of(OtherBank(), loans), Refused(StatusCode::kNotFound, "ENTRY_UNKNOWN"));
  v1::WatchTotalsRequest watch;
  EXPECT_THAT(end_of(Bank(), watch), Refused(StatusCode::kInvalidArgument, "FIELD_REQUIRED"));
}

}  // namespace
}  // namespace ippledge::server
