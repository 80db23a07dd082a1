// Entries without what they say of the fund as a whole.
#include "storage/fund_facts.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "ippledge/stored/v1/entry.pb.h"

namespace ippledge::storage {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

stored::v1::Entry EntryOfLoan() {
  stored::v1::Entry entry;
  entry.set_number(7);
  entry.set_salt("0123456789abcdef");
  entry.add_events()->mutable_loan_drawn()->set_contract_number("HT-1");
  return entry;
}

TEST(FundFacts, AreOnlyInEntriesThatHaveThem) {
  stored::v1::Entry entry = EntryOfLoan();
  EXPECT_FALSE(HoldsFundFacts(entry.SerializeAsString()));
  entry.add_events()->mutable_payment_confirmed()->mutable_after()->set_cash_fen(5);
  EXPECT_TRUE(HoldsFundFacts(entry.SerializeAsString()));
  // An empty one is one all the same: that there is nothing is told too.
  entry = EntryOfLoan();
  entry.add_events()->mutable_payment_confirmed()->mutable_after();
  EXPECT_TRUE(HoldsFundFacts(entry.SerializeAsString()));
  EXPECT_TRUE(HoldsFundFacts("no entry at all"));
}

TEST(FundFacts, AreTakenOutWithTheSaltAndNothingElseIs) {
  stored::v1::Entry entry = EntryOfLoan();
  stored::v1::CoverApplied& applied = *entry.add_events()->mutable_cover_applied();
  applied.mutable_what()->mutable_loan()->set_bank("icbc-nm");
  stored::v1::Judgement& judgement = *applied.mutable_judgement();
  judgement.set_policy_id("cover");
  judgement.mutable_facts()->mutable_portfolio()->set_available_fen(111);
  stored::v1::EnrolmentFacts& facts = *judgement.mutable_facts()->add_steps()->mutable_enrolment();
  facts.set_enterprise("91150700561228427B");
  facts.set_enterprise_enrolled_fen(222);
  facts.set_group_enrolled_fen(333);
  judgement.mutable_verdict()->set_covered_fen(444);
  judgement.mutable_verdict()->add_trace()->set_limit("555");
  entry.add_events()->mutable_claim_step_taken()->mutable_after()->set_reserved_fen(666);
  entry.add_events()->mutable_fund_movement_recorded()->mutable_after()->set_deposits_fen(777);
  const std::string json = JsonWithoutFundFacts(entry.SerializeAsString());
  for (const char* kept : {"HT-1", "icbc-nm", "cover", "91150700561228427B", "444"}) {
    EXPECT_THAT(json, HasSubstr(kept));
  }
  for (const char* hidden : {"111", "222", "333", "555", "666", "777", "salt", "portfolio"}) {
    EXPECT_THAT(json, Not(HasSubstr(hidden)));
  }
  EXPECT_EQ(JsonWithoutFundFacts("no entry at all"), "");
}

}  // namespace
}  // namespace ippledge::storage
