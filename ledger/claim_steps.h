// ledger/claim_steps.h: the table of a claim's steps: from which state who may decide what, and the
// time they have.
//
// A policy may give a step to another role, other days, another consequence of silence (StepTerms).
#pragma once

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "absl/types/span.h"
#include "ledger/calendar.h"
#include "ledger/caller.h"
#include "ledger/cover.h"
#include "ledger/life_cycle.h"
#include "ledger/policy.h"

namespace ippledge {

using RoleSet = std::uint16_t;  // bit n: Role n
constexpr RoleSet SetOf(Role role) { return static_cast<RoleSet>(1U << static_cast<int>(role)); }
constexpr RoleSet operator|(Role a, Role b) { return static_cast<RoleSet>(SetOf(a) | SetOf(b)); }
// "ip_office, finance_bureau".
std::string NamesOf(RoleSet roles);

struct StepRow {
  ClaimState from;
  WorkStep step;
  StepDecision decision;
  ClaimState to;  // kUnspecified: the computation, or the money, decides
  RoleSet roles;
  bool two_persons;
};
absl::Span<const StepRow> StepRows();
// nullptr when a claim in that state does not take it.
const StepRow* FindStep(ClaimState from, WorkStep step, StepDecision decision);
// Roles that may take the step in some state; 0 for none.
RoleSet RolesOf(WorkStep step, StepDecision decision);
// The same under a policy: for steps that the bank does not take, its own role counts.
RoleSet RolesOf(WorkStep step, StepDecision decision, const Policy& policy);

// The role that a policy gives a step to; `usual` where it gives none.
RoleSet RolesUnder(const Policy& policy, WorkStep step, RoleSet usual);

// ROLE_NOT_ALLOWED (role, allowed); for banks NOT_YOUR_ROWS.
absl::Status MayAct(const Caller& caller, RoleSet roles, absl::string_view bank);
// SECOND_PERSON_REQUIRED.
absl::Status NeedTwoPersons(const Caller& caller);

// Until when a step that begins on `today` is to be taken under `policy`. For kClaimWindow,
// kLaterInstalment, kDeferralTest, kRecoveryEnd and kRemittance, whose days are not counted from
// today alone, see their rules.
Deadline DeadlineOf(WorkStep step, const Policy& policy, const Calendar& calendar, Date today);
// The last day of the period of `today`.
Date PeriodEnd(DeferralPeriod period, Date today);

}  // namespace ippledge
