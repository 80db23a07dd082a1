#include "ledger/book_event.h"

#include <gtest/gtest.h>

#include "tests/testing/reconciliation_samples.h"
#include "tests/testing/trust_samples.h"

namespace ippledge {
namespace {

TEST(FoldBookEvent, EachEventFindsItsBook) {
  Programme programme;
  EXPECT_TRUE(FoldBookEvent(ReconciliationSamples()[0], 4, programme).ok());
  EXPECT_EQ(programme.reconciliation.accounts().size(), 1U);
  const auto before = programme.trust;
  EXPECT_TRUE(FoldBookEvent(TrustSamples()[1], 5, programme).ok());
  EXPECT_EQ(programme.trust->keys.size(), 1U);
  // A copy that readers hold does not change.
  EXPECT_TRUE(before->keys.empty());
}

TEST(FoldBookEvent, WhatIsOfNoBookIsRefused) {
  Programme programme;
  EXPECT_TRUE(absl::IsDataLoss(FoldBookEvent(Event(DayTurned{}), 4, programme)));
  const auto before = programme.trust;
  EXPECT_TRUE(absl::IsDataLoss(FoldBookEvent(TrustSamples()[2], 4, programme)));
  EXPECT_EQ(programme.trust, before);
}

}  // namespace
}  // namespace ippledge
