#include "tools/bench/repayments.h"

#include "absl/strings/str_cat.h"
#include "ippledge/v1/fund_service.grpc.pb.h"
#include "ippledge/v1/loan_service.pb.h"
#include "tools/bench/founding.h"
#include "tools/bench/loans.h"
#include "tools/bench/movements.h"

namespace ippledge::bench {
namespace {

constexpr std::uint64_t kSeed = 6'000'000'000;
constexpr std::int64_t kPrincipalFen = 10'000;  // the smallest loan bears a thousand of them
constexpr const char* kDay = "2026-06-30";      // after every first draw

}  // namespace

Measured Repayments::Record(std::uint64_t count, const Load& load) {
  const auto batch = static_cast<std::uint64_t>(load.batch);
  std::vector<grpc::ByteBuffer> messages;
  v1::StreamRecordRequest request;
  for (std::uint64_t m = 0; m < count / batch; ++m) {
    request.Clear();
    request.set_programme(load.programme);
    request.set_request_id(RequestIdOf(kSeed, sent_));
    for (std::uint64_t r = 0; r < batch; ++r, ++sent_) {
      v1::LoanRow& row = *request.add_rows();
      const std::uint64_t i = first_ + sent_ % loans_;
      row.mutable_name()->set_bank(BankOf(i));
      row.mutable_name()->set_contract_number(ContractOf(i));
      v1::Repayment& repayment = *row.mutable_repayment();
      repayment.set_repayment_number(absl::StrCat("H", sent_));
      repayment.set_repayment_date(kDay);
      repayment.set_principal_fen(kPrincipalFen);
      repayment.set_interest_fen(kPrincipalFen / 10);
      repaid_fen_ += kPrincipalFen;
    }
    messages.push_back(BytesOf(request));
  }
  return DriveMessages(channels_, {.who = load.who,
                                   .in_flight = load.in_flight,
                                   .streams = load.streams,
                                   .messages = std::move(messages)});
}

void Repayments::CheckBalance(std::int64_t disbursed_fen, Report& report) const {
  v1::GetFundRequest request;
  request.set_programme(kProgramme);
  grpc::ClientContext context;
  Identify(context, kBureau);
  v1::GetFundResponse response;
  Check(v1::FundService::NewStub(channels_[0])->GetFund(&context, request, &response));
  const std::int64_t want = disbursed_fen - repaid_fen_;
  const std::int64_t have = response.exposure().outstanding_fen();
  report.Check("what is outstanding is what was drawn and not repaid", have == want,
               absl::StrCat("sent ", want, " fen, the ledger has ", have));
}

}  // namespace ippledge::bench
