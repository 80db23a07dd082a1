#include "tools/bench/peers/row.h"

#include <cstdlib>

#include "absl/numeric/int128.h"
#include "ippledge/v1/loan_service.pb.h"
#include "tools/bench/loans.h"

namespace ippledge::bench {
namespace {

// disbursed x IP part / contract, half up.
std::int64_t IpPartOf(const LoanRow& row) {
  const absl::int128 twice = absl::int128(row.principal_fen) * row.ip_part_fen * 2;
  return static_cast<std::int64_t>((twice + row.contract_fen) / (2 * row.contract_fen));
}

}  // namespace

void SetDays(LoanRow& row) {
  row.year = std::atoi(row.disbursement_date.c_str());
  row.month = row.year * 100 + std::atoi(row.disbursement_date.c_str() + 5);
  row.day = row.month * 100 + std::atoi(row.disbursement_date.c_str() + 8);
}

LoanRow RowOf(std::uint64_t i, const Load& load) {
  v1::NewLoan loan;
  FillLoan(i, loan);
  if (!load.bank.empty()) loan.set_bank(load.bank);
  LoanRow row{.bank = loan.bank(),
              .contract_number = loan.contract_number(),
              .borrower_name = loan.borrower().name(),
              .credit_code = loan.borrower().unified_social_credit_code(),
              .unit = loan.borrower().division_code(),
              .firm_size = loan.borrower().firm_size(),
              .industry = loan.borrower().industry_code(),
              .contract_fen = loan.contract_amount_fen(),
              .ip_part_fen = loan.ip_part_fen(),
              .annual_rate_ppm = loan.annual_rate_ppm(),
              .draw_number = loan.draw().draw_number(),
              .disbursement_date = loan.draw().disbursement_date(),
              .maturity_date = loan.draw().maturity_date(),
              .principal_fen = loan.draw().principal_fen(),
              .kind = loan.rights(0).kind(),
              .content = loan.SerializeAsString()};
  row.disbursed_ip_part_fen = IpPartOf(row);
  SetDays(row);
  for (const v1::IpRight& right : loan.rights()) {
    row.rights.push_back({.kind = right.kind(),
                          .number = right.number(),
                          .secured_fen = right.secured_fen(),
                          .registration_number = right.registration_number(),
                          .registration_date = right.registration_date()});
  }
  return row;
}

}  // namespace ippledge::bench
