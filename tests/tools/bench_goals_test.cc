// The table of goals and the document of results.
#include <gmock/gmock.h>

#include <set>

#include "tools/bench/document.h"
#include "tools/bench/goals.h"
#include "tools/bench/names.h"
#include "tools/bench/spread.h"

namespace ippledge::bench {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

void Add(results::Results& results, const char* comparison, const char* contender,
         const std::vector<Measured>& rounds) {
  results::Comparison* found = nullptr;
  for (results::Comparison& c : *results.mutable_comparisons()) {
    if (c.name() == comparison) found = &c;
  }
  if (found == nullptr) {
    found = results.add_comparisons();
    found->set_name(comparison);
  }
  results::Contender& added = *found->add_contenders();
  added.set_name(contender);
  for (const Measured& measured : rounds) *added.add_rounds() = RoundOf(measured);
  Finish(added);
}

Measured At(double rate) { return {.rows = static_cast<std::uint64_t>(rate), .seconds = 1}; }

results::Goal GoalOf(const results::Results& results, const std::string& key) {
  for (const results::Goal& goal : Judge(results)) {
    if (goal.key() == key) return goal;
  }
  ADD_FAILURE() << key << " is not in the table";
  return {};
}

TEST(Goals, KeysAreUniqueAndAimsAreBeyondMusts) {
  std::set<std::string> keys;
  for (const GoalRow& row : GoalTable()) {
    EXPECT_TRUE(keys.insert(row.key).second) << row.key;
    if (row.must == 0) continue;
    EXPECT_TRUE(row.lower_is_better ? row.aim < row.must : row.aim > row.must) << row.key;
  }
  EXPECT_GE(keys.size(), 20u);
}

TEST(Goals, NothingMeasuredIsNothingMet) {
  for (const results::Goal& goal : Judge({})) {
    EXPECT_EQ(goal.verdict(), results::NOT_MEASURED) << goal.key();
    EXPECT_FALSE(goal.has_measured()) << goal.key();
  }
}

TEST(Goals, TheMedianOfTheRoundsRatiosDecides) {
  results::Results results;
  Add(results, kBatches1000, kOurs, {At(200'000), At(300'000), At(100'000)});
  Add(results, kBatches1000, kPostgres, {At(10'000), At(10'000), At(10'000)});
  const results::Goal goal = GoalOf(results, "batches_postgresql");
  EXPECT_THAT(goal.rounds(), ElementsAre(20, 30, 10));
  EXPECT_EQ(goal.measured().median(), 20);
  EXPECT_EQ(goal.verdict(), results::MUST_MET);
  EXPECT_EQ(GoalOf(results, "batches_sqlite_fresh").verdict(), results::NOT_MEASURED);
}

TEST(Goals, HigherIsBetterUnlessTheRowSaysOtherwise) {
  const auto against_empty = [](double ours) {
    results::Results results;
    Add(results, kUnary64, kOurs, {At(ours)});
    Add(results, kUnary64, kEmpty, {At(1000)});
    return GoalOf(results, "unary_empty").verdict();
  };
  EXPECT_EQ(against_empty(499), results::MISSED);
  EXPECT_EQ(against_empty(500), results::MUST_MET);
  EXPECT_EQ(against_empty(750), results::AIM_MET);

  const auto reopened = [](double seconds) {
    results::Results results;
    Add(results, kReopen, kOurs, {{.seconds = seconds}});
    return GoalOf(results, "reopen").verdict();
  };
  EXPECT_EQ(reopened(2.1), results::MISSED);
  EXPECT_EQ(reopened(2), results::MUST_MET);
  EXPECT_EQ(reopened(0.9), results::AIM_MET);
}

TEST(Goals, WhatIsAddedToAnEmptyCallIsToldInSyncs) {
  results::Results results;
  Add(results, kUnary1, kOurs, {{.p50_ms = 0.5}, {.p50_ms = 0.6}});
  Add(results, kUnary1, kEmpty, {{.p50_ms = 0.25}, {.p50_ms = 0.2}});
  Add(results, kUnary1, kDisk, {{.p50_ms = 0.125}, {.p50_ms = 0.1}});
  const results::Goal goal = GoalOf(results, "one_in_flight");
  ASSERT_EQ(goal.rounds_size(), 2);
  EXPECT_NEAR(goal.rounds(0), 2, 1e-6);
  EXPECT_NEAR(goal.rounds(1), 4, 1e-6);
  EXPECT_EQ(goal.verdict(), results::MISSED);
}

TEST(Goals, BytesAreThoseOfALoan) {
  results::Results results;
  Add(results, kBytes, kOurs, {{.rows = 1000, .bytes = 180'000}});
  Add(results, kBytes, kPostgres, {{.rows = 10, .bytes = 6'000}});
  const results::Goal goal = GoalOf(results, "bytes");
  EXPECT_NEAR(goal.measured().median(), 0.3, 1e-6);
  EXPECT_EQ(goal.verdict(), results::MUST_MET);
}

TEST(Goals, WithoutALimitAFigureIsStated) {
  results::Results results;
  Add(results, kMemory, kOurs, {{.bytes = 512 * 1'048'576}});
  const results::Goal goal = GoalOf(results, "memory");
  EXPECT_EQ(goal.verdict(), results::STATED);
  EXPECT_EQ(goal.measured().median(), 512);
}

// A document with something of everything.
results::Results ADocument() {
  results::Results results;
  results.mutable_machine()->set_cpu("a processor");
  results.mutable_run()->set_rounds(2);
  Add(results, kUnary64, kOurs, {At(600), At(800)});
  Add(results, kUnary64, kEmpty, {At(1000), At(1000)});
  results::Absent& absent = *results.mutable_comparisons(0)->add_absent();
  absent.set_name(kPostgres);
  absent.set_why("not installed");
  results::Curve& curve = *results.add_curves();
  curve.set_name("unary");
  curve.set_contender(kOurs);
  curve.add_points()->set_achieved(12'345);
  curve.mutable_points(0)->set_p99_ms(1.5);
  results.add_growth()->set_loans(10'000);
  results::Check& check = *results.add_checks();
  check.set_what("audit of the store");
  check.set_passed(true);
  for (const results::Goal& goal : Judge(results)) *results.add_goals() = goal;
  return results;
}

TEST(Document, GoesThroughJsonUnchanged) {
  const results::Results results = ADocument();
  const auto again = FromJson(ToJson(results));
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_EQ(again->SerializeAsString(), results.SerializeAsString());
  EXPECT_FALSE(FromJson("{\"nonsense\": 1}").ok());
  EXPECT_FALSE(FromJson("").ok());
}

TEST(Document, TablesTellMissingContendersAndVerdicts) {
  const std::string text = ToMarkdown(ADocument());
  EXPECT_THAT(text, HasSubstr("| unary, 64 in flight, against the empty handler | 0.500 | 0.750 | "
                              "0.700 (0.600 to 0.800) x | must met |"));
  EXPECT_THAT(text, HasSubstr("| PostgreSQL | not measured: not installed |"));
  EXPECT_THAT(text, HasSubstr("| empty handler | 1,000 (1,000 to 1,000) |"));
  EXPECT_THAT(text, Not(HasSubstr("FAILED")));
}

TEST(Document, PicturesAreDrawnFromBlocksWithTitles) {
  EXPECT_EQ(CurvesText(ADocument()), "\"unary: ippledge\"\n12345 0.0000 1.5000 0.0000\n\n\n");
  EXPECT_EQ(GrowthText(ADocument()), "10000 0 0 0.0\n");
}

}  // namespace
}  // namespace ippledge::bench
