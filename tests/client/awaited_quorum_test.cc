// "claim confirm-payment" where witnesses are wanted: the checkpoint from a file or waited for, and
// verified before it is sent.
#include <fstream>

#include "client/exit_code.h"
#include "ippledge/v1/admin_service.pb.h"
#include "ippledge/v1/claim_service.pb.h"
#include "ledger/refusal.h"
#include "proto/wire/details.h"
#include "tests/client/witness_world.h"

namespace ippledge::client {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr std::int64_t kOrderEntry = 4;
constexpr std::int64_t kAmount = 40'000'000;

class AwaitedQuorumTest : public ::testing::Test {
 protected:
  AwaitedQuorumTest() {
    for (const char* name : {"bureau.w", "icbc.w", "ccb.w"}) Admit(CosigningKey(name).verifier());
    quorum_.mutable_quorum()->set_payments_from_fen(kAmount);
    Part(1, {"bureau.w"});
    Part(1, {"icbc.w", "ccb.w"});
    v1::PaymentOrder& order = *claim_.mutable_claim()->mutable_order();
    order.set_order_number("R-1");
    order.set_amount_fen(kAmount);
    order.set_entry(kOrderEntry);
    server_.On<v1::GetQuorumRequest, v1::GetQuorumResponse>(
        [this](const auto&) { return absl::StatusOr<v1::GetQuorumResponse>(quorum_); });
    server_.On<v1::ListKeysRequest, v1::ListKeysResponse>(
        [this](const auto&) { return absl::StatusOr<v1::ListKeysResponse>(keys_); });
    server_.On<v1::GetClaimRequest, v1::GetClaimResponse>(
        [this](const auto&) { return absl::StatusOr<v1::GetClaimResponse>(claim_); });
    server_.On<v1::ConfirmPaymentRequest, v1::ConfirmPaymentResponse>(
        [this](const v1::ConfirmPaymentRequest& request) {
          sent_ = request;
          v1::ConfirmPaymentResponse response;
          response.mutable_recorded()->set_outcome(v1::OUTCOME_RECORDED);
          return absl::StatusOr<v1::ConfirmPaymentResponse>(response);
        });
  }
  void Admit(const proof::VerifierKey& key, v1::KeyPurpose purpose = v1::KEY_PURPOSE_WITNESS) {
    v1::AdmittedKey& admitted = *keys_.add_keys();
    admitted.mutable_key()->set_name(key.name());
    admitted.mutable_key()->set_text(key.Text());
    admitted.mutable_key()->set_purpose(purpose);
  }
  void Part(int needed, const std::vector<std::string>& keys) {
    v1::QuorumPart& part = *quorum_.mutable_quorum()->add_parts();
    part.set_needed(needed);
    for (const std::string& key : keys) part.add_keys(key);
  }
  // The ledger's checkpoint with the lines of these.
  std::string Cosigned(std::uint64_t size, const std::vector<std::string>& witnesses) const {
    proof::SignedNote note = *proof::ParseNote(log_.At(size).note);
    for (const std::string& name : witnesses) {
      EXPECT_THAT(proof::AddSignatures({proof::Cosign(CosigningKey(name), note.text, kNow)}, note),
                  IsOk());
    }
    return proof::FormatNote(note);
  }
  // The server finds this one witnessed, after so many times that it does not.
  void Show(const std::string& note, int refusals = 0) {
    server_.On<v1::GetCheckpointRequest, v1::GetCheckpointResponse>(
        [note, refusals](const v1::GetCheckpointRequest& request) mutable
        -> absl::StatusOr<v1::GetCheckpointResponse> {
          EXPECT_EQ(request.entry(), kOrderEntry);
          EXPECT_TRUE(request.witnessed());
          if (refusals-- > 0) {
            const absl::Status missing = Refuse(
                Reason::kQuorumMissing, "",
                {{"part", "2"}, {"needed", "1"}, {"have", "0"}, {"missing", "icbc.w, ccb.w"}});
            return WithDetails(missing, wire::EncodeDetails(missing, wire::Locale::kEnglish));
          }
          v1::GetCheckpointResponse response;
          response.mutable_checkpoint()->set_note(note);
          response.add_log_keys(LogKey().verifier().Text());
          return response;
        });
  }
  RunResult Confirm(std::vector<std::string> more) {
    sent_ = v1::ConfirmPaymentRequest();
    std::vector<std::string> words = {
        "claim", "confirm-payment", "icbc",       "HT-1",        "K1",
        "R-1",   "--date",          "2025-07-06", "--programme", "nm"};
    words.insert(words.end(), more.begin(), more.end());
    return RunProgram(words, server_);
  }

