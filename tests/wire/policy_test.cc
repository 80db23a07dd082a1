// Policies and facts as messages and files; the ready-made policies.
#include "proto/wire/policy.h"

#include <gmock/gmock.h>
#include <google/protobuf/text_format.h>
#include <google/protobuf/util/json_util.h>
#include <google/protobuf/util/message_differencer.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "ledger/evaluate.h"

namespace ippledge::wire {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

std::string TextOfFile(const std::filesystem::path& path) {
  std::stringstream text;
  text << std::ifstream(path).rdbuf();
  return text.str();
}

// A small sound policy; line 5 is its party "fund".
constexpr absl::string_view kHead = R"(policy_id: "p"
title_zh: "政策"
effective_date: "2024-01-01"
modes {
  parties { name: "fund" role: PARTY_ROLE_FUND share_ppm: 400000 }
  parties { name: "bank" role: PARTY_ROLE_BANK share_ppm: 600000 }
)";

std::string FirstFault(const std::string& text) {
  std::vector<FileFault> faults;
  const bool sound = ReadPolicyText(text, faults).has_value();
  EXPECT_EQ(sound, faults.empty());
  return faults.empty() ? "" : TextOf(faults[0]);
}

TEST(PolicyText, FaultsHaveTheirPlace) {
  const std::string head(kHead);
  EXPECT_EQ(FirstFault(head + "}\n"), "");
  EXPECT_THAT(FirstFault(head + "  tier_by: TIER_BY_LOAN_AMOUNT\n"
                                "  tiers { up_to_fen: 500 share_ppm: 100 }\n"
                                "  tiers { up_to_fen: 500 share_ppm: 100 }\n}\n"),
              StartsWith("9:11: TIERS_NOT_RISING: modes[0].tiers[1].up_to_fen"));
  EXPECT_THAT(FirstFault(head + "}\ncaps { fund_year_cap_fen: -1 }\n"),
              StartsWith("8:8: VALUE_OUT_OF_RANGE: caps.fund_year_cap_fen"));
  EXPECT_THAT(FirstFault(head + "}\ncaps {\n  fund_cap: 1\n}\n"),
              StartsWith("9:11: MESSAGE_MALFORMED: "));
  EXPECT_THAT(FirstFault(head + "  rounding: ROUNDING_UP }\n"),
              StartsWith("7:25: MESSAGE_MALFORMED: "));
  EXPECT_THAT(FirstFault(head + "}\nversion: 0\n"), StartsWith("8:1: VALUE_OUT_OF_RANGE: version"));
  // What is missing stands where the message around it does.
  EXPECT_THAT(FirstFault(head + "  tier_by: TIER_BY_RISK_CLASS }\n"),
              StartsWith("4:1: FIELD_REQUIRED: modes[0].tiers"));
  std::string unequal = head + "}\n";
  unequal.replace(unequal.find("600000"), 6, "500000");
  EXPECT_THAT(FirstFault(unequal), StartsWith("5:3: SHARES_NOT_WHOLE: modes[0].parties"));
  EXPECT_THAT(FirstFault(std::string(kPolicyFileBytesMax + 1, ' ')), HasSubstr("more than"));
}

TEST(PolicyText, LifeCycle) {
  const std::string head = std::string(kHead) + "}\nlife_cycle {\n";
  EXPECT_THAT(FirstFault(head + "  public_notice_days: 1001\n}\n"),
              StartsWith("9:3: VALUE_OUT_OF_RANGE: life_cycle.public_notice_days"));
  EXPECT_THAT(FirstFault(head + "  steps { role: ROLE_IP_OFFICE }\n}\n"),
              StartsWith("9:3: FIELD_REQUIRED: life_cycle.steps[0].step"));
  EXPECT_THAT(FirstFault(head + "  steps { step: WORK_STEP_OBJECTION role: ROLE_AUDITOR }\n}\n"),
              StartsWith("9:37: FIELD_MALFORMED: life_cycle.steps[0].role: \"auditor\""));
  EXPECT_THAT(FirstFault(head + "  steps { step: WORK_STEP_APPROVAL }\n}\n"),
              StartsWith("9:36: MESSAGE_MALFORMED: "));
  EXPECT_THAT(FirstFault(head + "  paid_by_fund: \"fund\"\n  paid_by_fund: \"bank\"\n}\n"),
              StartsWith("10:3: SETTINGS_CONTRADICT: life_cycle.paid_by_fund[1]"));
  v1::Policy message;
  message.mutable_life_cycle()->add_steps()->set_step(static_cast<v1::WorkStep>(99));
  message.mutable_life_cycle()->mutable_steps(0)->set_on_silence(static_cast<v1::OnSilence>(99));
  message.mutable_life_cycle()->set_deferral_test(static_cast<v1::DeferralPeriod>(99));
  Violations violations;
  EXPECT_FALSE(ParsePolicy(message, "policy", violations).has_value());
  std::vector<std::string> told;
  for (const Violation& violation : violations.list()) {
    if (violation.reason == Reason::kEnumUnknown) told.push_back(violation.field);
  }
  EXPECT_THAT(told, testing::ElementsAre("policy.life_cycle.steps[0].step",
                                         "policy.life_cycle.steps[0].on_silence",
                                         "policy.life_cycle.deferral_test"));
}

TEST(PolicyText, ALifeCycleLeftOutIsTheDefaults) {
  std::vector<FileFault> faults;
  const std::optional<Policy> policy = ReadPolicyText(std::string(kHead) + "}\n", faults);
  ASSERT_TRUE(policy.has_value());
  const v1::Policy message = FormatPolicy(*policy);
  const v1::LifeCycleTerms& terms = message.life_cycle();
  EXPECT_TRUE(terms.manager_confirms());
  EXPECT_EQ(terms.steps_size(), 0);
  EXPECT_EQ(terms.public_notice_days(), 5);
  EXPECT_EQ(terms.recovery_remit_days(), 10);
  EXPECT_FALSE(terms.has_recovery_until_years());
  EXPECT_EQ(terms.overpayment_return_days(), 15);
  EXPECT_EQ(terms.rejected_claim_refile(), v1::REFILE_MODE_ONCE);
  EXPECT_EQ(terms.exposure_on(), v1::EXPOSURE_ON_DRAWN);
  EXPECT_EQ(terms.deferral_test(), v1::DEFERRAL_PERIOD_QUARTER);
  EXPECT_EQ(terms.paid_by_fund_size(), 0);
}

// Nothing at its default: what is read is what is written.
TEST(PolicyText, EveryTermOfALifeCycleIsKept) {
  const std::string text = std::string(kHead) + R"(}
life_cycle {
  manager_confirms: false
  steps { step: WORK_STEP_RESUBMIT_CLAIM role: ROLE_BANK_CHECKER working_days: 0
          on_silence: ON_SILENCE_ESCALATE }
  steps { step: WORK_STEP_FIRST_REVIEW role: ROLE_FUND_MANAGER working_days: 7 }
  public_notice_days: 0
  recovery_remit_days: 0
  recovery_until_years: 3
  write_off_conditions: "bankrupt"
  overpayment_return_days: 30
  rejected_claim_refile: REFILE_MODE_WITHIN_DAYS
  refile_within_days: 60
  exposure_on: EXPOSURE_ON_COMMITTED
  deferral_test: DEFERRAL_PERIOD_YEAR
  paid_by_fund: "fund"
}
)";
  std::vector<FileFault> faults;
  const std::optional<Policy> policy = ReadPolicyText(text, faults);
  ASSERT_TRUE(policy.has_value()) << TextOf(faults[0]);
  EXPECT_EQ(policy->life_cycle.steps[0].working_days, 0);
  EXPECT_EQ(policy->life_cycle.steps[1].role, Role::kFundManager);
  EXPECT_EQ(policy->life_cycle.public_notice_days, 0);
  v1::LifeCycleTerms given;
  const std::size_t from = text.find("life_cycle {") + std::string("life_cycle {").size();
  ASSERT_TRUE(google::protobuf::TextFormat::ParseFromString(
      text.substr(from, text.rfind('}') - from), &given));
  const v1::Policy written = FormatPolicy(*policy);
  EXPECT_TRUE(google::protobuf::util::MessageDifferencer::Equals(written.life_cycle(), given))
      << written.life_cycle().DebugString();
  // Every field of the message was given above.
  for (int i = 0; i < given.GetDescriptor()->field_count(); ++i) {
    const auto& field = *given.GetDescriptor()->field(i);
    EXPECT_TRUE(field.is_repeated() ? given.GetReflection()->FieldSize(given, &field) > 0
                                    : given.GetReflection()->HasField(given, &field))
        << field.name();
  }
}

