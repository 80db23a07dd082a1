#include "engine/checkpointer.h"

#include <gmock/gmock.h>

#include <atomic>
#include <thread>

#include "absl/synchronization/notification.h"
#include "tests/testing/memory_evidence.h"
#include "tests/testing/status_matchers.h"

namespace ippledge::engine {
namespace {

storage::Head HeadAt(std::int64_t size) {
  return {.size = size, .root = proof::LeafHash(absl::StrCat(size))};
}

class CheckpointerTest : public testing::Test {
 protected:
  CheckpointerTest() {
    LogIdentity identity{.origin = "ledger.test/nm"};
    identity.keys.push_back(
        *proof::SigningKey::Generate(identity.origin, proof::KeyType::kEd25519));
    checkpoints_ =
        *Checkpoints::Open(std::make_unique<storage::MemoryEvidence>(&fails_), std::move(identity));
    checkpointer_ = std::make_unique<Checkpointer>(checkpoints_.get(), [this](const auto& why) {
      EXPECT_THAT(why, StatusIs(absl::StatusCode::kResourceExhausted));
      ++failures_;
      if (!failed_.HasBeenNotified()) failed_.Notify();
    });
  }
  ~CheckpointerTest() override { Stop(); }

  void Start() {
    thread_ = std::thread([this] { checkpointer_->Run(); });
  }
  void Stop() {
    if (!thread_.joinable()) return;
    checkpointer_->Close();
    thread_.join();
  }
  std::int64_t NewestSize() const {
    const auto newest = checkpoints_->Newest();
    return newest ? newest->head.size : 0;
  }
  void AwaitSize(std::int64_t size) {
    absl::Notification there;
    checkpoints_->NotifyBeyond(size - 1, [&] { there.Notify(); });
    ASSERT_TRUE(there.WaitForNotificationWithTimeout(absl::Seconds(20)));
  }

  std::atomic<bool> fails_ = false;
  std::atomic<int> failures_ = 0;
  absl::Notification failed_;
  std::unique_ptr<Checkpoints> checkpoints_;
  std::unique_ptr<Checkpointer> checkpointer_;
  std::thread thread_;
};

TEST_F(CheckpointerTest, Examples) {
  Start();
  checkpointer_->Offer(HeadAt(4));
  AwaitSize(4);
  checkpointer_->Offer(HeadAt(7));
  AwaitSize(7);
  EXPECT_EQ(checkpoints_->List(0, 9)->size(), 2u);
}

// What was offered meanwhile shares a checkpoint.
TEST_F(CheckpointerTest, OfSeveralOffersTheNewestIsSigned) {
  for (const std::int64_t size : {4, 5, 6}) checkpointer_->Offer(HeadAt(size));
  Start();
  AwaitSize(6);
  EXPECT_EQ(checkpoints_->List(0, 9)->size(), 1u);
}

TEST_F(CheckpointerTest, TheLastOfferIsSignedBeforeItEnds) {
  checkpointer_->Offer(HeadAt(4));
  checkpointer_->Close();
  Start();
  Stop();
  EXPECT_EQ(NewestSize(), 4);
}

TEST_F(CheckpointerTest, AnUnfoundedProgrammeHasNothingToSign) {
  checkpointer_->Offer({});
  Start();
  Stop();
  EXPECT_EQ(NewestSize(), 0);
  EXPECT_EQ(failures_, 0);
}

TEST_F(CheckpointerTest, AFailureIsToldAndTriedAgain) {
  fails_ = true;
  Start();
  checkpointer_->Offer(HeadAt(4));
  ASSERT_TRUE(failed_.WaitForNotificationWithTimeout(absl::Seconds(20)));
  EXPECT_EQ(NewestSize(), 0);
  // A newer offer takes the place of the one that failed.
  checkpointer_->Offer(HeadAt(9));
  fails_ = false;
  AwaitSize(9);
  EXPECT_EQ(checkpoints_->List(0, 9)->size(), 1u);
}

TEST_F(CheckpointerTest, AStopDoesNotWaitForADiskToBeMended) {
  fails_ = true;
  checkpointer_->Offer(HeadAt(4));
  Start();
  ASSERT_TRUE(failed_.WaitForNotificationWithTimeout(absl::Seconds(20)));
  const absl::Time began = absl::Now();
  Stop();
  EXPECT_LT(absl::Now() - began, absl::Seconds(10));
  EXPECT_GE(failures_, 1);
}

}  // namespace
}  // namespace ippledge::engine
