// tools/bench/peers/row.h: a loan of loans.h as the columns of a table.
//
// What ippledge computes from a loan when it records it is computed here before
// the clock starts: its days, its unit, the IP part of what was paid out.
// Amounts are in fen, dates ISO 8601.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "tools/bench/driver.h"

namespace ippledge::bench {

struct RightRow {
  int kind = 0;  // ippledge.v1.IpKind
  std::string number;
  std::int64_t secured_fen = 0;
  std::string registration_number;
  std::string registration_date;
};

struct LoanRow {
  std::string bank;
  std::string contract_number;
  std::string borrower_name;
  std::string credit_code;
  std::string unit;  // the borrower's division: each is a reporting unit of its own
  int firm_size = 0;
  std::string industry;
  std::int64_t contract_fen = 0;
  std::int64_t ip_part_fen = 0;
  int annual_rate_ppm = 0;
  std::string draw_number;
  std::string disbursement_date;
  std::string maturity_date;
  std::int64_t principal_fen = 0;
  std::int64_t disbursed_ip_part_fen = 0;
  int year = 0;   // of the disbursement
  int month = 0;  // year x 100 + month
  int day = 0;    // month x 100 + day
  int kind = 0;   // of the first right; all rights of a loan of loans.h are of one kind
  std::vector<RightRow> rights;
  std::string content;  // the message as bytes: what is hashed where the store
                        // cannot make it
};

// Its year, month and day from its date of disbursement.
void SetDays(LoanRow& row);

// Loan i, of `load.bank` if it names one.
LoanRow RowOf(std::uint64_t i, const Load& load);

}  // namespace ippledge::bench
