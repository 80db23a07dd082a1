#include "tools/bench/peers/duckdb.h"

#include <array>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "tools/bench/peers/row.h"

namespace ippledge::bench {
namespace {

namespace fs = std::filesystem;

constexpr const char* kScript = IPPLEDGE_PEERS "/duckdb_totals.mjs";
constexpr const char* kPackage = IPPLEDGE_PEERS "/../../../node_modules/@duckdb/node-api";

// Codes as numbers: what a column store groups by fastest.
void WriteLoans(const std::string& path, std::uint64_t loans) {
  std::ofstream file(path);
  file << "position,disbursement_date,year,month,bank,unit,kind,size,industry,contract_fen,"
          "disbursed_fen,ip_part_fen,disbursed_ip_part_fen\n";
  for (std::uint64_t i = 0; i < loans; ++i) {
    const LoanRow row = RowOf(i, {});
    const std::string month =
        absl::StrCat(row.disbursement_date.substr(0, 4), row.disbursement_date.substr(5, 2));
    file << absl::StrJoin({absl::StrCat(i + 1), row.disbursement_date, absl::StrCat(row.year),
                           month, row.bank.substr(row.bank.find('-') + 1), row.unit,
                           absl::StrCat(row.kind), absl::StrCat(row.firm_size), row.industry,
                           absl::StrCat(row.contract_fen), absl::StrCat(row.principal_fen),
                           absl::StrCat(row.ip_part_fen), absl::StrCat(row.disbursed_ip_part_fen)},
                          ",")
         << "\n";
  }
}

std::string SumOf(const std::string& measure) {
  return measure == "loans" ? "count(*)" : absl::StrCat("sum(", measure, ")");
}

std::string SqlOf(const TotalsQuestion& question) {
  std::vector<std::string> columns = question.by;
  for (const std::string& measure : question.measures) {
    columns.push_back(
        absl::StrCat(SumOf(measure), columns.size() == question.by.size() ? " AS first" : ""));
  }
  std::vector<std::string> conditions;
  if (!question.as_of_date.empty()) {
    conditions.push_back(absl::StrCat("disbursement_date <= DATE '", question.as_of_date, "'"));
  }
  if (question.known_loans > 0) {
    conditions.push_back(absl::StrCat("position <= ", question.known_loans));
  }
  std::string sql = absl::StrCat("SELECT ", absl::StrJoin(columns, ", "), " FROM loan");
  if (!conditions.empty()) absl::StrAppend(&sql, " WHERE ", absl::StrJoin(conditions, " AND "));
  if (!question.by.empty()) {
    const std::string by = absl::StrJoin(question.by, ", ");
    absl::StrAppend(&sql, " GROUP BY ", by, " ORDER BY ", by);
  }
  return sql;
}

std::int64_t MeasureOf(const LoanRow& row, const std::string& measure) {
  if (measure == "contract_fen") return row.contract_fen;
  if (measure == "disbursed_fen") return row.principal_fen;
  if (measure == "ip_part_fen") return row.ip_part_fen;
  if (measure == "loans") return 1;
  return row.disbursed_ip_part_fen;
}

// What a command prints; false when it fails.
bool Output(const std::string& command, std::string& text) {
  FILE* pipe = popen(command.c_str(), "r");
  if (pipe == nullptr) return false;
  std::array<char, 4096> buffer;
  std::size_t size = 0;
  while ((size = std::fread(buffer.data(), 1, buffer.size(), pipe)) > 0) {
    text.append(buffer.data(), size);
  }
  return pclose(pipe) == 0;
}

}  // namespace

std::vector<std::int64_t> SumsSent(std::uint64_t loans,
                                   const std::vector<TotalsQuestion>& questions) {
  std::vector<std::int64_t> sums(questions.size());
  for (std::uint64_t i = 0; i < loans; ++i) {
    const LoanRow row = RowOf(i, {});
    for (std::size_t q = 0; q < questions.size(); ++q) {
      const TotalsQuestion& question = questions[q];
      const bool known = question.known_loans == 0 || i < question.known_loans;
      const bool dated =
          question.as_of_date.empty() || row.disbursement_date <= question.as_of_date;
      if (known && dated) sums[q] += MeasureOf(row, question.measures.front());
    }
  }
  return sums;
}

DuckDbLoans::DuckDbLoans(const std::string& folder, std::uint64_t loans)
    : folder_(fs::absolute(folder).string()), loans_(loans) {}

DuckDbLoans::~DuckDbLoans() {
  std::error_code error;
  if (!csv_.empty()) fs::remove(csv_, error);
}

absl::StatusOr<DuckDbTotals> DuckDbLoans::Ask(const std::vector<TotalsQuestion>& questions,
                                              int runs) {
  if (!fs::exists(kPackage) || std::system("command -v node >/dev/null") != 0) {
    return absl::UnimplementedError(
        "node or the package @duckdb/node-api is not installed; tools/install-packages installs "
        "it");
  }
  if (csv_.empty()) {
    csv_ = folder_ + "/duckdb.csv";
    WriteLoans(csv_, loans_);
  }
  const std::string asked = folder_ + "/duckdb.sql";
  {
    std::ofstream file(asked);
    for (const TotalsQuestion& question : questions) file << SqlOf(question) << "\n";
  }
  std::string text;
  const bool good =
      Output(absl::StrCat("node '", kScript, "' '", csv_, "' ", runs, " < '", asked, "'"), text);
  std::error_code error;
  fs::remove(asked, error);

  std::istringstream lines(text);
  DuckDbTotals totals;
  std::string word;
  lines >> word >> totals.load_seconds;
  for (std::size_t q = 0; q < questions.size() && lines; ++q) {
    TotalsAnswer answer;
    std::size_t slices = 0;
    lines >> answer.median_ms >> answer.min_ms >> answer.max_ms >> slices;
    for (std::size_t i = 0; i < slices && lines; ++i) {
      std::int64_t sum = 0;
      lines >> word >> sum;
      answer.slices[word] = sum;
      answer.sum += sum;
    }
    totals.answers.push_back(std::move(answer));
  }
  if (!good || !lines) return absl::InternalError("DuckDB: its script failed");
  return totals;
}

}  // namespace ippledge::bench