  TestLog log_{9};
  v1::ListKeysResponse keys_;
  v1::GetQuorumResponse quorum_;
  v1::GetClaimResponse claim_;
  v1::ConfirmPaymentRequest sent_;
  FakeServer server_;
};

TEST_F(AwaitedQuorumTest, WaitsVerifiesAndSends) {
  const std::string note = Cosigned(6, {"bureau.w", "ccb.w"});
  Show(note, 2);
  const RunResult confirmed = Confirm({"--await-quorum", "20"});
  EXPECT_EQ(confirmed.code, kExitOk) << confirmed.err;
  EXPECT_EQ(sent_.checkpoint().note(), note);
  EXPECT_EQ(sent_.checkpoint().size(), 0);
}

TEST_F(AwaitedQuorumTest, SaysWhoIsMissingWhenTheTimeIsOver) {
  Show("", 1'000);
  const RunResult confirmed = Confirm({"--await-quorum", "0.3"});
  EXPECT_EQ(confirmed.code, kExitRefused);
  EXPECT_THAT(confirmed.err, HasSubstr("icbc.w, ccb.w"));
  EXPECT_EQ(sent_.order_number(), "");
}

TEST_F(AwaitedQuorumTest, WhatTheServerCallsWitnessedIsVerified) {
  const auto refused = [&](const std::string& note, const char* why) {
    Show(note);
    const RunResult confirmed = Confirm({"--await-quorum", "5"});
    EXPECT_EQ(confirmed.code, kExitProofFails) << why;
    EXPECT_THAT(confirmed.err, HasSubstr(why));
    EXPECT_EQ(sent_.order_number(), "");
  };
  refused(Cosigned(6, {"bureau.w"}), "icbc.w, ccb.w");
  refused(Cosigned(6, {"icbc.w", "ccb.w"}), "bureau.w");
  refused(Cosigned(3, {"bureau.w", "ccb.w"}), "covers 3 entries, the order is entry 4");
  refused("nonsense", "does not hold");
  std::string forged = Cosigned(6, {"bureau.w", "ccb.w"});
  forged[forged.size() - 6] = forged[forged.size() - 6] == 'A' ? 'B' : 'A';
  refused(forged, "does not hold");
  // A key that was retired counts no more.
  keys_.mutable_keys(0)->set_retired_entry(2);
  refused(Cosigned(6, {"bureau.w", "ccb.w"}), "bureau.w");
  keys_.mutable_keys(0)->set_retired_entry(0);
  // Where the programme has admitted the ledger's key, the server's word for another is nothing.
  const auto other = proof::SigningKey::Generate(kOrigin, proof::KeyType::kEd25519);
  Admit(other->verifier(), v1::KEY_PURPOSE_LOG);
  refused(Cosigned(6, {"bureau.w", "ccb.w"}), "does not hold");
}

TEST_F(AwaitedQuorumTest, WhereNoWitnessIsWantedNothingIsWaitedFor) {
  Show("", 1'000);
  claim_.mutable_claim()->mutable_order()->set_amount_fen(kAmount - 1);
  EXPECT_EQ(Confirm({"--await-quorum", "60"}).code, kExitOk);
  EXPECT_EQ(sent_.order_number(), "R-1");
  EXPECT_FALSE(sent_.has_checkpoint());
  quorum_.mutable_quorum()->clear_parts();
  EXPECT_EQ(Confirm({"--await-quorum", "60"}).code, kExitOk);
  EXPECT_FALSE(sent_.has_checkpoint());
  EXPECT_EQ(Confirm({}).code, kExitOk);
  EXPECT_FALSE(sent_.has_checkpoint());
}

TEST_F(AwaitedQuorumTest, ACheckpointFromAFile) {
  TempFolder folder;
  const std::string note = Cosigned(6, {"bureau.w", "ccb.w"});
  std::ofstream(folder / "note", std::ios::binary) << note;
  EXPECT_EQ(Confirm({"--checkpoint", folder / "note"}).code, kExitOk);
  EXPECT_EQ(sent_.checkpoint().note(), note);
  EXPECT_EQ(Confirm({"--checkpoint", folder / "none"}).code, kExitUsage);
  EXPECT_EQ(Confirm({"--checkpoint", folder / "note", "--await-quorum", "5"}).code, kExitUsage);
}

}  // namespace
}  // namespace ippledge::client
