// Each kind of call, made of the real server one after the other, so that what they take can be
// counted (counted.h). Without valgrind: that all of them succeed.
#include <algorithm>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "absl/synchronization/mutex.h"
#include "ippledge/v1/journal_service.pb.h"
#include "tests/budget/counted.h"
#include "tests/server/signed_world.h"
#include "tests/testing/builders.h"

namespace ippledge::server {
namespace {

constexpr int kBatchRows = 1'000;
// What runs for the first time looks up symbols, fills pools and grows tables.
constexpr int kWarmUpCalls = 6;
constexpr int kCalls = 16;
constexpr int kWarmUpBatches = 1;
constexpr int kBatches = 1;

class Budget : public SignedWorld {
 protected:
  // As ippledged does.
  static void SetUpTestSuite() {
    absl::SetMutexDeadlockDetectionMode(absl::OnDeadlockCycle::kIgnore);
  }

  // Made before they are sent: what a client does is not counted.
  template <typename Response, typename Make>
  void Calls(absl::string_view kind, const Rpc& who, Make make) {
    std::vector<decltype(make(0))> requests;
    for (int i = 0; i < calls_; ++i) requests.push_back(make(first_ + i));
    Run(kind, calls_, [&] {
      for (const auto& request : requests) Must<Response>(who, request);
    });
  }
  void Run(absl::string_view kind, int calls, const std::function<void()>& work) {
    if (!counted_) return work();
    // The deciding thread looks at the index's watermark when it hands a group over.
    Settle();
    engine().Tick();
    // A read passes several threads: meanwhile those that answered the tick have come to rest.
    Position();
    budget::Count(kind, calls, [&] {
      work();
      Settle();
    });
  }
  // A group is answered before it is added to the round. Once a later one is answered, all of the
  // work is there: it becomes one round, never two.
  void Settle() {
    engine().Tick();
    engine().CatchUpIndex();
  }
  void TearDown() override { budget::StopCounting(); }

  // Plays `story` twice, on other loans each time; what the second does is counted.
  void Play(const std::function<void()>& story) {
    counted_ = false;
    calls_ = kWarmUpCalls;
    story();
    first_ += calls_;
    counted_ = true;
    calls_ = kCalls;
    story();
    first_ += calls_;
  }

  static std::string Contract(int n) { return absl::StrCat("HT-", n); }
  // Each of its own firm, on its own right.
  static v1::NewLoan Loan(int n) {
    v1::NewLoan loan = GoodLoan(Contract(n));
    loan.mutable_borrower()->set_unified_social_credit_code(CreditCode(n));
    loan.mutable_rights(0)->set_number(PatentNumber(n));
    return loan;
  }
  template <typename Request>
  Request Rows(int rows) {
    auto request = Write<Request>();
    for (int i = 0; i < rows; ++i) *request.add_rows()->mutable_loan() = Loan(next_row_++);
    return request;
  }

