#include "ledger/field_sizes.h"

#include <gtest/gtest.h>

#include <random>

#include "ledger/cover_fields.h"
#include "tests/testing/random_fields.h"

namespace ippledge {
namespace {

template <typename T>
void ExpectSizes(const char* name) {
  std::mt19937_64 engine(5);
  for (int i = 0; i < 200; ++i) {
    const T value = AnyOf<T>(engine);
    ASSERT_EQ(WireSizeOf(value), WireOf(value).size()) << name << " " << i;
  }
}

TEST(WireSizeOf, IsThatOfTheBytes) {
  ExpectSizes<Policy>("Policy");
  ExpectSizes<Judgement>("Judgement");
  ExpectSizes<Cover>("Cover");
  ExpectSizes<PaymentsOrdered>("PaymentsOrdered");
  ExpectSizes<DeadlinePassed>("DeadlinePassed");
  EXPECT_EQ(WireSizeOf(LoanId()), 0u);
  EXPECT_EQ(WireSizeOf(LoanId{std::string(200, 'b'), "c"}), 1u + 2u + 200u + 3u);
}

}  // namespace
}  // namespace ippledge
