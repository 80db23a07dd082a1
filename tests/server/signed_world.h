// tests/server/signed_world.h: the world of cover_world.h, whose ledger signs checkpoints; and
// witnesses.
#pragma once

#include <gtest/gtest.h>

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "absl/synchronization/notification.h"
#include "absl/time/time.h"
#include "ippledge/v1/admin_service.pb.h"
#include "ippledge/v1/journal_service.pb.h"
#include "proof/cosignature.h"
#include "proof/signed_note.h"
#include "proof/signing_key.h"
#include "proof/verifier_key.h"
#include "tests/server/cover_world.h"

namespace ippledge::server {

class SignedWorld : public CoverWorld {
 protected:
  SignedWorld() : SignedWorld({proof::KeyType::kEd25519}) {}
  explicit SignedWorld(std::vector<proof::KeyType> algorithms)
      : CoverWorld({.checkpoint_signatures = std::move(algorithms)}) {}
  explicit SignedWorld(TestServer::Options options) : CoverWorld(std::move(options)) {}

  engine::Engine& engine() { return *server_.programmes().Find("nm"); }

  // Lets the totals be recorded and waits until they are signed; the checkpoint's size.
  std::int64_t Sign() {
    server_.clock().Advance(absl::Seconds(1));
    engine().Tick();
    absl::Notification there;
    engine().checkpoints()->NotifyBeyond(Position() - 1, [&] { there.Notify(); });
    EXPECT_TRUE(there.WaitForNotificationWithTimeout(absl::Seconds(20)));
    return engine().checkpoints()->Newest()->head.size;
  }
  template <typename Request>
  static Request Of() {
    Request request;
    request.set_programme("nm");
    return request;
  }
  v1::GetCheckpointResponse Checkpoint(std::int64_t entry = 0) {
    auto request = Of<v1::GetCheckpointRequest>();
    request.set_entry(entry);
    const auto answer = Office().Ask<v1::GetCheckpointResponse>(request);
    EXPECT_THAT(answer, Succeeded());
    return answer.response;
  }
  std::vector<proof::VerifierKey> LogKeys() { return engine().checkpoints()->keys(); }

  // A witness whose key stands.
  proof::SigningKey AdmitWitness(const std::string& name, const std::string& organisation) {
    auto key = *proof::SigningKey::Generate(name, proof::KeyType::kCosignature);
    auto request = Write<v1::AdmitKeyRequest>();
    request.mutable_key()->set_name(name);
    request.mutable_key()->set_text(key.verifier().Text());
    request.mutable_key()->set_purpose(v1::KEY_PURPOSE_WITNESS);
    request.mutable_key()->set_organisation(organisation);
    EXPECT_THAT(Two("security_officer", "nm-security").Ask<v1::AdmitKeyResponse>(request),
                Succeeded());
    return key;
  }
  static std::string LineOf(const proof::SigningKey& witness, const std::string& note,
                            std::int64_t time = 1'751'342'500) {
    return proof::FormatSignature(proof::Cosign(witness, proof::ParseNote(note)->text, time));
  }
  Answered<v1::AddCosignatureResponse> AddLines(const Rpc& caller, std::int64_t size,
                                                const std::string& lines) {
    auto request = Of<v1::AddCosignatureRequest>();
    request.set_size(size);
    request.set_cosignatures(lines);
    return caller.Ask<v1::AddCosignatureResponse>(request);
  }
};

}  // namespace ippledge::server
