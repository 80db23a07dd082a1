#include "tools/bench/movements.h"

#include "absl/strings/str_cat.h"
#include "ippledge/v1/fund_service.grpc.pb.h"
#include "tools/bench/founding.h"
#include "tools/bench/loans.h"

namespace ippledge::bench {
namespace {

constexpr std::uint64_t kSeed = 5'000'000'000;
constexpr const char* kDay = "2025-06-30";

v1::RecordMovementRequest Movement(std::uint64_t number, v1::FundMovementKind kind,
                                   std::int64_t fen) {
  v1::RecordMovementRequest request;
  request.set_programme(kProgramme);
  request.set_request_id(RequestIdOf(kSeed, number));
  v1::FundMovement& movement = *request.mutable_movement();
  movement.set_movement_id(absl::StrCat("PZ-", number));
  movement.set_kind(kind);
  movement.set_amount_fen(fen);
  movement.set_movement_date(kDay);
  movement.set_bank_reference(absl::StrCat("B-", number));
  return request;
}

}  // namespace

void Movements::Bring(std::int64_t fen) {
  grpc::ClientContext context;
  Identify(context, kBureau);
  v1::RecordMovementResponse response;
  Check(v1::FundService::NewStub(channel_)->RecordMovement(
      &context, Movement(sent_++, v1::FUND_MOVEMENT_KIND_APPROPRIATION_IN, fen), &response));
  cash_fen_ += fen;
}

Measured Movements::Record(std::uint64_t count, int in_flight) {
  std::vector<grpc::ByteBuffer> requests;
  requests.reserve(count);
  for (std::uint64_t i = 0; i < count; ++i, ++sent_) {
    const auto fen = static_cast<std::int64_t>(100 + sent_ % 10'000);
    requests.push_back(BytesOf(Movement(sent_, v1::FUND_MOVEMENT_KIND_INTEREST_IN, fen)));
    cash_fen_ += fen;
  }
  return DriveCalls(channel_, {.method = kRecordMovement,
                               .who = kBureau,
                               .in_flight = in_flight,
                               .requests = std::move(requests)});
}

void Movements::CheckBalance(Report& report) const {
  v1::GetFundRequest request;
  request.set_programme(kProgramme);
  grpc::ClientContext context;
  Identify(context, kBureau);
  v1::GetFundResponse response;
  Check(v1::FundService::NewStub(channel_)->GetFund(&context, request, &response));
  const std::int64_t cash = response.figures().cash_fen();
  // What claims reserve is a movement too, and moves no cash.
  std::int64_t movements = 0;
  for (const v1::FundKindSum& kind : response.kinds()) {
    if (kind.kind() != v1::FUND_MOVEMENT_KIND_RESERVATION) movements += kind.count();
  }
  const bool passed = cash == cash_fen_ && movements == static_cast<std::int64_t>(sent_);
  report.Check("the fund's cash is what was sent", passed,
               absl::StrCat("sent ", cash_fen_, " fen in ", sent_, " movements, the ledger has ",
                            cash, " in ", movements));
}

}  // namespace ippledge::bench
