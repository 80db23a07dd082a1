// What a witness does with what its ledger shows, and with what peers show: every fork that two
// histories make is caught, and nothing else is.
#include <filesystem>
#include <fstream>

#include "client/witness/comparison.h"
#include "client/witness/gossip.h"
#include "client/witness/round.h"
#include "ippledge/v1/witness_service.pb.h"
#include "ledger/refusal.h"
#include "proto/wire/details.h"
#include "tests/client/witness_world.h"

namespace ippledge::client {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::Not;

// A refusal as it comes over the line, with its reason.
absl::Status FromServer(Reason reason) {
  const absl::Status refusal = Refuse(reason, "", {{"name", "icbc.witness"}});
  return WithDetails(refusal, wire::EncodeDetails(refusal, wire::Locale::kEnglish));
}

class WitnessRoundTest : public WitnessWorld {
 protected:
  absl::StatusOr<Round> Take(const ShownCheckpoint& shown) {
    return TakeShown(*witness_, *line_, shown.note, kNow, report_);
  }
  std::vector<Peer> PeerWith(FakeServer& server) {
    std::vector<Peer> peers;
    peers.push_back(
        {.address = "peer:1", .connection = std::make_unique<FakeConnection>(server), .said = ""});
    return peers;
  }
  // Asks a peer whose newest is that; what was said.
  std::string Ask(const ShownCheckpoint& newest) {
    v1::GetLatestResponse response;
    response.set_note(newest.note);
    peer_.Always<v1::GetLatestRequest, v1::GetLatestResponse>(response);
    said_.str("");
    std::vector<Peer> peers = PeerWith(peer_);
    EXPECT_THAT(AskPeers(*witness_, *line_, peers, report_), IsOk());
    return said_.str();
  }
  // The evidence lies there and, if it says so, proves it to anyone.
  void ExpectCaught(bool proved) {
    const auto caught = witness_->Caught();
    ASSERT_TRUE(caught.has_value());
    EXPECT_EQ(caught->proved, proved) << caught->why;
    const proof::Beginning* const beginning = caught->beginning ? &*caught->beginning : nullptr;
    EXPECT_EQ(proof::ProveFork(caught->known.note, caught->shown.note, beginning, LogKeys()).ok(),
              proved);
    EXPECT_EQ(ReadStateFiles(state())->forks.size(), 1u);
    EXPECT_THAT(said_.str(), HasSubstr("\"event\":\"fork\""));
  }

