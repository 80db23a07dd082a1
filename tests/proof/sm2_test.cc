#include "proof/sm2.h"

#include <gtest/gtest.h>
#include <openssl/evp.h>

#include <algorithm>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"

namespace ippledge::proof {
namespace {

std::string Hex(absl::string_view bytes) { return absl::BytesToHexString(bytes); }
std::string Bytes(absl::string_view hex) { return absl::HexStringToBytes(hex); }

// GB/T 32918.5, annex A.2: a signature over "message digest" with the curve and id that we use.
constexpr char kSecret[] = "3945208f7b2144b13f36e38ac6d39f95889393692860b51a42fb81ef4df7c5b8";
constexpr char kPublicKey[] =
    "0409f9df311e5421a150dd7d161e4bc5c672179fad1833fc076bb08ff356f35020"
    "ccea490ce26775a52dc6ea718cc1aa600aed05fbf35e084a6632f6072da9ad13";
constexpr char kSignature[] =
    "f5a03b0648d2c4630eeac513e1bb81a15944da3827d5b74143ac7eaceee720b3"
    "b1b6aa29df212fd8763182bc0d421ca1bb9038fd1f7f42d4840b69c485bbc1aa";
// The order of the curve.
constexpr char kOrder[] = "fffffffeffffffffffffffffffffffff7203df6b21c6052b53bbf40939d54123";

std::string Sm3(absl::string_view message) {
  std::string hash(32, '\0');
  unsigned int size = 0;
  EXPECT_EQ(EVP_Digest(message.data(), message.size(),
                       reinterpret_cast<unsigned char*>(hash.data()), &size, EVP_sm3(), nullptr),
            1);
  EXPECT_EQ(size, hash.size());
  return Hex(hash);
}

// GB/T 32905, annex A.
TEST(Sm2, StandsOnTheSm3OfTheStandard) {
  EXPECT_EQ(Sm3("abc"), "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0");
  std::string blocks;
  for (int i = 0; i < 16; ++i) blocks += "abcd";
  EXPECT_EQ(Sm3(blocks), "debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732");
}

TEST(Sm2, VerifiesTheExampleOfTheStandard) {
  EXPECT_EQ(Hex(Sm2PublicKey(Bytes(kSecret))), kPublicKey);
  EXPECT_TRUE(VerifySm2(Bytes(kPublicKey), "message digest", Bytes(kSignature)));
  EXPECT_FALSE(VerifySm2(Bytes(kPublicKey), "message digesu", Bytes(kSignature)));
}

TEST(Sm2, VerifiesWhatItSigned) {
  for (const std::string& message : {std::string(), std::string("x"), std::string(5'000, 'm')}) {
    const std::string secret = NewSm2Secret();
    ASSERT_TRUE(IsSm2Secret(secret));
    const std::string public_key = Sm2PublicKey(secret);
    ASSERT_TRUE(IsSm2PublicKey(public_key));
    const std::string signature = SignSm2(secret, message);
    ASSERT_EQ(signature.size(), kSm2SignatureBytes);
    EXPECT_TRUE(VerifySm2(public_key, message, signature));
    EXPECT_FALSE(VerifySm2(public_key, message + "x", signature));
    EXPECT_FALSE(VerifySm2(Bytes(kPublicKey), message, signature));
    EXPECT_NE(SignSm2(secret, message), signature);
  }
}

// A number of fewer than 32 bytes keeps its leading zeros: one signature in 128 has such an r or s.
TEST(Sm2, SignaturesHaveOneLength) {
  const std::string public_key = Bytes(kPublicKey);
  int short_numbers = 0;
  for (int i = 0; i < 600; ++i) {
    const std::string signature = SignSm2(Bytes(kSecret), "message");
    ASSERT_EQ(signature.size(), kSm2SignatureBytes);
    short_numbers += (signature[0] == 0 || signature[32] == 0) ? 1 : 0;
    ASSERT_TRUE(VerifySm2(public_key, "message", signature));
  }
  RecordProperty("short_numbers", short_numbers);
}

TEST(Sm2, VerifiesNothingThatDiffersInABit) {
  const std::string public_key = Bytes(kPublicKey);
  for (std::size_t at = 0; at < kSm2SignatureBytes; ++at) {
    for (int bit = 0; bit < 8; ++bit) {
      std::string changed = Bytes(kSignature);
      changed[at] = static_cast<char>(changed[at] ^ (1 << bit));
      EXPECT_FALSE(VerifySm2(public_key, "message digest", changed)) << at << " " << bit;
    }
  }
  const std::string signature = Bytes(kSignature);
  const std::string zero(32, '\0');
  const std::string r = signature.substr(0, 32);
  const std::string s = signature.substr(32);
  for (const std::string& wrong :
       {std::string(), r, signature + "x", zero + s, r + zero, zero + zero, s + r,
        Bytes(kOrder) + s, r + Bytes(kOrder), std::string(64, '\xff')}) {
    EXPECT_FALSE(VerifySm2(public_key, "message digest", wrong)) << Hex(wrong);
  }
}

TEST(Sm2, ASecretIsFromOneToTheOrderLessTwo) {
  std::string number(32, '\0');
  EXPECT_FALSE(IsSm2Secret(number));
  number.back() = 1;
  EXPECT_TRUE(IsSm2Secret(number));
  EXPECT_FALSE(IsSm2Secret(number.substr(1)));
  EXPECT_FALSE(IsSm2Secret(number + "x"));
  std::string below = Bytes(kOrder);
  EXPECT_FALSE(IsSm2Secret(below));
  below.back() = '\x22';
  EXPECT_FALSE(IsSm2Secret(below));
  below.back() = '\x21';
  EXPECT_TRUE(IsSm2Secret(below));
  EXPECT_TRUE(VerifySm2(Sm2PublicKey(below), "m", SignSm2(below, "m")));
}

TEST(Sm2, APublicKeyIsAnUncompressedPointOfTheCurve) {
  const std::string key = Bytes(kPublicKey);
  EXPECT_TRUE(IsSm2PublicKey(key));
  EXPECT_FALSE(IsSm2PublicKey(""));
  EXPECT_FALSE(IsSm2PublicKey(std::string(1, '\0')));
  EXPECT_FALSE(IsSm2PublicKey(key.substr(1)));
  EXPECT_FALSE(IsSm2PublicKey(key.substr(0, 64)));
  EXPECT_FALSE(IsSm2PublicKey(key + "x"));
  // Compressed, and the hybrid form that OpenSSL knows too.
  EXPECT_FALSE(IsSm2PublicKey("\x03" + key.substr(1, 32)));
  EXPECT_FALSE(IsSm2PublicKey("\x07" + key.substr(1)));
  for (std::size_t at = 1; at < key.size(); ++at) {
    std::string changed = key;
    changed[at] = static_cast<char>(changed[at] ^ 1);
    EXPECT_FALSE(IsSm2PublicKey(changed)) << at;
  }
  EXPECT_FALSE(IsSm2PublicKey(absl::StrCat("\x04", std::string(64, '\0'))));
}

}  // namespace
}  // namespace ippledge::proof