TEST(ReadyMadePolicies, AllAreSound) {
  int count = 0;
  for (const auto& entry : std::filesystem::directory_iterator("policies")) {
    if (entry.path().extension() != ".textproto") continue;
    SCOPED_TRACE(entry.path());
    ++count;
    const std::string text = TextOfFile(entry.path());
    EXPECT_EQ(FirstFault(text), "");
    std::vector<FileFault> faults;
    const std::optional<Policy> policy = ReadPolicyText(text, faults);
    ASSERT_TRUE(policy.has_value());
    EXPECT_EQ(policy->policy_id, entry.path().stem());
    EXPECT_FALSE(policy->source.empty());
    // What was not read is said to be assumed.
    EXPECT_TRUE(absl::StrContains(absl::AsciiStrToLower(text), "assumption"));
    // A message of every parameter gives the same policy again.
    Violations violations;
    const std::optional<Policy> again = ParsePolicy(FormatPolicy(*policy), "", violations);
    ASSERT_TRUE(again.has_value()) << EnglishText(violations.list()[0]);
    EXPECT_TRUE(google::protobuf::util::MessageDifferencer::Equals(FormatPolicy(*policy),
                                                                   FormatPolicy(*again)));
    for (const ShareMode& mode : policy->modes) {
      const LossBase base = mode.base.value_or(policy->loss.base);
      ClaimFacts claim{.id = "A", .mode = mode.name, .given_loss = Money::OfFen(1'000'001)};
      if (base == LossBase::kGuarantorPayout) claim.guarantor_payout = Money::OfFen(1'000'001);
      const StepVerdict verdict = Evaluate(*policy, {.steps = {claim}}).steps[0];
      std::int64_t sum = 0;
      for (const PartAmount& part : verdict.parts) sum += part.amount.fen();
      EXPECT_EQ(sum, 1'000'001);
    }
  }
  EXPECT_GE(count, 11);
}

