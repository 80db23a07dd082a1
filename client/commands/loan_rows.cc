#include "client/commands/loan_rows.h"

#include <string>

#include "absl/strings/str_cat.h"

namespace ippledge::client {
namespace {

template <typename Enum, typename Message>
std::string Code(Message value) {
  return std::string(NameOf(static_cast<Enum>(value)));
}

// "PATENT;TRADEMARK", each kind once, in order.
std::string KindsOf(const v1::Loan& loan) {
  std::string kinds;
  unsigned seen = 0;
  for (const v1::PledgedRight& right : loan.rights()) {
    const unsigned bit = 1U << static_cast<unsigned>(right.right().kind());
    if ((seen & bit) != 0) continue;
    seen |= bit;
    absl::StrAppend(&kinds, kinds.empty() ? "" : ";", Code<IpKind>(right.right().kind()));
  }
  return kinds;
}

}  // namespace

std::vector<Column> FlatLoanColumns() {
  using enum ColumnKind;
  std::vector<Column> columns;
  const auto add = [&](const char* key, ColumnKind kind) { columns.push_back({key, key, kind}); };
  add("bank", kText);
  add("contract_number", kText);
  add("branch_code", kText);
  add("borrower", kText);
  add("unified_social_credit_code", kText);
  add("division_code", kText);
  add("reporting_unit", kText);
  add("firm_size", kText);
  add("industry_code", kText);
  add("contract_amount", kAmount);
  add("ip_part", kAmount);
  add("registered", kAmount);
  add("annual_rate", kRate);
  add("rights", kCount);
  add("ip_kinds", kText);
  add("renews_contract_number", kText);
  add("state", kText);
  add("loan_class", kText);
  add("overdue_days", kCount);
  add("start_date", kText);
  add("maturity_date", kText);
  add("disbursed", kAmount);
  add("repaid", kAmount);
  add("outstanding", kAmount);
  add("undrawn", kAmount);
  add("first_entry", kCount);
  add("last_entry", kCount);
  return columns;
}

Row FlatLoanRow(const v1::Loan& loan) {
  return {loan.name().bank(),
          loan.name().contract_number(),
          loan.branch_code(),
          loan.borrower().name(),
          loan.borrower().unified_social_credit_code(),
          loan.borrower().division_code(),
          loan.reporting_unit(),
          Code<FirmSize>(loan.borrower().firm_size()),
          loan.borrower().industry_code(),
          Amount{loan.contract_amount_fen()},
          Amount{loan.ip_part_fen()},
          Amount{loan.registered_fen()},
          Rate{loan.annual_rate_ppm()},
          Count{loan.rights_size()},
          KindsOf(loan),
          loan.renews_contract_number(),
          Code<LoanState>(loan.state()),
          Code<LoanClass>(loan.loan_class()),
          Count{loan.overdue_days()},
          loan.start_date(),
          loan.maturity_date(),
          Amount{loan.figures().disbursed_fen()},
          Amount{loan.figures().repaid_fen()},
          Amount{loan.figures().outstanding_fen()},
          Amount{loan.figures().undrawn_fen()},
          Count{loan.first_entry()},
          Count{loan.last_entry()}};
}

std::vector<Column> ShortLoanColumns(const Session& session) {
  using enum ColumnKind;
  return {{"bank", session.Text({"bank", "银行"}), kText},
          {"contract_number", session.Text({"contract", "合同号"}), kText},
          {"borrower", session.Text({"borrower", "借款企业"}), kText},
          {"reporting_unit", session.Text({"unit", "地区"}), kText},
          {"start_date", session.Text({"start", "起始日"}), kText},
          {"maturity_date", session.Text({"maturity", "到期日"}), kText},
          {"contract_amount", session.Text({"contract amount", "合同金额"}), kAmount},
          {"disbursed", session.Text({"disbursed", "已发放"}), kAmount},
          {"outstanding", session.Text({"outstanding", "未还本金"}), kAmount},
          {"state", session.Text({"state", "状态"}), kText},
          {"loan_class", session.Text({"class", "分类"}), kText}};
}

Row ShortLoanRow(const v1::Loan& loan, const Session& session) {
  return {loan.name().bank(),
          loan.name().contract_number(),
          loan.borrower().name(),
          loan.reporting_unit(),
          loan.start_date(),
          loan.maturity_date(),
          Amount{loan.contract_amount_fen()},
          Amount{loan.figures().disbursed_fen()},
          Amount{loan.figures().outstanding_fen()},
          session.Text(LabelOf(static_cast<LoanState>(loan.state()))),
          session.Text(LabelOf(static_cast<LoanClass>(loan.loan_class())))};
}

}  // namespace ippledge::client
