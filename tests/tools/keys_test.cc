#include "tools/admin/keys.h"

#include <gmock/gmock.h>

#include <filesystem>

#include "proof/checkpoint.h"
#include "tests/testing/status_matchers.h"
#include "tests/tools/sample_store.h"

namespace ippledge::admin {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;
using testing::StartsWith;

class KeysTest : public StoreTest {
 protected:
  KeysTest() { SignCheckpoints(); }
  int Show() { return Admin({"keys", "show", "-o", "json"}); }
  int Replace() { return Admin({"keys", "replace", "--keys", keys(), "-o", "json"}); }
};

TEST_F(KeysTest, Show) {
  RecordEverything();
  ASSERT_EQ(Show(), 0) << err();
  EXPECT_EQ(Value("origin"), "ledger.test/inner-mongolia");
  EXPECT_THAT(Value("key_1"), StartsWith("ledger.test/inner-mongolia+"));
  EXPECT_EQ(Value("key_1_algorithm"), "ed25519");
  EXPECT_EQ(Value("key_1_state"), "signs");
  const std::string newest = Value("newest_checkpoint");
  EXPECT_EQ(Admin({"inspect", "-o", "json"}), 0);
  EXPECT_EQ(Value("entries"), newest);
}

TEST_F(KeysTest, StoreWithoutCheckpoints) {
  notary = {};
  RecordEverything();
  EXPECT_EQ(Show(), 0);
  EXPECT_EQ(Value("keys"), "none");
  EXPECT_EQ(Replace(), 2);
  EXPECT_THAT(Value("result"), HasSubstr("nothing was signed yet"));
}

TEST_F(KeysTest, ReplacedKeySignsFromTheNextStartOn) {
  RecordEverything();
  ASSERT_EQ(Show(), 0);
  const std::string old = Value("key_1");
  ASSERT_EQ(Replace(), 0) << out();
  EXPECT_EQ(Value("replaced_key"), old);
  const std::string fresh = Value("new_key");
  EXPECT_NE(fresh, old);
  {
    const std::unique_ptr<Session> session = Open();
    // What the old key has signed holds as before.
    ASSERT_TRUE(session->engine().checkpoints()->Newest().has_value());
  }
  RecordMore(900, 2);
  const std::unique_ptr<Session> session = Open();
  const auto newest = session->engine().checkpoints()->Newest();
  EXPECT_THAT(proof::OpenCheckpoint(newest->note, {*proof::VerifierKey::Parse(fresh)}), IsOk());
  EXPECT_THAT(proof::OpenCheckpoint(newest->note, {*proof::VerifierKey::Parse(old)}),
              StatusIs(absl::StatusCode::kNotFound));
}

// Lost, not replaced: nothing opens until somebody says what is to be done.
TEST_F(KeysTest, LostKey) {
  RecordEverything();
  const fs::path file = fs::path(keys()) / kProgramme / "checkpoint-ed25519";
  ASSERT_TRUE(fs::remove(file));
  {
    // This notary makes one at once; the evidence does not take it.
    const auto opened =
        engine::Programmes::Open(Folder(), &clock_, {.housekeeping = false}, notary);
    EXPECT_THAT(opened, StatusIs(absl::StatusCode::kFailedPrecondition));
    EXPECT_THAT(std::string(opened.status().message()), HasSubstr("put the key file back"));
  }
  ASSERT_EQ(Replace(), 0) << out();
  EXPECT_NE(Open(), nullptr);
  ASSERT_EQ(Show(), 0);
  EXPECT_EQ(Value("key_1_state"), "replaced");
  EXPECT_EQ(Value("key_2_state"), "signs");
}

TEST_F(KeysTest, AlgorithmThatDoesNotSign) {
  RecordEverything();
  EXPECT_EQ(Admin({"keys", "replace", "--keys", keys(), "--algorithm", "sm2", "-o", "json"}), 2);
  EXPECT_THAT(Value("result"), HasSubstr("no key of sm2 has signed yet"));
  EXPECT_EQ(Admin({"keys"}), 2);
  EXPECT_EQ(Admin({"keys", "replace", "--algorithm", "rsa"}), 2);
}

}  // namespace
}  // namespace ippledge::admin
