// tests/engine/covered.h: an engine with a policy, under which loans are covered, claimed for, paid
// and recovered.
#pragma once

#include <gtest/gtest.h>

#include <cstdint>
#include <utility>
#include <vector>

#include "tests/testing/cover_story.h"
#include "tests/testing/engine_store.h"
#include "tests/testing/refolded.h"

namespace ippledge::engine {

class EngineCoverTest : public testing::Test {
 protected:
  EngineCoverTest() {
    store_.Found();
    Do(FinanceBureau(), Issuing(CoverPolicy()));
  }

  // What must be recorded, asked for under an id of its own.
  Outcome Do(const Caller& caller, Command command) {
    const Submission submission = Single(caller, std::move(command), next_request_++);
    const Outcome outcome = store_.Do(submission);
    EXPECT_GT(outcome.entry, 0);
    EXPECT_FALSE(outcome.already_recorded);
    done_.emplace_back(submission, outcome);
    return outcome;
  }
  Outcome Do(const CoverAct& act) { return Do(act.caller, act.command); }
  Outcome Do(const CoverActs& acts) {
    Outcome last;
    for (const CoverAct& act : acts) last = Do(act);
    return last;
  }
  LoanRef Loan(int n) {
    const ReadView view = store_->View();
    const auto loan = view.LoanAt(KeyOfLoan(n), view.position());
    EXPECT_THAT(loan, IsOk());
    return *loan;
  }
  const Claim& ClaimOf(int n) {
    loans_.push_back(Loan(n));
    const Claim* claim = ClaimOfLoan(loans_.back());
    IPPLEDGE_CHECK(claim != nullptr);
    return *claim;
  }
  FundFigures Fund() { return store_->View().programme().fund.accounts().figures(); }
  void AfterDays(int days) {
    store_.clock.Advance(days * absl::Hours(24));
    store_->Tick();
  }
  void ExpectAsFolded() {
    const ReadView view = store_->View();
    ExpectAsRefolded(view, Refolded(view), 5);
  }
  // From the claim's second review to the end of its recovery, three days of notice included.
  // Between steps, `between` is called.
  template <typename Between>
  void PayAndRecover(int n, const Between& between);

  EngineStore store_;
  std::vector<std::pair<Submission, Outcome>> done_;
  std::vector<LoanRef> loans_;  // keeps what ClaimOf() returned
  std::uint64_t next_request_ = 100;
};

template <typename Between>
void EngineCoverTest::PayAndRecover(int n, const Between& between) {
  const LoanId id = LoanNumbered(n).id;
  Do(Approving(n));
  between();
  AfterDays(5);
  between();
  const Outcome run = Do(FinanceBureau(), RunPayments{"run-1"});
  between();
  ASSERT_NE(run.event, nullptr);
  const auto& ordered = std::get<PaymentsOrdered>(*run.event);
  ASSERT_EQ(ordered.orders.size(), 1u);
  const Date today = store_->View().picture().today;
  Do(FinanceBureau(), ConfirmPayment{.loan = id,
                                     .claim_number = "C1",
                                     .order_number = ordered.orders[0].order.order_number,
                                     .payment_date = today,
                                     .bank_reference = "S1"});
  between();
  const Outcome recovered =
      Do(Checker(), RecordRecovery{.loan = id,
                                   .claim_number = "C1",
                                   .recovery = {.recovery_number = "V1",
                                                .source = RecoverySource::kIpSale,
                                                .received_date = today,
                                                .gross = Fen(100'000)}});
  between();
  const Money share = std::get<RecoveryRecorded>(*recovered.event).fund_share;
  Do(FinanceBureau(), ConfirmRemittance{.loan = id,
                                        .claim_number = "C1",
                                        .recovery_number = "V1",
                                        .movement_id = "S2",
                                        .remittance_date = today,
                                        .amount = share,
                                        .bank_reference = "S2"});
  between();
}

}  // namespace ippledge::engine
