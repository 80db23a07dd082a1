#include "server/await_checkpoint.h"

#include <gmock/gmock.h>

#include <memory>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/notification.h"
#include "absl/time/clock.h"
#include "proof/checkpoint.h"
#include "server/services.h"
#include "server/workers.h"
#include "tests/testing/status_matchers.h"
#include "tests/testing/temp_folder.h"

namespace ippledge::server {
namespace {

constexpr char kOrigin[] = "ledger.test/nm";
constexpr absl::Duration kLong = absl::Seconds(30);

class AwaitCheckpointTest : public testing::Test {
 protected:
  AwaitCheckpointTest() {
    const auto key = proof::SigningKey::Generate(kOrigin, proof::KeyType::kEd25519)->SecretText();
    engine::LogIdentity identity{.origin = kOrigin};
    identity.keys.push_back(*proof::SigningKey::Parse(key));
    checkpoints_ = *engine::Checkpoints::Open(*storage::Evidence::Open(folder_.path(), {}),
                                              std::move(identity));
    backend_.workers = &workers_;
  }

  void Await(std::int64_t entry, absl::Time deadline) {
    // Gone once nobody holds what was to be called.
    std::shared_ptr<void> held(nullptr, [this](void*) { let_go_.Notify(); });
    AwaitCheckpoint(backend_, *checkpoints_, "bank-1", entry, deadline, [this, held](bool queued) {
      EXPECT_TRUE(queued);
      called_.Notify();
    });
  }
  void Sign(std::int64_t size) {
    ASSERT_THAT(checkpoints_->Sign({.size = size, .root = proof::LeafHash(absl::StrCat(size))}),
                IsOk());
  }
  bool IsCalled() { return called_.WaitForNotificationWithTimeout(kLong); }
  bool IsLetGo() { return let_go_.WaitForNotificationWithTimeout(kLong); }

  absl::Notification called_;
  absl::Notification let_go_;
  TempFolder folder_;
  std::unique_ptr<engine::Checkpoints> checkpoints_;
  Backend backend_;
  Workers workers_{1};
};

TEST_F(AwaitCheckpointTest, ThereAlready) {
  Sign(5);
  Await(5, absl::Now() + kLong);
  EXPECT_TRUE(IsCalled());
  EXPECT_TRUE(IsLetGo());
}

TEST_F(AwaitCheckpointTest, ComesMeanwhile) {
  Sign(4);
  Await(5, absl::Now() + kLong);
  EXPECT_FALSE(called_.HasBeenNotified());
  Sign(5);
  EXPECT_TRUE(IsCalled());
  EXPECT_TRUE(IsLetGo());
}

TEST_F(AwaitCheckpointTest, DoesNotComeInTime) {
  Sign(4);
  Await(5, absl::Now());
  EXPECT_TRUE(IsCalled());
  EXPECT_TRUE(IsLetGo());
}

}  // namespace
}  // namespace ippledge::server
