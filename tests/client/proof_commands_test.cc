// The commands of checkpoints and receipts.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "ippledge/v1/journal_service.pb.h"
#include "ledger/refusal.h"
#include "proof/base64.h"
#include "proof/checkpoint.h"
#include "proof/cosignature.h"
#include "proof/hash.h"
#include "proof/signed_note.h"
#include "proof/signing_key.h"
#include "tests/client/fake_connection.h"
#include "tests/testing/temp_folder.h"

namespace ippledge::client {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr char kOrigin[] = "ledger.test/nm";

class ProofCommandsTest : public ::testing::Test {
 protected:
  ProofCommandsTest()
      : log_(*proof::SigningKey::Generate(kOrigin, proof::KeyType::kEd25519)),
        witness_(*proof::SigningKey::Generate("icbc.witness", proof::KeyType::kCosignature)) {}

  v1::Checkpoint CheckpointAt(std::int64_t size, bool cosigned = false) const {
    const proof::Hash root = proof::LeafHash(absl::StrCat(size));
    proof::SignedNote note = *proof::SignCheckpoint(
        {.origin = kOrigin, .size = static_cast<std::uint64_t>(size), .root = root}, {&log_});
    if (cosigned) {
      EXPECT_TRUE(
          proof::AddSignatures({proof::Cosign(witness_, note.text, 1'751'342'400)}, note).ok());
    }
    v1::Checkpoint checkpoint;
    checkpoint.set_size(size);
    checkpoint.set_root(std::string(root.begin(), root.end()));
    checkpoint.set_note(proof::FormatNote(note));
    return checkpoint;
  }
  RunResult Run(std::vector<std::string> words) {
    words.insert(words.end(), {"--programme", "nm"});
    return RunProgram(std::move(words), server_);
  }

  proof::SigningKey log_;
  proof::SigningKey witness_;
  FakeServer server_;
};

TEST_F(ProofCommandsTest, ShowsTheNewestWithItsSignatures) {
  v1::GetCheckpointResponse response;
  *response.mutable_checkpoint() = CheckpointAt(1234, true);
  response.add_log_keys(log_.verifier().Text());
  server_.Always<v1::GetCheckpointRequest, v1::GetCheckpointResponse>(response);
  const RunResult shown = Run({"checkpoint", "show"});
  EXPECT_EQ(shown.code, 0) << shown.err;
  EXPECT_THAT(shown.out,
              AllOf(HasSubstr(kOrigin), HasSubstr("1,234"), HasSubstr(log_.verifier().Text()),
                    HasSubstr("witness icbc.witness, 2025-07-01T04:00:00Z"),
                    HasSubstr(absl::BytesToHexString(response.checkpoint().root())),
                    HasSubstr(response.checkpoint().note())));
  EXPECT_THAT(server_.asked(), Contains(HasSubstr("wait: true")));
  EXPECT_THAT(Run({"checkpoint", "show", "--lang", "zh"}).out, HasSubstr("见证 icbc.witness"));
  EXPECT_THAT(Run({"checkpoint", "show", "-o", "json"}).out,
              AllOf(HasSubstr("\"size\": 1234"), HasSubstr("\"log_keys\"")));
  EXPECT_THAT(Run({"checkpoint", "show", "-o", "csv"}).out, HasSubstr("size,root,signatures"));
  Run({"checkpoint", "show", "--entry", "7", "--witnessed"});
  EXPECT_THAT(server_.asked(),
              Contains(AllOf(HasSubstr("entry: 7"), HasSubstr("witnessed: true"))));
}

TEST_F(ProofCommandsTest, ListsInPages) {
  server_.On<v1::ListCheckpointsRequest, v1::ListCheckpointsResponse>(
      [&](const v1::ListCheckpointsRequest& request) {
        v1::ListCheckpointsResponse page;
        const std::int64_t first = std::max<std::int64_t>(request.first_size(), 1);
        for (std::int64_t size = first; size < first + std::min(request.page_size(), 2); ++size) {
          *page.add_checkpoints() = CheckpointAt(size);
        }
        page.set_next_first_size(first + page.checkpoints_size());
        return absl::StatusOr<v1::ListCheckpointsResponse>(page);
      });
  const RunResult list = Run({"checkpoint", "list", "--limit", "3", "-o", "csv"});
  EXPECT_EQ(list.code, 0) << list.err;
  EXPECT_EQ(std::count(list.out.begin(), list.out.end(), '\n'), 4);
  EXPECT_THAT(list.err, HasSubstr("--from 4"));
}

TEST_F(ProofCommandsTest, FollowsUntilEnough) {
  server_.OnStream<v1::FollowCheckpointsRequest, v1::FollowCheckpointsResponse>(
      [&](const v1::FollowCheckpointsRequest& request) {
        std::vector<v1::FollowCheckpointsResponse> list(3);
        for (std::size_t i = 0; i < list.size(); ++i) {
          *list[i].mutable_checkpoint() =
              CheckpointAt(request.after_size() + static_cast<std::int64_t>(i) + 1);
        }
        return absl::StatusOr<std::vector<v1::FollowCheckpointsResponse>>(list);
      });
  const RunResult follow =
      Run({"checkpoint", "follow", "--after", "10", "--count", "2", "-o", "jsonl"});
  EXPECT_EQ(follow.code, 0) << follow.err;
  EXPECT_THAT(follow.out, AllOf(HasSubstr("\"size\":11"), HasSubstr("\"size\":12"),
                                Not(HasSubstr("\"size\":13"))));
}

TEST_F(ProofCommandsTest, ProofsAreWhatTheVerifierTakes) {
  v1::GetConsistencyProofResponse response;
  response.set_new_size(9);
  const proof::Hash hash = proof::LeafHash("x");
  response.add_proof(std::string(hash.begin(), hash.end()));
  server_.Always<v1::GetConsistencyProofRequest, v1::GetConsistencyProofResponse>(response);
  const RunResult proved = Run({"checkpoint", "prove", "--from", "4"});
  EXPECT_EQ(proved.code, 0) << proved.err;
  EXPECT_EQ(proved.out, proof::Base64Of(proof::BytesOf(hash)) + "\n");
  EXPECT_THAT(proved.err, HasSubstr("from 4 to 9"));
  EXPECT_EQ(Run({"checkpoint", "prove"}).code, 2);
}

TEST_F(ProofCommandsTest, AReceiptIsWrittenAsItIs) {
  v1::GetReceiptResponse response;
  response.set_receipt("c2sp.org/tlog-proof@v1\nextra eA==\nindex 6\n\nnote\n");
  response.set_size(9);
  response.set_leaf_hash(std::string(32, '\x1f'));
  server_.Always<v1::GetReceiptRequest, v1::GetReceiptResponse>(response);
  const RunResult got = Run({"receipt", "get", "--entry", "7"});
  EXPECT_EQ(got.code, 0) << got.err;
  EXPECT_EQ(got.out, response.receipt());
  EXPECT_THAT(got.err, AllOf(HasSubstr("ippledge-verify receipt FILE"), Not(HasSubstr("--leaf"))));
  const TempFolder folder;
  const std::string path = folder / "seven.receipt";
  EXPECT_EQ(Run({"receipt", "get", "--entry", "7", "--out", path}).code, 0);
  std::ifstream file(path, std::ios::binary);
  EXPECT_EQ(std::string(std::istreambuf_iterator<char>(file), {}), response.receipt());
  EXPECT_THAT(Run({"receipt", "get", "--entry", "7", "-o", "json"}).out, HasSubstr("\"size\": 9"));
  EXPECT_EQ(Run({"receipt", "get"}).code, 2);
  // Where the entry is not in it, its hash has to be given.
  response.set_receipt("c2sp.org/tlog-proof@v1\nindex 6\n\nnote\n");
  server_.Always<v1::GetReceiptRequest, v1::GetReceiptResponse>(response);
  EXPECT_THAT(Run({"receipt", "get", "--entry", "7"}).err,
              HasSubstr("--leaf " + absl::BytesToHexString(response.leaf_hash())));
}

TEST_F(ProofCommandsTest, RefusalsAreTold) {
  server_.Always<v1::GetReceiptRequest, v1::GetReceiptResponse>(
      Refuse(Reason::kNotYourRows, "", {{"organisation", "icbc-nm"}}));
  EXPECT_EQ(Run({"receipt", "get", "--entry", "7"}).code, 4);
  server_.Always<v1::GetCheckpointRequest, v1::GetCheckpointResponse>(
      Refuse(Reason::kCheckpointUnknown, "", {{"asked", "7"}, {"newest", "0"}}));
  EXPECT_EQ(Run({"checkpoint", "show"}).code, 3);
}

}  // namespace
}  // namespace ippledge::client
