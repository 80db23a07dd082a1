// tests/testing/same_answer.h: that a retry was answered as the first time.
#pragma once

#include <gtest/gtest.h>

#include "engine/submission.h"
#include "tests/testing/cover_story.h"
#include "tests/testing/status_matchers.h"

namespace ippledge::engine {

inline void ExpectSameAnswer(const Outcome& first, const Outcome& again) {
  EXPECT_THAT(again.status, IsOk());
  EXPECT_TRUE(again.replayed);
  EXPECT_EQ(again.entry, first.entry);
  EXPECT_EQ(again.commit_time_ms, first.commit_time_ms);
  EXPECT_EQ(again.counted_total, first.counted_total);
  EXPECT_EQ(again.already_recorded, first.already_recorded);
  ASSERT_EQ(again.loan == nullptr, first.loan == nullptr);
  if (first.loan != nullptr) {
    EXPECT_TRUE(SameLoan(*again.loan, *first.loan));
  }
  EXPECT_EQ(again.rights_pledged_before, first.rights_pledged_before);
  EXPECT_TRUE(again.fund == first.fund);
  EXPECT_EQ(EventBytes(again.event.get()), EventBytes(first.event.get()));
  EXPECT_EQ(again.first_entry, first.first_entry);
  EXPECT_EQ(again.recorded_rows, first.recorded_rows);
  ASSERT_EQ(again.verdicts.size(), first.verdicts.size());
  for (std::size_t i = 0; i < first.verdicts.size(); ++i) {
    const RowVerdict& a = first.verdicts[i];
    const RowVerdict& b = again.verdicts[i];
    EXPECT_EQ(b.row, a.row);
    EXPECT_EQ(b.already_recorded_entry, a.already_recorded_entry);
    EXPECT_EQ(b.violations, a.violations);
    EXPECT_EQ(b.violations_more, a.violations_more);
  }
}

}  // namespace ippledge::engine
