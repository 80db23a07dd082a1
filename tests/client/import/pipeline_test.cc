#include "client/import/pipeline.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "tests/client/import/import_text.h"
#include "tests/client/import/rows.h"

namespace ippledge::client {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

// Rows of `contracts` loans with three draws of 100 yuan each, in an order by `seed`.
std::string LoanFile(int contracts, unsigned seed) {
  std::vector<std::string> rows;
  for (int i = 0; i < contracts; ++i) {
    for (int draw = 1; draw <= 3; ++draw) {
      rows.push_back(LoanRowText(absl::StrCat("HT-", i), draw, "100", i % 2 ? "bank-a" : "bank-b"));
    }
  }
  std::shuffle(rows.begin(), rows.end(), std::mt19937(seed));
  return absl::StrCat(kLoanFileHeader, absl::StrJoin(rows, ""));
}

TEST(PipelineTest, DrawsOfOneContractMayComeInAnyOrder) {
  for (const unsigned seed : {1u, 2u, 3u}) {
    MemoryLedger ledger;
    const ImportReport report =
        ImportText(LoanFile(700, seed), &ledger, OptionsFor(Target::kLoans));
    ASSERT_TRUE(report.status.ok()) << report.status;
    EXPECT_EQ(report.rows, 2100);
    EXPECT_EQ(report.fresh, 2100);
    EXPECT_EQ(ledger.loans.size(), 700u);
    EXPECT_EQ(ledger.DisbursedFen(), 2100 * 10'000);
    EXPECT_EQ(report.messages, 5);
  }
}

TEST(PipelineTest, TheSameFileAgainIsAllThere) {
  MemoryLedger ledger;
  const std::string text = LoanFile(400, 1);
  MemorySink first(&ledger);
  ImportText(text, &first, OptionsFor(Target::kLoans));
  const std::int64_t position = ledger.position;
  MemorySink second(&ledger);
  const ImportReport report = ImportText(text, &second, OptionsFor(Target::kLoans));
  EXPECT_EQ(report.fresh, 0);
  EXPECT_EQ(report.already, 1200);
  EXPECT_EQ(report.refused, 0);
  EXPECT_EQ(ledger.position, position);
  EXPECT_EQ(first.request_ids, second.request_ids);
}

TEST(PipelineTest, AnotherOrderOfTheSameRowsIsAllThereToo) {
  MemoryLedger ledger;
  ImportText(LoanFile(400, 1), &ledger, OptionsFor(Target::kLoans));
  const ImportReport report = ImportText(LoanFile(400, 2), &ledger, OptionsFor(Target::kLoans));
  ASSERT_TRUE(report.status.ok()) << report.status;
  EXPECT_EQ(report.already, 1200);
  EXPECT_THAT(ShortTexts(report.problems), IsEmpty());
  EXPECT_EQ(ledger.DisbursedFen(), 1200 * 10'000);
}

TEST(PipelineTest, AnImportKilledAnywhereGoesOn) {
  const std::string text = LoanFile(400, 5);
  for (int dead_from = 0; dead_from < 4; ++dead_from) {
    MemoryLedger ledger;
    MemorySink::Faults faults;
    faults.dead_from = dead_from;
    faults.lost_answers = {dead_from - 1};
    MemorySink dying(&ledger, faults);
    const ImportReport cut = ImportText(text, &dying, OptionsFor(Target::kLoans));
    EXPECT_EQ(cut.status.code(), absl::StatusCode::kUnavailable);
    const ImportReport report = ImportText(text, &ledger, OptionsFor(Target::kLoans));
    ASSERT_TRUE(report.status.ok()) << report.status;
    EXPECT_EQ(report.fresh + report.already, 1200) << dead_from;
    EXPECT_EQ(report.refused, 0);
    EXPECT_EQ(ledger.DisbursedFen(), 1200 * 10'000);
  }
}

TEST(PipelineTest, ACutLineIsMendedWithoutAnybodyNoticing) {
  for (const bool threaded : {false, true}) {
    MemoryLedger ledger;
    MemorySink::Faults faults;
    faults.lost_messages = {1, 7};
    faults.lost_answers = {3, 9};
    faults.threaded = threaded;
    MemorySink sink(&ledger, faults);
    ImportOptions options = OptionsFor(Target::kLoans);
    options.messages_in_flight = 3;
    const ImportReport report = ImportText(LoanFile(1000, 9), &sink, std::move(options));
    ASSERT_TRUE(report.status.ok()) << report.status;
    EXPECT_EQ(report.fresh, 3000);
    EXPECT_GT(report.resent, 0);
    EXPECT_EQ(ledger.DisbursedFen(), 3000 * 10'000);
  }
}

TEST(PipelineTest, RowsOfOneContractMustTellTheSameTerms) {
  MemoryLedger ledger;
  const std::string text = absl::StrCat(kLoanFileHeader, LoanRowText("HT-1", 1, "100"),
                                        LoanRowText("HT-1", 2, "100", "bank-a", "", "999999"),
                                        LoanRowText("HT-1", 3, "100"));
  const ImportReport report = ImportText(text, &ledger, OptionsFor(Target::kLoans));
  EXPECT_EQ(report.fresh, 2);
  EXPECT_EQ(report.refused, 1);
  EXPECT_THAT(ShortTexts(report.problems), ElementsAre("3 合同编号 CONTRACT_ROWS_DIFFER"));
}

TEST(PipelineTest, TermsThatTheLedgerHoldsOtherwiseAreRefused) {
  MemoryLedger ledger;
  ImportText(absl::StrCat(kLoanFileHeader, LoanRowText("HT-1", 1, "100")), &ledger,
             OptionsFor(Target::kLoans));
  const ImportReport report = ImportText(
      absl::StrCat(kLoanFileHeader, LoanRowText("HT-1", 1, "100", "bank-a", "", "2000000"),
                   LoanRowText("HT-1", 2, "100", "bank-a", "", "2000000")),
      &ledger, OptionsFor(Target::kLoans));
  // The further draw has no terms of its own; its loan's row tells what is wrong.
  EXPECT_EQ(report.refused, 1);
  ASSERT_THAT(ShortTexts(report.problems), ElementsAre("2 合同编号 LOAN_EXISTS"));
  EXPECT_THAT(report.problems[0].english,
              HasSubstr("contract_amount_fen 200000000 (recorded: 100000000)"));
}

TEST(PipelineTest, WhatTheServerRefusesIsToldInTheWordsOfTheFile) {
  MemoryLedger ledger;
  const ImportReport report = ImportText(
      absl::StrCat(kLoanFileHeader, LoanRowText("HT-1", 1, "100", "bank-a", "BAD"),
                   LoanRowText("HT-2", 1, "100"), LoanRowText("HT-1", 2, "100", "bank-a", "BAD"),
                   LoanRowText("HT-3", 1, "100", "bank-x")),
      &ledger, OptionsFor(Target::kLoans));
  EXPECT_EQ(report.fresh, 1);
  EXPECT_EQ(report.refused, 3);
  EXPECT_THAT(ShortTexts(report.problems), ElementsAre("2 统一社会信用代码 CHECK_DIGIT_WRONG",
                                                       "4  LOAN_UNKNOWN", "5 银行 BANK_UNKNOWN"));
  ASSERT_EQ(report.banks.size(), 2u);
  EXPECT_EQ(report.banks[0].bank, "bank-a");
  EXPECT_EQ(report.banks[0].rows, 3);
  EXPECT_EQ(report.banks[0].fresh, 1);
  EXPECT_EQ(report.banks[0].refused, 2);
  EXPECT_EQ(report.banks[0].fresh_fen, 10'000);
}

TEST(PipelineTest, ARememberedRefusalIsAskedAgain) {
  MemoryLedger ledger;
  const std::string text = absl::StrCat(kLoanFileHeader, LoanRowText("HT-1", 1, "100"),
                                        LoanRowText("HT-2", 1, "100", "bank-x"));
  EXPECT_EQ(ImportText(text, &ledger, OptionsFor(Target::kLoans)).refused, 1);
  ledger.banks.insert("bank-x");
  const ImportReport report = ImportText(text, &ledger, OptionsFor(Target::kLoans));
  EXPECT_EQ(report.already, 1);
  EXPECT_EQ(report.fresh, 1);
  EXPECT_EQ(report.refused, 0);
}

TEST(PipelineTest, ADryRunChecksEverythingAndWritesNothing) {
  MemoryLedger ledger;
  ImportText(absl::StrCat(kLoanFileHeader, LoanRowText("HT-0", 1, "100", "bank-b"),
                          LoanRowText("HT-1", 2, "100")),
             &ledger, OptionsFor(Target::kLoans));
  const std::int64_t position = ledger.position;
  // 1,200 rows: three messages, contracts spread over them.
  const std::string text =
      absl::StrCat(LoanFile(400, 3), LoanRowText("HT-X", 1, "100", "bank-a", "BAD"));
  ImportOptions options = OptionsFor(Target::kLoans);
  options.dry_run = true;
  const ImportReport report = ImportText(text, &ledger, std::move(options));
  ASSERT_TRUE(report.status.ok()) << report.status;
  EXPECT_EQ(report.rows, 1201);
  EXPECT_EQ(report.already, 2);
  EXPECT_EQ(report.refused, 1);
  EXPECT_EQ(report.fresh, 1198);
  EXPECT_EQ(ledger.position, position);
  EXPECT_THAT(ShortTexts(report.problems), ElementsAre("1202 统一社会信用代码 CHECK_DIGIT_WRONG"));
}

TEST(PipelineTest, CountsAlwaysAddUp) {
  std::mt19937 random(11);
  for (int round = 0; round < 20; ++round) {
    MemoryLedger ledger;
    std::string text = kLoanFileHeader;
    for (int i = 0; i < 1500; ++i) {
      const std::string bank = random() % 10 == 0 ? "bank-x" : "bank-a";
      const std::string code = random() % 20 == 0 ? "BAD" : "";
      const std::string amount = random() % 15 == 0 ? "12,34" : "100";
      absl::StrAppend(
          &text, LoanRowText(absl::StrCat("HT-", random() % 600), static_cast<int>(random() % 3),
                             "\"" + amount + "\"", bank, code));
    }
    MemorySink::Faults faults;
    faults.lost_messages = {static_cast<int>(random() % 4)};
    faults.lost_answers = {static_cast<int>(random() % 4) + 2};
    MemorySink sink(&ledger, faults);
    const ImportReport report = ImportText(text, &sink, OptionsFor(Target::kLoans));
    ASSERT_TRUE(report.status.ok()) << report.status;
    EXPECT_EQ(report.rows, 1500);
    EXPECT_EQ(report.fresh + report.already + report.refused, 1500);
    std::int64_t recorded = 0;
    for (const auto& [key, loan] : ledger.loans) {
      recorded += static_cast<std::int64_t>(loan.facts.size());
    }
    EXPECT_EQ(report.fresh, recorded);
  }
}

TEST(PipelineTest, AnUnbalancedQuoteEndsTheImportAfterTheRowsBefore) {
  MemoryLedger ledger;
  const ImportReport report =
      ImportText(absl::StrCat(kLoanFileHeader, LoanRowText("HT-1", 1, "100"), "bank-a,\"HT-2\n"),
                 &ledger, OptionsFor(Target::kLoans));
  EXPECT_EQ(report.status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(std::string(report.status.message()), HasSubstr("line 3, column 8"));
  EXPECT_EQ(report.fresh, 1);
}

TEST(PipelineTest, AFileWithoutAHeaderSendsNothing) {
  MemoryLedger ledger;
  MemorySink sink(&ledger);
  const ImportReport report = ImportText("1,2,3\n", &sink, OptionsFor(Target::kLoans));
  EXPECT_EQ(report.status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(sink.request_ids, IsEmpty());
}

}  // namespace
}  // namespace ippledge::client
