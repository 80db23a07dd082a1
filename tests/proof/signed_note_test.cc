#include "proof/signed_note.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "proof/cosignature.h"
#include "tests/proof/keys.h"
#include "tests/testing/status_matchers.h"

namespace ippledge::proof {
namespace {

// The examples of Go's package note.
constexpr char kText[] =
    "If you think cryptography is the answer to your problem,\n"
    "then you don't know what your problem is.\n";
constexpr char kPeter[] =
    "— PeterNeumann "
    "x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6K"
    "E6RyyBwJnAM=\n";
constexpr char kEnoch[] =
    "— EnochRoot "
    "rwz+eBzmZa0SO3NbfRGzPCpDckykFXSdeX+MNtCOXm2/5n2tiOHp+vAF1aGrQ5ovTG01oOTGwnWLox33WWd1"
    "RvMc+QQ=\n";
constexpr char kPeterSecret[] =
    "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz";

VerifierKey Key(absl::string_view text) { return VerifierKey::Parse(text).value(); }
VerifierKey PeterKey() {
  return Key("PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW");
}
VerifierKey EnochKey() {
  return Key("EnochRoot+af0cfe78+ATtqJ7zOtqQtYqOo0CpvDXNlMhV3HeJDpjrASKGLWdop");
}

const auto kIsInvalid = StatusIs(absl::StatusCode::kInvalidArgument);
const auto kIsDataLoss = StatusIs(absl::StatusCode::kDataLoss);
const auto kIsNotFound = StatusIs(absl::StatusCode::kNotFound);

// A note that four keys signed, of all types.
struct Signed {
  SigningKey ed25519 = FixedKey(kOrigin, KeyType::kEd25519, 'e');
  SigningKey sm2 = FixedKey(kOrigin, KeyType::kSm2, 's');
  SigningKey witness = FixedKey("bank.example", KeyType::kCosignature, 'w');
  SignedNote note = {.text = FormatCheckpoint(CheckpointOf(3)), .signatures = {}};

