#include "proof/witness_policy.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/substitute.h"
#include "proof/cosignature.h"
#include "tests/proof/keys.h"
#include "tests/testing/status_matchers.h"

namespace ippledge::proof {
namespace {

const auto kIsInvalid = StatusIs(absl::StatusCode::kInvalidArgument);
const auto kIsNotFound = StatusIs(absl::StatusCode::kNotFound);
const auto kIsDataLoss = StatusIs(absl::StatusCode::kDataLoss);

SigningKey Log() { return FixedKey(kOrigin, KeyType::kEd25519, 'l'); }
SigningKey Witness(char c) {
  return FixedKey(absl::StrCat("witness-", std::string(1, c)), KeyType::kCosignature, c);
}
std::string LogText() { return Log().verifier().Text(); }
std::string WitnessText(char c) { return Witness(c).verifier().Text(); }

// The specification's example: two of three, and one of three others.
std::string TwoLevels() {
  return absl::Substitute(
      "log $0\n\n"
      "witness X1 $1\nwitness X2 $2\nwitness X3 $3\ngroup X-witnesses 2 X1 X2 X3\n\n"
      "witness Y1 $4\nwitness Y2 $5\nwitness Y3 $6\ngroup Y-witnesses any Y1 Y2 Y3\n\n"
      "group X-and-Y all X-witnesses Y-witnesses\nquorum X-and-Y\n",
      LogText(), WitnessText('1'), WitnessText('2'), WitnessText('3'), WitnessText('4'),
      WitnessText('5'), WitnessText('6'));
}

// A checkpoint that the log and these witnesses signed.
std::string NoteOf(absl::string_view witnesses) {
  SignedNote note = {.text = FormatCheckpoint(CheckpointOf(5))};
  note.signatures.push_back(SignText(Log(), note.text));
  std::int64_t time = 100;
  for (const char c : witnesses) note.signatures.push_back(Cosign(Witness(c), note.text, time++));
  return FormatNote(note);
}

TEST(WitnessPolicy, ReadsTheExampleOfTheSpecification) {
  const absl::StatusOr<WitnessPolicy> policy = ParsePolicy(TwoLevels());
  ASSERT_THAT(policy, IsOk());
  ASSERT_EQ(policy->logs.size(), 1u);
  EXPECT_EQ(policy->logs[0].key, Log().verifier());
  ASSERT_EQ(policy->witnesses.size(), 6u);
  EXPECT_EQ(policy->witnesses[3].name, "Y1");
  EXPECT_EQ(policy->witnesses[3].key, Witness('4').verifier());
  ASSERT_EQ(policy->groups.size(), 3u);
  EXPECT_EQ(policy->groups[0].threshold, 2u);
  EXPECT_EQ(policy->groups[1].threshold, 1u);
  EXPECT_EQ(policy->groups[2].threshold, 2u);
  EXPECT_EQ(policy->groups[2].members, (std::vector<std::string>{"X-witnesses", "Y-witnesses"}));
  EXPECT_EQ(policy->quorum, "X-and-Y");

  const std::string text = FormatPolicy(*policy);
  const absl::StatusOr<WitnessPolicy> again = ParsePolicy(text);
  ASSERT_THAT(again, IsOk());
  EXPECT_EQ(FormatPolicy(*again), text);
}

TEST(WitnessPolicy, PassesOverSpacesAndComments) {
  const absl::StatusOr<WitnessPolicy> policy = ParsePolicy(absl::StrCat(
      "\n# 说明\n\t # another\n\twitness \t w1  ", WitnessText('1'),
      "   https://w1.example/  \n \t \n  log ", LogText(), "\thttps://log.example/\n  quorum\tw1"));
  ASSERT_THAT(policy, IsOk());
  EXPECT_EQ(policy->witnesses[0].url, "https://w1.example/");
  EXPECT_EQ(policy->logs[0].url, "https://log.example/");
  EXPECT_EQ(FormatPolicy(*policy),
            absl::StrCat("log ", LogText(), " https://log.example/\nwitness w1 ", WitnessText('1'),
                         " https://w1.example/\nquorum w1\n"));
}

TEST(WitnessPolicy, NamesAreBytesWithoutMeaning) {
  EXPECT_THAT(ParsePolicy("quorum none\n"), IsOk());
  EXPECT_THAT(ParsePolicy(absl::StrCat("witness w\x80 ", WitnessText('1'), "\nquorum w\x80\n")),
              IsOk());
  const absl::StatusOr<WitnessPolicy> policy =
      ParsePolicy(absl::StrCat("witness all ", WitnessText('1'), "\nwitness any ", WitnessText('2'),
                               "\ngroup group 2 all any\nquorum group\n"));
  ASSERT_THAT(policy, IsOk());
  EXPECT_EQ(policy->groups[0].members, (std::vector<std::string>{"all", "any"}));
}

TEST(WitnessPolicy, SaysWhyItRefuses) {
  const std::string log = absl::StrCat("log ", LogText(), "\n");
  const std::string w1 = absl::StrCat("witness w1 ", WitnessText('1'), "\n");
  const std::string w2 = absl::StrCat("witness w2 ", WitnessText('2'), "\n");
  const std::string renamed = FixedKey("other", KeyType::kCosignature, '1').verifier().Text();
  std::string many = "";
  for (std::size_t i = 0; i <= kPolicyDefinitionsMax; ++i) {
    const SigningKey key = FixedKey("w", KeyType::kCosignature, static_cast<char>('0' + i));
    absl::StrAppend(&many, "witness w", i, " ", key.verifier().Text(), "\n");
  }
  const struct {
    std::string policy;
    const char* why;
  } kCases[] = {
      {std::string(kPolicyBytesMax + 1, '#'), "at most 65536"},
      {"quorum none\n\x01", "line 2: the control character 0x01"},
      {"quorum none\r\n", "line 1: the control character 0x0d"},
      {"quorum none\n# \x7f\n", "line 2: the control character 0x7f"},
      {"quibble w1\n", "line 1: a definition begins with"},
      {"Quorum none\n", "line 1: a definition begins with"},
      {"log\n", "log VKEY [URL]"},
      {absl::StrCat("log ", LogText(), " url # comment\n"), "log VKEY [URL]"},
      {"log garbage\n", "line 1: a key has the form"},
      {absl::StrCat("log ", WitnessText('1'), "\n"), "a log has no cosigner's key"},
      {absl::StrCat(log, "log ", LogText(), " url\n"), "line 2: the log's public key is defined"},
      {"witness w1\n", "witness NAME VKEY [URL]"},
      {absl::StrCat("witness w1 ", WitnessText('1'), " url url\n"), "witness NAME VKEY [URL]"},
      {absl::StrCat("witness none ", WitnessText('1'), "\n"), "none is reserved"},
      {w1 + w1, "line 2: w1 is defined twice"},
      {"witness w1 garbage\n", "line 1: a key has the form"},
      {absl::StrCat("witness w1 ", LogText(), "\n"), "a witness has a cosigner's key"},
      {absl::StrCat(w1, "witness w2 ", renamed, "\n"), "witness w1 has the same public key"},
      {many, "line 65: there are more than 64 witnesses"},
      {w1 + "group g 1\n", "group NAME all|any|K NAME..."},
      {w1 + "group none any w1\n", "none is reserved"},
      {w1 + "group w1 any w1\n", "w1 is defined twice"},
      {w1 + "group g any w2\n", "no w2 is defined before"},
      {w1 + "group g any none w1\n", "no none is defined before"},
      {w1 + "group g any g\n", "no g is defined before"},
      {absl::StrCat("group g any w1\n", w1), "line 1: no w1 is defined before"},
      {w1 + "group g all w1 w1\n", "w1 is a member twice"},
      {w1 + w2 + "group g any w1 w2\ngroup h any w1\n", "line 4: w1 is a member twice"},
      {w1 + "group g 0 w1\n", "all, any, or 1 to 1"},
      {w1 + "group g 2 w1\n", "all, any, or 1 to 1"},
      {w1 + "group g 01 w1\n", "all, any, or 1 to 1"},
      {w1 + "group g -1 w1\n", "all, any, or 1 to 1"},
      {w1 + "group g ALL w1\n", "all, any, or 1 to 1"},
      {"quorum\n", "quorum NAME"},
      {"quorum none none\n", "quorum NAME"},
      {"quorum w1\n", "no w1 is defined before"},
      {"quorum w1\n" + w1, "no w1 is defined before"},
      {w1 + "quorum w1\nquorum w1\n", "line 3: there is a quorum already"},
      {w1, "no quorum"},
      {"", "no quorum"},
  };
  for (const auto& [policy, why] : kCases) {
    const absl::Status status = ParsePolicy(policy).status();
    EXPECT_THAT(status, kIsInvalid) << why;
    EXPECT_TRUE(absl::StrContains(status.message(), why)) << status << ", not " << why;
  }
}

TEST(WitnessPolicy, TakesManyDefinitions) {
  std::string text;
  for (int i = 0; i < 32; ++i) {
    const SigningKey key = FixedKey("w", KeyType::kCosignature, static_cast<char>('0' + i));
    absl::StrAppend(&text, "witness w", i, " ", key.verifier().Text(), "\n");
    absl::StrAppend(&text, "group g", i, " any w", i, i == 0 ? "" : absl::StrCat(" g", i - 1),
                    "\n");
    const SigningKey log = FixedKey("l", KeyType::kEd25519, static_cast<char>('0' + i));
    absl::StrAppend(&text, "log ", log.verifier().Text(), "\n");
  }
  EXPECT_THAT(ParsePolicy(text + "quorum g31\n"), IsOk());
}

TEST(WitnessPolicy, TellsWhetherTheQuorumHolds) {
  const WitnessPolicy policy = ParsePolicy(TwoLevels()).value();
  const struct {
    const char* witnesses;
    bool satisfied;
    const char* missing;
  } kCases[] = {
      {"", false,
       "X-and-Y has 0 of 2, absent: X-witnesses, Y-witnesses; X-witnesses has 0 of 2, absent: X1, "
       "X2, X3; Y-witnesses has 0 of 1, absent: Y1, Y2, Y3"},
      {"12", false,
       "X-and-Y has 1 of 2, absent: Y-witnesses; Y-witnesses has 0 of 1, absent: Y1, Y2, Y3"},
      {"156", false,
       "X-and-Y has 1 of 2, absent: X-witnesses; X-witnesses has 1 of 2, absent: X2, X3"},
      {"456", false,
       "X-and-Y has 1 of 2, absent: X-witnesses; X-witnesses has 0 of 2, absent: X1, X2, X3"},
      {"135", true, ""},
      {"531", true, ""},
      {"123456", true, ""},
  };
  for (const auto& [witnesses, satisfied, missing] : kCases) {
    const absl::StatusOr<PolicyVerdict> verdict = Satisfied(policy, NoteOf(witnesses));
    ASSERT_THAT(verdict, IsOk());
    EXPECT_EQ(verdict->satisfied, satisfied) << witnesses;
    EXPECT_EQ(TextOf(verdict->shortfalls), missing);
    EXPECT_EQ(verdict->cosigners.size(), std::string(witnesses).size());
  }
  EXPECT_EQ(Satisfied(policy, NoteOf("51"))->cosigners,
            (std::vector<Cosigner>{{.name = "X1", .time_seconds = 101},
                                   {.name = "Y2", .time_seconds = 100}}));
  // A witness counts once, by its latest line.
  EXPECT_EQ(Satisfied(policy, NoteOf("111"))->cosigners,
            (std::vector<Cosigner>{{.name = "X1", .time_seconds = 102}}));
}

TEST(WitnessPolicy, AWitnessAloneOrNoneMayBeTheQuorum) {
  const std::string head = absl::StrCat("log ", LogText(), "\nwitness w ", WitnessText('1'), "\n");
  const WitnessPolicy one = ParsePolicy(head + "quorum w\n").value();
  EXPECT_TRUE(Satisfied(one, NoteOf("1"))->satisfied);
  const PolicyVerdict missing = Satisfied(one, NoteOf("2")).value();
  EXPECT_FALSE(missing.satisfied);
  EXPECT_EQ(TextOf(missing.shortfalls), "w has 0 of 1, absent: w");
  const WitnessPolicy none = ParsePolicy(head + "quorum none\n").value();
  EXPECT_TRUE(Satisfied(none, NoteOf(""))->satisfied);
}

TEST(WitnessPolicy, JudgesOnlySignaturesThatHold) {
  const WitnessPolicy policy = ParsePolicy(TwoLevels()).value();
  std::string changed = NoteOf("135");
  // The last line's last bits but padding.
  changed[changed.size() - 6] = changed[changed.size() - 6] == 'A' ? 'B' : 'A';
  EXPECT_THAT(Satisfied(policy, changed), kIsDataLoss);
  EXPECT_THAT(Satisfied(policy, "no note"), kIsInvalid);

  SignedNote unsigned_by_log = ParseNote(NoteOf("135")).value();
  unsigned_by_log.signatures.erase(unsigned_by_log.signatures.begin());
  EXPECT_THAT(Satisfied(policy, FormatNote(unsigned_by_log)), kIsNotFound);
  // Without logs, nobody can have signed.
  const WitnessPolicy no_log =
      ParsePolicy(absl::StrCat("witness w ", WitnessText('1'), "\nquorum w\n")).value();
  EXPECT_THAT(Satisfied(no_log, NoteOf("1")), kIsNotFound);
}

}  // namespace
}  // namespace ippledge::proof