TEST(PolicyFacts, TheExampleGivesTheFiguresOfTheDocs) {
  v1::PolicyFacts message;
  ASSERT_TRUE(google::protobuf::util::JsonStringToMessage(TextOfFile("policies/example-facts.json"),
                                                          &message)
                  .ok());
  Violations violations;
  const std::optional<PolicyFacts> facts = ParsePolicyFacts(message, "", violations);
  ASSERT_TRUE(facts.has_value()) << EnglishText(violations.list()[0]);
  std::vector<FileFault> faults;
  const std::optional<Policy> policy =
      ReadPolicyText(TextOfFile("policies/inner-mongolia-default.textproto"), faults);
  ASSERT_TRUE(policy.has_value());
  const v1::PolicyVerdict verdict = FormatVerdict(Evaluate(*policy, *facts));
  ASSERT_EQ(verdict.steps_size(), 3);
  EXPECT_EQ(verdict.steps(0).outcome(), v1::STEP_OUTCOME_ENROLLED);
  EXPECT_EQ(verdict.steps(1).outcome(), v1::STEP_OUTCOME_PAYABLE);
  EXPECT_EQ(verdict.steps(1).loss_fen(), 350'000'000);
  EXPECT_EQ(verdict.steps(1).parts(0).amount_fen(), 140'000'000);
  EXPECT_EQ(verdict.steps(1).binding_rule(), "share");
  EXPECT_EQ(verdict.steps(2).parts(0).amount_fen(), 24'000'000);
  EXPECT_EQ(verdict.steps(2).late_interest_fen(), 88'767);
}

TEST(PolicyFacts, WhatCannotBeIsTold) {
  v1::PolicyFacts message;
  Violations violations;
  EXPECT_FALSE(ParsePolicyFacts(message, "", violations).has_value());
  EXPECT_EQ(violations.list()[0].field, "steps");
  message.add_steps();
  message.add_steps()->mutable_claim()->set_claim_date("2024-02-30");
  message.add_steps()->mutable_claim()->set_costs_fen(INT64_MAX);
  message.add_steps()->mutable_claim()->add_events(static_cast<v1::TriggerEvent>(99));
  violations = Violations();
  EXPECT_FALSE(ParsePolicyFacts(message, "", violations).has_value());
  std::vector<std::string> told;
  for (const Violation& violation : violations.list()) {
    told.push_back(std::string(RowOf(violation.reason).name) + " " + violation.field);
  }
  EXPECT_THAT(told, testing::ElementsAre("FIELD_REQUIRED steps[0].step",
                                         "DATE_MALFORMED steps[1].claim.claim_date",
                                         "AMOUNT_OUT_OF_RANGE steps[2].claim.costs_fen",
                                         "ENUM_UNKNOWN steps[3].claim.events[0]"));
}

}  // namespace
}  // namespace ippledge::wire
