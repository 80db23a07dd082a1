#include "proof/cosignature.h"

#include <gtest/gtest.h>

#include <limits>
#include <string>

#include "absl/strings/str_cat.h"
#include "proof/base64.h"
#include "tests/proof/keys.h"

namespace ippledge::proof {
namespace {

constexpr std::int64_t kTime = 1'679'315'147;
constexpr char kText[] =
    "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n";

// The specification's example of a signed message, word for word.
TEST(Cosignature, SignsTheMessageOfTheSpecification) {
  const SigningKey key = FixedKey("witness.example.com/w1", KeyType::kCosignature, 'w');
  const NoteSignature signature = Cosign(key, kText, kTime);
  EXPECT_TRUE(signature.IsOf(key.verifier()));
  ASSERT_EQ(signature.bytes.size(), kCosignatureBytes);
  EXPECT_EQ(signature.bytes.substr(0, 8), std::string("\0\0\0\0\x64\x18\x50\xcb", 8));
  EXPECT_TRUE(
      key.verifier().Verifies("cosignature/v1\n"
                              "time 1679315147\n"
                              "example.com/behind-the-sofa\n"
                              "20852163\n"
                              "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n",
                              signature.bytes.substr(8)));
  EXPECT_EQ(VerifyCosignature(key.verifier(), kText, signature.bytes), kTime);
}

// Of the tests of transparency-dev/formats, and of the specification's example.
TEST(Cosignature, TellsTheTimeOfOthers) {
  const auto time_of = [](const char* base64) {
    return CosignatureTime(BytesOfBase64(base64).value().substr(4));
  };
  EXPECT_EQ(
      time_of("ZGhGuQAAAABm/qTPeyKXD+R2rzyQsxPiP8mXum7qq/iF0u4vanlqJyocWODBt97w9uL+8qT7S5gxEHWWOw"
              "orDcFiEBYJXORmnFBOBA=="),
      1'727'964'367);
  EXPECT_EQ(
      time_of("jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWXEhZCB9dlrDJsX3b2oyin1nPZqhf5nN"
              "o0xUe+mbIUBkBIfZ+qnA=="),
      kTime);
  // A signature without time.
  EXPECT_EQ(
      time_of("eQjRQm6eSKzFoiYalgwCPXu2y3ijtg68is9M46JKxuZB+dRfTmeQeDBoXnvxZx2ugnkyV+MUMLXpWs1hPb"
              "/W/4xkNQY="),
      std::nullopt);
}

TEST(Cosignature, TimesGoToTheEndOfTheirRange) {
  const SigningKey key = FixedKey("w", KeyType::kCosignature, 'w');
  for (const std::int64_t time :
       {std::int64_t{0}, std::int64_t{1}, kTime, std::numeric_limits<std::int64_t>::max()}) {
    EXPECT_EQ(VerifyCosignature(key.verifier(), kText, Cosign(key, kText, time).bytes), time);
  }
  const std::string later = "\x80" + std::string(kCosignatureBytes - 1, '\0');
  EXPECT_EQ(CosignatureTime(later), std::nullopt);
  EXPECT_EQ(VerifyCosignature(key.verifier(), kText, later), std::nullopt);
}

TEST(Cosignature, NothingOfItMayChange) {
  const SigningKey key = FixedKey("w", KeyType::kCosignature, 'w');
  const std::string good = Cosign(key, kText, kTime).bytes;
  for (std::size_t at = 0; at < good.size(); ++at) {
    for (int bit = 0; bit < 8; ++bit) {
      std::string changed = good;
      changed[at] = static_cast<char>(changed[at] ^ (1 << bit));
      EXPECT_EQ(VerifyCosignature(key.verifier(), kText, changed), std::nullopt);
    }
  }
  EXPECT_EQ(VerifyCosignature(key.verifier(), absl::StrCat(kText, "extension\n"), good),
            std::nullopt);
  EXPECT_EQ(VerifyCosignature(key.verifier(), kText, good + "x"), std::nullopt);
  EXPECT_EQ(VerifyCosignature(key.verifier(), kText, good.substr(0, good.size() - 1)),
            std::nullopt);
  EXPECT_EQ(VerifyCosignature(key.verifier(), kText, ""), std::nullopt);
  EXPECT_EQ(VerifyCosignature(FixedKey("w", KeyType::kCosignature, 'v').verifier(), kText, good),
            std::nullopt);
}

TEST(CosignatureDeathTest, IsNotMadeByOtherKeys) {
  const SigningKey log = FixedKey("w", KeyType::kEd25519, 'w');
  EXPECT_DEATH(Cosign(log, kText, kTime), "");
  EXPECT_DEATH(Cosign(FixedKey("w", KeyType::kCosignature, 'w'), kText, -1), "");
  EXPECT_DEATH(VerifyCosignature(log.verifier(), kText, ""), "");
}

}  // namespace
}  // namespace ippledge::proof
