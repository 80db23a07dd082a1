// A witness: what it cosigns, keeps, and never does twice.
#include "client/witness/witness.h"

#include <filesystem>
#include <fstream>

#include "proof/base64.h"
#include "tests/client/witness_world.h"

namespace ippledge::client {
namespace {

using proof::WitnessOutcome;
using ::testing::HasSubstr;
using ::testing::Not;

class WitnessTest : public WitnessWorld {
 protected:
  WitnessOutcome OutcomeOf(const proof::AddCheckpointRequest& request) {
    const auto taken = witness_->Take(request, kNow);
    EXPECT_THAT(taken, IsOk());
    return taken->decision.outcome;
  }
  std::int64_t TimeOf(const std::string& text) {
    const proof::SignedNote note = *proof::ParseNote(text);
    const auto time =
        proof::VerifyCosignature(witness_->verifier(), note.text, note.signatures.back().bytes);
    EXPECT_TRUE(time.has_value());
    return time.value_or(0);
  }
};

TEST_F(WitnessTest, CosignsWhatContinuesAndRemembersIt) {
  log_.Grow(4, "more");
  EXPECT_FALSE(witness_->Latest().has_value());
  Know(log_, 5);
  Know(log_, 9);
  const std::string kept = witness_->Latest()->note;
  EXPECT_EQ(TimeOf(kept), kNow);
  EXPECT_EQ(OpenShown(kept, LogKeys())->checkpoint, log_.At(9).checkpoint);
  EXPECT_EQ(witness_->Find(5)->checkpoint, log_.At(5).checkpoint);
  EXPECT_FALSE(witness_->Find(6).has_value());
  EXPECT_EQ(witness_->List(6, 10).size(), 1u);
  EXPECT_EQ(witness_->List(0, 1).at(0).checkpoint.size, 5u);

  // Another process goes on from there, and never goes back.
  Open();
  EXPECT_EQ(witness_->Latest()->note, kept);
  EXPECT_EQ(OutcomeOf(log_.RequestFrom(5, 7)), WitnessOutcome::kOldSizeDiffers);
  EXPECT_EQ(OutcomeOf(log_.RequestFrom(0, 5)), WitnessOutcome::kOldSizeDiffers);
  EXPECT_EQ(OutcomeOf(other_.RequestFrom(5, 7)), WitnessOutcome::kOldSizeDiffers);
  EXPECT_EQ(witness_->Latest()->note, kept);
  // The same again is answered with what was kept, not signed again.
  proof::AddCheckpointRequest same = log_.RequestFrom(9, 9);
  same.proof.clear();
  EXPECT_EQ(witness_->Take(same, kNow + 100)->note, kept);
}

TEST_F(WitnessTest, RefusesAnotherHistory) {
  Know(log_, 5);
  EXPECT_EQ(OutcomeOf(other_.RequestFrom(5, 7)), WitnessOutcome::kProofDoesNotHold);
  proof::AddCheckpointRequest fork = other_.RequestFrom(0, 5);
  EXPECT_EQ(OutcomeOf(fork), WitnessOutcome::kFork);
  EXPECT_EQ(witness_->Latest()->checkpoint, log_.At(5).checkpoint);
}

TEST_F(WitnessTest, TheNoteHasTheLedgersLineAndOurs) {
  proof::AddCheckpointRequest request = log_.RequestFrom(0, 5);
  const proof::SigningKey stranger = CosigningKey("stranger");
  ASSERT_THAT(
      proof::AddSignatures({proof::Cosign(stranger, request.note.text, kNow)}, request.note),
      IsOk());
  const auto taken = witness_->Take(request, kNow);
  ASSERT_THAT(taken, IsOk());
  EXPECT_EQ(proof::ParseNote(taken->note)->signatures.size(), 2u);
  EXPECT_THAT(taken->note, Not(HasSubstr("stranger")));
}

TEST_F(WitnessTest, TimeNeverGoesBack) {
  ASSERT_THAT(witness_->Take(log_.RequestFrom(0, 4), kNow + 50), IsOk());
  EXPECT_EQ(TimeOf(witness_->Take(log_.RequestFrom(4, 5), kNow)->note), kNow + 50);
  Open();
  log_.Grow(1, "more");
  EXPECT_EQ(TimeOf(witness_->Take(log_.RequestFrom(5, 6), kNow)->note), kNow + 50);
}

// Somebody has put back an older copy of the folder: what was cosigned since is on the ledger.
TEST_F(WitnessTest, AnOldCopyOfItsStateIsNoticed) {
  Know(log_, 4);
  proof::AddCheckpointRequest request = log_.RequestFrom(4, 5);
  const proof::SigningKey own = CosigningKey("icbc.witness");
  ASSERT_THAT(proof::AddSignatures({proof::Cosign(own, request.note.text, kNow)}, request.note),
              IsOk());
  const auto taken = witness_->Take(request, kNow);
  EXPECT_THAT(taken, StatusIs(absl::StatusCode::kDataLoss));
  EXPECT_THAT(std::string(taken.status().message()), HasSubstr("old copy"));
  EXPECT_EQ(witness_->Latest()->checkpoint.size, 4u);
}

TEST_F(WitnessTest, AStateIsOfOneKeyAndOneLedger) {
  Know(log_, 5);
  witness_.reset();
  const auto open = [this](const std::string& name, std::vector<proof::VerifierKey> keys) {
    return Witness::Open(state(), CosigningKey(name), std::move(keys)).status();
  };
  EXPECT_THAT(open("ccb.witness", LogKeys()), StatusIs(absl::StatusCode::kDataLoss));
  const auto stranger = proof::SigningKey::Generate(kOrigin, proof::KeyType::kEd25519);
  EXPECT_THAT(open("icbc.witness", {stranger->verifier()}), StatusIs(absl::StatusCode::kDataLoss));
  EXPECT_THAT(open("icbc.witness", {stranger->verifier(), LogKey().verifier()}), IsOk());
}

TEST_F(WitnessTest, AKeptNoteThatWasChangedIsNoticed) {
  Know(log_, 4);
  Know(log_, 5);
  witness_.reset();
  for (const auto& file : std::filesystem::recursive_directory_iterator(state())) {
    if (!file.is_regular_file() || file.file_size() == 0) continue;
    std::ifstream in(file.path(), std::ios::binary);
    const std::string good(std::istreambuf_iterator<char>(in), {});
    // A letter of the root or of a signature.
    for (const std::size_t at : {good.find("\n5\n") + 4, good.find("\n4\n") + 4, good.size() - 9}) {
      if (at >= good.size()) continue;
      std::string bad = good;
      bad[at] = bad[at] == 'A' ? 'B' : 'A';
      std::ofstream(file.path(), std::ios::binary | std::ios::trunc) << bad;
      EXPECT_THAT(Witness::Open(state(), CosigningKey("icbc.witness"), LogKeys()),
                  StatusIs(absl::StatusCode::kDataLoss))
          << file.path() << " at " << at;
    }
    std::ofstream(file.path(), std::ios::binary | std::ios::trunc) << good;
  }
  EXPECT_THAT(Witness::Open(state(), CosigningKey("icbc.witness"), LogKeys()), IsOk());
}

TEST_F(WitnessTest, AfterAForkNothingIsCosigned) {
  Know(log_, 4);
  const ForkEvidence evidence = {.known = log_.At(4), .shown = other_.At(4), .proved = true};
  EXPECT_THAT(witness_->Catch(evidence), IsOkAndHolds(std::string("fork-4-4")));
  // The first is what counts.
  const ForkEvidence second = {.known = log_.At(5), .shown = other_.At(5), .proved = true};
  EXPECT_THAT(witness_->Catch(second), IsOkAndHolds(std::string("fork-4-4")));
  EXPECT_EQ(witness_->Caught()->known.checkpoint.size, 4u);
  EXPECT_THAT(witness_->Take(log_.RequestFrom(4, 5), kNow),
              StatusIs(absl::StatusCode::kFailedPrecondition));
  witness_.reset();
  const auto open = [this] {
    return Witness::Open(state(), CosigningKey("icbc.witness"), LogKeys()).status();
  };
  EXPECT_THAT(open(), StatusIs(absl::StatusCode::kFailedPrecondition));
  EXPECT_THAT(std::string(open().message()), HasSubstr("fork-4-4"));
  // A person has looked at it and moved it away.
  std::filesystem::rename(state() + "/fork-4-4", folder_ / "looked-at");
  EXPECT_THAT(open(), IsOk());
}

}  // namespace
}  // namespace ippledge::client