  Signed() {
    note.signatures = {SignText(ed25519, note.text), SignText(sm2, note.text),
                       Cosign(witness, note.text, 1'790'000'000)};
  }
  std::vector<VerifierKey> Keys() const {
    return {ed25519.verifier(), sm2.verifier(), witness.verifier()};
  }
};

TEST(SignedNote, SignsAsGoDoes) {
  const SigningKey peter = SigningKey::Parse(kPeterSecret).value();
  const SignedNote note = {.text = kText, .signatures = {SignText(peter, kText)}};
  EXPECT_EQ(FormatNote(note), absl::StrCat(kText, "\n", kPeter));
}

TEST(SignedNote, OpensTheExamplesOfGo) {
  const std::string both = absl::StrCat(kText, "\n", kPeter, kEnoch);
  const absl::StatusOr<OpenedNote> one = OpenNote(both, {PeterKey()});
  ASSERT_THAT(one, IsOk());
  EXPECT_EQ(one->note.text, kText);
  EXPECT_EQ(one->verified, (std::vector<VerifiedSignature>{{.key = 0}}));

  const absl::StatusOr<OpenedNote> two = OpenNote(both, {EnochKey(), PeterKey(), EnochKey()});
  ASSERT_THAT(two, IsOk());
  EXPECT_EQ(two->verified, (std::vector<VerifiedSignature>{{.key = 1}, {.key = 0}}));
  EXPECT_EQ(FormatNote(two->note), both);

  EXPECT_THAT(OpenNote(both, {}), kIsNotFound);
  EXPECT_THAT(OpenNote(absl::StrCat(kText, "\n", kEnoch), {PeterKey()}), kIsNotFound);
}

// The example of the page signed-note of C2SP, whose key is not published.
TEST(SignedNote, TakesTheLastBlankLineForTheEndOfTheText) {
  constexpr char kNote[] =
      "Ognuno sta solo sul cuor della terra\ntrafitto da un raggio di sole:\n\ned è subito "
      "sera.\n\n"
      "— quasimodo.example/salvatore "
      "NnugSzTjtVAewIS+Z/iJhUPeFDkO/5QQ2i5ddnGITLlC+EhfLW9oJKONrMouFSQU"
      "0xMcXxj99ihAQwaqP3ZekRwNtIc=\n";
  const absl::StatusOr<SignedNote> note = ParseNote(kNote);
  ASSERT_THAT(note, IsOk());
  EXPECT_TRUE(absl::EndsWith(note->text, ":\n\ned è subito sera.\n"));
  ASSERT_EQ(note->signatures.size(), 1u);
  EXPECT_EQ(note->signatures[0].name, "quasimodo.example/salvatore");
  EXPECT_EQ(note->signatures[0].key_id, 0x367ba04bu);
  EXPECT_EQ(note->signatures[0].bytes.size(), kSignatureBytes);
  EXPECT_EQ(FormatNote(*note), kNote);
}

TEST(SignedNote, OpensSignaturesOfAllTypes) {
  const Signed made;
  const std::vector<VerifierKey> keys = made.Keys();
  const absl::StatusOr<OpenedNote> opened = OpenNote(FormatNote(made.note), keys);
  ASSERT_THAT(opened, IsOk());
  EXPECT_EQ(opened->note, made.note);
  EXPECT_EQ(opened->verified,
            (std::vector<VerifiedSignature>{
                {.key = 0}, {.key = 1}, {.key = 2, .time_seconds = 1'790'000'000}}));
}

TEST(SignedNote, PassesOverLinesOfOtherKeys) {
  const Signed made;
  // Known by name but not by id, or by id but not by name.
  SignedNote note = made.note;
  note.signatures[1].key_id += 1;
  note.signatures[2].name = "other.example";
  EXPECT_EQ(VerifyNote(note, made.Keys()).value(), (std::vector<VerifiedSignature>{{.key = 0}}));
  note.signatures[0].key_id += 1;
  EXPECT_THAT(VerifyNote(note, made.Keys()), kIsNotFound);
}

TEST(SignedNote, ABadLineOfAKnownKeyRefusesTheWhole) {
  const Signed made;
  for (std::size_t line = 0; line < made.note.signatures.size(); ++line) {
    SignedNote note = made.note;
    note.signatures[line].bytes.back() = static_cast<char>(note.signatures[line].bytes.back() ^ 1);
    EXPECT_THAT(VerifyNote(note, made.Keys()), kIsDataLoss) << line;
    note = made.note;
    note.signatures[line].bytes += "x";
    EXPECT_THAT(VerifyNote(note, made.Keys()), kIsDataLoss) << line;
    // A second line of the key is looked at too.
    note = made.note;
    note.signatures.push_back(note.signatures[line]);
    EXPECT_THAT(VerifyNote(note, made.Keys()), IsOk()) << line;
    note.signatures.back().bytes.front() ^= 1;
    EXPECT_THAT(VerifyNote(note, made.Keys()), kIsDataLoss) << line;
  }
  EXPECT_EQ(
      VerifyNote({.text = kText, .signatures = made.note.signatures}, made.Keys())
          .status()
          .message(),
      absl::StrCat("the signature of key ", kOrigin, "+",
                   made.ed25519.verifier().Text().substr(kOrigin.size() + 1, 8), " does not hold"));
}

// One key's signature is none of another type with the same name and public key.
TEST(SignedNote, TypesAreNotTakenForOneAnother) {
  const SigningKey log = FixedKey("n", KeyType::kEd25519, 'k');
  const SigningKey witness = FixedKey("n", KeyType::kCosignature, 'k');
  SignedNote note = {.text = kText, .signatures = {SignText(log, kText)}};
  EXPECT_THAT(VerifyNote(note, {witness.verifier()}), kIsNotFound);
  note.signatures[0].key_id = witness.verifier().id();
  EXPECT_THAT(VerifyNote(note, {witness.verifier()}), kIsDataLoss);
  note.signatures = {Cosign(witness, kText, 5)};
  note.signatures[0].key_id = log.verifier().id();
  EXPECT_THAT(VerifyNote(note, {log.verifier()}), kIsDataLoss);
}

TEST(SignedNote, RefusesWhatHasAnotherForm) {
  const std::string good = absl::StrCat(kText, "\n", kPeter);
  const std::string line(kPeter);
  const std::string long_name(400, 'n');
  ASSERT_THAT(ParseNote(good), IsOk());
  // Names of others may be longer than those of our keys.
  EXPECT_THAT(ParseNote(absl::StrReplaceAll(good, {{"PeterNeumann", long_name}})), IsOk());
  const struct {
    std::string note;
    const char* why;
  } kCases[] = {
      {std::string(kNoteBytesMax + 1, 'x'), "at most 131072"},
      {"\xff" + good, "not UTF-8 at byte 1"},
      {"\x01" + good, "U+0001"},
      {absl::StrReplaceAll(good, {{"\n", "\r\n"}}), "U+000d"},
      {"", "no blank line"},
      {kText, "no blank line"},
      {std::string(kText).substr(0, 5), "no blank line"},
      {absl::StrCat("\n\n", kPeter), "no text"},
      {absl::StrCat(kText, "\n"), "no signature line"},
      {good.substr(0, good.size() - 1), "signature line 1: no newline"},
      {good + "x", "signature line 2: no newline"},
      {good + "\n", "no signature line"},
      {good + "Unexpected line.\n", "signature line 2: it does not begin with a dash"},
      {absl::StrReplaceAll(good, {{"— ", "-- "}}), "line 1: it does not begin with a dash"},
      {absl::StrReplaceAll(good, {{"— ", "—"}}), "line 1: it does not begin with a dash"},
      {absl::StrCat(kText, "\n— PeterNeumann\n"), "no space follows"},
      {absl::StrReplaceAll(good, {{"— ", "—  "}}), "name is empty"},
      {absl::StrReplaceAll(good, {{"PeterNeumann", "Peter+Neumann"}}), "U+002b"},
      {absl::StrReplaceAll(good, {{"PeterNeumann", "Peter\xc2\xa0Neumann"}}), "U+00a0"},
      {absl::StrReplaceAll(good, {{"PeterNeumann", "Peter Neumann"}}), "not base64"},
      {absl::StrReplaceAll(good, {{"nAM=", "nAM"}}), "not base64"},
      {absl::StrReplaceAll(good, {{"nAM=", "nAM= "}}), "not base64"},
      {absl::StrReplaceAll(good, {{"nAM=", "nAN="}}), "not base64"},
      {absl::StrCat(kText, "\n— PeterNeumann x08gow==\n"), "no signature bytes"},
  };
  for (const auto& [note, why] : kCases) {
    const absl::Status status = ParseNote(note).status();
    EXPECT_THAT(status, kIsInvalid) << why;
    EXPECT_TRUE(absl::StrContains(status.message(), why)) << status << ", not " << why;
    EXPECT_EQ(OpenNote(note, {PeterKey()}).status(), status);
  }
}

TEST(SignedNote, TakesManySignaturesButNotAnyNumber) {
  std::string note = absl::StrCat(kText, "\n");
  for (std::size_t i = 0; i < kNoteSignaturesMax; ++i) note += kPeter;
  EXPECT_EQ(OpenNote(note, {PeterKey()})->verified.size(), kNoteSignaturesMax);
  EXPECT_THAT(OpenNote(note + kPeter, {PeterKey()}), kIsInvalid);
}

// Whatever bit of a note is changed, nobody takes the changed note for a signed one.
TEST(SignedNote, NoBitOfItMayChange) {
  const Signed made;
  SignedNote one = made.note;
  one.signatures.resize(1);
  const std::string good = FormatNote(one);
  ASSERT_THAT(OpenNote(good, made.Keys()), IsOk());
  for (std::size_t at = 0; at < good.size(); ++at) {
    for (int bit = 0; bit < 8; ++bit) {
      std::string changed = good;
      changed[at] = static_cast<char>(changed[at] ^ (1 << bit));
      EXPECT_FALSE(OpenNote(changed, made.Keys()).ok()) << at << " " << bit;
      const absl::StatusOr<SignedNote> parsed = ParseNote(changed);
      if (!parsed.ok()) continue;
      EXPECT_NE(*parsed, one) << at << " " << bit;
      EXPECT_EQ(FormatNote(*parsed), changed);
    }
  }
}

TEST(SignedNote, AddsAndReplacesLines) {
  const Signed made;
  SignedNote note = {.text = made.note.text, .signatures = {made.note.signatures[0]}};
  ASSERT_THAT(AddSignatures(absl::MakeConstSpan(made.note.signatures).subspan(1), note), IsOk());
  EXPECT_EQ(note, made.note);
  // A newer cosignature takes the older one's place.
  const NoteSignature newer = Cosign(made.witness, note.text, 1'790'000'060);
  ASSERT_THAT(AddSignatures({newer, made.note.signatures[0]}, note), IsOk());
  ASSERT_EQ(note.signatures.size(), 3u);
  EXPECT_EQ(note.signatures[2], newer);
  EXPECT_EQ(VerifyNote(note, made.Keys())->back().time_seconds, 1'790'000'060);

  std::vector<NoteSignature> many;
  for (std::size_t i = 0; i + 3 < kNoteSignaturesMax; ++i) {
    many.push_back({.name = absl::StrCat("w", i), .key_id = 1, .bytes = "signature"});
  }
  SignedNote full = note;
  ASSERT_THAT(AddSignatures(many, full), IsOk());
  EXPECT_EQ(full.signatures.size(), kNoteSignaturesMax);
  const SignedNote before = full;
  EXPECT_THAT(AddSignatures({{.name = "x", .key_id = 1, .bytes = "s"}}, full), kIsInvalid);
  EXPECT_EQ(full, before);
  EXPECT_THAT(
      AddSignatures({{.name = "x", .key_id = 1, .bytes = std::string(kNoteBytesMax, 's')}}, note),
      kIsInvalid);
  EXPECT_EQ(note.signatures.size(), 3u);
}

TEST(NoteSignature, LinesStandForThemselves) {
  const Signed made;
  const std::string lines = FormatSignatures(made.note.signatures);
  EXPECT_THAT(ParseSignatures(lines), IsOkAndHolds(made.note.signatures));
  EXPECT_THAT(ParseSignatures(""), kIsInvalid);
  EXPECT_THAT(ParseSignatures("\n"), kIsInvalid);
  EXPECT_THAT(ParseSignatures(lines + "\n"), kIsInvalid);
}

}  // namespace
}  // namespace ippledge::proof
