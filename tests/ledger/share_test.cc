#include "ledger/share.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/testing/policies.h"

namespace ippledge {
namespace {

using testing::ElementsAre;

std::vector<std::int64_t> Split(std::int64_t total, const std::vector<Wide>& weights,
                                Rounding rounding, std::size_t rest) {
  std::vector<std::int64_t> fen;
  for (const Money part : SplitExactly(FenOf(total), weights, rounding, rest)) {
    fen.push_back(part.fen());
  }
  return fen;
}

TEST(SplitExactly, RoundsAsTold) {
  EXPECT_THAT(Split(100, {1, 1, 1}, Rounding::kLargestRemainder, 0), ElementsAre(34, 33, 33));
  EXPECT_THAT(Split(101, {1, 1, 1}, Rounding::kLargestRemainder, 0), ElementsAre(34, 34, 33));
  EXPECT_THAT(Split(101, {1, 1, 1}, Rounding::kFloor, 2), ElementsAre(33, 33, 35));
  EXPECT_THAT(Split(101, {1, 1, 1}, Rounding::kHalfUp, 2), ElementsAre(34, 34, 33));
  // The rest has nothing to give: the last of the others that has something gives it.
  EXPECT_THAT(Split(3, {1, 1, 0}, Rounding::kHalfUp, 2), ElementsAre(2, 1, 0));
  EXPECT_THAT(Split(0, {1, 1, 0}, Rounding::kFloor, 0), ElementsAre(0, 0, 0));
}

TEST(MarginalRate, IsExact) {
  const std::vector<Money> bounds = {FenOf(3), FenOf(10)};
  // (3 x 40 % + 4 x 30 %) / 7 is no ppm.
  const ShareRate rate = MarginalRate(bounds, {400'000, 300'000}, FenOf(7));
  EXPECT_EQ(rate.ppm(), 342'857);
  EXPECT_TRUE(rate.IsAbove(342'857));
  EXPECT_FALSE(rate.IsAbove(342'858));
  EXPECT_EQ(rate.Plus(100'000).ppm(), 442'857);
  // Above the last bound the rate is 0.
  EXPECT_EQ(MarginalRate(bounds, {400'000, 300'000}, FenOf(20)).ppm(), 165'000);
  EXPECT_EQ(MarginalRate(bounds, {400'000, 300'000}, Money()).ppm(), 400'000);
}

TEST(ShareLoss, UpliftsNeverTakeMoreThanTheWhole) {
  Policy policy = APolicy();
  policy.modes[0].uplifts = {{.name = "u", .any_of = {"t"}, .points_ppm = 900'000}};
  ClaimFacts claim = AClaim(1000);
  claim.tags = {"t"};
  const StepVerdict verdict = Judge(policy, claim);
  EXPECT_EQ(Part(verdict, "fund"), 1000);
  EXPECT_EQ(Part(verdict, "bank"), 0);
  EXPECT_TRUE(LineOf(verdict, "whole").binds);
}

TEST(ShareLoss, TiersByWord) {
  Policy policy = APolicy();
  policy.modes[0].tier_by = TierBy::kEnterpriseSize;
  policy.modes[0].tiers = {{.value = "MICRO", .share_ppm = 500'000},
                           {.value = "SMALL", .share_ppm = 200'000}};
  ClaimFacts claim = AClaim(1000);
  claim.enterprise_size = FirmSize::kSmall;
  EXPECT_EQ(Part(Judge(policy, claim), "fund"), 200);
  claim.enterprise_size = FirmSize::kLarge;
  EXPECT_EQ(Part(Judge(policy, claim), "fund"), 0);
  EXPECT_EQ(BindingRule(Judge(policy, claim)), "tier");
}

TEST(ShareLoss, ResidualGroupsFollowEachOther) {
  Policy policy = APolicy();
  policy.modes[0].parties = {{"insurer", PartyRole::kInsurer, 600'000},
                             {"guarantor", PartyRole::kGuarantor, 500'000, "insurer"},
                             {"fund", PartyRole::kFund, 400'000, "guarantor"},
                             {"bank", PartyRole::kBank, 600'000, "guarantor"}};
  Violations violations;
  CheckPolicy(policy, "", violations);
  ASSERT_TRUE(violations.empty()) << EnglishText(violations.list()[0]);
  const StepVerdict verdict = Judge(policy, AClaim(1'000));
  EXPECT_EQ(Part(verdict, "insurer"), 600);
  EXPECT_EQ(Part(verdict, "guarantor"), 200);
  EXPECT_EQ(Part(verdict, "fund"), 80);
  EXPECT_EQ(Part(verdict, "bank"), 120);
}

}  // namespace
}  // namespace ippledge
