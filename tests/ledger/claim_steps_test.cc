// The table of a claim's steps: who may decide what in which state, and until when.
#include "ledger/claim_steps.h"

#include <gtest/gtest.h>

#include <map>
#include <set>
#include <string>
#include <tuple>

#include "absl/strings/match.h"
#include "tests/testing/builders.h"
#include "tests/testing/claim_life.h"
#include "tests/testing/refusal_text.h"

namespace ippledge {
namespace {

using State = ClaimState;
using Step = WorkStep;
using Decision = StepDecision;

constexpr State kDecided = State::kUnspecified;  // the computation, or the money, says

// As the table of docs/claims.md says it: every step there is, and no other.
struct Want {
  State to;
  const char* roles;
  bool two_persons = false;
};
using Key = std::tuple<State, Step, Decision>;
const std::map<Key, Want>& Wanted() {
  static const auto* const kWanted = new std::map<Key, Want>{
      {{State::kFiled, Step::kCompleteness, Decision::kAccept},
       {kDecided, "fund_manager, ip_office"}},
      {{State::kFiled, Step::kCompleteness, Decision::kReturn},
       {State::kReturned, "fund_manager, ip_office"}},
      {{State::kComputed, Step::kFirstReview, Decision::kAccept}, {State::kReviewed, "ip_office"}},
      {{State::kComputed, Step::kFirstReview, Decision::kRepair}, {State::kRepaired, "ip_office"}},
      {{State::kComputed, Step::kFirstReview, Decision::kRefuse}, {State::kRefused, "ip_office"}},
      {{State::kRepaired, Step::kRepairAnswer, Decision::kAccept},
       {State::kReviewed, "bank_checker"}},
      {{State::kRepaired, Step::kRepairAnswer, Decision::kObject},
       {State::kComputed, "bank_checker"}},
      {{State::kReviewed, Step::kSecondReview, Decision::kAccept}, {kDecided, "finance_bureau"}},
      {{State::kReviewed, Step::kSecondReview, Decision::kRefuse},
       {State::kRefused, "finance_bureau"}},
      {{State::kApproved, Step::kNotice, Decision::kAccept}, {kDecided, "ip_office"}},
      {{State::kApproved, Step::kNotice, Decision::kObject}, {State::kSuspended, "ip_office"}},
      {{State::kSuspended, Step::kObjection, Decision::kAccept},
       {kDecided, "ip_office, finance_bureau", true}},
      {{State::kSuspended, Step::kObjection, Decision::kRepair},
       {State::kRepaired, "ip_office, finance_bureau", true}},
      {{State::kSuspended, Step::kObjection, Decision::kRefuse},
       {State::kRefused, "ip_office, finance_bureau", true}},
      {{State::kOrdered, Step::kPaymentConfirmed, Decision::kCancel},
       {kDecided, "finance_bureau", true}},
      {{State::kDeferred, Step::kDeferralTest, Decision::kAccept},
       {kDecided, "finance_bureau", true}},
      {{State::kDeferred, Step::kDeferralTest, Decision::kRefuse},
       {State::kRefused, "finance_bureau", true}},
      {{State::kFiled, Step::kWithdrawal, Decision::kWithdraw},
       {State::kWithdrawn, "bank_checker"}},
      {{State::kReturned, Step::kWithdrawal, Decision::kWithdraw},
       {State::kWithdrawn, "bank_checker"}},
      {{State::kComputed, Step::kWithdrawal, Decision::kWithdraw},
       {State::kWithdrawn, "bank_checker"}},
      {{State::kDeferred, Step::kWithdrawal, Decision::kWithdraw},
       {State::kWithdrawn, "bank_checker"}},
  };
  return *kWanted;
}

TEST(ClaimSteps, TheTableIsAsWritten) {
  EXPECT_EQ(StepRows().size(), Wanted().size());
  for (int state = 0; state < kClaimStateCount; ++state) {
    for (int step = 0; step < kWorkStepCount; ++step) {
      for (int decision = 0; decision < kStepDecisionCount; ++decision) {
        const Key key{static_cast<State>(state), static_cast<Step>(step),
                      static_cast<Decision>(decision)};
        const auto& [from, what, how] = key;
        const StepRow* row = FindStep(from, what, how);
        const auto want = Wanted().find(key);
        ASSERT_EQ(row != nullptr, want != Wanted().end())
            << NameOf(from) << " " << NameOf(what) << " " << NameOf(how);
        if (row == nullptr) continue;
        EXPECT_EQ(row->to, want->second.to) << NameOf(from) << " " << NameOf(what);
        EXPECT_EQ(NamesOf(row->roles), want->second.roles) << NameOf(what);
        EXPECT_EQ(row->two_persons, want->second.two_persons) << NameOf(what);
      }
    }
  }
}

TEST(ClaimSteps, AStepIsTheOneThatItsStateWaitsForOrAWithdrawal) {
  for (const StepRow& row : StepRows()) {
    if (row.step == Step::kWithdrawal) continue;
    EXPECT_EQ(row.step, OpenStepOf(row.from)) << NameOf(row.from);
  }
}

TEST(ClaimSteps, AStepMayBeGivenToAnotherBody) {
  Policy policy = LifePolicy();
  policy.life_cycle.steps = {{.step = Step::kFirstReview, .role = Role::kFundManager},
                             {.step = Step::kRepairAnswer, .role = Role::kIpOffice},
                             {.step = Step::kNotice, .working_days = 3}};
  const auto roles = [&](Step step, Decision decision) {
    return NamesOf(RolesOf(step, decision, policy));
  };
  EXPECT_EQ(roles(Step::kFirstReview, Decision::kAccept), "fund_manager");
  // The bank's answers stay its own, and no role is none.
  EXPECT_EQ(roles(Step::kRepairAnswer, Decision::kAccept), "bank_checker");
  EXPECT_EQ(roles(Step::kNotice, Decision::kAccept), "ip_office");
  EXPECT_EQ(roles(Step::kSecondReview, Decision::kAccept), "finance_bureau");
  EXPECT_EQ(RolesOf(Step::kPayment, Decision::kAccept), 0);
  EXPECT_EQ(NamesOf(RolesOf(Step::kCompleteness, Decision::kReturn)), "fund_manager, ip_office");
}

TEST(MayAct, RoleThenRows) {
  const RoleSet roles = Role::kBankChecker | Role::kIpOffice;
  const auto says = [&](const Caller& caller) {
    return RefusalText(MayAct(caller, roles, "qingcao"));
  };
  EXPECT_EQ(says(BankChecker()), "ok");
  EXPECT_EQ(says(IpOffice()), "ok");
  EXPECT_EQ(says(BankChecker("yunshan")), "NOT_YOUR_ROWS organisation=yunshan");
  EXPECT_EQ(says(BankMaker("yunshan")),
            "ROLE_NOT_ALLOWED role=bank_maker allowed=bank_checker, ip_office");
  EXPECT_EQ(says(FinanceBureau()),
            "ROLE_NOT_ALLOWED role=finance_bureau allowed=bank_checker, ip_office");
}

TEST(NeedTwoPersons, TwoDifferentOnes) {
  Caller caller = FinanceBureau();
  EXPECT_EQ(RefusalText(NeedTwoPersons(caller)), "ok");
  caller.second_person = caller.person;
  EXPECT_EQ(RefusalText(NeedTwoPersons(caller)),
            "SECOND_PERSON_REQUIRED person=p-4 second_person=p-4");
  caller.second_person = "";
  EXPECT_EQ(RefusalText(NeedTwoPersons(caller)),
            "SECOND_PERSON_REQUIRED person=p-4 second_person=");
  caller = FinanceBureau();
  caller.person = "";
  EXPECT_EQ(RefusalText(NeedTwoPersons(caller)),
            "SECOND_PERSON_REQUIRED person= second_person=p-5");
}

TEST(DeadlineOf, WorkingDaysAndSilence) {
  const Date today = Day("2024-06-03");
  struct Case {
    Step step;
    const char* date;
    OnSilence on_silence;
  };
  for (const Case& c : std::vector<Case>{
           {Step::kConfirmCover, "2024-06-10", OnSilence::kEscalate},
           {Step::kResubmitCover, "2024-06-17", OnSilence::kLapse},
           {Step::kCompleteness, "2024-06-10", OnSilence::kEscalate},
           {Step::kResubmitClaim, "2024-06-17", OnSilence::kLapse},
           {Step::kFirstReview, "2024-06-17", OnSilence::kEscalate},
           {Step::kRepairAnswer, "2024-06-10", OnSilence::kEscalate},
           {Step::kSecondReview, "2024-06-17", OnSilence::kEscalate},
           {Step::kNotice, "2024-06-10", OnSilence::kAccept},
           {Step::kObjection, "2024-06-24", OnSilence::kEscalate},
           {Step::kPayment, "2024-06-17", OnSilence::kEscalate},
           {Step::kPaymentConfirmed, "2024-06-10", OnSilence::kEscalate},
           {Step::kClawbackPaid, "2024-06-24", OnSilence::kEscalate},
       }) {
    const Deadline deadline = DeadlineOf(c.step, LifePolicy(), Calendar(), today);
    EXPECT_EQ(deadline.date, Day(c.date)) << NameOf(c.step);
    EXPECT_EQ(deadline.on_silence, c.on_silence) << NameOf(c.step);
  }
  EXPECT_FALSE(DeadlineOf(Step::kWithdrawal, LifePolicy(), Calendar(), today).is_set());
}

TEST(DeadlineOf, ThePolicyMayDiffer) {
  const Date today = Day("2024-06-03");
  Policy policy = LifePolicy();
  policy.life_cycle.public_notice_days = 2;
  policy.life_cycle.overpayment_return_days = 1;
  policy.life_cycle.steps = {
      {.step = Step::kFirstReview, .working_days = 0},
      {.step = Step::kNotice, .on_silence = OnSilence::kEscalate},
      {.step = Step::kResubmitClaim, .working_days = 3, .on_silence = OnSilence::kEscalate}};
  Calendar calendar;
  calendar.Enter({.year = 2024, .holidays = {Day("2024-06-04")}}, 4);
  const auto deadline = [&](Step step) { return DeadlineOf(step, policy, calendar, today); };
  EXPECT_EQ(deadline(Step::kFirstReview), (Deadline{today, OnSilence::kEscalate}));
  EXPECT_EQ(deadline(Step::kNotice), (Deadline{Day("2024-06-06"), OnSilence::kEscalate}));
  EXPECT_EQ(deadline(Step::kResubmitClaim), (Deadline{Day("2024-06-07"), OnSilence::kEscalate}));
  EXPECT_EQ(deadline(Step::kClawbackPaid), (Deadline{Day("2024-06-05"), OnSilence::kEscalate}));
}

TEST(PeriodEnd, MonthsQuartersYears) {
  const auto end = [](DeferralPeriod period, const char* day) {
    return PeriodEnd(period, Day(day)).ToString();
  };
  EXPECT_EQ(end(DeferralPeriod::kMonth, "2024-02-01"), "2024-02-29");
  EXPECT_EQ(end(DeferralPeriod::kMonth, "2024-02-29"), "2024-02-29");
  EXPECT_EQ(end(DeferralPeriod::kQuarter, "2024-06-03"), "2024-06-30");
  EXPECT_EQ(end(DeferralPeriod::kQuarter, "2024-07-01"), "2024-09-30");
  EXPECT_EQ(end(DeferralPeriod::kQuarter, "2024-12-31"), "2024-12-31");
  EXPECT_EQ(end(DeferralPeriod::kYear, "2024-01-01"), "2024-12-31");
  EXPECT_EQ(end(DeferralPeriod::kYear, "2024-12-31"), "2024-12-31");
  EXPECT_EQ(end(DeferralPeriod::kQuarter, "1969-11-15"), "1969-12-31");
}

// A claim in a state, brought there by what people do.
std::unique_ptr<ClaimLife> ClaimIn(State state) {
  Policy policy = LifePolicy();
  if (state == State::kDeferred) policy = BrakePolicy(1);
  if (state == State::kPartPaid) policy = InstalmentPolicy();
  auto life = std::make_unique<ClaimLife>(policy, state == State::kQueued ? 0 : 1'000'000);
  switch (state) {
    case State::kFiled:
      life->Filed();
      break;
    case State::kReturned:
      life->Filed();
      life->Must(Trustee(), Taking(Step::kCompleteness, Decision::kReturn));
      break;
    case State::kComputed:
    case State::kDeferred:
      life->Computed();
      break;
    case State::kRefused:
      life->Computed();
      life->Must(IpOffice(), Taking(Step::kFirstReview, Decision::kRefuse));
      break;
    case State::kWithdrawn:
      life->Computed();
      life->Must(BankChecker(), Taking(Step::kWithdrawal, Decision::kWithdraw));
      break;
    case State::kRepaired:
      life->Computed();
      life->Must(IpOffice(), Taking(Step::kFirstReview, Decision::kRepair));
      break;
    case State::kReviewed:
      life->Reviewed();
      break;
    case State::kApproved:
      life->Approved();
      break;
    case State::kSuspended:
      life->Approved();
      life->Must(IpOffice(), Taking(Step::kNotice, Decision::kObject));
      break;
    case State::kCleared:
    case State::kQueued:
      life->Cleared();
      break;
    case State::kOrdered:
      life->Cleared();
      life->Run();
      break;
    case State::kLapsed:
      life->Filed();
      life->Must(Trustee(), Taking(Step::kCompleteness, Decision::kReturn));
      life->TurnTo(Day("2024-06-18"));
      break;
    case State::kPaid:
    case State::kPartPaid:
      life->Paid();
      break;
    case State::kClawback:
    case State::kClawedBack:
      life->Paid();
      life->Must(FinanceBureau(), Demanding());
      if (state == State::kClawedBack) {
        life->Must(FinanceBureau(), Returning("Z1", kLifeFundYuan, life->programme().today));
      }
      break;
    default:
      break;
  }
  return life;
}

Caller CallerFor(Role role, bool own_bank = true) {
  Caller caller{.organisation = std::string(NameOf(role)),
                .role = role,
                .person = absl::StrCat("p-", NameOf(role)),
                .second_person = "another"};
  if (IsBank(role)) caller.organisation = own_bank ? std::string(kLifeBank) : "yunshan";
  return caller;
}

// Every state, every step, every role: what the table does not allow is refused, what it allows
// leads where it says.
TEST(ClaimSteps, EveryStateStepAndRole) {
  for (int s = 1; s < kClaimStateCount; ++s) {
    const auto state = static_cast<State>(s);
    std::unique_ptr<ClaimLife> life = ClaimIn(state);
    ASSERT_EQ(life->state(), state) << NameOf(state);
    for (int w = 0; w < kWorkStepCount; ++w) {
      for (int d = 1; d < kStepDecisionCount; ++d) {
        const auto step = static_cast<Step>(w);
        const auto decision = static_cast<Decision>(d);
        const TakeClaimStep taking = Taking(step, decision);
        const auto want = Wanted().find({state, step, decision});
        for (int r = 0; r < kRoleCount; ++r) {
          const auto role = static_cast<Role>(r);
          SCOPED_TRACE(absl::StrCat(NameOf(state), " ", NameOf(step), " ", NameOf(decision), " ",
                                    NameOf(role)));
          const std::string text = life->Says(CallerFor(role), taking);
          const std::string other_bank = life->Says(CallerFor(role, false), taking);
          const bool judges =
              role == Role::kFundManager || role == Role::kIpOffice || role == Role::kFinanceBureau;
          if (want == Wanted().end()) {
            ASSERT_TRUE(text.starts_with("STEP_NOT_ALLOWED step state=") ||
                        text.starts_with("ROLE_NOT_ALLOWED role="))
                << text;
            continue;
          }
          const bool may = absl::StrContains(want->second.roles, NameOf(role));
          if (!may) {
            ASSERT_TRUE(text.starts_with(absl::StrCat("ROLE_NOT_ALLOWED role=", NameOf(role))))
                << text;
            continue;
          }
          ASSERT_TRUE(text == "CLAIM_STEP_TAKEN" || text.starts_with("NOTICE_RUNNING")) << text;
          if (IsBank(role)) {
            ASSERT_EQ(other_bank, "NOT_YOUR_ROWS organisation=yunshan");
            continue;
          }
          ASSERT_TRUE(judges);
          Caller own = CallerFor(role);
          own.organisation = std::string(kLifeBank);
          ASSERT_EQ(life->Says(own, taking), "OWN_BODY organisation=qingcao");
          Caller alone = CallerFor(role);
          alone.second_person = "";
          const std::string one = life->Says(alone, taking);
          ASSERT_EQ(one.starts_with("SECOND_PERSON_REQUIRED"), want->second.two_persons) << one;
        }
        if (want == Wanted().end() || step == Step::kNotice) continue;
        std::unique_ptr<ClaimLife> taken = ClaimIn(state);
        for (int r = 0; r < kRoleCount; ++r) {
          const auto role = static_cast<Role>(r);
          if (absl::StartsWith(want->second.roles, NameOf(role))) {
            taken->Must(CallerFor(role), taking);
          }
        }
        if (want->second.to != kDecided) {
          EXPECT_EQ(taken->state(), want->second.to);
        }
        EXPECT_NE(taken->state(), state);
        EXPECT_TRUE(taken->CheckInvariants().ok()) << taken->CheckInvariants();
      }
    }
  }
}

}  // namespace
}  // namespace ippledge
