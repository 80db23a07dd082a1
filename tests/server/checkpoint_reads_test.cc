// JournalService: checkpoints, proofs and tiles, as an outsider verifies them.
#include <algorithm>
#include <atomic>
#include <thread>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "proof/checkpoint.h"
#include "proof/merkle.h"
#include "proof/tile.h"
#include "proof/tile_tree.h"
#include "server/await_checkpoint.h"
#include "tests/server/signed_world.h"

namespace ippledge::server {
namespace {

using ::testing::SizeIs;

proof::Hash HashOf(const std::string& bytes) {
  EXPECT_THAT(bytes, SizeIs(proof::kHashBytes));
  proof::Hash hash{};
  std::copy_n(bytes.begin(), std::min(bytes.size(), hash.size()), hash.begin());
  return hash;
}
std::vector<proof::Hash> HashesOf(const google::protobuf::RepeatedPtrField<std::string>& list) {
  std::vector<proof::Hash> hashes;
  for (const std::string& bytes : list) hashes.push_back(HashOf(bytes));
  return hashes;
}

class CheckpointReadsTest : public SignedWorld {
 protected:
  // The leaves, from entries as everybody sees them.
  std::vector<proof::Hash> Leaves(const Rpc& caller) {
    std::vector<proof::Hash> leaves;
    auto request = Of<v1::ListEntriesRequest>();
    do {
      request.set_heads_only(true);
      request.set_page_size(1'000);
      const auto page = caller.Ask<v1::ListEntriesResponse>(request);
      for (const v1::JournalEntry& entry : page.response.entries()) {
        leaves.push_back(HashOf(entry.leaf_hash()));
      }
      request.set_first_entry(page.response.next_first_entry());
    } while (request.first_entry() != 0);
    return leaves;
  }
};

TEST_F(CheckpointReadsTest, ACheckpointIsOfTheTreeAndSigned) {
  RecordLoan("HT-1");
  const std::int64_t size = Sign();
  const v1::GetCheckpointResponse answer = Checkpoint();
  EXPECT_EQ(answer.checkpoint().size(), size);
  ASSERT_THAT(answer.log_keys(), SizeIs(1));
  const auto key = proof::VerifierKey::Parse(answer.log_keys(0));
  ASSERT_TRUE(key.ok());
  const auto opened = proof::OpenCheckpoint(answer.checkpoint().note(), {*key});
  ASSERT_TRUE(opened.ok()) << opened.status();
  EXPECT_EQ(opened->checkpoint.origin, "ippledge.local/nm");
  EXPECT_EQ(static_cast<std::int64_t>(opened->checkpoint.size), size);
  std::vector<proof::Hash> leaves = Leaves(Bank());
  leaves.resize(static_cast<std::size_t>(size));
  EXPECT_EQ(opened->checkpoint.root, proof::RootOf(leaves));
  EXPECT_EQ(HashOf(answer.checkpoint().root()), opened->checkpoint.root);
}

TEST_F(CheckpointReadsTest, BySizeAndInPages) {
  std::vector<std::int64_t> sizes;
  for (int i = 0; i < 5; ++i) {
    RecordLoan(absl::StrCat("HT-", i));
    sizes.push_back(Sign());
  }
  EXPECT_EQ(Checkpoint(sizes[1]).checkpoint().size(), sizes[1]);
  EXPECT_EQ(Checkpoint(sizes[1] + 1).checkpoint().size(), sizes[2]);
  auto request = Of<v1::ListCheckpointsRequest>();
  request.set_page_size(2);
  std::vector<std::int64_t> listed;
  do {
    const auto page = Bank().Ask<v1::ListCheckpointsResponse>(request);
    ASSERT_THAT(page, Succeeded());
    EXPECT_LE(page.response.checkpoints_size(), 2);
    for (const v1::Checkpoint& checkpoint : page.response.checkpoints()) {
      listed.push_back(checkpoint.size());
    }
    request.set_first_size(page.response.next_first_size());
  } while (request.first_size() != 0);
  // Those of the world's own beginning come first.
  ASSERT_GE(listed.size(), sizes.size());
  EXPECT_TRUE(std::equal(sizes.rbegin(), sizes.rend(), listed.rbegin()));
  request.set_page_size(-1);
  EXPECT_THAT(Bank().Ask<v1::ListCheckpointsResponse>(request),
              Refused(StatusCode::kInvalidArgument, "VALUE_OUT_OF_RANGE"));
}

TEST_F(CheckpointReadsTest, WhatIsNotThereIsRefused) {
  Sign();
  const std::int64_t entry = RecordLoan("HT-1");
  auto request = Of<v1::GetCheckpointRequest>();
  request.set_entry(entry);
  EXPECT_THAT(Bank().Ask<v1::GetCheckpointResponse>(request),
              Refused(StatusCode::kNotFound, "CHECKPOINT_UNKNOWN"));
  for (const std::int64_t unknown : {entry + 1, std::int64_t{-1}}) {
    request.set_entry(unknown);
    EXPECT_THAT(Bank().Ask<v1::GetCheckpointResponse>(request),
                Refused(StatusCode::kNotFound, "ENTRY_UNKNOWN"));
  }
}

TEST_F(CheckpointReadsTest, AWaitingCallIsAnsweredWhenTheCheckpointComes) {
  Sign();
  Answered<v1::GetCheckpointResponse> answer;
  std::int64_t size = 0;
  // A slow disk may sign later than a call waits.
  for (int tries = 0; tries < 10 && size == 0; ++tries) {
    auto request = Of<v1::GetCheckpointRequest>();
    request.set_entry(RecordLoan(absl::StrCat("HT-", tries)));
    request.set_wait(true);
    std::thread caller([&] { answer = Bank().Ask<v1::GetCheckpointResponse>(request); });
    absl::SleepFor(absl::Milliseconds(50));
    const std::int64_t signed_size = Sign();
    caller.join();
    if (answer.status.ok()) size = signed_size;
  }
  ASSERT_THAT(answer, Succeeded());
  EXPECT_EQ(answer.response.checkpoint().size(), size);
}

// The clock stands still, so no checkpoint comes: a call ends in time, before its own deadline.
TEST_F(CheckpointReadsTest, AWaitingCallIsNotKeptForLong) {
  Sign();
  auto request = Of<v1::GetCheckpointRequest>();
  request.set_entry(RecordLoan("HT-1"));
  request.set_wait(true);
  const absl::Time began = absl::Now();
  std::atomic<int> ended = 0;
  std::vector<std::thread> callers;
  for (int i = 0; i < 8; ++i) {  // more than there are workers
    callers.emplace_back([&] {
      EXPECT_THAT(Bank().Ask<v1::GetCheckpointResponse>(request),
                  Refused(StatusCode::kNotFound, "CHECKPOINT_UNKNOWN"));
      ++ended;
    });
  }
  // Nobody waits on a worker's thread: others are answered until the first wait is over.
  absl::Time last_answer = began;
  for (;;) {
    EXPECT_EQ(Checkpoint().checkpoint().size(), Position() - 1);
    if (ended > 0) break;
    last_answer = absl::Now();
  }
  EXPECT_GE(last_answer - began, kCheckpointWaitMax / 2);
  for (std::thread& caller : callers) caller.join();
  EXPECT_GE(absl::Now() - began, kCheckpointWaitMax * 3 / 4);
  // Who has less time is answered within it; a busy machine may need more than is left for that.
  const Rpc bank = Bank();
  Answer hurried;
  for (absl::Duration timeout = absl::Milliseconds(400); timeout < kCheckpointWaitMax;
       timeout *= 1.5) {
    hurried = bank.AskBytes(Rpc::MethodOf(request), request.SerializeAsString(), timeout);
    if (hurried.status.code() != StatusCode::kDeadlineExceeded) break;
  }
  EXPECT_EQ(hurried.status.code(), StatusCode::kNotFound);
}

TEST_F(CheckpointReadsTest, FollowersSeeEachNewOne) {
  const std::int64_t first = Sign();
  const Rpc bank = Bank();
  const auto stream = bank.Receive(Of<v1::FollowCheckpointsRequest>());
  const auto next = [&] { return stream->Read<v1::FollowCheckpointsResponse>()->checkpoint(); };
  EXPECT_EQ(next().size(), first);
  for (int i = 0; i < 5; ++i) {
    RecordLoan(absl::StrCat("HT-", i));
    const std::int64_t size = Sign();
    const v1::Checkpoint checkpoint = next();
    EXPECT_EQ(checkpoint.size(), size);
    EXPECT_TRUE(proof::OpenCheckpoint(checkpoint.note(), LogKeys()).ok());
  }
  stream->Cancel();
  EXPECT_EQ(stream->Finish().status.code(), StatusCode::kCancelled);
  // Who comes later is told only of what is newer.
  auto request = Of<v1::FollowCheckpointsRequest>();
  request.set_after_size(engine().checkpoints()->Newest()->head.size);
  const auto later = bank.Receive(request);
  RecordLoan("HT-9");
  const std::int64_t size = Sign();
  EXPECT_EQ(later->Read<v1::FollowCheckpointsResponse>()->checkpoint().size(), size);
}

TEST_F(CheckpointReadsTest, FollowersEndWithTheServer) {
  Sign();
  auto request = Of<v1::FollowCheckpointsRequest>();
  request.set_after_size(Position());
  const Rpc bank = Bank();
  const auto stream = bank.Receive(request);
  std::thread stopper([&] { server_.Stop(absl::ZeroDuration()); });
  EXPECT_FALSE(stream->Read<v1::FollowCheckpointsResponse>());
  stopper.join();
}

TEST_F(CheckpointReadsTest, ProofsHoldForWhoHasOnlyHashes) {
  ASSERT_THAT(Bank().Ask<v1::BatchRecordResponse>(BatchRequest(300, "B-")), Succeeded());
  const std::int64_t old_size = Sign();
  ASSERT_THAT(Bank().Ask<v1::BatchRecordResponse>(BatchRequest(300, "C-")), Succeeded());
  const std::int64_t size = Sign();
  const std::vector<proof::Hash> leaves = Leaves(OtherBank());
  for (const std::int64_t asked : {std::int64_t{0}, size, size - 7}) {
    for (const std::int64_t entry : {std::int64_t{1}, std::int64_t{256}, size - 7}) {
      auto request = Of<v1::GetInclusionProofRequest>();
      request.set_entry(entry);
      request.set_size(asked);
      const auto answer = OtherBank().Ask<v1::GetInclusionProofResponse>(request);
      ASSERT_THAT(answer, Succeeded());
      const v1::GetInclusionProofResponse& proved = answer.response;
      EXPECT_EQ(proved.size(), asked == 0 ? size : asked);
      EXPECT_EQ(HashOf(proved.leaf_hash()), leaves[static_cast<std::size_t>(entry) - 1]);
      EXPECT_TRUE(proof::VerifyInclusion(static_cast<std::uint64_t>(entry - 1),
                                         static_cast<std::uint64_t>(proved.size()),
                                         HashOf(proved.leaf_hash()), HashesOf(proved.proof()),
                                         HashOf(proved.root()))
                      .ok());
    }
  }
  auto request = Of<v1::GetConsistencyProofRequest>();
  request.set_old_size(old_size);
  const auto answer = OtherBank().Ask<v1::GetConsistencyProofResponse>(request);
  ASSERT_THAT(answer, Succeeded());
  EXPECT_EQ(answer.response.new_size(), size);
  EXPECT_EQ(answer.response.old_root(), Checkpoint(old_size).checkpoint().root());
  EXPECT_TRUE(proof::VerifyConsistency(
                  static_cast<std::uint64_t>(old_size), static_cast<std::uint64_t>(size),
                  HashOf(answer.response.old_root()), HashOf(answer.response.new_root()),
                  HashesOf(answer.response.proof()))
                  .ok());
}

TEST_F(CheckpointReadsTest, ProofsOfWhatIsNotThereAreRefused) {
  const std::int64_t size = Sign();
  const std::int64_t entry = RecordLoan("HT-1");
  const auto inclusion = [&](std::int64_t of, std::int64_t in) {
    auto request = Of<v1::GetInclusionProofRequest>();
    request.set_entry(of);
    request.set_size(in);
    return Bank().Ask<v1::GetInclusionProofResponse>(request);
  };
  EXPECT_THAT(inclusion(entry, 0), Refused(StatusCode::kNotFound, "CHECKPOINT_UNKNOWN"));
  EXPECT_THAT(inclusion(entry, entry), Succeeded());
  EXPECT_THAT(inclusion(entry, size), Refused(StatusCode::kInvalidArgument, "VALUE_OUT_OF_RANGE"));
  EXPECT_THAT(inclusion(1, entry + 1), Refused(StatusCode::kInvalidArgument, "VALUE_OUT_OF_RANGE"));
  EXPECT_THAT(inclusion(1, -1), Refused(StatusCode::kInvalidArgument, "VALUE_OUT_OF_RANGE"));
  EXPECT_THAT(inclusion(0, 0), Refused(StatusCode::kNotFound, "ENTRY_UNKNOWN"));
  EXPECT_THAT(inclusion(entry + 1, 0), Refused(StatusCode::kNotFound, "ENTRY_UNKNOWN"));
  const auto consistency = [&](std::int64_t from, std::int64_t to) {
    auto request = Of<v1::GetConsistencyProofRequest>();
    request.set_old_size(from);
    request.set_new_size(to);
    return Bank().Ask<v1::GetConsistencyProofResponse>(request);
  };
  EXPECT_THAT(consistency(1, entry), Succeeded());
  EXPECT_THAT(consistency(entry, entry), Succeeded());
  for (const auto& [from, to] : {std::pair<std::int64_t, std::int64_t>{0, entry},
                                 {-1, 0},
                                 {entry, entry - 1},
                                 {1, entry + 1}}) {
    EXPECT_THAT(consistency(from, to), Refused(StatusCode::kInvalidArgument, "VALUE_OUT_OF_RANGE"))
        << from << " " << to;
  }
}

TEST_F(CheckpointReadsTest, TilesMakeTheTree) {
  ASSERT_THAT(Bank().Ask<v1::BatchRecordResponse>(BatchRequest(400, "B-")), Succeeded());
  const auto size = static_cast<std::uint64_t>(Sign());
  const auto read = [](const Rpc& caller) {
    return [&caller](const proof::TilePath& tile) -> absl::StatusOr<std::string> {
      auto request = Of<v1::GetTileRequest>();
      request.set_entries(tile.entries);
      request.set_level(tile.level);
      request.set_index(static_cast<std::int64_t>(tile.index));
      request.set_width(static_cast<std::int32_t>(tile.width));
      const auto answer = caller.Ask<v1::GetTileResponse>(request);
      if (!answer.status.ok()) return answer.status;
      return answer.response.tile();
    };
  };
  const proof::Hash root = HashOf(Checkpoint().checkpoint().root());
  const Rpc bank = Bank();
  EXPECT_TRUE(proof::VerifyHashTiles(size, root, read(bank)).ok());
  // Entries are for who sees all of them.
  const Rpc auditor = As("auditor", "nm-audit");
  std::uint64_t seen = 0;
  const absl::Status bundles =
      proof::VerifyBundles(size, read(auditor), [&](std::uint64_t, absl::string_view) {
        ++seen;
        return absl::OkStatus();
      });
  EXPECT_TRUE(bundles.ok()) << bundles;
  EXPECT_EQ(seen, size);
  auto request = Of<v1::GetTileRequest>();
  request.set_entries(true);
  EXPECT_THAT(bank.Ask<v1::GetTileResponse>(request),
              Refused(StatusCode::kPermissionDenied, "ROLE_NOT_ALLOWED"));
  EXPECT_THAT(As("security_officer", "nm-security").Ask<v1::GetTileResponse>(request),
              Refused(StatusCode::kPermissionDenied, "ROLE_NOT_ALLOWED"));
}

TEST_F(CheckpointReadsTest, TilesThatAreNotThereAreRefused) {
  Sign();
  const auto tile = [&](int level, std::int64_t index, int width, bool entries = false) {
    auto request = Of<v1::GetTileRequest>();
    request.set_level(level);
    request.set_index(index);
    request.set_width(width);
    request.set_entries(entries);
    return Office().Ask<v1::GetTileResponse>(request);
  };
  EXPECT_THAT(tile(0, 0, 1), Succeeded());
  for (const auto& answer :
       {tile(0, 0, 0), tile(0, 0, 256), tile(0, 0, 257), tile(0, 0, -1), tile(0, 1, 1),
        tile(0, -1, 1), tile(1, 0, 1), tile(-1, 0, 1), tile(63, 0, 1), tile(8, 0, 1),
        tile(0, std::int64_t{1} << 62, 1), tile(1, 0, 1, true)}) {
    EXPECT_THAT(answer, Refused(StatusCode::kInvalidArgument, "VALUE_OUT_OF_RANGE"));
  }
}

// Both algorithms: a line of each, and either verifies.
class Sm2WorldTest : public SignedWorld {
 protected:
  Sm2WorldTest() : SignedWorld({proof::KeyType::kEd25519, proof::KeyType::kSm2}) {}
};

TEST_F(Sm2WorldTest, BothLinesHold) {
  Sign();
  const v1::GetCheckpointResponse answer = Checkpoint();
  ASSERT_THAT(answer.log_keys(), SizeIs(2));
  for (const std::string& text : answer.log_keys()) {
    const auto key = proof::VerifierKey::Parse(text);
    ASSERT_TRUE(key.ok());
    EXPECT_TRUE(proof::OpenCheckpoint(answer.checkpoint().note(), {*key}).ok()) << text;
  }
}

// A server without keys has no checkpoints, and says so.
class UnsignedWorldTest : public World {};

TEST_F(UnsignedWorldTest, NothingIsSigned) {
  v1::GetCheckpointRequest request;
  request.set_programme("nm");
  EXPECT_THAT(Office().Ask<v1::GetCheckpointResponse>(request),
              Refused(StatusCode::kNotFound, "CHECKPOINT_UNKNOWN"));
  v1::GetInclusionProofRequest inclusion;
  inclusion.set_programme("nm");
  inclusion.set_entry(1);
  inclusion.set_size(1);
  EXPECT_THAT(Office().Ask<v1::GetInclusionProofResponse>(inclusion), Succeeded());
}

}  // namespace
}  // namespace ippledge::server
