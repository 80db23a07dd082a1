// What ledger/identifier.cc looks up in tables, against the standards' own words.
#include <gtest/gtest.h>

#include <cstdint>
#include <random>
#include <string>

#include "absl/strings/string_view.h"
#include "ledger/identifier.h"
#include "ledger/reason.h"
#include "ledger/refusal.h"

namespace ippledge {
namespace {

constexpr absl::string_view kCode = "91150700561228427B";
constexpr absl::string_view kCreditAlphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY";

TEST(IdentifierCreditCode, TakesNoOtherByteInAnyPlace) {
  for (std::size_t place = 0; place < 18; ++place) {
    for (int byte = 0; byte < 0x100; ++byte) {
      std::string code(kCode);
      code[place] = static_cast<char>(byte);
      const absl::string_view allowed =
          place >= 2 && place < 8 ? kCreditAlphabet.substr(0, 10) : kCreditAlphabet;
      const bool is_code = allowed.find(code[place]) != absl::string_view::npos;
      const Reason wrong = is_code ? Reason::kCheckDigitWrong : Reason::kFieldMalformed;
      EXPECT_EQ(ReasonOf(CheckUnifiedSocialCreditCode(code)), code == kCode ? Reason::kNone : wrong)
          << place << " " << byte;
    }
  }
}

// The recursion of ISO 7064, MOD 11,10: the check digit brings it to 1 modulo 10.
TEST(IdentifierCnaps, FollowsTheStandardsRecursion) {
  constexpr std::uint64_t kSeed = 7064;
  std::mt19937_64 random(kSeed);
  for (int i = 0; i < 5000; ++i) {
    std::string code;
    int product = 10;
    for (int place = 0; place < 11; ++place) {
      const int digit = static_cast<int>(random() % 10);
      code.push_back(static_cast<char>('0' + digit));
      const int sum = product + digit;
      product = (sum % 10 == 0 ? 10 : sum % 10) * 2 % 11;
    }
    for (int check = 0; check < 10; ++check) {
      EXPECT_EQ(CheckCnapsCode(code + static_cast<char>('0' + check)).ok(),
                (product + check) % 10 == 1)
          << code << check;
    }
  }
}

}  // namespace
}  // namespace ippledge
