#include <gtest/gtest.h>

#include <random>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "tests/client/import/import_text.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace ippledge::client {
namespace {

void Feed(const std::string& bytes) {
  LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size());
}

TEST(FuzzTest, RandomBytesNeverCrash) {
  std::mt19937 random(1);
  for (int round = 0; round < 3000; ++round) {
    std::string bytes(random() % 400, '\0');
    for (char& c : bytes) c = static_cast<char>(random());
    Feed(bytes);
  }
}

// Files that are nearly right: pieces of good ones in any order, with bytes changed here and there.
TEST(FuzzTest, DamagedFilesNeverCrash) {
  const std::vector<std::string> pieces = {
      kLoanFileHeader,
      LoanRowText("HT-1", 1, "100"),
      LoanRowText("HT-2", 2, "\"1,000.00\"", "bank-b", "91150100MA0N12346X", "12.5万元"),
      "银行,合同编号,还款日期,归还本金(万元),归还利息\n",
      "bank-a,HT-1,2024-02-29,１２．５,（5）\n",
      "银行,合同编号,知识产权类型,知识产权号1,知识产权号2,注销日期\n",
      "b,=\"001\",专利;商标,ZL1；ZL2、ZL3,,45292\n",
      "合计,,,100\n",
      "单位：亿元\n",
      "\"",
      ",",
      ";",
      "\t",
      "\r\n",
      "\n",
      "1E+17",
      "￥",
      "\xEF\xBB\xBF",
      "\xFF\xFE",
      "\"\"",
      "$(1.2)",
      "target: \"loans\" extends_built_in: true field { to: \"bank\" column: \"银行\" }",
      "银行,合同编号,日期,五级分类,逾期天数\n",
      "b,HT-1,2024-01-31,次级,99999999999\n",
      "bank,contract_number,corrects_entry,reason,fact,principal\n",
      "b,HT-1,5,x,draw,1\n",
  };
  std::mt19937 random(2);
  for (int round = 0; round < 6000; ++round) {
    std::string bytes(1, static_cast<char>(random()));
    const auto count = static_cast<int>(random() % 12 + 1);
    for (int i = 0; i < count; ++i) bytes += pieces[random() % pieces.size()];
    const auto damage = static_cast<int>(random() % 4);
    for (int i = 0; i < damage; ++i) {
      bytes[random() % bytes.size()] = static_cast<char>(random());
    }
    Feed(bytes);
  }
}

TEST(FuzzTest, WholeImportsOfDamagedFilesAddUp) {
  std::mt19937 random(3);
  for (int round = 0; round < 200; ++round) {
    std::string text = kLoanFileHeader;
    for (int i = 0; i < 30; ++i) text += LoanRowText(absl::StrCat("HT-", i % 20), i, "100");
    for (int i = 0; i < 5; ++i) {
      text[sizeof(kLoanFileHeader) + random() % (text.size() - sizeof(kLoanFileHeader))] =
          static_cast<char>(random() % 127 + 1);
    }
    MemoryLedger ledger;
    const ImportReport report = ImportText(text, &ledger, OptionsFor(Target::kLoans));
    if (report.status.ok()) {
      EXPECT_EQ(report.fresh + report.already + report.refused, report.rows);
    }
  }
}

}  // namespace
}  // namespace ippledge::client
