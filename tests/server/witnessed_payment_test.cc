// A payment that needs witnesses: ConfirmPayment takes a checkpoint that the quorum has cosigned.
#include "storage/codec.h"
#include "tests/server/signed_world.h"

namespace ippledge::server {
namespace {

using ::testing::ElementsAre;

class WitnessedPaymentTest : public SignedWorld {
 protected:
  WitnessedPaymentTest()
      : bureau_(AdmitWitness("bureau.witness", "nm-finance")),
        icbc_(AdmitWitness("icbc.witness", kIcbc)),
        ccb_(AdmitWitness("ccb.witness", kCcb)) {
    auto quorum = Write<v1::SetQuorumRequest>();
    quorum.set_text("the bureau and one bank");
    v1::QuorumPart& first = *quorum.mutable_quorum()->add_parts();
    first.set_needed(1);
    first.add_keys("bureau.witness");
    v1::QuorumPart& second = *quorum.mutable_quorum()->add_parts();
    second.set_needed(1);
    second.add_keys("icbc.witness");
    second.add_keys("ccb.witness");
    Must<v1::SetQuorumResponse>(Bureau(), quorum);
    Enrol("HT-1");
    Default("HT-1");
    Approve("HT-1");
    server_.clock().Advance(absl::Hours(5 * 24));
    RecordLoan("TURN", kCcb);
    too_early_ = Sign();
    auto run = Write<v1::RunPaymentsRequest>();
    run.set_run_id("R-1");
    order_ = Must<v1::RunPaymentsResponse>(Bureau(), run).orders(0).order().order_number();
  }
  v1::ConfirmPaymentRequest Confirming(const std::string& note) {
    auto confirm = ClaimWrite<v1::ConfirmPaymentRequest>("HT-1");
    confirm.set_order_number(order_);
    confirm.set_payment_date("2025-07-06");
    if (!note.empty()) confirm.mutable_checkpoint()->set_note(note);
    return confirm;
  }
  Answered<v1::ConfirmPaymentResponse> Confirm(const std::string& note) {
    return Bureau().Ask<v1::ConfirmPaymentResponse>(Confirming(note));
  }
  // The checkpoint of that size with the lines of these witnesses.
  std::string Cosigned(std::int64_t size, const std::vector<const proof::SigningKey*>& witnesses) {
    std::string note = Checkpoint(size).checkpoint().note();
    const std::string text = note;
    for (const proof::SigningKey* witness : witnesses) note += LineOf(*witness, text);
    return note;
  }

  proof::SigningKey bureau_;
  proof::SigningKey icbc_;
  proof::SigningKey ccb_;
  std::int64_t too_early_ = 0;
  std::string order_;
};

TEST_F(WitnessedPaymentTest, ThePaymentWaitsForItsWitnesses) {
  const auto missing = Refused(StatusCode::kFailedPrecondition, "QUORUM_MISSING");
  EXPECT_THAT(Confirm(""), missing);
  EXPECT_THAT(Confirm(Cosigned(too_early_, {&bureau_, &icbc_})),
              Refused(StatusCode::kFailedPrecondition, "CHECKPOINT_TOO_OLD"));
  const std::int64_t size = Sign();
  EXPECT_THAT(Confirm(Cosigned(size, {})), missing);
  EXPECT_THAT(Confirm(Cosigned(size, {&icbc_, &ccb_})), missing);
  const std::string good = Cosigned(size, {&bureau_, &ccb_});
  std::string forged = good;
  forged[forged.size() - 8] = forged[forged.size() - 8] == 'A' ? 'B' : 'A';
  EXPECT_THAT(Confirm(forged), Refused(StatusCode::kInvalidArgument, "CHECKPOINT_INVALID"));
  auto told = Confirming(good);
  told.mutable_checkpoint()->add_witnesses("icbc.witness");
  EXPECT_THAT(Bureau().Ask<v1::ConfirmPaymentResponse>(told),
              Refused(StatusCode::kInvalidArgument, "FIELD_NOT_ALLOWED"));

  const auto request = Confirming(good);
  const auto answer = Bureau().Ask<v1::ConfirmPaymentResponse>(request);
  ASSERT_THAT(answer, Succeeded());
  // The entry keeps who witnessed it, and the note for who wants to verify it again.
  const auto stored = engine().View().Entries(answer.response.recorded().entry(), 1);
  const auto& paid = std::get<PaymentConfirmed>(stored->at(0).entry.events.front());
  ASSERT_TRUE(paid.what.checkpoint.has_value());
  EXPECT_EQ(paid.what.checkpoint->size, size);
  EXPECT_THAT(paid.what.checkpoint->witnesses, ElementsAre("bureau.witness", "ccb.witness"));
  EXPECT_EQ(paid.what.checkpoint->note, good);
  // Sent again, it is answered again.
  EXPECT_EQ(Bureau().Ask<v1::ConfirmPaymentResponse>(request).bytes, answer.bytes);
}

// As it goes in practice: witnesses add their lines to the ledger's own checkpoint, and the bureau
// asks for one that the quorum has cosigned.
TEST_F(WitnessedPaymentTest, TheLedgerCollectsTheLines) {
  const std::int64_t size = Sign();
  auto request = Of<v1::GetCheckpointRequest>();
  request.set_entry(size);
  request.set_witnessed(true);
  EXPECT_THAT(Bureau().Ask<v1::GetCheckpointResponse>(request),
              Refused(StatusCode::kFailedPrecondition, "QUORUM_MISSING"));
  const std::string text = Checkpoint(size).checkpoint().note();
  EXPECT_THAT(AddLines(Bureau(), size, LineOf(bureau_, text)), Succeeded());
  EXPECT_THAT(AddLines(Bank(), size, LineOf(icbc_, text)), Succeeded());
  const auto witnessed = Bureau().Ask<v1::GetCheckpointResponse>(request);
  ASSERT_THAT(witnessed, Succeeded());
  EXPECT_THAT(Confirm(witnessed.response.checkpoint().note()), Succeeded());
}

}  // namespace
}  // namespace ippledge::server
