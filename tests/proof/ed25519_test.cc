#include "proof/ed25519.h"

#include <gtest/gtest.h>

#include "absl/strings/escaping.h"

namespace ippledge::proof {
namespace {

struct Example {
  const char* secret;
  const char* public_key;
  const char* message;
  const char* signature;
};

// RFC 8032, section 7.1: tests 1, 2, 3 and "SHA(abc)".
constexpr Example kExamples[] = {
    {"9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
     "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "",
     "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b"
     "46bd25bf5f0595bbe24655141438e7a100b"},
    {"4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
     "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "72",
     "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11"
     "d8c387b2eaeb4302aeeb00d291612bb0c00"},
    {"c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
     "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025", "af82",
     "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc"
     "6594a7c15e9716ed28dc027beceea1ec40a"},
    {"833fe62409237b9d62ec77587520911e9a759cec1d19755b7da901b96dca3d42",
     "ec172b93ad5e563bf4932c70e1245034c35467ef2efd4d64ebf819683467e2bf",
     "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3fee"
     "bbd454d4423643ce80e2a9ac94fa54ca49f",
     "dc2a4459e7369633a52b1bf277839a00201009a3efbf3ecb69bea2186c26b58909351fc9ac90b3ecfdfbc7c66431e"
     "0303dca179c138ac17ad9bef1177331a704"},
};

TEST(Ed25519, GivesTheExamplesOfTheStandard) {
  for (const Example& example : kExamples) {
    const std::string secret = absl::HexStringToBytes(example.secret);
    const std::string message = absl::HexStringToBytes(example.message);
    const std::string signature = absl::HexStringToBytes(example.signature);
    EXPECT_EQ(absl::BytesToHexString(Ed25519PublicKey(secret)), example.public_key);
    EXPECT_EQ(absl::BytesToHexString(SignEd25519(secret, message)), example.signature);
    EXPECT_TRUE(VerifyEd25519(Ed25519PublicKey(secret), message, signature));
    EXPECT_FALSE(VerifyEd25519(Ed25519PublicKey(secret), message + "x", signature));
  }
}

TEST(Ed25519, VerifiesNothingThatDiffersInABit) {
  const std::string secret(kEd25519SecretBytes, 'k');
  const std::string public_key = Ed25519PublicKey(secret);
  const std::string signature = SignEd25519(secret, "message");
  for (std::size_t at = 0; at < signature.size(); ++at) {
    for (int bit = 0; bit < 8; ++bit) {
      std::string changed = signature;
      changed[at] = static_cast<char>(changed[at] ^ (1 << bit));
      EXPECT_FALSE(VerifyEd25519(public_key, "message", changed)) << at << " " << bit;
    }
  }
  for (std::size_t at = 0; at < public_key.size(); ++at) {
    std::string changed = public_key;
    changed[at] = static_cast<char>(changed[at] ^ 1);
    EXPECT_FALSE(VerifyEd25519(changed, "message", signature)) << at;
  }
  EXPECT_FALSE(VerifyEd25519(public_key, "messagf", signature));
  EXPECT_FALSE(VerifyEd25519(public_key, "message", signature.substr(1)));
  EXPECT_FALSE(VerifyEd25519(public_key, "message", signature + "x"));
  EXPECT_FALSE(VerifyEd25519(public_key, "message", ""));
  // The same s, the group's order added: another text of one signature, which must not hold.
  const std::string order =
      absl::HexStringToBytes("edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010");
  std::string twin = signature;
  int carry = 0;
  for (std::size_t i = 0; i < order.size(); ++i) {
    carry += static_cast<unsigned char>(twin[32 + i]) + static_cast<unsigned char>(order[i]);
    twin[32 + i] = static_cast<char>(carry & 0xFF);
    carry >>= 8;
  }
  EXPECT_FALSE(VerifyEd25519(public_key, "message", twin));
}

}  // namespace
}  // namespace ippledge::proof
