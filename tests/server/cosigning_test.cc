// Signatures of witnesses where they come in: AddCosignature, and the checkpoint of a payment.
#include "server/cosigning.h"

#include <fstream>

#include "absl/strings/str_replace.h"
#include "proof/checkpoint.h"
#include "tests/server/signed_world.h"

namespace ippledge::server {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class CosigningTest : public SignedWorld {
 protected:
  Answered<v1::AddCosignatureResponse> AddNote(const Rpc& caller, const std::string& note) {
    auto request = Of<v1::AddCosignatureRequest>();
    request.set_note(note);
    return caller.Ask<v1::AddCosignatureResponse>(request);
  }
  std::size_t Lines(const std::string& note) { return proof::ParseNote(note)->signatures.size(); }
};

TEST_F(CosigningTest, AWitnessAddsItsLine) {
  const proof::SigningKey witness = AdmitWitness("icbc.witness", kIcbc);
  const std::int64_t size = Sign();
  const std::string note = Checkpoint().checkpoint().note();
  const auto answer = AddLines(Bank(), size, LineOf(witness, note));
  ASSERT_THAT(answer, Succeeded());
  EXPECT_EQ(answer.response.checkpoint().size(), size);
  EXPECT_EQ(answer.response.checkpoint().note(), note + LineOf(witness, note));
  EXPECT_EQ(Checkpoint().checkpoint().note(), answer.response.checkpoint().note());
  // As a whole note too; again changes nothing, and it is there after a start.
  ASSERT_THAT(AddNote(Bank(), answer.response.checkpoint().note()), Succeeded());
  server_.Restart();
  EXPECT_EQ(Lines(Checkpoint(size).checkpoint().note()), 2u);
}

TEST_F(CosigningTest, WhoMayBringThem) {
  const proof::SigningKey witness = AdmitWitness("icbc.witness", kIcbc);
  const std::int64_t size = Sign();
  const std::string line = LineOf(witness, Checkpoint().checkpoint().note());
  for (const char* role : {"bank_maker", "bank_checker", "finance_bureau", "auditor"}) {
    EXPECT_THAT(AddLines(As(role, kCcb), size, line), Succeeded()) << role;
  }
  for (const char* role :
       {"ip_office", "fund_manager", "reporter", "operator", "security_officer"}) {
    EXPECT_THAT(AddLines(As(role, "nm-other"), size, line),
                Refused(StatusCode::kPermissionDenied, "ROLE_NOT_ALLOWED"))
        << role;
  }
}

TEST_F(CosigningTest, WhatDoesNotHoldIsRefusedAndKeptOut) {
  const proof::SigningKey witness = AdmitWitness("icbc.witness", kIcbc);
  const proof::SigningKey stranger =
      *proof::SigningKey::Generate("stranger", proof::KeyType::kCosignature);
  const std::int64_t size = Sign();
  const std::string note = Checkpoint().checkpoint().note();
  const std::string good = LineOf(witness, note);
  const auto invalid = Refused(StatusCode::kInvalidArgument, "COSIGNATURE_INVALID");
  EXPECT_THAT(AddLines(Bank(), size, LineOf(stranger, note)),
              Refused(StatusCode::kNotFound, "KEY_UNKNOWN"));
  EXPECT_THAT(AddLines(Bank(), size, "no line\n"), invalid);
  EXPECT_THAT(AddLines(Bank(), size, good.substr(0, good.size() - 1)), invalid);
  EXPECT_THAT(AddLines(Bank(), size + 1, good),
              Refused(StatusCode::kNotFound, "CHECKPOINT_UNKNOWN"));
  EXPECT_THAT(AddLines(Bank(), 0, good), Refused(StatusCode::kNotFound, "CHECKPOINT_UNKNOWN"));
  EXPECT_THAT(AddLines(Bank(), size, ""), Refused(StatusCode::kInvalidArgument, "FIELD_REQUIRED"));
  EXPECT_THAT(AddLines(Bank(), size, std::string(20'000, 'x')),
              Refused(StatusCode::kInvalidArgument, "FIELD_TOO_LONG"));
  // A line over another checkpoint of ours.
  RecordLoan("HT-1");
  Sign();
  EXPECT_THAT(AddLines(Bank(), size, LineOf(witness, Checkpoint().checkpoint().note())), invalid);
  auto both = Of<v1::AddCosignatureRequest>();
  both.set_note(note);
  both.set_size(size);
  EXPECT_THAT(Bank().Ask<v1::AddCosignatureResponse>(both),
              Refused(StatusCode::kInvalidArgument, "FIELD_NOT_ALLOWED"));
  EXPECT_EQ(Lines(Checkpoint(size).checkpoint().note()), 1u);
  // Of several lines those that are no standing witness's are left out.
  ASSERT_THAT(AddLines(Bank(), size, LineOf(stranger, note) + good), Succeeded());
  EXPECT_EQ(Checkpoint(size).checkpoint().note(), note + good);
}

TEST_F(CosigningTest, ARetiredKeyIsUnknown) {
  const proof::SigningKey witness = AdmitWitness("icbc.witness", kIcbc);
  auto retire = Write<v1::RetireKeyRequest>();
  retire.set_name("icbc.witness");
  retire.set_text("lost");
  ASSERT_THAT(Two("security_officer", "nm-security").Ask<v1::RetireKeyResponse>(retire),
              Succeeded());
  const std::int64_t size = Sign();
  EXPECT_THAT(AddLines(Bank(), size, LineOf(witness, Checkpoint().checkpoint().note())),
              Refused(StatusCode::kNotFound, "KEY_UNKNOWN"));
}

// What a witness holds who was shown another history.
TEST_F(CosigningTest, AForkIsNamed) {
  AdmitWitness("icbc.witness", kIcbc);
  const std::int64_t size = Sign();
  const std::string keys = absl::StrCat(server_.folder(), "/keys/nm/checkpoint-ed25519");
  std::ifstream file(keys);
  std::string secret;
  std::getline(file, secret);
  const proof::SigningKey log = *proof::SigningKey::Parse(secret);
  const auto forked = proof::SignCheckpoint({.origin = "ippledge.local/nm",
                                             .size = static_cast<std::uint64_t>(size),
                                             .root = proof::LeafHash("another history")},
                                            {&log});
  ASSERT_TRUE(forked.ok());
  EXPECT_THAT(AddNote(Bank(), proof::FormatNote(*forked)),
              Refused(StatusCode::kFailedPrecondition, "HISTORY_FORKED"));
  // Anybody may write such a text: without the ledger's signature it is no evidence.
  proof::SignedNote unsigned_note = *forked;
  unsigned_note.signatures[0].bytes[10] ^= 1;
  EXPECT_THAT(AddNote(Bank(), proof::FormatNote(unsigned_note)),
              Refused(StatusCode::kInvalidArgument, "COSIGNATURE_INVALID"));
}

class VerifyCosignedTest : public CosigningTest {
 protected:
  absl::StatusOr<CosignedCheckpoint> Verify(const std::string& note) {
    CosignedCheckpoint checkpoint{.note = note};
    const absl::Status status = VerifyCosigned(engine(), "checkpoint", checkpoint);
    if (!status.ok()) return status;
    return checkpoint;
  }
};

TEST_F(VerifyCosignedTest, TheNoteSaysWhatTheRulesSee) {
  const proof::SigningKey icbc = AdmitWitness("icbc.witness", kIcbc);
  const proof::SigningKey bureau = AdmitWitness("bureau.witness", "nm-finance");
  const std::int64_t size = Sign();
  const v1::Checkpoint plain = Checkpoint().checkpoint();
  auto checkpoint = Verify(plain.note());
  ASSERT_TRUE(checkpoint.ok()) << checkpoint.status();
  EXPECT_EQ(checkpoint->size, size);
  EXPECT_EQ(std::string(checkpoint->root.begin(), checkpoint->root.end()), plain.root());
  EXPECT_THAT(checkpoint->witnesses, IsEmpty());
  // In order of name, each once; lines of strangers count for nothing.
  const proof::SigningKey stranger =
      *proof::SigningKey::Generate("a.stranger", proof::KeyType::kCosignature);
  const std::string note = plain.note() + LineOf(icbc, plain.note()) +
                           LineOf(bureau, plain.note()) + LineOf(stranger, plain.note());
  checkpoint = Verify(note);
  ASSERT_TRUE(checkpoint.ok()) << checkpoint.status();
  EXPECT_THAT(checkpoint->witnesses, ElementsAre("bureau.witness", "icbc.witness"));
  EXPECT_EQ(checkpoint->note, note);
}

TEST_F(VerifyCosignedTest, WhatDoesNotHoldIsNamed) {
  const proof::SigningKey icbc = AdmitWitness("icbc.witness", kIcbc);
  const std::int64_t size = Sign();
  const std::string note = Checkpoint().checkpoint().note();
  const auto why = [&](const std::string& text) {
    const absl::Status status = Verify(text).status();
    EXPECT_THAT(ReasonOf(status), Reason::kCheckpointInvalid) << status;
    return std::string(status.message());
  };
  why("no note");
  why(absl::StrReplaceAll(note,
                          {{absl::StrCat("\n", size, "\n"), absl::StrCat("\n", size + 1, "\n")}}));
  std::string line = LineOf(icbc, note);
  line[line.size() - 6] = line[line.size() - 6] == 'A' ? 'B' : 'A';
  why(note + line);
  // Another ledger's, and one of a history that is not ours.
  const proof::SigningKey other =
      *proof::SigningKey::Generate("other.ledger/nm", proof::KeyType::kEd25519);
  why(proof::FormatNote(
      *proof::SignCheckpoint({.origin = "other.ledger/nm", .size = 1, .root = {}}, {&other})));
  EXPECT_THAT(ReasonOf(Verify("").status()), Reason::kFieldRequired);
  EXPECT_THAT(ReasonOf(Verify(std::string(16'001, 'x')).status()), Reason::kFieldTooLong);
  for (CosignedCheckpoint given : {CosignedCheckpoint{.size = size, .note = note},
                                   CosignedCheckpoint{.root = {1}, .note = note},
                                   CosignedCheckpoint{.witnesses = {"w"}, .note = note}}) {
    EXPECT_THAT(ReasonOf(VerifyCosigned(engine(), "checkpoint", given)), Reason::kFieldNotAllowed);
  }
}

}  // namespace
}  // namespace ippledge::server
