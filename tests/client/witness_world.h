// tests/client/witness_world.h: a ledger in memory that signs its tree and answers witnesses, and a
// second history under the same key.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <memory>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/types/span.h"
#include "client/witness/log_line.h"
#include "client/witness/report.h"
#include "client/witness/state_folder.h"
#include "client/witness/witness.h"
#include "ippledge/v1/journal_service.pb.h"
#include "proof/cosignature.h"
#include "proof/merkle.h"
#include "proof/signed_note.h"
#include "tests/client/fake_connection.h"
#include "tests/testing/status_matchers.h"
#include "tests/testing/temp_folder.h"

namespace ippledge::client {

inline constexpr char kOrigin[] = "ledger.test/nm";
inline constexpr std::int64_t kNow = 1'751'342'400;

inline const proof::SigningKey& LogKey() {
  static const auto* const key =
      new proof::SigningKey(proof::SigningKey::Generate(kOrigin, proof::KeyType::kEd25519).value());
  return *key;
}
inline std::vector<proof::VerifierKey> LogKeys() { return {LogKey().verifier()}; }

// A key of that name, always the same: its text can be read again.
inline proof::SigningKey CosigningKey(const std::string& name) {
  static auto* const texts = new std::map<std::string, std::string>;
  std::string& text = (*texts)[name];
  if (text.empty()) {
    text = proof::SigningKey::Generate(name, proof::KeyType::kCosignature)->SecretText();
  }
  return proof::SigningKey::Parse(text).value();
}

// One history of the ledger. Copies share what they have so far.
class TestLog {
 public:
  explicit TestLog(std::uint64_t size = 0) { Grow(size, "entry"); }

  // So many more entries of that content.
  void Grow(std::uint64_t count, const std::string& content) {
    for (std::uint64_t i = 0; i < count; ++i) {
      leaves_.push_back(proof::LeafHash(absl::StrCat(content, " ", leaves_.size())));
    }
  }
  std::uint64_t size() const { return leaves_.size(); }

  ShownCheckpoint At(std::uint64_t size) const {
    const proof::Checkpoint checkpoint = {
        .origin = kOrigin,
        .size = size,
        .root = proof::RootOf(absl::MakeSpan(leaves_).subspan(0, size))};
    return {.checkpoint = checkpoint,
            .note = proof::FormatNote(proof::SignCheckpoint(checkpoint, {&LogKey()}).value())};
  }
  ShownCheckpoint Newest() const { return At(size()); }
  proof::Beginning BeginningOf(std::uint64_t old_size, std::uint64_t size) const {
    const auto leaf = [this](std::uint64_t i) -> absl::StatusOr<proof::Hash> { return leaves_[i]; };
    return {.root = At(old_size).checkpoint.root,
            .proof = proof::ProveConsistency(old_size, size, leaf).value()};
  }
  proof::AddCheckpointRequest RequestFrom(std::uint64_t old_size, std::uint64_t size) const {
    proof::AddCheckpointRequest request = {.old_size = old_size,
                                           .note = proof::ParseNote(At(size).note).value()};
    if (old_size > 0) request.proof = BeginningOf(old_size, size).proof;
    return request;
  }

  // Makes `server` answer with this history as it is when it is asked; this outlives it.
  void AnswerAt(FakeServer& server) const {
    server.On<v1::GetCheckpointRequest, v1::GetCheckpointResponse>(
        [this](
            const v1::GetCheckpointRequest& request) -> absl::StatusOr<v1::GetCheckpointResponse> {
          const auto entry = static_cast<std::uint64_t>(request.entry());
          if (entry > size()) return absl::NotFoundError("there is no such entry");
          v1::GetCheckpointResponse response;
          response.mutable_checkpoint()->set_note(Newest().note);
          return response;
        });
    server.On<v1::GetConsistencyProofRequest, v1::GetConsistencyProofResponse>(
        [this](const v1::GetConsistencyProofRequest& request)
            -> absl::StatusOr<v1::GetConsistencyProofResponse> {
          const auto old_size = static_cast<std::uint64_t>(request.old_size());
          const auto new_size = static_cast<std::uint64_t>(request.new_size());
          if (old_size < 1 || old_size > new_size || new_size > size()) {
            return absl::InvalidArgumentError("out of range");
          }
          v1::GetConsistencyProofResponse response;
          const proof::Beginning beginning = BeginningOf(old_size, new_size);
          response.set_old_root(std::string(proof::BytesOf(beginning.root)));
          for (const proof::Hash& hash : beginning.proof) {
            response.add_proof(std::string(proof::BytesOf(hash)));
          }
          return response;
        });
    server.Always<v1::AddCosignatureRequest, v1::AddCosignatureResponse>(
        v1::AddCosignatureResponse());
  }

 private:
  std::vector<proof::Hash> leaves_;
};

// A witness of a ledger with 5 entries, of which it knows nothing yet, and a second history that
// parts after the third.
class WitnessWorld : public ::testing::Test {
 protected:
  WitnessWorld() {
    other_.Grow(4, "never happened");
    log_.AnswerAt(server_);
    line_ = std::make_unique<LogLine>(connection_, Open(), "nm");
  }

  std::string state() const { return folder_ / "state"; }
  Witness& Open() {
    witness_.reset();
    witness_ = Witness::Open(state(), CosigningKey("icbc.witness"), LogKeys()).value();
    return *witness_;
  }
  // Takes the witness to so many entries of that history.
  void Know(const TestLog& log, std::uint64_t size) {
    const auto latest = witness_->Latest();
    const auto taken =
        witness_->Take(log.RequestFrom(latest ? latest->checkpoint.size : 0, size), kNow);
    ASSERT_THAT(taken, IsOk());
    ASSERT_EQ(taken->decision.outcome, proof::WitnessOutcome::kCosign) << taken->decision.why;
  }

  TempFolder folder_;
  TestLog log_{5};
  TestLog other_{3};
  FakeServer server_;
  FakeConnection connection_{server_};
  std::unique_ptr<Witness> witness_;
  std::unique_ptr<LogLine> line_;
  std::ostringstream said_;
  WitnessReport report_{said_, /*json=*/true, Language::kEnglish};
};

}  // namespace ippledge::client
