// JournalService: receipts, as they are verified without the server.
#include <thread>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "proof/receipt.h"
#include "storage/codec.h"
#include "tests/server/signed_world.h"

namespace ippledge::server {
namespace {

class ReceiptsTest : public SignedWorld {
 protected:
  Answered<v1::GetReceiptResponse> Ask(const Rpc& caller, std::int64_t entry,
                                       bool witnessed = false) {
    auto request = Of<v1::GetReceiptRequest>();
    request.set_entry(entry);
    request.set_witnessed(witnessed);
    return caller.Ask<v1::GetReceiptResponse>(request);
  }
  // What a receipt that must hold shows.
  proof::Receipt Held(const v1::GetReceiptResponse& answer) {
    const auto receipt = proof::ParseReceipt(answer.receipt());
    EXPECT_TRUE(receipt.ok()) << receipt.status();
    const auto facts = proof::VerifyReceipt(*receipt, LogKeys(), nullptr);
    EXPECT_TRUE(facts.ok()) << facts.status();
    return *receipt;
  }
};

TEST_F(ReceiptsTest, AReceiptHoldsTheEntryAndItsProof) {
  const std::int64_t entry = RecordLoan("HT-1");
  const std::int64_t size = Sign();
  RecordLoan("HT-2");
  Sign();
  const auto answer = Ask(Bank(), entry);
  ASSERT_THAT(answer, Succeeded());
  EXPECT_EQ(answer.response.size(), size);
  const proof::Receipt receipt = Held(answer.response);
  EXPECT_EQ(static_cast<std::int64_t>(receipt.index) + 1, entry);
  const auto stored = storage::DecodeEntry(*receipt.entry);
  ASSERT_TRUE(stored.ok());
  EXPECT_EQ(LoanIdOf(stored->events.front())->contract_number, "HT-1");
  // It is the same for everybody who sees the entry.
  EXPECT_EQ(Ask(Office(), entry).response.receipt(), answer.response.receipt());
}

TEST_F(ReceiptsTest, OfOthersEntriesABankGetsNone) {
  const std::int64_t entry = RecordLoan("HT-1", kCcb);
  Sign();
  EXPECT_THAT(Ask(OtherBank(), entry), Succeeded());
  EXPECT_THAT(Ask(Bank(), entry), Refused(StatusCode::kPermissionDenied, "NOT_YOUR_ROWS"));
  EXPECT_THAT(Ask(Bank(), 1), Refused(StatusCode::kPermissionDenied, "NOT_YOUR_ROWS"));
  EXPECT_THAT(Ask(Bank(), Position() + 1), Refused(StatusCode::kNotFound, "ENTRY_UNKNOWN"));
  EXPECT_THAT(Ask(Bank(), 0), Refused(StatusCode::kNotFound, "ENTRY_UNKNOWN"));
}

TEST_F(ReceiptsTest, AReceiptWaitsForItsCheckpoint) {
  Sign();
  Answered<v1::GetReceiptResponse> answer;
  // A slow disk may sign later than a call waits.
  for (int tries = 0; tries == 0 || (tries < 10 && !answer.status.ok()); ++tries) {
    const std::int64_t entry = RecordLoan(absl::StrCat("HT-1-", tries));
    std::thread caller([&] { answer = Ask(Bank(), entry); });
    absl::SleepFor(absl::Milliseconds(50));
    Sign();
    caller.join();
  }
  ASSERT_THAT(answer, Succeeded());
  Held(answer.response);
  EXPECT_THAT(Ask(Bank(), RecordLoan("HT-2")),
              Refused(StatusCode::kNotFound, "CHECKPOINT_UNKNOWN"));
}

TEST_F(ReceiptsTest, WitnessedReceiptsHaveTheQuorum) {
  const proof::SigningKey witness = AdmitWitness("icbc.witness", kIcbc);
  auto quorum = Write<v1::SetQuorumRequest>();
  quorum.set_text("from now on");
  v1::QuorumPart& part = *quorum.mutable_quorum()->add_parts();
  part.set_needed(1);
  part.add_keys("icbc.witness");
  ASSERT_THAT(Bureau().Ask<v1::SetQuorumResponse>(quorum), Succeeded());
  const std::int64_t entry = RecordLoan("HT-1");
  Sign();
  EXPECT_THAT(Ask(Bank(), entry, true), Refused(StatusCode::kFailedPrecondition, "QUORUM_MISSING"));
  // The witness comes to a later one.
  RecordLoan("HT-2");
  const std::int64_t size = Sign();
  ASSERT_THAT(AddLines(Bank(), size, LineOf(witness, Checkpoint().checkpoint().note())),
              Succeeded());
  const auto answer = Ask(Bank(), entry, true);
  ASSERT_THAT(answer, Succeeded());
  EXPECT_EQ(answer.response.size(), size);
  const auto receipt = proof::ParseReceipt(answer.response.receipt());
  ASSERT_TRUE(receipt.ok());
  proof::WitnessPolicy policy;
  policy.logs = {{.key = LogKeys()[0], .url = ""}};
  policy.witnesses = {{.name = "bank", .key = witness.verifier(), .url = ""}};
  policy.quorum = "bank";
  const auto facts = proof::VerifyReceipt(*receipt, {}, &policy);
  EXPECT_TRUE(facts.ok()) << facts.status();
  // The smallest checkpoint has none.
  EXPECT_LT(Ask(Bank(), entry).response.size(), size);
  EXPECT_EQ(
      proof::ParseReceipt(Ask(Bank(), entry).response.receipt())->checkpoint.signatures.size(), 1u);
}

}  // namespace
}  // namespace ippledge::server