  FakeServer peer_;
};

TEST_F(WitnessRoundTest, CosignsAndHandsOut) {
  EXPECT_THAT(Take(log_.Newest()), IsOkAndHolds(Round::kCosigned));
  EXPECT_THAT(server_.asked(),
              Contains(AllOf(HasSubstr("AddCosignatureRequest"), HasSubstr("icbc.witness"))));
  EXPECT_THAT(said_.str(), AllOf(HasSubstr("\"event\":\"cosigned\""), HasSubstr("\"size\":5"),
                                 HasSubstr(proof::HexOf(log_.Newest().checkpoint.root))));
  log_.Grow(8, "more");
  EXPECT_THAT(Take(log_.Newest()), IsOkAndHolds(Round::kCosigned));
  EXPECT_EQ(witness_->Latest()->checkpoint.size, 13u);
}

// A stop between keeping and handing out: the kept cosignature is handed out, not a new one.
TEST_F(WitnessRoundTest, HandsOutAgainWhatTheLedgerDoesNotHave) {
  server_.Always<v1::AddCosignatureRequest, v1::AddCosignatureResponse>(
      absl::UnavailableError("cut"));
  EXPECT_THAT(Take(log_.Newest()), StatusIs(absl::StatusCode::kUnavailable));
  const std::string kept = witness_->Latest()->note;
  Open();
  std::string handed;
  server_.On<v1::AddCosignatureRequest, v1::AddCosignatureResponse>(
      [&](const v1::AddCosignatureRequest& request) {
        handed = request.note();
        return absl::StatusOr<v1::AddCosignatureResponse>(v1::AddCosignatureResponse());
      });
  LogLine line(connection_, *witness_, "nm");
  EXPECT_THAT(TakeShown(*witness_, line, log_.Newest().note, kNow + 9, report_),
              IsOkAndHolds(Round::kKnown));
  EXPECT_EQ(handed, kept);
  // Shown with our line nothing is left to do.
  handed.clear();
  EXPECT_THAT(TakeShown(*witness_, line, kept, kNow + 9, report_), IsOkAndHolds(Round::kKnown));
  EXPECT_EQ(handed, "");
}

TEST_F(WitnessRoundTest, AKeyThatIsNotCountedIsTold) {
  server_.Always<v1::AddCosignatureRequest, v1::AddCosignatureResponse>(
      FromServer(Reason::kKeyUnknown));
  EXPECT_THAT(Take(log_.Newest()), IsOkAndHolds(Round::kCosigned));
  EXPECT_THAT(said_.str(), HasSubstr("not_counted"));
  EXPECT_EQ(witness_->Latest()->checkpoint.size, 5u);
}

TEST_F(WitnessRoundTest, WhatTheLedgerHasNotSignedIsNoEvidence) {
  Know(log_, 5);
  const auto stranger = proof::SigningKey::Generate(kOrigin, proof::KeyType::kEd25519);
  const auto forged = proof::SignCheckpoint(other_.At(6).checkpoint, {&*stranger});
  EXPECT_THAT(Take({.note = proof::FormatNote(*forged)}), StatusIs(absl::StatusCode::kDataLoss));
  std::string changed = other_.At(5).note;
  changed[changed.size() - 6] = changed[changed.size() - 6] == 'A' ? 'B' : 'A';
  EXPECT_THAT(Take({.note = changed}), StatusIs(absl::StatusCode::kDataLoss));
  EXPECT_FALSE(witness_->Caught().has_value());
}

// All sizes of what is known and what is shown, of a history that parts after three entries: caught
// exactly when the smaller one is beyond that; and always with a proof.
TEST_F(WitnessRoundTest, EveryForkIsCaughtAndProved) {
  int caught = 0;
  for (std::uint64_t known = 1; known <= 5; ++known) {
    for (std::uint64_t shown = known; shown <= 7; ++shown) {
      witness_.reset();
      std::filesystem::remove_all(state());
      Open();
      LogLine line(connection_, *witness_, "nm");
      Know(log_, known);
      // The ledger has gone over to the other history.
      other_.AnswerAt(server_);
      const auto round = TakeShown(*witness_, line, other_.At(shown).note, kNow, report_);
      if (known <= 3) {
        EXPECT_THAT(round, IsOkAndHolds(known == shown ? Round::kKnown : Round::kCosigned));
        EXPECT_FALSE(witness_->Caught().has_value()) << known << " to " << shown;
        continue;
      }
      EXPECT_THAT(round, IsOkAndHolds(Round::kForked)) << known << " to " << shown;
      ExpectCaught(/*proved=*/true);
      EXPECT_EQ(witness_->Latest()->checkpoint.size, known);
      ++caught;
    }
  }
  EXPECT_EQ(caught, 4 + 3);
}

TEST_F(WitnessRoundTest, ALedgerThatRefusesTheProofIsSuspect) {
  Know(log_, 5);
  log_.Grow(3, "more");
  server_.Always<v1::GetConsistencyProofRequest, v1::GetConsistencyProofResponse>(
      absl::InvalidArgumentError("no"));
  EXPECT_THAT(Take(log_.Newest()), IsOkAndHolds(Round::kForked));
  ExpectCaught(/*proved=*/false);
}

TEST_F(WitnessRoundTest, AProofThatDoesNotHoldIsSuspect) {
  Know(log_, 5);
  log_.Grow(3, "more");
  v1::GetConsistencyProofResponse wrong;
  wrong.set_old_root(std::string(32, 'x'));
  wrong.add_proof(std::string(32, 'y'));
  server_.Always<v1::GetConsistencyProofRequest, v1::GetConsistencyProofResponse>(wrong);
  EXPECT_THAT(Take(log_.Newest()), IsOkAndHolds(Round::kForked));
  ExpectCaught(/*proved=*/false);
}

// A cut line, a server that starts, one that is overloaded: none of them accuses anybody.
TEST_F(WitnessRoundTest, ALedgerThatCannotBeAskedIsAskedAgain) {
  Know(log_, 5);
  log_.Grow(3, "more");
  for (const absl::Status& trouble :
       {absl::UnavailableError("cut"), absl::InternalError("incident 7"),
        absl::DeadlineExceededError("late"), absl::ResourceExhaustedError("busy")}) {
    server_.Always<v1::GetConsistencyProofRequest, v1::GetConsistencyProofResponse>(trouble);
    EXPECT_THAT(Take(log_.Newest()), StatusIs(trouble.code()));
    EXPECT_FALSE(witness_->Caught().has_value());
  }
  log_.AnswerAt(server_);
  EXPECT_THAT(Take(log_.Newest()), IsOkAndHolds(Round::kCosigned));
}

TEST_F(WitnessRoundTest, ALedgerThatShowsLessIsBehind) {
  Know(log_, 3);
  Know(log_, 5);
  // An older checkpoint of the one history, of a size that was kept and of one that was not.
  EXPECT_THAT(Take(log_.At(3)), IsOkAndHolds(Round::kBehind));
  EXPECT_THAT(Take(log_.At(4)), IsOkAndHolds(Round::kBehind));
  EXPECT_THAT(said_.str(), HasSubstr("\"event\":\"behind\",\"size\":4,\"known\":5"));
  EXPECT_FALSE(witness_->Caught().has_value());
  // A ledger that was put back to an earlier day: it has not what it signed.
  TestLog restored(4);
  restored.AnswerAt(server_);
  EXPECT_THAT(Take(restored.Newest()), IsOkAndHolds(Round::kBehind));
  EXPECT_FALSE(witness_->Caught().has_value());
  // It goes on from there, and at last has more than was known.
  restored.Grow(1, "instead");
  EXPECT_THAT(Take(restored.Newest()), IsOkAndHolds(Round::kForked));
  ExpectCaught(/*proved=*/true);
}

TEST_F(WitnessRoundTest, ALedgerThatDeniesWhatItHasShown) {
  server_.Always<v1::AddCosignatureRequest, v1::AddCosignatureResponse>(
      FromServer(Reason::kHistoryForked));
  v1::GetCheckpointResponse another;
  another.mutable_checkpoint()->set_note(other_.At(5).note);
  server_.Always<v1::GetCheckpointRequest, v1::GetCheckpointResponse>(another);
  EXPECT_THAT(Take(log_.Newest()), IsOkAndHolds(Round::kForked));
  ExpectCaught(/*proved=*/true);
}

// ---- peers ----

TEST_F(WitnessRoundTest, PeersOfOneHistoryAgree) {
  Know(log_, 4);
  log_.Grow(4, "more");
  // The same, smaller, larger than ours, larger than what the ledger shows here.
  for (const std::uint64_t size : {4u, 2u, 5u, 9u}) {
    EXPECT_THAT(Ask(log_.At(size)), AllOf(HasSubstr("agreed"), HasSubstr(absl::StrCat(size))));
  }
  TestLog ahead = log_;
  ahead.Grow(2, "not here yet");
  EXPECT_THAT(Ask(ahead.Newest()), HasSubstr("peer_ahead"));
  EXPECT_FALSE(witness_->Caught().has_value());
  // What is the same is said once.
  std::vector<Peer> peers = PeerWith(peer_);
  said_.str("");
  for (int i = 0; i < 3; ++i) {
    EXPECT_THAT(AskPeers(*witness_, *line_, peers, report_), IsOk());
  }
  ASSERT_THAT(said_.str(), HasSubstr("peer_ahead"));
  EXPECT_EQ(said_.str().find("peer_ahead"), said_.str().rfind("peer_ahead"));
}

TEST_F(WitnessRoundTest, PeersThatCannotBeComparedAreTold) {
  Know(log_, 5);
  EXPECT_THAT(Ask({.note = "nonsense"}), HasSubstr("peer_not_verified"));
  const auto stranger = proof::SigningKey::Generate(kOrigin, proof::KeyType::kEd25519);
  const auto forged = proof::SignCheckpoint(other_.At(6).checkpoint, {&*stranger});
  EXPECT_THAT(Ask({.note = proof::FormatNote(*forged)}), HasSubstr("peer_not_verified"));
  server_.Always<v1::GetConsistencyProofRequest, v1::GetConsistencyProofResponse>(
      absl::UnavailableError("cut"));
  EXPECT_THAT(Ask(log_.At(3)), HasSubstr("peer_not_compared"));
  FakeServer silent;
  std::vector<Peer> peers = PeerWith(silent);
  EXPECT_THAT(AskPeers(*witness_, *line_, peers, report_), IsOk());
  EXPECT_THAT(said_.str(), HasSubstr("peer_silent"));
  EXPECT_FALSE(witness_->Caught().has_value());
}

// Two witnesses of a ledger that shows each another history, at all sizes that they may be at: at
// least one of them catches it by asking, and the other by being told, each with its own ledger.
TEST_F(WitnessRoundTest, TwoWitnessesCatchAForkAtAllSizes) {
  for (std::uint64_t left = 1; left <= 5; ++left) {
    for (std::uint64_t right = 1; right <= 7; ++right) {
      FakeServer servers[2];
      log_.AnswerAt(servers[0]);
      other_.AnswerAt(servers[1]);
      const TestLog* const logs[] = {&log_, &other_};
      const std::uint64_t sizes[] = {left, right};
      std::unique_ptr<Witness> witnesses[2];
      std::unique_ptr<FakeConnection> connections[2];
      std::unique_ptr<LogLine> lines[2];
      std::ostringstream out;
      WitnessReport report(out, true, Language::kEnglish);
      for (int i = 0; i < 2; ++i) {
        const std::string state = folder_ / absl::StrCat("of-", left, "-", right, "-", i);
        witnesses[i] = Witness::Open(state, CosigningKey(absl::StrCat("w", i)), LogKeys()).value();
        connections[i] = std::make_unique<FakeConnection>(servers[i]);
        lines[i] = std::make_unique<LogLine>(*connections[i], *witnesses[i], "nm");
        ASSERT_THAT(TakeShown(*witnesses[i], *lines[i], logs[i]->At(sizes[i]).note, kNow, report),
                    IsOk());
      }
      int by_asking = 0;
      for (int i = 0; i < 2; ++i) {
        const auto comparison = CompareShown(*witnesses[i], *lines[i], *witnesses[1 - i]->Latest());
        ASSERT_THAT(comparison, IsOk());
        if (comparison->agreement != Agreement::kForked) continue;
        ++by_asking;
        EXPECT_TRUE(comparison->evidence.proved);
        const ForkEvidence& evidence = comparison->evidence;
        // What is told is proof enough for the other.
        EXPECT_THAT(proof::ProveFork(evidence.known.note, evidence.shown.note,
                                     evidence.beginning ? &*evidence.beginning : nullptr,
                                     witnesses[1 - i]->log_keys()),
                    IsOk());
      }
      // The first ledger has five entries: of a note of more it cannot say anything yet.
      const bool one_parted_note_can_be_asked_about = left > 3 || right == 4 || right == 5;
      EXPECT_EQ(by_asking > 0, one_parted_note_can_be_asked_about) << left << " and " << right;
    }
  }
}

TEST_F(WitnessRoundTest, APeerOfAnotherHistoryIsCaughtAndTold) {
  Know(log_, 5);
  EXPECT_THAT(Ask(other_.At(4)), AllOf(HasSubstr("\"event\":\"fork\""), HasSubstr("peer:1")));
  ExpectCaught(/*proved=*/true);
  v1::TellForkRequest told;
  peer_.On<v1::TellForkRequest, v1::TellForkResponse>([&](const v1::TellForkRequest& request) {
    told = request;
    return absl::StatusOr<v1::TellForkResponse>(v1::TellForkResponse());
  });
  std::vector<Peer> peers = PeerWith(peer_);
  TellPeers(*witness_, *witness_->Caught(), peers, report_);
  EXPECT_EQ(told.origin(), kOrigin);
  ASSERT_EQ(told.notes_size(), 2);
  const auto beginning = proof::ParseBeginning(told.proof());
  ASSERT_THAT(beginning, IsOk());
  EXPECT_THAT(proof::ProveFork(told.notes(0), told.notes(1), &*beginning, LogKeys()), IsOk());
  EXPECT_THAT(said_.str(), HasSubstr("told_peer"));
}

TEST_F(WitnessRoundTest, WhatWasToldIsLookedInto) {
  Know(log_, 5);
  EXPECT_THAT(LookInto(*witness_, *line_, {.shown = log_.At(3)}, report_), IsOk());
  EXPECT_FALSE(witness_->Caught().has_value());
  EXPECT_THAT(said_.str(), HasSubstr("\"event\":\"told\",\"size\":3"));
  EXPECT_THAT(LookInto(*witness_, *line_, {.shown = other_.At(4)}, report_), IsOk());
  ExpectCaught(/*proved=*/true);
}

}  // namespace
}  // namespace ippledge::client
