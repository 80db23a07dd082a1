// Journals that somebody wrote again, hashes and all: only the rules can tell. Each row alters one
// entry and names what the audit says of it.
#include <gmock/gmock.h>

#include <functional>
#include <variant>

#include "tests/tools/sample_store.h"

namespace ippledge::audit {
namespace {

using testing::HasSubstr;

struct Forgery {
  std::string kind;  // of the entry that is altered: the first of its kind
  std::function<void(Entry&)> change;
  std::string says;
};

template <typename E>
E& EventOf(Entry& entry) {
  return std::get<E>(entry.events.front());
}

NewLoan& TermsOf(Entry& entry) {
  auto& loan = EventOf<LoanRecorded>(entry).what.loan;
  auto copy = std::make_shared<NewLoan>(*loan);
  NewLoan& terms = *copy;
  loan = std::move(copy);
  return terms;
}

std::vector<Forgery> Forgeries() {
  return {
      {"LOAN_RECORDED", [](Entry& e) { ++e.number; }, "it calls itself"},
      {"LOAN_RECORDED", [](Entry& e) { e.commit_time_ms += 1; }, "commit time"},
      {"LOAN_RECORDED", [](Entry& e) { e.business_date = e.business_date + 1; }, "business date: "},
      {"LOAN_RECORDED", [](Entry& e) { e.counted_total += 1; }, "counted total: "},
      {"LOAN_RECORDED", [](Entry& e) { e.caller.organisation = "yunshan"; },
       "the rules refuse it: "},
      {"LOAN_RECORDED", [](Entry& e) { TermsOf(e).contract_amount = Yuan(1); },
       "no server lets it in: "},
      {"LOAN_RECORDED", [](Entry& e) { TermsOf(e).rights.clear(); }, "no server lets it in: "},
      {"LOAN_RECORDED", [](Entry& e) { TermsOf(e).draw.principal = Yuan(500'001); },
       "counted total: "},
      {"LOAN_RECORDED", [](Entry& e) { TermsOf(e).draw.disbursement_date = Day("2024-05-21"); },
       "the rules refuse it: "},
      {"LOAN_RECORDED", [](Entry& e) { e.events.push_back(e.events.front()); },
       "it holds 2 events"},
      {"LOAN_RECORDED", [](Entry& e) { EventOf<LoanRecorded>(e).rights_pledged_before = {0}; },
       "rights pledged before: 0, not none"},
      {"FUND_MOVEMENT_RECORDED",
       [](Entry& e) { EventOf<FundMovementRecorded>(e).after.cash_fen += 1; },
       "the fund after it: cash 10000000001, reserved 0, deposits 0; not cash 10000000000"},
      {"FUND_MOVEMENT_RECORDED",
       [](Entry& e) { EventOf<FundMovementRecorded>(e).what.movement.amount = Money(); },
       "no server lets it in: "},
      {"FUND_MOVEMENT_RECORDED", [](Entry& e) { e.caller.role = Role::kIpOffice; },
       "the rules refuse it: "},
      {"FUND_MOVEMENT_REVERSED", [](Entry& e) { e.caller.second_person = ""; },
       "the rules refuse it: "},
      {"FUND_MOVEMENT_REVERSED",
       [](Entry& e) { EventOf<FundMovementReversed>(e).reverses_entry = 1; },
       "it reverses entry 1, not "},
      {"LOAN_DRAWN", [](Entry& e) { EventOf<LoanDrawn>(e).what.draw.principal = Yuan(600'000); },
       "the rules refuse it: "},
      {"LOAN_CORRECTED", [](Entry& e) { EventOf<LoanCorrected>(e).what.corrects_entry = 2; },
       "the rules refuse it: "},
      {"LOAN_CORRECTED", [](Entry& e) { EventOf<LoanCorrected>(e).what.reason = ""; },
       "no server lets it in: "},
      {"BODY_REGISTERED", [](Entry& e) { e.caller.role = Role::kBankMaker; },
       "the rules refuse it: "},
      {"BODY_REGISTERED",
       [](Entry& e) {
         // The entry before it, the founding, has this one.
         e.request_id = RequestId{};
       },
       "has its request id"},
      {"DAY_TURNED", [](Entry& e) { EventOf<DayTurned>(e).what.date = Day("2024-06-30"); },
       "the rules refuse it: "},
      {"TOTALS_RECORDED", [](Entry& e) { EventOf<TotalsRecorded>(e).headline.loans += 1; },
       "recorded totals: loans is 1, not 0"},
      {"TOTALS_RECORDED", [](Entry& e) { EventOf<TotalsRecorded>(e).what.state_hash[3] ^= 1; },
       "state hash: "},
      {"TOTALS_RECORDED", [](Entry& e) { e.caller = IpOffice(); }, "the rules refuse it: "},
      {"BATCH_RECORDED", [](Entry& e) { EventOf<BatchRecorded>(e).first_entry += 1; },
       "does not end here"},
      {"BATCH_RECORDED",
       [](Entry& e) {
         EventOf<BatchRecorded>(e).first_entry -= 1;
         EventOf<BatchRecorded>(e).recorded_rows += 1;
       },
       "its batch is not in one block"},
      {"BATCH_RECORDED", [](Entry& e) { EventOf<BatchRecorded>(e).rows[1].row = 17; },
       "row 17 of its batch makes no sense"},
      {"REPORT_PUBLISHED", [](Entry& e) { EventOf<ReportPublished>(e).what.figures[1] += 1; },
       "published report of 2024-03 at entry"},
      {"REPORT_PUBLISHED", [](Entry& e) { EventOf<ReportPublished>(e).what.figures[7] -= 1; },
       "FIRMS is"},
      {"REPORT_PUBLISHED", [](Entry& e) { EventOf<ReportPublished>(e).what.at = 12; },
       "published report of 2024-03 at entry 12"},
  };
}

StepVerdict& ComputationOf(Entry& entry) {
  return EventOf<ClaimStepTaken>(entry).judgement->verdict;
}

std::vector<Forgery> ForgeriesOfCover() {
  return {
      {"POLICY_ISSUED", [](Entry& e) { e.caller.second_person = ""; }, "the rules refuse it: "},
      {"POLICY_ISSUED",
       [](Entry& e) {
         Policy policy = *EventOf<PolicyIssued>(e).what.policy;
         policy.modes.clear();
         EventOf<PolicyIssued>(e).what.policy = std::make_shared<const Policy>(policy);
       },
       "no server lets it in: "},
      {"COVER_APPLIED", [](Entry& e) { EventOf<CoverApplied>(e).judgement.policy_version = 7; },
       "its policy p version 7 was not issued"},
      {"COVER_APPLIED", [](Entry& e) { EventOf<CoverApplied>(e).asked = Fen(1); },
       "the rules decide otherwise: "},
      {"COVER_APPLIED",
       [](Entry& e) { EventOf<CoverApplied>(e).judgement.verdict.covered = Fen(1); },
       "its verdict is not that of policy p version 1: covered 1, not "},
      {"COVER_APPLIED",
       [](Entry& e) {
         auto& facts = EventOf<CoverApplied>(e).judgement.facts;
         std::get<EnrolmentFacts>(facts.steps[0]).filing_date = Day("2024-01-01");
       },
       "the rules decide otherwise: "},
      {"COVER_APPLIED",
       [](Entry& e) {
         EventOf<CoverApplied>(e).judgement.facts.portfolio.fees_collected = Fen(-1);
       },
       "no rule takes its facts: "},
      {"COVER_DECIDED", [](Entry& e) { EventOf<CoverDecided>(e).state = CoverState::kRefused; },
       "the rules decide otherwise: "},
      {"CLAIM_FILED",
       [](Entry& e) {
         for (TraceLine& line : EventOf<ClaimFiled>(e).judgement.verdict.trace) {
           if (line.rule == "trigger") line.result = "REFUSED";
         }
       },
       "rule trigger: result REFUSED, not met"},
      {"CLAIM_FILED", [](Entry& e) { EventOf<ClaimFiled>(e).what.filing.claim_number = ""; },
       "no server lets it in: "},
      {"CLAIM_STEP_TAKEN", [](Entry& e) { ComputationOf(e).parts[0].amount = Fen(9); },
       "party fund: amount 9, not "},
      {"CLAIM_STEP_TAKEN", [](Entry& e) { ComputationOf(e).warnings = {"npl"}; },
       "id, roles or warnings"},
      {"CLAIM_STEP_TAKEN", [](Entry& e) { ComputationOf(e).outcome = ippledge::Outcome::kRefused; },
       "outcome REFUSED, not PAYABLE"},
      {"CLAIM_STEP_TAKEN", [](Entry& e) { EventOf<ClaimStepTaken>(e).judgement.reset(); },
       "the rules decide otherwise: "},
      {"CLAIM_STEP_TAKEN",
       [](Entry& e) { EventOf<ClaimStepTaken>(e).due.date = Day("2024-12-31"); },
       "the rules decide otherwise: "},
      {"DEADLINE_PASSED",
       [](Entry& e) { EventOf<DeadlinePassed>(e).what.step = WorkStep::kPayment; },
       "the rules refuse it: "},
      {"PAYMENTS_ORDERED",
       [](Entry& e) { EventOf<PaymentsOrdered>(e).orders[0].order.amount = Fen(1); },
       "the rules decide otherwise: "},
      {"PAYMENT_CONFIRMED", [](Entry& e) { EventOf<PaymentConfirmed>(e).after.cash_fen += 1; },
       "the rules decide otherwise: "},
      {"RECOVERY_RECORDED", [](Entry& e) { EventOf<RecoveryRecorded>(e).fund_share = Fen(1); },
       "the rules decide otherwise: "},
      {"TOTALS_RECORDED",
       [](Entry& e) { EventOf<TotalsRecorded>(e).cover.emplace().claims[2] = 1; },
       "recorded totals: the sums over covered loans differ"},
  };
}

class ForgedTest : public admin::StoreTest {
 protected:
  void ExpectTold(const std::vector<Forgery>& forgeries);
};

TEST_F(ForgedTest, OnlyTheRulesCanTell) {
  RecordEverything();
  ExpectTold(Forgeries());
}

TEST_F(ForgedTest, OnlyTheRulesOfCoverCanTell) {
  RecordEverything();
  RecordCover();
  ExpectTold(ForgeriesOfCover());
}

void ForgedTest::ExpectTold(const std::vector<Forgery>& forgeries) {
  std::filesystem::remove_all(Index());
  Forge([](Entry&, Headline&) {});
  ASSERT_EQ(Admin({"audit", "-o", "json"}), 0) << "written again as it was: " << out();
  Copy(Journal(), Path("kept"));
  for (const Forgery& forgery : forgeries) {
    Copy(Path("kept"), Journal());
    std::int64_t altered = 0;
    Forge([&](Entry& entry, Headline&) {
      if (altered > 0 || KindOf(entry.events.front()) != forgery.kind) return;
      altered = entry.number;
      forgery.change(entry);
    });
    ASSERT_GT(altered, 0) << forgery.kind;
    EXPECT_EQ(Admin({"audit", "-o", "json"}), 1) << forgery.says;
    EXPECT_THAT(Value("result"), HasSubstr(forgery.says));
    EXPECT_EQ(Value("difference_entry"), std::to_string(altered)) << out();
  }
}

TEST_F(ForgedTest, SumsOfABlock) {
  RecordEverything();
  Forge([](Entry& entry, Headline& after) {
    if (entry.number == 9) after.repaid_fen += 1;
  });
  EXPECT_EQ(Admin({"audit", "-o", "json"}), 1);
  EXPECT_THAT(Value("result"), HasSubstr("sums after it: repaid_fen is 1, not 0"));
}

}  // namespace
}  // namespace ippledge::audit
