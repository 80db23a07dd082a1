// tests/ledger/after_payment.h: a paid claim, and what its recoveries and clawbacks have in common.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "tests/testing/claim_life.h"

namespace ippledge {

inline Caller OneOfTheBureau() {
  Caller caller = FinanceBureau();
  caller.second_person = "";
  return caller;
}
// HT-1 is paid on Tuesday 2024-06-11, HT-2 computed, HT-3 enrolled, HT-4 recorded.
inline std::unique_ptr<ClaimLife> Paid(Policy policy = LifePolicy()) {
  auto life = std::make_unique<ClaimLife>(std::move(policy));
  life->Recorded("HT-4");
  life->Enrolled("HT-3");
  life->Computed("HT-2");
  life->Paid("HT-1");
  return life;
}
inline const Date kPaidDay = Day("2024-06-11");

inline Policy WithInterest(Policy policy = LifePolicy()) {
  policy.recovery.late_interest = {.mode = RateMode::kFixed, .rate_ppm = 36'500};
  policy.clawback.interest = {.mode = RateMode::kFixed, .rate_ppm = 36'500};
  return policy;
}
// The first three refusals of all that names a claim.
template <typename C>
void ExpectUnknown(ClaimLife& life, const Caller& caller, C command) {
  command.loan = AnId("HT-9");
  EXPECT_EQ(life.Says(caller, command),
            "LOAN_UNKNOWN loan.contract_number bank=qingcao contract_number=HT-9");
  command.loan = AnId("HT-4");
  EXPECT_EQ(life.Says(caller, command),
            "COVER_UNKNOWN loan.contract_number bank=qingcao contract_number=HT-4");
  command.loan = AnId("HT-3");
  EXPECT_EQ(life.Says(caller, command), "CLAIM_UNKNOWN claim_number claim_number=C1");
}
inline void ExpectOnly(ClaimLife& life, const std::vector<Role>& roles, const Command& command) {
  for (int r = 0; r < kRoleCount; ++r) {
    const auto role = static_cast<Role>(r);
    const bool may = std::find(roles.begin(), roles.end(), role) != roles.end();
    Caller caller{.organisation = std::string(IsBank(role) ? kLifeBank : NameOf(role)),
                  .role = role,
                  .person = "p-1",
                  .second_person = "p-2"};
    const std::string text = life.Says(caller, command);
    EXPECT_EQ(text.starts_with("ROLE_NOT_ALLOWED"), !may) << NameOf(role) << " " << text;
  }
}

}  // namespace ippledge
