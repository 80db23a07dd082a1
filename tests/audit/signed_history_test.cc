// What was signed, altered where only keys and trees can tell: the evidence, and the notes that
// payments rest on.
#include "audit/signed_history.h"

#include <gmock/gmock.h>

#include <filesystem>

#include "absl/strings/str_cat.h"
#include "audit/audit.h"
#include "proof/checkpoint.h"
#include "proof/cosignature.h"
#include "proof/signed_note.h"
#include "proof/signing_key.h"
#include "storage/evidence.h"
#include "storage/journal.h"
#include "storage/log_key_file.h"
#include "tests/testing/status_matchers.h"
#include "tests/tools/sample_store.h"

namespace ippledge::audit {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

const Caller kOfficers = {.organisation = "bureau",
                          .role = Role::kSecurityOfficer,
                          .person = "s-1",
                          .second_person = "s-2"};
constexpr std::int64_t kTime = 1'750'000'000;

proof::SigningKey NewWitness(const std::string& name) {
  return *proof::SigningKey::Generate(name, proof::KeyType::kCosignature);
}

AdmitKey Admitting(const proof::SigningKey& key, KeyPurpose purpose) {
  return {{key.name(), key.verifier().Text(), purpose,
           purpose == KeyPurpose::kWitness ? "qingcao" : ""}};
}

class SignedHistoryTest : public admin::StoreTest {
 protected:
  void SetUp() override {
    SignCheckpoints();
    RecordEverything();
  }

  std::string EvidenceFolder() const { return Path("evidence/checkpoints"); }
  std::vector<storage::StoredCheckpoint> Kept() const {
    const auto evidence = storage::Evidence::Open(EvidenceFolder(), {.read_only = true});
    EXPECT_THAT(evidence, IsOk());
    return *(*evidence)->List(1, 1000);
  }
  void Put(const storage::StoredCheckpoint& checkpoint) const {
    const auto evidence = storage::Evidence::Open(EvidenceFolder(), {});
    ASSERT_THAT(evidence, IsOk());
    ASSERT_THAT((*evidence)->Put(checkpoint), IsOk());
  }
  // Makes the evidence anew with these alone.
  void KeepOnly(const std::vector<storage::StoredCheckpoint>& checkpoints) const {
    std::string origin;
    std::vector<std::string> keys;
    {
      const auto old = storage::Evidence::Open(EvidenceFolder(), {.read_only = true});
      origin = *(*old)->Origin();
      keys = *(*old)->KeyTexts();
    }
    fs::remove_all(EvidenceFolder());
    const auto made = storage::Evidence::Open(EvidenceFolder(), {});
    ASSERT_THAT((*made)->PinOrigin(origin), IsOk());
    for (const std::string& key : keys) ASSERT_THAT((*made)->AddKeyText(key), IsOk());
    for (const auto& each : checkpoints) ASSERT_THAT((*made)->Put(each), IsOk());
  }
  proof::SigningKey LogKey() const {
    return **storage::ReadLogKey((fs::path(keys()) / kProgramme).string(), proof::KeyType::kEd25519,
                                 absl::StrCat("ledger.test/", kProgramme));
  }
  // What the log would sign of a tree.
  std::string Signed(std::int64_t size, const proof::Hash& root) const {
    const proof::SigningKey key = LogKey();
    const std::vector<const proof::SigningKey*> keys_of_log = {&key};
    return proof::FormatNote(*proof::SignCheckpoint(
        {.origin = key.name(), .size = static_cast<std::uint64_t>(size), .root = root},
        keys_of_log));
  }
  static std::string Cosigned(const std::string& note, const proof::SigningKey& witness) {
    proof::SignedNote parsed = *proof::ParseNote(note);
    const std::vector<proof::NoteSignature> lines = {Cosign(witness, parsed.text, kTime)};
    EXPECT_THAT(proof::AddSignatures(lines, parsed), IsOk());
    return proof::FormatNote(parsed);
  }
  std::int64_t Do(const Caller& caller, Command command) {
    return Open()->Do(caller, std::move(command));
  }

