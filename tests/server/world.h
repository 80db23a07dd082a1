// tests/server/world.h: a server with one founded programme, "nm", and two banks in it.
#pragma once

#include <gtest/gtest.h>

#include <cstdint>
#include <string>

#include "ippledge/v1/loan_service.pb.h"
#include "ippledge/v1/programme_service.pb.h"
#include "ippledge/v1/report_service.pb.h"
#include "tests/testing/rpc.h"
#include "tests/testing/test_server.h"

namespace ippledge::server {

using ::absl::StatusCode;

inline constexpr char kIcbc[] = "icbc-nm";
inline constexpr char kCcb[] = "ccb-nm";
inline constexpr char kOffice[] = "nm-ip-office";
inline constexpr char kBureau[] = "nm-finance";

// A UUID that is new in this process.
std::string NewId();

v1::Constitution GoodConstitution();
v1::FoundProgrammeRequest FoundRequest(const std::string& programme);
v1::RegisterBodyRequest BankRequest(const std::string& programme, const std::string& bank);
// Contract 1,000,000.00 with 600,000.00 secured on one patent, 400,000.00 drawn as "J1" on
// 2024-03-01, due 2025-03-01; in programme "nm".
v1::NewLoan GoodLoan(const std::string& contract_number, const std::string& bank = kIcbc);
v1::RecordLoanRequest LoanRequest(const std::string& contract_number,
                                  const std::string& bank = kIcbc);
// A row that records GoodLoan().
v1::LoanRow LoanRow(const std::string& contract_number, const std::string& bank = kIcbc);
v1::BatchRecordRequest BatchRequest(int rows, const std::string& prefix);

// Common part of all requests of writes.
template <typename Request>
Request Write(const std::string& programme = "nm") {
  Request request;
  request.set_programme(programme);
  request.set_request_id(NewId());
  return request;
}

// The same for events of a loan.
template <typename Request>
Request LoanWrite(const std::string& contract_number, const std::string& bank = kIcbc) {
  auto request = Write<Request>();
  request.mutable_loan()->set_bank(bank);
  request.mutable_loan()->set_contract_number(contract_number);
  return request;
}

// The answer to a write that is sent again as long as its line is cut, as clients do.
template <typename Response, typename Request>
Answered<Response> Insist(const Rpc& caller, const Request& request) {
  for (;;) {
    Answered<Response> answer = caller.Ask<Response>(request);
    if (answer.status.code() != StatusCode::kUnavailable) return answer;
  }
}

// Founds "nm" and its banks, as an IP office that calls that way. Crashes when that is refused.
void FoundNm(const Rpc& office);

class World : public ::testing::Test {
 protected:
  explicit World(TestServer::Options options = {});

  // A caller with a connection of its own, to the server that runs now.
  Rpc As(const std::string& role, const std::string& organisation,
         const std::string& language = "en") const;
  // Two persons of it: "<role>-1", and "<role>-2" who approves.
  Rpc Two(const std::string& role, const std::string& organisation) const;
  Rpc Office() const { return As("ip_office", kOffice); }
  Rpc Bureau() const { return Two("finance_bureau", kBureau); }
  Rpc Bank() const { return As("bank_maker", kIcbc); }
  Rpc OtherBank() const { return As("bank_maker", kCcb); }

  // Records GoodLoan() as the IP office. The entry.
  std::int64_t RecordLoan(const std::string& contract_number, const std::string& bank = kIcbc);
  std::int64_t Position() const;
  // Sum of a measure now.
  std::int64_t Total(v1::Measure measure) const;

  TestServer server_;
};

}  // namespace ippledge::server
