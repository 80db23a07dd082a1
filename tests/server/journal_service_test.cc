// JournalService: entries by number and in pages; what a bank sees of others.
#include <vector>

#include "absl/strings/str_cat.h"
#include "ippledge/v1/journal_service.pb.h"
#include "proof/merkle.h"
#include "tests/server/world.h"

namespace ippledge::server {
namespace {

using ::testing::SizeIs;

class JournalServiceTest : public World {
 protected:
  static v1::ListEntriesRequest ListRequest(std::int64_t first, int page_size) {
    v1::ListEntriesRequest request;
    request.set_programme("nm");
    request.set_first_entry(first);
    request.set_page_size(page_size);
    return request;
  }
  std::vector<v1::JournalEntry> All(const Rpc& caller, int page_size, bool heads_only = false) {
    std::vector<v1::JournalEntry> entries;
    v1::ListEntriesRequest request = ListRequest(0, page_size);
    request.set_heads_only(heads_only);
    do {
      const auto answer = caller.Ask<v1::ListEntriesResponse>(request);
      EXPECT_THAT(answer, Succeeded());
      if (!answer.status.ok()) return entries;
      entries.insert(entries.end(), answer.response.entries().begin(),
                     answer.response.entries().end());
      request.set_first_entry(answer.response.next_first_entry());
    } while (request.first_entry() != 0);
    return entries;
  }
};

TEST_F(JournalServiceTest, PagesAreDenseAndTheLeavesAreThoseOfTheTree) {
  RecordLoan("HT-1");
  ASSERT_THAT(Bank().Ask<v1::BatchRecordResponse>(BatchRequest(20, "B-")), Succeeded());
  const std::vector<v1::JournalEntry> all = All(Office(), 1000);
  ASSERT_THAT(all, SizeIs(static_cast<std::size_t>(Position())));
  for (const int page_size : {1, 7, 0}) {
    const std::vector<v1::JournalEntry> paged = All(Office(), page_size);
    ASSERT_EQ(paged.size(), all.size());
    for (std::size_t i = 0; i < all.size(); ++i) {
      EXPECT_EQ(paged[i].SerializeAsString(), all[i].SerializeAsString());
      EXPECT_EQ(all[i].entry(), static_cast<std::int64_t>(i) + 1);
    }
  }
  // An outsider computes each leaf and the root from the stored bytes alone.
  proof::Frontier frontier;
  for (const v1::JournalEntry& entry : all) {
    const proof::Hash leaf = proof::LeafHash(entry.stored());
    EXPECT_EQ(entry.leaf_hash(), std::string(leaf.begin(), leaf.end()));
    frontier.Append(leaf);
  }
  v1::GetProgrammeRequest request;
  request.set_programme("nm");
  const proof::Hash root = frontier.Root();
  EXPECT_EQ(Office().Ask<v1::GetProgrammeResponse>(request).response.programme().root(),
            std::string(root.begin(), root.end()));
}

TEST_F(JournalServiceTest, AnEntryTellsWhoDidWhatWhen) {
  const v1::RecordLoanRequest request = LoanRequest("HT-1");
  const std::int64_t number =
      Bank().Ask<v1::RecordLoanResponse>(request).response.recorded().entry();
  v1::GetEntryRequest get;
  get.set_programme("nm");
  get.set_entry(number);
  const auto answer = Office().Ask<v1::GetEntryResponse>(get);
  ASSERT_THAT(answer, Succeeded());
  const v1::JournalEntry& entry = answer.response.entry();
  EXPECT_EQ(entry.organisation(), kIcbc);
  EXPECT_EQ(entry.role(), "bank_maker");
  EXPECT_EQ(entry.person(), "p-1");
  EXPECT_EQ(entry.request_id(), request.request_id());
  EXPECT_EQ(entry.kind(), "LOAN_RECORDED");
  EXPECT_EQ(entry.bank(), kIcbc);
  EXPECT_EQ(entry.contract_number(), "HT-1");
  EXPECT_EQ(entry.business_date(), "2025-07-01");
  EXPECT_EQ(entry.commit_time().seconds(), TestClock::kStartMs / 1000);
  EXPECT_NE(entry.stored(), "");
  EXPECT_THAT(entry.json(), ::testing::HasSubstr("HT-1"));
  // Heads leave the heavy part out.
  const v1::JournalEntry head = All(Office(), 0, true).at(static_cast<std::size_t>(number) - 1);
  EXPECT_EQ(head.contract_number(), "HT-1");
  EXPECT_EQ(head.stored() + head.json(), "");
}

TEST_F(JournalServiceTest, ABankSeesItsOwnAndOfOthersOnlyNumberTimeAndLeaf) {
  RecordLoan("HT-1", kIcbc);  // entered by the office, of the bank
  RecordLoan("HT-2", kCcb);
  ASSERT_THAT(Bank().Ask<v1::BatchRecordResponse>(BatchRequest(3, "B-")), Succeeded());
  const std::vector<v1::JournalEntry> all = All(Office(), 0);
  const std::vector<v1::JournalEntry> own = All(Bank(), 0);
  ASSERT_EQ(own.size(), all.size());
  int seen = 0;
  for (std::size_t i = 0; i < all.size(); ++i) {
    EXPECT_FALSE(all[i].redacted());
    const bool concerned = all[i].bank() == kIcbc || all[i].organisation() == kIcbc;
    ASSERT_EQ(own[i].redacted(), !concerned) << all[i].kind();
    if (concerned) {
      EXPECT_EQ(own[i].SerializeAsString(), all[i].SerializeAsString());
      ++seen;
      continue;
    }
    v1::JournalEntry rest = own[i];
    EXPECT_EQ(rest.leaf_hash(), all[i].leaf_hash());
    for (const char* shown : {"entry", "commit_time", "business_date", "leaf_hash", "redacted"}) {
      rest.GetReflection()->ClearField(&rest, rest.GetDescriptor()->FindFieldByName(shown));
    }
    EXPECT_EQ(rest.SerializeAsString(), "") << all[i].kind();
  }
  EXPECT_EQ(seen, 5);
  // The same through the other two methods.
  v1::GetEntryRequest get;
  get.set_programme("nm");
  get.set_entry(1);
  EXPECT_TRUE(Bank().Ask<v1::GetEntryResponse>(get).response.entry().redacted());
  v1::FollowEntriesRequest follow;
  follow.set_programme("nm");
  follow.set_first_entry(1);
  const auto stream = Bank().Receive(follow);
  const auto message = stream->Read<v1::FollowEntriesResponse>();
  ASSERT_TRUE(message);
  for (int i = 0; i < message->entries_size(); ++i) {
    EXPECT_EQ(message->entries(i).SerializeAsString(),
              own[static_cast<std::size_t>(i)].SerializeAsString());
  }
}

TEST_F(JournalServiceTest, EntriesThatAreNotThereAreRefused) {
  v1::GetEntryRequest get;
  get.set_programme("nm");
  for (const std::int64_t entry : {std::int64_t{0}, std::int64_t{-1}, Position() + 1}) {
    get.set_entry(entry);
    EXPECT_THAT(Office().Ask<v1::GetEntryResponse>(get),
                Refused(StatusCode::kNotFound, "ENTRY_UNKNOWN"))
        << entry;
  }
  EXPECT_THAT(Office().Ask<v1::ListEntriesResponse>(ListRequest(1, -1)),
              Refused(StatusCode::kInvalidArgument, "VALUE_OUT_OF_RANGE"));
  EXPECT_THAT(Office().Ask<v1::ListEntriesResponse>(ListRequest(-1, 1)),
              Refused(StatusCode::kNotFound, "ENTRY_UNKNOWN"));
  // Beyond the end there is nothing yet: an empty page, to be asked for again.
  const auto beyond = Office().Ask<v1::ListEntriesResponse>(ListRequest(Position() + 5, 1));
  ASSERT_THAT(beyond, Succeeded());
  EXPECT_THAT(beyond.response.entries(), SizeIs(0));
  EXPECT_EQ(beyond.response.next_first_entry(), 0);
}

// Large entries, a thousand asked for: pages and messages of the stream stay below what clients
// take.
TEST_F(JournalServiceTest, LargeEntriesComeInPagesOfBoundedSize) {
  constexpr int kLoans = 400;
  for (int recorded = 0; recorded < kLoans; recorded += 50) {
    v1::BatchRecordRequest request = BatchRequest(50, absl::StrCat("L", recorded, "-"));
    for (v1::LoanRow& row : *request.mutable_rows()) {
      row.mutable_loan()->clear_rights();
      for (int i = 0; i < 100; ++i) {
        v1::IpRight& right = *row.mutable_loan()->add_rights();
        right.set_kind(v1::IP_KIND_TRADE_SECRET);
        right.set_number(absl::StrCat(std::string(50, 'x'), i));
        right.set_secured_fen(600'000);
      }
    }
    const auto answer = Bank().Ask<v1::BatchRecordResponse>(request);
    ASSERT_THAT(answer, Succeeded());
    ASSERT_EQ(answer.response.recorded_rows(), 50);
  }
  EXPECT_THAT(All(Office(), 1000), SizeIs(static_cast<std::size_t>(Position())));
  v1::FollowEntriesRequest follow;
  follow.set_programme("nm");
  follow.set_first_entry(1);
  const Rpc office = Office();
  const auto stream = office.Receive(follow);
  std::int64_t next = 1;
  while (next <= Position()) {
    const auto message = stream->Read<v1::FollowEntriesResponse>();
    ASSERT_TRUE(message) << stream->Finish().status;
    for (const v1::JournalEntry& entry : message->entries()) ASSERT_EQ(entry.entry(), next++);
  }
}

TEST_F(JournalServiceTest, EveryDayThatTurnsIsAnEntry) {
  server_.clock().Advance(absl::Hours(72));
  RecordLoan("HT-1");
  std::vector<std::string> turned;
  for (const v1::JournalEntry& entry : All(Office(), 0)) {
    if (entry.kind() == "DAY_TURNED") turned.push_back(entry.business_date());
  }
  EXPECT_THAT(turned, ::testing::ElementsAre("2025-07-02", "2025-07-03", "2025-07-04"));
}

}  // namespace
}  // namespace ippledge::server
