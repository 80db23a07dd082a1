#include "ledger/life_cycle.h"

#include <gtest/gtest.h>

#include <set>
#include <string>

namespace ippledge {
namespace {

TEST(LifeCycle, Examples) {
  EXPECT_EQ(NameOf(CoverState::kWrittenOff), "WRITTEN_OFF");
  EXPECT_EQ(NameOf(CoverState::kRepaid), "REPAID");
  EXPECT_EQ(NameOf(ClaimState::kPartPaid), "PART_PAID");
  EXPECT_EQ(NameOf(ClaimState::kClawedBack), "CLAWED_BACK");
  EXPECT_EQ(NameOf(RecoveryState::kRemitted), "REMITTED");
  EXPECT_EQ(NameOf(WorkStep::kFirstReview), "FIRST_REVIEW");
  EXPECT_EQ(NameOf(WorkStep::kRecoveryEnd), "RECOVERY_END");
  EXPECT_EQ(NameOf(StepDecision::kWithdraw), "WITHDRAW");
  EXPECT_EQ(NameOf(OnSilence::kAccept), "ACCEPT");
  EXPECT_EQ(NameOf(DecisionReason::kInsufficientRecoveryEffort), "INSUFFICIENT_RECOVERY_EFFORT");
  EXPECT_EQ(NameOf(DecisionReason::kOther), "OTHER");
  EXPECT_EQ(NameOf(RiskKind::kIpLapsed), "IP_LAPSED");
  EXPECT_EQ(NameOf(RecoverySource::kBankruptcy), "BANKRUPTCY");
  EXPECT_EQ(NameOf(RecoveryClosing::kEnded), "ENDED");
}

// Every number of the list has a name of its own; 0 is UNSPECIFIED.
template <typename Enum>
void ExpectNames(int count) {
  std::set<std::string> names;
  for (int i = 0; i < count; ++i) {
    const std::string name(NameOf(static_cast<Enum>(i)));
    EXPECT_FALSE(name.empty());
    EXPECT_EQ(name.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ_"), std::string::npos) << name;
    EXPECT_TRUE(names.insert(name).second) << name;
  }
  EXPECT_EQ(NameOf(Enum{}), "UNSPECIFIED");
}

TEST(LifeCycle, NamesAreComplete) {
  ExpectNames<CoverState>(kCoverStateCount);
  ExpectNames<ClaimState>(kClaimStateCount);
  ExpectNames<RecoveryState>(kRecoveryStateCount);
  ExpectNames<WorkStep>(kWorkStepCount);
  ExpectNames<StepDecision>(kStepDecisionCount);
  ExpectNames<OnSilence>(kOnSilenceCount);
  ExpectNames<DecisionReason>(kDecisionReasonCount);
  ExpectNames<RiskKind>(kRiskKindCount);
  ExpectNames<RecoverySource>(kRecoverySourceCount);
  ExpectNames<RecoveryClosing>(kRecoveryClosingCount);
  ExpectNames<FigureKind>(kFigureKindCount);
}

}  // namespace
}  // namespace ippledge
