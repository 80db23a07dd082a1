#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>

#include "absl/strings/str_cat.h"
#include "client/import/pipeline.h"
#include "tests/client/import/import_text.h"
#include "tests/client/import/rows.h"

namespace ippledge::client {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

const char kRepaymentHeader[] = "银行,合同编号,借据号,还款日期,归还本金(元),归还利息(元)\n";

// A ledger with the loan HT-1 of bank-a.
MemoryLedger OneLoan() {
  MemoryLedger ledger;
  ImportText(absl::StrCat(kLoanFileHeader, LoanRowText("HT-1", 1, "100000")), &ledger,
             OptionsFor(Target::kLoans));
  return ledger;
}

TEST(ReportImportTest, RepaymentsWithoutNumbersAreNotBookedTwice) {
  MemoryLedger ledger = OneLoan();
  const std::string text = absl::StrCat(
      kRepaymentHeader, "bank-a,HT-1,1,2024-02-02,100,5\nbank-a,HT-1,1,2024-02-02,100,5\n",
      "bank-a,HT-1,1,2024-03-02,,5\n");
  const ImportReport first = ImportText(text, &ledger, OptionsFor(Target::kRepayments));
  EXPECT_EQ(first.fresh, 3);
  EXPECT_EQ(first.banks[0].fresh_fen, 20'000);
  const ImportReport second = ImportText(text, &ledger, OptionsFor(Target::kRepayments));
  EXPECT_EQ(second.fresh, 0);
  EXPECT_EQ(second.already, 3);
}

TEST(ReportImportTest, EqualMessagesInOneFileAreTwoRequests) {
  MemoryLedger ledger = OneLoan();
  std::string text = "bank,contract_number,repayment_number,repayment_date,principal\n";
  for (int copy = 0; copy < 3; ++copy) {
    for (int i = 0; i < kRowsPerMessage; ++i) {
      absl::StrAppend(&text, "bank-a,HT-1,R", i, ",2024-02-02,1\n");
    }
  }
  const ImportReport report = ImportText(text, &ledger, OptionsFor(Target::kRepayments));
  EXPECT_EQ(report.fresh, kRowsPerMessage);
  EXPECT_EQ(report.already, 2 * kRowsPerMessage);
}

TEST(ReportImportTest, ATotalThatDoesNotAgreeIsNoted) {
  MemoryLedger ledger = OneLoan();
  const ImportReport right =
      ImportText(absl::StrCat(kRepaymentHeader, "bank-a,HT-1,1,2024-02-02,100,5\n",
                              "bank-a,HT-1,1,2024-02-03,100,5\n合计,,,,200.00,10\n"),
                 &ledger, OptionsFor(Target::kRepayments));
  EXPECT_EQ(right.skipped, 1);
  EXPECT_THAT(right.notes, IsEmpty());
  const ImportReport wrong = ImportText(
      absl::StrCat(kRepaymentHeader, "bank-a,HT-1,1,2024-02-02,100,5\n合计,,,,200.00,10\n"),
      &ledger, OptionsFor(Target::kRepayments));
  ASSERT_EQ(wrong.notes.size(), 1u);
  EXPECT_EQ(wrong.notes[0].row, 3);
  EXPECT_EQ(wrong.notes[0].english, "the total row says 200.00, the rows above it sum to 100.00");
}

TEST(ReportImportTest, WhatWasUnderstoodIsTold) {
  MemoryLedger ledger = OneLoan();
  const ImportReport report = ImportText(absl::StrCat("\xEF\xBB\xBF", kRepaymentHeader), &ledger,
                                         OptionsFor(Target::kRepayments));
  EXPECT_TRUE(report.status.ok());
  EXPECT_EQ(report.encoding, Encoding::kUtf8);
  EXPECT_EQ(report.header_row, 1);
  EXPECT_THAT(report.understood,
              ElementsAre("银行 → bank", "合同编号 → contract_number", "借据号 → draw_number",
                          "还款日期 → repayment_date", "归还本金(元) → principal, 元",
                          "归还利息(元) → interest, 元"));
}

TEST(ReportImportTest, OnlyTheFirstProblemsAreKept) {
  MemoryLedger ledger = OneLoan();
  std::string text = kRepaymentHeader;
  for (int i = 0; i < 30; ++i) absl::StrAppend(&text, "bank-a,HT-1,1,2024-02-30,1,\n");
  const ImportReport report = ImportText(text, &ledger, OptionsFor(Target::kRepayments));
  EXPECT_EQ(report.refused, 30);
  EXPECT_EQ(report.problems.size(), 20u);
  EXPECT_EQ(report.problems.front().row, 2);
  EXPECT_EQ(report.problems.back().row, 21);
  EXPECT_EQ(report.problems_more, 10);
}

TEST(ReportImportTest, UnknownBanksAreRegisteredOnceWithTheirNames) {
  const CompiledMapping mapping = *ParseMapping(R"(
      target: "loans" extends_built_in: true register_unknown_banks: true
      field { to: "bank" column: "银行" transform { slug {} } })",
                                                "m", Target::kLoans);
  const std::string text = absl::StrCat(
      kLoanFileHeader, LoanRowText("HT-1", 1, "100", "Citibank North"),
      LoanRowText("HT-2", 1, "100", "CITIBANK NORTH"), LoanRowText("HT-3", 1, "100", "Bank-A"));
  MemoryLedger ledger;
  ImportOptions dry = OptionsFor(Target::kLoans);
  dry.mapping = mapping;
  dry.dry_run = true;
  const ImportReport preview = ImportText(text, &ledger, std::move(dry));
  EXPECT_EQ(preview.fresh, 3) << preview.status;
  EXPECT_EQ(preview.banks_registered.size(), 2u);
  EXPECT_TRUE(ledger.registered.empty());
  ImportOptions options = OptionsFor(Target::kLoans);
  options.mapping = mapping;
  const ImportReport report = ImportText(text, &ledger, std::move(options));
  EXPECT_EQ(report.fresh, 3) << report.status;
  EXPECT_EQ(ledger.registered["citibank-north"], "Citibank North");
  EXPECT_EQ(ledger.registered.size(), 2u);
}

TEST(ReportImportTest, ProgressEndsWithTheWholeFile) {
  MemoryLedger ledger = OneLoan();
  ImportOptions options = OptionsFor(Target::kRepayments);
  ImportProgress last;
  options.on_progress = [&last](const ImportProgress& progress) { last = progress; };
  const std::string text = absl::StrCat(kRepaymentHeader, "bank-a,HT-1,1,2024-02-02,100,5\n");
  ImportText(text, &ledger, std::move(options));
  EXPECT_EQ(last.rows, 1);
  EXPECT_EQ(last.fresh, 1);
  EXPECT_EQ(last.bytes_done, static_cast<std::int64_t>(text.size()));
  EXPECT_EQ(last.bytes_total, last.bytes_done);
}

TEST(ReportImportTest, AnInterruptedImportSaysSo) {
  MemoryLedger ledger = OneLoan();
  std::string text = kRepaymentHeader;
  for (int i = 0; i < 3000; ++i) absl::StrAppend(&text, "bank-a,HT-1,1,2024-02-02,1,", i, "\n");
  std::atomic<bool> interrupted = false;
  MemorySink sink(&ledger);
  sink.on_message = [&interrupted](int message) { interrupted = message == 1; };
  ImportOptions options = OptionsFor(Target::kRepayments);
  options.interrupted = &interrupted;
  const ImportReport report = ImportText(text, &sink, std::move(options));
  EXPECT_EQ(report.status.code(), absl::StatusCode::kCancelled);
  EXPECT_GE(report.fresh, 1000);
  EXPECT_LT(report.fresh, 3000);
}

}  // namespace
}  // namespace ippledge::client
