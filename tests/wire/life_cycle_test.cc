// The words of the life cycle and of policies: their numbers and names in the API are the ledger's.
#include "ledger/life_cycle.h"

#include <google/protobuf/descriptor.h>
#include <google/protobuf/generated_enum_reflection.h>
#include <gtest/gtest.h>

#include <string>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "ippledge/v1/life_cycle.pb.h"
#include "ippledge/v1/policy_life_cycle.pb.h"
#include "ippledge/v1/policy_terms.pb.h"
#include "ledger/caller.h"
#include "ledger/policy_terms.h"

namespace ippledge::wire {
namespace {

static_assert(kRoleCount == v1::Role_ARRAYSIZE);
static_assert(kCoverStateCount == v1::CoverState_ARRAYSIZE);
static_assert(kClaimStateCount == v1::ClaimState_ARRAYSIZE);
static_assert(kRecoveryStateCount == v1::RecoveryState_ARRAYSIZE);
static_assert(kWorkStepCount == v1::WorkStep_ARRAYSIZE);
static_assert(kStepDecisionCount == v1::StepDecision_ARRAYSIZE);
static_assert(kOnSilenceCount == v1::OnSilence_ARRAYSIZE);
static_assert(kDecisionReasonCount == v1::DecisionReason_ARRAYSIZE);
static_assert(kRiskKindCount == v1::RiskKind_ARRAYSIZE);
static_assert(kRecoverySourceCount == v1::RecoverySource_ARRAYSIZE);
static_assert(kRecoveryClosingCount == v1::RecoveryClosing_ARRAYSIZE);
static_assert(kFigureKindCount == v1::FigureKind_ARRAYSIZE);

// "COVER_STATE_", of the first value "COVER_STATE_UNSPECIFIED".
std::string PrefixOf(const google::protobuf::EnumDescriptor& list) {
  const std::string& first = list.value(0)->name();
  return first.substr(0, first.size() - std::string("UNSPECIFIED").size());
}

template <typename ApiEnum, typename Enum>
void ExpectSameNames() {
  const auto& list = *google::protobuf::GetEnumDescriptor<ApiEnum>();
  for (int i = 0; i < list.value_count(); ++i) {
    const auto& value = *list.value(i);
    EXPECT_EQ(value.number(), i);
    const std::string name = absl::AsciiStrToUpper(NameOf(static_cast<Enum>(i)));
    EXPECT_EQ(value.name(), absl::StrCat(PrefixOf(list), name));
  }
}

TEST(LifeCycle, TheApiHasTheSameWords) {
  ExpectSameNames<v1::Role, Role>();
  ExpectSameNames<v1::CoverState, CoverState>();
  ExpectSameNames<v1::ClaimState, ClaimState>();
  ExpectSameNames<v1::RecoveryState, RecoveryState>();
  ExpectSameNames<v1::WorkStep, WorkStep>();
  ExpectSameNames<v1::StepDecision, StepDecision>();
  ExpectSameNames<v1::OnSilence, OnSilence>();
  ExpectSameNames<v1::DecisionReason, DecisionReason>();
  ExpectSameNames<v1::RiskKind, RiskKind>();
  ExpectSameNames<v1::RecoverySource, RecoverySource>();
  ExpectSameNames<v1::RecoveryClosing, RecoveryClosing>();
  ExpectSameNames<v1::FigureKind, FigureKind>();
}

template <typename ApiEnum, typename Term>
void ExpectSameTerms() {
  const auto& list = *google::protobuf::GetEnumDescriptor<ApiEnum>();
  ASSERT_EQ(static_cast<std::size_t>(list.value_count()), NamesOf(Term()).size()) << list.name();
  for (int i = 0; i < list.value_count(); ++i) {
    EXPECT_EQ(list.value(i)->number(), i);
    EXPECT_EQ(list.value(i)->name(),
              absl::StrCat(PrefixOf(list), NameOfTerm(static_cast<Term>(i))));
  }
}

TEST(PolicyTerms, TheApiHasTheSameWords) {
  ExpectSameTerms<v1::PartyRole, PartyRole>();
  ExpectSameTerms<v1::LossBase, LossBase>();
  ExpectSameTerms<v1::BaseDate, BaseDate>();
  ExpectSameTerms<v1::CombinedBase, CombinedBase>();
  ExpectSameTerms<v1::RepaymentAttribution, RepaymentAttribution>();
  ExpectSameTerms<v1::ProceedsAttribution, ProceedsAttribution>();
  ExpectSameTerms<v1::PreClaimRecoveries, PreClaimRecoveries>();
  ExpectSameTerms<v1::TierBy, TierBy>();
  ExpectSameTerms<v1::TierMode, TierMode>();
  ExpectSameTerms<v1::CutOrder, CutOrder>();
  ExpectSameTerms<v1::Rounding, Rounding>();
  ExpectSameTerms<v1::RemainderTo, RemainderTo>();
  ExpectSameTerms<v1::BrakeScope, BrakeScope>();
  ExpectSameTerms<v1::BrakeMeasure, BrakeMeasure>();
  ExpectSameTerms<v1::BrakeEffect, BrakeEffect>();
  ExpectSameTerms<v1::Comparison, Comparison>();
  ExpectSameTerms<v1::LiabilityLimit, LiabilityLimit>();
  ExpectSameTerms<v1::ShortfallMode, ShortfallMode>();
  ExpectSameTerms<v1::SecondInstalment, SecondInstalment>();
  ExpectSameTerms<v1::CapExcessMode, CapExcessMode>();
  ExpectSameTerms<v1::PledgeRegisteredBy, PledgeRegisteredBy>();
  ExpectSameTerms<v1::LateFileMode, LateFileMode>();
  ExpectSameTerms<v1::LateClaimMode, LateClaimMode>();
  ExpectSameTerms<v1::IpLapseMode, IpLapseMode>();
  ExpectSameTerms<v1::TriggerMode, TriggerMode>();
  ExpectSameTerms<v1::TriggerEvent, TriggerEvent>();
  ExpectSameTerms<v1::RecoveryOrder, RecoveryOrder>();
  ExpectSameTerms<v1::RateMode, RateMode>();
  ExpectSameTerms<v1::ClawbackMode, ClawbackMode>();
  ExpectSameTerms<v1::RefileMode, RefileMode>();
  ExpectSameTerms<v1::ExposureOn, ExposureOn>();
  ExpectSameTerms<v1::DeferralPeriod, DeferralPeriod>();
}

}  // namespace
}  // namespace ippledge::wire
