#include "tools/bench/peers/postgres_calls.h"

#include <functional>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "tools/bench/loans.h"
#include "tools/bench/peers/copy_rows.h"
#include "tools/bench/peers/row.h"

namespace ippledge::bench {
namespace {

constexpr const char* kPrepared = "record_loan";
constexpr std::size_t kParameters = std::tuple_size_v<decltype(Call::parameters)>;
constexpr int kLoanColumns = 18;  // of the table `sent`
constexpr int kRightColumns = 6;  // of the table `sent_right`

std::string ArrayOf(const LoanRow& row, const std::function<std::string(const RightRow&)>& field) {
  return absl::StrCat(
      "{",
      absl::StrJoin(row.rights, ",",
                    [&](std::string* out, const RightRow& r) { absl::StrAppend(out, field(r)); }),
      "}");
}

// A single loan as parameters of the prepared statement: those of `sent` but
// its row, then rights. Nothing in loans.h needs quoting.
std::array<std::string, kParameters> ParametersOf(const LoanRow& row) {
  return {row.content,
          row.bank,
          row.contract_number,
          row.borrower_name,
          row.credit_code,
          row.unit,
          absl::StrCat(row.firm_size),
          row.industry,
          absl::StrCat(row.contract_fen),
          absl::StrCat(row.ip_part_fen),
          absl::StrCat(row.annual_rate_ppm),
          row.draw_number,
          row.disbursement_date,
          row.maturity_date,
          absl::StrCat(row.principal_fen),
          absl::StrCat(row.disbursed_ip_part_fen),
          absl::StrCat(row.kind),
          ArrayOf(row, [](const RightRow& r) { return absl::StrCat(r.kind); }),
          ArrayOf(row, [](const RightRow& r) { return r.number; }),
          ArrayOf(row, [](const RightRow& r) { return absl::StrCat(r.secured_fen); }),
          ArrayOf(row, [](const RightRow& r) { return r.registration_number; }),
          ArrayOf(row, [](const RightRow& r) { return r.registration_date; })};
}

// Of the tables `sent` and `sent_right`.
void AddRows(std::int64_t place, const LoanRow& row, CopyRows& loans, CopyRows& rights) {
  loans.Row(kLoanColumns);
  loans.Integer(place);
  loans.Text(row.content);
  loans.Text(row.bank);
  loans.Text(row.contract_number);
  loans.Text(row.borrower_name);
  loans.Text(row.credit_code);
  loans.Text(row.unit);
  loans.Smallint(row.firm_size);
  loans.Text(row.industry);
  loans.Bigint(row.contract_fen);
  loans.Bigint(row.ip_part_fen);
  loans.Integer(row.annual_rate_ppm);
  loans.Text(row.draw_number);
  loans.Date(row.disbursement_date);
  loans.Date(row.maturity_date);
  loans.Bigint(row.principal_fen);
  loans.Bigint(row.disbursed_ip_part_fen);
  loans.Smallint(row.kind);
  for (const RightRow& right : row.rights) {
    rights.Row(kRightColumns);
    rights.Integer(place);
    rights.Smallint(right.kind);
    rights.Text(right.number);
    rights.Bigint(right.secured_fen);
    rights.Text(right.registration_number);
    rights.Date(right.registration_date);
  }
}

bool SendSingle(PGconn* connection, const Call& call) {
  std::array<const char*, kParameters + 1> values{call.request_id.c_str()};
  std::array<int, kParameters + 1> lengths{};
  std::array<int, kParameters + 1> binary{};
  for (std::size_t i = 0; i < kParameters; ++i) values[i + 1] = call.parameters[i].c_str();
  lengths[1] = static_cast<int>(call.parameters[0].size());
  binary[1] = 1;  // the content
  const Result result(PQexecPrepared(connection, kPrepared, static_cast<int>(values.size()),
                                     values.data(), lengths.data(), binary.data(), 0));
  return Good(result);
}

bool SendBatch(PGconn* connection, const Call& call) {
  bool good = PQsendQuery(connection, call.query.c_str()) == 1;
  std::size_t copies = 0;
  while (Result result{PQgetResult(connection)}) {
    if (PQresultStatus(result.get()) == PGRES_COPY_IN && copies < call.copied.size()) {
      const std::string& rows = call.copied[copies++];
      good = good && PQputCopyData(connection, rows.data(), static_cast<int>(rows.size())) == 1 &&
             PQputCopyEnd(connection, nullptr) == 1;
    } else {
      good = good && Good(result);
    }
  }
  return good;
}

}  // namespace

bool Good(const Result& result) {
  const ExecStatusType status = PQresultStatus(result.get());
  return status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK;
}

std::string IntakeSql() {
  // Plans are made once, some while tables are empty: only such may be chosen as look what they
  // need up in an index.
  std::string sql =
      "SET client_min_messages = warning; SET plan_cache_mode = force_generic_plan; "
      "SET enable_seqscan = off; SET enable_hashjoin = off; SET enable_mergejoin = off; "
      "CREATE TEMPORARY TABLE stage (LIKE ledger.sent) ON COMMIT DELETE ROWS; "
      "CREATE TEMPORARY TABLE stage_right (LIKE ledger.sent_right) ON COMMIT DELETE ROWS; "
      "PREPARE ";
  constexpr const char* kTypes =
      "bytea, text, text, text, text, text, smallint, text, bigint, bigint, integer, text, "
      "date, date, bigint, bigint, smallint, smallint[], text[], bigint[], text[], date[]";
  absl::StrAppend(&sql, kPrepared, " (uuid, ", kTypes, ") AS SELECT ledger.record_loan($1, ROW(0");
  for (int i = 2; i <= kLoanColumns; ++i) absl::StrAppend(&sql, ", $", i);
  absl::StrAppend(&sql, ")::ledger.sent, $19, $20, $21, $22, $23)");
  return sql;
}

Call CallOf(const Load& load, std::uint64_t message) {
  const auto batch = static_cast<std::uint64_t>(load.batch);
  Call call;
  call.request_id = RequestIdOf(load.seed, message);
  if (batch == 1) {
    call.parameters = ParametersOf(RowOf(load.first_loan + message, load));
    return call;
  }
  CopyRows loans;
  CopyRows rights;
  for (std::uint64_t i = 0; i < batch; ++i) {
    AddRows(static_cast<std::int64_t>(i), RowOf(load.first_loan + message * batch + i, load), loans,
            rights);
  }
  call.copied = {loans.Take(), rights.Take()};
  // One message, and so one transaction: what COPY took the function sees.
  call.query = absl::StrCat(
      "COPY stage FROM STDIN (FORMAT binary); COPY stage_right FROM STDIN (FORMAT binary); "
      "SELECT ledger.record_batch('",
      call.request_id, "')");
  return call;
}

bool Send(PGconn* connection, const Call& call) {
  return call.query.empty() ? SendSingle(connection, call) : SendBatch(connection, call);
}

}  // namespace ippledge::bench