  // Expects a finding that names `entry` (0: none) and says `what`.
  void ExpectFinding(std::int64_t entry, const std::string& what) {
    EXPECT_EQ(Admin({"audit", "-o", "json"}), 1) << what;
    EXPECT_THAT(Value("result"), HasSubstr(what));
    EXPECT_EQ(Value("difference_entry"), entry == 0 ? "" : std::to_string(entry)) << out();
  }
  void ExpectNone() { EXPECT_EQ(Admin({"audit", "-o", "json"}), 0) << out(); }
};

TEST_F(SignedHistoryTest, EveryCheckpointIsVerified) {
  ExpectNone();
  EXPECT_EQ(Value("checkpoints_verified"), std::to_string(Kept().size()));
  EXPECT_GT(Kept().size(), 10u);
  EXPECT_EQ(Value("cosignatures_verified"), "0");
}

TEST_F(SignedHistoryTest, WithoutEvidenceThatIsSaid) {
  fs::remove_all(Path("evidence"));
  ExpectNone();
  EXPECT_EQ(Value("evidence"), "none");
}

TEST_F(SignedHistoryTest, ANoteThatDoesNotHold) {
  storage::StoredCheckpoint kept = Kept()[3];
  char& letter = kept.note[kept.note.size() - 10];
  letter = letter == 'A' ? 'B' : 'A';
  Put(kept);
  ExpectFinding(kept.size, absl::StrCat("the checkpoint of ", kept.size,
                                        " entries in the evidence does not hold: the signature"));
  kept.note = "nothing";
  Put(kept);
  ExpectFinding(kept.size, "is no note: ");
}

TEST_F(SignedHistoryTest, AnotherKeyThanThoseThatAreKept) {
  const storage::StoredCheckpoint kept = Kept()[3];
  const auto other = *proof::SigningKey::Generate(LogKey().name(), proof::KeyType::kEd25519);
  proof::SignedNote note = *proof::ParseNote(kept.note);
  note.signatures = {SignText(other, note.text)};
  Put({kept.size, proof::FormatNote(note)});
  ExpectFinding(kept.size, "does not hold: no known key signed the note");
}

TEST_F(SignedHistoryTest, AnotherHistoryWasSigned) {
  const std::int64_t size = Kept()[5].size;
  proof::Hash root{};
  root[0] = 1;
  Put({size, Signed(size, root)});
  ExpectFinding(size, "has another history: its root is 0100");
}

TEST_F(SignedHistoryTest, ACheckpointUnderTheSizeOfAnother) {
  const std::vector<storage::StoredCheckpoint> kept = Kept();
  Put({kept[5].size, kept[6].note});
  ExpectFinding(kept[5].size, absl::StrCat("says ", kept[6].size));
}

TEST_F(SignedHistoryTest, AnotherLedgersCheckpoint) {
  const storage::StoredCheckpoint kept = Kept()[2];
  const auto shown = *proof::ParseCheckpoint(proof::ParseNote(kept.note)->text);
  const auto other = *proof::SigningKey::Generate("ledger.test/other", proof::KeyType::kEd25519);
  const std::vector<const proof::SigningKey*> keys_of_other = {&other};
  {
    const auto evidence = storage::Evidence::Open(EvidenceFolder(), {});
    ASSERT_THAT((*evidence)->AddKeyText(other.verifier().Text()), IsOk());
  }
  Put({kept.size,
       proof::FormatNote(*proof::SignCheckpoint(
           {.origin = other.name(), .size = shown.size, .root = shown.root}, keys_of_other))});
  ExpectFinding(kept.size, "is of ledger.test/other, not of ledger.test/inner-mongolia");
}

TEST_F(SignedHistoryTest, TheJournalIsShorterThanWhatWasSigned) {
  Copy(Journal(), Path("kept"));
  RecordMore(200, 2);
  Copy(Path("kept"), Journal());
  fs::remove_all(Index());
  ExpectFinding(0, "the journal ends at entry");
  EXPECT_THAT(Value("result"), HasSubstr("but the evidence has a checkpoint of"));
}

TEST_F(SignedHistoryTest, AKeyInTheEvidenceThatIsNone) {
  {
    const auto evidence = storage::Evidence::Open(EvidenceFolder(), {});
    ASSERT_THAT((*evidence)->AddKeyText("no key"), IsOk());
  }
  ExpectFinding(0, "a key in the evidence is none: ");
}

TEST_F(SignedHistoryTest, CosignaturesHoldByTheKeysThatWereAdmitted) {
  const proof::SigningKey witness = NewWitness("qingcao.witness");
  storage::StoredCheckpoint kept = Kept()[4];
  const storage::StoredCheckpoint plain = kept;
  kept.note = Cosigned(plain.note, witness);
  Put(kept);
  ExpectFinding(kept.size, "is cosigned by qingcao.witness, whose key no entry admits");
  Do(kOfficers, Admitting(witness, KeyPurpose::kWitness));
  ExpectNone();
  EXPECT_EQ(Value("cosignatures_verified"), "1");
  // What it signed stays when it is retired.
  Do(kOfficers, RetireKey{.name = "qingcao.witness", .text = "gone"});
  ExpectNone();
  EXPECT_EQ(Value("cosignatures_verified"), "1");
  char& letter = kept.note[kept.note.size() - 10];
  letter = letter == 'A' ? 'B' : 'A';
  Put(kept);
  ExpectFinding(kept.size, "has a cosignature of qingcao.witness that does not hold");
  // Another key under its name.
  Put({kept.size, Cosigned(plain.note, NewWitness("qingcao.witness"))});
  ExpectFinding(kept.size, "is cosigned by qingcao.witness, whose key no entry admits");
}

// A witness that was admitted after the entry up to which is looked may sign what is before it.
TEST_F(SignedHistoryTest, AWitnessOfLater) {
  const proof::SigningKey witness = NewWitness("qingcao.witness");
  const storage::StoredCheckpoint kept = Kept().back();
  Put({kept.size, Cosigned(kept.note, witness)});
  const auto audited = [&] {
    const auto log = storage::LocalLog::Open(Journal(), {.create = false, .read_only = true});
    const auto evidence = storage::Evidence::Open(EvidenceFolder(), {.read_only = true});
    auto report = Audit({.log = log->get(), .through = kept.size, .evidence = evidence->get()});
    EXPECT_THAT(report, IsOk());
    return *std::move(report);
  };
  Report report = audited();
  ASSERT_TRUE(report.finding.has_value());
  EXPECT_THAT(report.finding->words, HasSubstr("whose key no entry admits"));
  Do(kOfficers, Admitting(witness, KeyPurpose::kWitness));
  report = audited();
  EXPECT_EQ(report.finding, std::nullopt);
  EXPECT_EQ(report.position, kept.size);
  // Checkpoints beyond are none of its business.
  EXPECT_GT(Kept().back().size, kept.size);
  EXPECT_LT(report.checkpoints, static_cast<std::int64_t>(Kept().size()));
}

TEST_F(SignedHistoryTest, ALogKeyThatSignsNothing) {
  const proof::SigningKey own = LogKey();
  Do(kOfficers, Admitting(own, KeyPurpose::kLog));
  ExpectNone();
  const auto other = *proof::SigningKey::Generate("ledger.test/2", proof::KeyType::kEd25519);
  const std::int64_t entry = Do(kOfficers, Admitting(other, KeyPurpose::kLog));
  ExpectFinding(entry, "it admits ledger.test/2 as the log's key");
  Do(kOfficers, RetireKey{.name = "ledger.test/2", .text = "a mistake"});
  ExpectNone();
}

// ---- notes that payments rest on ----

class PaymentNoteTest : public SignedHistoryTest {
 protected:
  void SetUp() override {
    SignedHistoryTest::SetUp();
    Do(kOfficers, Admitting(first_, KeyPurpose::kWitness));
    Do(kOfficers, Admitting(second_, KeyPurpose::kWitness));
    RecordCover();
    payment_ = EntriesOf("PAYMENT_CONFIRMED").front();
    for (const storage::StoredCheckpoint& each : Kept()) {
      if (each.size < payment_) before_.push_back(each);
    }
    newest_ = before_.back();
    fs::remove_all(Index());
    KeepOnly(before_);
    Copy(Journal(), Path("kept"));
    Copy(EvidenceFolder(), Path("kept_evidence"));
  }
  // A checkpoint as the edge would have verified it.
  CosignedCheckpoint Good() const {
    CosignedCheckpoint good;
    good.size = newest_.size;
    good.note = Cosigned(newest_.note, first_);
    good.root = proof::ParseCheckpoint(proof::ParseNote(newest_.note)->text)->root;
    good.witnesses = {first_.name()};
    return good;
  }
  // Writes the payment again as if it had been recorded with `checkpoint`.
  void PayOn(const CosignedCheckpoint& checkpoint) {
    Copy(Path("kept"), Journal());
    Forge([&](Entry& entry, Headline&) {
      if (entry.number != payment_) return;
      std::get<PaymentConfirmed>(entry.events.front()).what.checkpoint = checkpoint;
    });
  }
  void ExpectWrong(const CosignedCheckpoint& checkpoint, const std::string& what) {
    PayOn(checkpoint);
    ExpectFinding(payment_, absl::StrCat("the checkpoint that the payment rests on ", what));
  }