  bool counted_ = false;
  int calls_ = 0;
  int first_ = 0;          // loan of the story that is played
  int next_row_ = 10'000;  // loan of the next row of a batch or a stream
};

TEST_F(Budget, LoansAndTheirEvents) {
  const Rpc bank = Bank();
  Play([&] {
    std::vector<v1::RecordLoanRequest> loans;
    for (int i = 0; i < calls_; ++i) {
      loans.push_back(Write<v1::RecordLoanRequest>());
      *loans.back().mutable_loan() = Loan(first_ + i);
    }
    const auto loan = [&](int n) { return loans[static_cast<std::size_t>(n - first_)]; };
    Calls<v1::RecordLoanResponse>("loan", bank, loan);
    Calls<v1::RecordLoanResponse>("loan, sent again", bank, loan);
    Calls<v1::RecordDrawResponse>("draw", bank, [](int n) {
      auto request = LoanWrite<v1::RecordDrawRequest>(Contract(n));
      v1::Draw& draw = *request.mutable_draw();
      draw.set_draw_number("J2");
      draw.set_disbursement_date("2024-05-01");
      draw.set_maturity_date("2025-05-01");
      draw.set_principal_fen(30'000'000);
      return request;
    });
    const std::int64_t before = Position();
    Calls<v1::RecordRepaymentResponse>("repayment", bank, [](int n) {
      auto request = LoanWrite<v1::RecordRepaymentRequest>(Contract(n));
      request.mutable_repayment()->set_repayment_number("R1");
      request.mutable_repayment()->set_repayment_date("2024-09-01");
      request.mutable_repayment()->set_principal_fen(5'000'000);
      return request;
    });
    Calls<v1::CorrectLoanResponse>("correction", bank, [&](int n) {
      auto request = LoanWrite<v1::CorrectLoanRequest>(Contract(n));
      v1::Correction& correction = *request.mutable_correction();
      correction.set_corrects_entry(before + 1 + n - first_);
      correction.set_reason("recorded twice");
      correction.set_void_(true);
      return request;
    });
    std::vector<v1::RecordRepaymentRequest> refused;
    for (int i = 0; i < calls_; ++i) {
      refused.push_back(LoanWrite<v1::RecordRepaymentRequest>(Contract(first_ + i)));
      refused.back().mutable_repayment()->set_repayment_number("R2");
      refused.back().mutable_repayment()->set_repayment_date("2024-09-01");
      refused.back().mutable_repayment()->set_principal_fen(90'000'000);
    }
    Run("repayment, refused", calls_, [&] {
      for (const auto& request : refused) {
        EXPECT_THAT(bank.Ask<v1::RecordRepaymentResponse>(request),
                    Refused(StatusCode::kFailedPrecondition, "REPAYMENT_EXCEEDS_OUTSTANDING"));
      }
    });
  });
}

TEST_F(Budget, MovementsOfTheFund) {
  const Rpc bureau = Bureau();
  Play([&] {
    Calls<v1::RecordMovementResponse>("fund movement", bureau, [](int n) {
      auto request = Write<v1::RecordMovementRequest>();
      v1::FundMovement& movement = *request.mutable_movement();
      movement.set_movement_id(absl::StrCat("I", n));
      movement.set_kind(v1::FUND_MOVEMENT_KIND_INTEREST_IN);
      movement.set_amount_fen(100'000);
      movement.set_movement_date("2025-07-01");
      return request;
    });
  });
}

TEST_F(Budget, LoansInBatchesAndStreams) {
  const Rpc bank = Bank();
  const auto batches = [&](int count) {
    std::vector<v1::BatchRecordRequest> requests;
    for (int i = 0; i < count; ++i) requests.push_back(Rows<v1::BatchRecordRequest>(kBatchRows));
    Run("loan, in a batch of 1000", count * kBatchRows, [&] {
      for (const auto& request : requests) {
        EXPECT_EQ(Must<v1::BatchRecordResponse>(bank, request).recorded_rows(), kBatchRows);
      }
    });
  };
  const auto streamed = [&](absl::string_view kind, int count, int rows) {
    std::vector<v1::StreamRecordRequest> requests;
    for (int i = 0; i < count; ++i) requests.push_back(Rows<v1::StreamRecordRequest>(rows));
    const auto stream = bank.OpenMethod("/ippledge.v1.LoanService/StreamRecord");
    Run(kind, count * rows, [&] {
      for (const auto& request : requests) {
        ASSERT_TRUE(stream->Write(request));
        const auto answer = stream->Read<v1::StreamRecordResponse>();
        ASSERT_TRUE(answer);
        ASSERT_EQ(answer->runs_size(), 1);
        EXPECT_EQ(answer->runs(0).count(), rows);
      }
    });
    stream->WritesDone();
    EXPECT_THAT(stream->Finish(), Succeeded());
  };
  for (const bool counted : {false, true}) {
    counted_ = counted;
    batches(counted ? kBatches : kWarmUpBatches);
    streamed("loan, streamed", counted ? kCalls : kWarmUpCalls, 1);
    streamed("loan, streamed by 1000", counted ? kBatches : kWarmUpBatches, kBatchRows);
  }

  Sign();
  Play([&] {
    const auto totals = [&](std::vector<v1::Dimension> by) {
      auto request = Of<v1::GetTotalsRequest>();
      for (const v1::Dimension dimension : by) request.mutable_query()->add_by(dimension);
      // Distinct firms are in no roll-up of two dimensions.
      if (!by.empty()) request.mutable_query()->add_measures(v1::MEASURE_DISBURSED);
      return [request](int) { return request; };
    };
    const Rpc office = Office();
    Calls<v1::GetTotalsResponse>("totals, the whole", office, totals({}));
    Calls<v1::GetTotalsResponse>("totals, rolled up", office,
                                 totals({v1::DIMENSION_YEAR, v1::DIMENSION_UNIT}));
    calls_ = std::min(calls_, 4);
    Calls<v1::GetTotalsResponse>(
        "totals, scanned", office,
        totals({v1::DIMENSION_BANK, v1::DIMENSION_INDUSTRY, v1::DIMENSION_IP_KIND}));
  });
  Play([&] {
    Calls<v1::GetReceiptResponse>("receipt", bank, [&](int n) {
      auto request = Of<v1::GetReceiptRequest>();
      request.set_entry(100 + 7 * n);
      return request;
    });
  });
}

// From its twelfth round on RocksDB merges files of the index: no test counts so many.
TEST_F(Budget, CoverAndClaims) {
  const Rpc bank = Bank();
  const Rpc checker = Checker();
  const Rpc fund = FundOffice();
  const Rpc office = Office();
  const Rpc bureau = Bureau();
  Play([&] {
    for (int i = 0; i < calls_; ++i) {
      auto request = Write<v1::RecordLoanRequest>();
      *request.mutable_loan() = Loan(first_ + i);
      Must<v1::RecordLoanResponse>(bank, request);
    }
    Calls<v1::ApplyForCoverResponse>("cover, applied for", bank,
                                     [](int n) { return Applying(Contract(n)); });
    Calls<v1::DecideCoverResponse>("cover, decided", fund, [](int n) {
      return Deciding(Contract(n), v1::STEP_DECISION_ACCEPT);
    });
    Calls<v1::RecordClassChangeResponse>("class change", bank, [](int n) {
      auto change = LoanWrite<v1::RecordClassChangeRequest>(Contract(n));
      change.mutable_class_change()->set_change_date("2025-06-30");
      change.mutable_class_change()->set_loan_class(v1::LOAN_CLASS_SUBSTANDARD);
      change.mutable_class_change()->set_overdue_days(121);
      return change;
    });
    Calls<v1::ReportRiskResponse>(
        "risk report", bank, [](int n) { return Reporting(Contract(n), v1::RISK_KIND_DEFAULT); });
    Calls<v1::FileClaimResponse>("claim, filed", checker,
                                 [](int n) { return Filing(Contract(n)); });
    Calls<v1::TakeClaimStepResponse>("claim, complete", fund, [&](int n) {
      return Taking(Contract(n), v1::WORK_STEP_COMPLETENESS);
    });
    Calls<v1::TakeClaimStepResponse>("claim, first review", office, [&](int n) {
      return Taking(Contract(n), v1::WORK_STEP_FIRST_REVIEW);
    });
    Calls<v1::TakeClaimStepResponse>("claim, approved", bureau, [&](int n) {
      return Taking(Contract(n), v1::WORK_STEP_SECOND_REVIEW);
    });

    // The notice passes; a command of its own turns the days.
    server_.clock().Advance(absl::Hours(5 * 24));
    RecordLoan(absl::StrCat("TURN-", first_), kCcb);
    auto run = Write<v1::RunPaymentsRequest>();
    run.set_run_id(absl::StrCat("RUN-", first_));
    v1::RunPaymentsResponse orders;
    Run("payment run of 16", 1, [&] { orders = Must<v1::RunPaymentsResponse>(bureau, run); });
    ASSERT_EQ(orders.orders_size(), calls_);
    const std::string today = counted_ ? "2025-07-11" : "2025-07-06";
    Calls<v1::ConfirmPaymentResponse>("payment, confirmed", bureau, [&](int n) {
      const v1::OrderedPayment& payment = orders.orders(n - first_);
      auto confirm = ClaimWrite<v1::ConfirmPaymentRequest>(payment.loan().contract_number());
      confirm.set_order_number(payment.order().order_number());
      confirm.set_payment_date(today);
      return confirm;
    });
  });
}

}  // namespace
}  // namespace ippledge::server
