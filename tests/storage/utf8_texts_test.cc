#include "storage/utf8_texts.h"

#include <gtest/gtest.h>

#include <random>

#include "ledger/cover_fields.h"
#include "ledger/reconciliation_fields.h"
#include "tests/testing/random_fields.h"

namespace ippledge::storage {
namespace {

TEST(HasUtf8Texts, LooksAtEveryText) {
  std::mt19937_64 engine(3);
  for (int i = 0; i < 20; ++i) EXPECT_TRUE(HasUtf8Texts(AnyOf<ClaimFiled>(engine)));
  const std::string cut = "\xE8\xB4";  // of three bytes
  Claim own;
  own.order = PaymentOrder{.order_number = cut, .amount = {}, .order_date = {}, .entry = 1};
  EXPECT_FALSE(HasUtf8Texts(own));
  Cover listed;
  listed.fund_parties = {"fund", cut};
  EXPECT_FALSE(HasUtf8Texts(listed));
  Judgement inside;
  inside.facts.steps = {RecoveryFacts{.id = cut}};
  EXPECT_FALSE(HasUtf8Texts(inside));
  inside.facts.steps.clear();
  inside.verdict.trace = {TraceLine{.rule = "", .inputs = {{"name", cut}}}};
  EXPECT_FALSE(HasUtf8Texts(inside));
}

TEST(HasUtf8Texts, SealedBytesAreNoText) {
  BankLine line;
  line.words = {.key_id = "k", .ciphertext = "\xFF"};
  EXPECT_TRUE(HasUtf8Texts(line));
  line.words.key_id = "\xFF";
  EXPECT_FALSE(HasUtf8Texts(line));
}

}  // namespace
}  // namespace ippledge::storage
