// client/life_cycle_texts.h: the words of cover, claims, recoveries, reconciliation and keys, in
// English and Chinese.
//
// A number that this program does not know (a newer server) is "?". Values only, any thread.
#pragma once

#include <google/protobuf/descriptor.h>
#include <google/protobuf/generated_enum_reflection.h>

#include <string>

#include "client/texts.h"
#include "ippledge/v1/life_cycle.pb.h"
#include "ippledge/v1/policy_verdict.pb.h"
#include "ippledge/v1/reconciliation_types.pb.h"
#include "ippledge/v1/trust_types.pb.h"

namespace ippledge::client {

Bilingual LabelOf(v1::Role role);
Bilingual LabelOf(v1::CoverState state);
Bilingual LabelOf(v1::ClaimState state);
Bilingual LabelOf(v1::RecoveryState state);
Bilingual LabelOf(v1::WorkStep step);
Bilingual LabelOf(v1::StepDecision decision);
Bilingual LabelOf(v1::OnSilence on_silence);
Bilingual LabelOf(v1::DecisionReason reason);
Bilingual LabelOf(v1::RiskKind kind);
Bilingual LabelOf(v1::RecoverySource source);
Bilingual LabelOf(v1::RecoveryClosing closing);
Bilingual LabelOf(v1::StepOutcome outcome);
Bilingual LabelOf(v1::FigureKind kind);
Bilingual LabelOf(v1::KeyPurpose purpose);
// In reconciliation_texts.cc.
Bilingual LabelOf(v1::MatchReason reason);
Bilingual LabelOf(v1::StatementState state);
Bilingual LabelOf(v1::LineStanding standing);
Bilingual LabelOf(v1::ExceptionKind kind);

// "first-review" of WORK_STEP_FIRST_REVIEW; empty for 0, "unknown" beyond the list.
std::string KeyOfNumber(const google::protobuf::EnumDescriptor& list, int number);
template <typename Enum>
std::string KeyOfTerm(Enum value) {
  return KeyOfNumber(*google::protobuf::GetEnumDescriptor<Enum>(), value);
}

}  // namespace ippledge::client