  const proof::SigningKey first_ = NewWitness("a.witness");
  const proof::SigningKey second_ = NewWitness("b.witness");
  std::int64_t payment_ = 0;
  std::vector<storage::StoredCheckpoint> before_;
  storage::StoredCheckpoint newest_;
};

TEST_F(PaymentNoteTest, GoodOnes) {
  PayOn(Good());
  ExpectNone();
  EXPECT_EQ(Value("payments_witnessed"), "1");
  CosignedCheckpoint both = Good();
  both.note = Cosigned(both.note, second_);
  both.witnesses.push_back(second_.name());
  PayOn(both);
  ExpectNone();
  // Of a stranger the edge knows nothing, and says nothing.
  CosignedCheckpoint stranger = Good();
  stranger.note = Cosigned(stranger.note, NewWitness("c.witness"));
  PayOn(stranger);
  ExpectNone();
}

TEST_F(PaymentNoteTest, ForgedOnes) {
  CosignedCheckpoint wrong = Good();
  wrong.note = "nothing";
  ExpectWrong(wrong, "is no note: ");
  wrong = Good();
  wrong.size += 1;
  ExpectWrong(wrong, absl::StrCat("is of ", newest_.size, " entries, not ", newest_.size + 1));
  wrong = Good();
  wrong.root[0] ^= 1;
  ExpectWrong(wrong, "has another root than the entry says");
  // One that the log signed, but of no tree of its own.
  wrong = Good();
  wrong.root[0] ^= 1;
  wrong.note = Cosigned(Signed(wrong.size, wrong.root), first_);
  ExpectWrong(wrong, "has another history: its root is ");
  wrong = Good();
  wrong.size = payment_;
  wrong.note = Cosigned(Signed(payment_, wrong.root), first_);
  ExpectWrong(wrong, "covers entries after it");
  // Nobody's, or the witness's alone.
  wrong = Good();
  const auto other = *proof::SigningKey::Generate(LogKey().name(), proof::KeyType::kEd25519);
  proof::SignedNote note = *proof::ParseNote(newest_.note);
  note.signatures = {SignText(other, note.text)};
  wrong.note = Cosigned(proof::FormatNote(note), first_);
  ExpectWrong(wrong, "does not hold: ");
  // Witnesses that did not sign, and one that is not named.
  wrong = Good();
  wrong.witnesses.push_back(second_.name());
  ExpectWrong(wrong, "was not cosigned by b.witness");
  wrong = Good();
  wrong.note = Cosigned(wrong.note, second_);
  ExpectWrong(wrong, "was cosigned by b.witness too, whom the entry does not name");
  wrong = Good();
  char& letter = wrong.note[wrong.note.size() - 10];
  letter = letter == 'A' ? 'B' : 'A';
  ExpectWrong(wrong, "was not cosigned by a.witness");
}

// Without evidence the log's key is the one that was admitted; where none was, its line is not
// verified, but tree and witnesses are.
TEST_F(PaymentNoteTest, WithoutEvidence) {
  fs::remove_all(Path("evidence"));
  PayOn(Good());
  ExpectNone();
  CosignedCheckpoint wrong = Good();
  wrong.witnesses.push_back(second_.name());
  ExpectWrong(wrong, "was not cosigned by b.witness");
}

}  // namespace
}  // namespace ippledge::audit
