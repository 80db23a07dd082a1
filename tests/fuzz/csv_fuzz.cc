// tests/fuzz/csv_fuzz.cc: arbitrary bytes as a file, through decoding, CSV, header and mapping.
//
// client_import_test calls this too, over pieces of files. The first byte chooses what
// the rows are and how the bytes come in pieces, so that one corpus reaches all of it.
#include "client/import/csv.h"
#include "client/import/header_search.h"
#include "client/import/layout.h"
#include "client/import/refused_file.h"
#include "client/import/row.h"
#include "client/import/text_source.h"
#include "ippledge/v1/loan_service.pb.h"
#include "ledger/check.h"
#include "ledger/text.h"
#include "tests/fuzz/fuzz.h"

namespace {

using namespace ippledge;          // NOLINT: a fuzzer is all about one thing
using namespace ippledge::client;  // NOLINT

// What an accepted row may never be.
void CheckRow(const v1::LoanRow& row) {
  const std::string bytes = row.SerializeAsString();
  v1::LoanRow again;
  IPPLEDGE_CHECK(again.ParseFromString(bytes));  // also: every text is UTF-8
  if (row.has_loan()) {
    IPPLEDGE_CHECK(!row.loan().contract_number().empty());
    IPPLEDGE_CHECK(row.loan().rights_size() > 0);
  }
}

void ReadAll(const CompiledMapping& mapping, const std::string& bytes, std::size_t piece) {
  TextSource source(FromBytes(bytes, piece));
  CsvReader reader(&source);
  const absl::StatusOr<absl::string_view> sample = reader.Peek(kHeaderSearchBytes);
  if (!sample.ok()) return;
  const absl::StatusOr<BoundLayout> layout = FindLayout(mapping, *sample, true, true);
  if (!layout.ok()) return;
  reader.Start(layout->delimiter);
  RowOptions options;
  options.default_bank = "bank-a";
  RowMapper mapper(&*layout, options);
  CsvRecord record;
  v1::LoanRow row;
  RowFacts facts;
  std::vector<Problem> problems;
  while (true) {
    const absl::StatusOr<bool> more = reader.Next(&record);
    if (!more.ok() || !*more) return;
    const RowKind kind = mapper.Map(record, &row, &facts, &problems);
    if (kind == RowKind::kData && problems.empty()) CheckRow(row);
    for (const Problem& problem : problems) {
      IPPLEDGE_CHECK(IsValidUtf8(problem.english) && IsValidUtf8(problem.chinese));
    }
    std::string cells;
    AppendOwnCells(record, *layout, &cells);
    IPPLEDGE_CHECK(IsValidUtf8(cells));
  }
}

}  // namespace

namespace ippledge {

std::vector<std::string> FuzzSeeds() {
  std::vector<std::string> seeds;
  for (const char* text : {
           "银行,合同编号,借据号,借款企业,合同金额,年利率,发放日期,到期日,发放金额,知识产权类型,"
           "知识产权号\nbank-a,HT-1,1,某公司,1000000,3.85,2024-01-02,2025-01-02,\"1,000.00\",专利,"
           "ZL1\n",
           "银行,合同编号,还款日期,归还本金(万元),归还利息\nbank-a,HT-1,2024-02-29,１２．５,"
           "（5）\n合计,,,1\n",
           "银行;合同编号;日期;五级分类;逾期天数\nb;HT-1;2024-01-31;次级;91\n",
           "bank\tcontract_number\tcorrects_entry\treason\tfact\tprincipal\nb\tHT-"
           "1\t5\tx\tdraw\t1\n",
           "\xEF\xBB\xBF单位：亿元\n银行,合同编号,知识产权类型,知识产权号1,知识产权号2,注销日期\n"
           "b,=\"001\",专利;商标,ZL1；ZL2,,45292\n",
           "target: \"loans\" extends_built_in: true field { to: \"bank\" column: \"银行\" }",
       }) {
    for (char target = 0; target < 8; ++target) seeds.push_back(target + std::string(text));
  }
  return seeds;
}

}  // namespace ippledge

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const auto target = static_cast<Target>(data[0] % 8);
  const std::size_t piece = data[0] >= 128 ? 3 : 100000;
  const std::string bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
  ReadAll(BuiltInMapping(target), bytes, piece);
  // As a mapping, the same bytes must be refused or give one.
  if (const absl::StatusOr<CompiledMapping> mapping = ParseMapping(bytes, "fuzz", target);
      mapping.ok()) {
    ReadAll(*mapping, bytes, piece);
  }
  return 0;
}
