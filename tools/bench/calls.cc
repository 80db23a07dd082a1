#include "tools/bench/calls.h"

#include "ippledge/v1/loan_service.pb.h"
#include "tools/bench/loans.h"
#include "tools/bench/tally.h"

namespace ippledge::bench {
namespace {

// Bank, unit, kind, size, industry and day the same for all.
void MakeAlike(v1::NewLoan& loan) {
  constexpr const char* kDay = "2024-06-03";
  loan.set_bank(BankOf(0));
  loan.mutable_borrower()->set_division_code("150100");
  loan.mutable_borrower()->set_firm_size(v1::FIRM_SIZE_SMALL);
  loan.mutable_draw()->set_disbursement_date(kDay);
  loan.mutable_draw()->set_maturity_date("2025-06-03");
  for (v1::IpRight& right : *loan.mutable_rights()) right.set_registration_date(kDay);
}

void Fill(const Load& load, std::uint64_t i, v1::NewLoan& loan) {
  FillLoan(load.first_loan + i, loan);
  if (!load.bank.empty()) loan.set_bank(load.bank);
  if (load.one_total) MakeAlike(loan);
  if (load.tally != nullptr) load.tally->Add(loan);
}

}  // namespace

grpc::ByteBuffer BytesOf(const google::protobuf::MessageLite& message) {
  const grpc::Slice slice(message.SerializeAsString());
  return grpc::ByteBuffer(&slice, 1);
}

std::vector<grpc::ByteBuffer> UnaryLoans(const Load& load) {
  std::vector<grpc::ByteBuffer> requests;
  requests.reserve(load.loans);
  v1::RecordLoanRequest request;
  request.set_programme(load.programme);
  for (std::uint64_t i = 0; i < load.loans; ++i) {
    request.set_request_id(RequestIdOf(load.seed, i));
    Fill(load, i, *request.mutable_loan());
    requests.push_back(BytesOf(request));
  }
  return requests;
}

namespace {

template <typename Request>
std::vector<grpc::ByteBuffer> RowsOf(const Load& load) {
  const auto batch = static_cast<std::uint64_t>(load.batch);
  const std::uint64_t messages = load.loans / batch;
  std::vector<grpc::ByteBuffer> requests;
  requests.reserve(messages);
  Request request;
  for (std::uint64_t m = 0; m < messages; ++m) {
    request.Clear();
    request.set_programme(load.programme);
    request.set_request_id(RequestIdOf(load.seed, m));
    for (std::uint64_t r = 0; r < batch; ++r) {
      Fill(load, m * batch + r, *request.add_rows()->mutable_loan());
    }
    requests.push_back(BytesOf(request));
  }
  return requests;
}

}  // namespace

std::vector<grpc::ByteBuffer> StreamLoans(const Load& load) {
  return RowsOf<v1::StreamRecordRequest>(load);
}

std::vector<grpc::ByteBuffer> BatchLoans(const Load& load) {
  return RowsOf<v1::BatchRecordRequest>(load);
}

void CountLoans(const Load& load, const std::function<bool(std::uint64_t message)>& counts) {
  const auto batch = static_cast<std::uint64_t>(load.batch);
  v1::NewLoan loan;
  for (std::uint64_t m = 0; m < load.loans / batch; ++m) {
    if (!counts(m)) continue;
    for (std::uint64_t r = 0; r < batch; ++r) Fill(load, m * batch + r, loan);
  }
}

Measured DriveUnary(const std::shared_ptr<grpc::Channel>& channel, const Load& load) {
  return DriveCalls(channel, {.who = load.who,
                              .in_flight = load.in_flight,
                              .requests = UnaryLoans(load),
                              .on_start = load.on_start});
}

Measured DriveStream(const Channels& channels, const Load& load) {
  return DriveMessages(channels, {.who = load.who,
                                  .in_flight = load.in_flight,
                                  .streams = load.streams,
                                  .messages = StreamLoans(load),
                                  .on_start = load.on_start});
}

}  // namespace ippledge::bench
