#include "tools/bench/tally.h"

#include <set>

#include "ippledge/v1/loan_service.pb.h"

namespace ippledge::bench {

void Tally::Add(const v1::NewLoan& loan) {
  ++loans_;
  contract_fen_ += loan.contract_amount_fen();
  ip_part_fen_ += loan.ip_part_fen();
  // One registration may secure several rights.
  std::set<std::string> registrations;
  for (const v1::IpRight& right : loan.rights()) {
    registered_fen_ += right.secured_fen();
    registrations.insert(right.registration_number());
  }
  registrations_ += static_cast<std::int64_t>(registrations.size());
  firms_.insert(loan.borrower().unified_social_credit_code());
}

std::map<v1::Measure, std::int64_t> Tally::Sums() const {
  return {{v1::MEASURE_CONTRACT, contract_fen_},
          {v1::MEASURE_DISBURSED, contract_fen_},
          {v1::MEASURE_REGISTERED, registered_fen_},
          {v1::MEASURE_IP_PART, ip_part_fen_},
          {v1::MEASURE_DISBURSED_IP_PART, ip_part_fen_},
          {v1::MEASURE_LOANS, static_cast<std::int64_t>(loans_)},
          {v1::MEASURE_REGISTRATIONS, registrations_},
          {v1::MEASURE_FIRMS, static_cast<std::int64_t>(firms_.size())}};
}

}  // namespace ippledge::bench
