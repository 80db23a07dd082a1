#include "audit/audit.h"

#include <gmock/gmock.h>

#include <atomic>
#include <filesystem>
#include <functional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "proof/hash.h"
#include "storage/block.h"
#include "storage/journal.h"
#include "storage/keys.h"
#include "storage/rows.h"
#include "tests/testing/status_matchers.h"
#include "tests/tools/sample_store.h"

namespace ippledge::audit {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

class AuditTest : public admin::StoreTest {
 protected:
  void SetUp() override { RecordEverything(); }

  int Audited() { return Admin({"audit", "-o", "json"}); }
  // Expects a difference that names `entry` (0: none) and says `what`.
  void ExpectDifference(std::int64_t entry, const std::string& what) {
    EXPECT_EQ(Audited(), 1) << what;
    EXPECT_THAT(Value("result"), HasSubstr(what));
    EXPECT_EQ(Value("difference_entry"), entry == 0 ? "" : std::to_string(entry)) << out();
  }
};

TEST_F(AuditTest, WholeStore) {
  EXPECT_EQ(Audited(), 0) << out();
  EXPECT_EQ(Value("result"), "ok");
  EXPECT_EQ(Value("index"), "equal");
  EXPECT_EQ(Value("log_tail"), "whole");
  EXPECT_EQ(Value("loans"), "6");
  EXPECT_EQ(Value("index_watermark"), Value("entries"));
  EXPECT_EQ(Value("root").size(), 64u);
}

// Application twice, filing, computation, recovery.
TEST_F(AuditTest, ClaimsAndCoversAreComputedAgain) {
  EXPECT_EQ(Audited(), 0);
  EXPECT_EQ(Value("claims_and_covers_recomputed"), "0");
  RecordCover();
  EXPECT_EQ(Audited(), 0) << out();
  EXPECT_EQ(Value("claims_and_covers_recomputed"), "5");
  EXPECT_EQ(Value("index"), "equal");
  fs::remove_all(Index());
  EXPECT_EQ(Audited(), 0) << out();
}

TEST_F(AuditTest, RowsOfCover) {
  RecordCover();
  for (const auto& [kind, text] :
       {std::pair(storage::kCoverSumsKind, "index: sums of cover "),
        std::pair(storage::kWorkKind, "index: work RESUBMIT_COVER of loan qingcao HT-51 ")}) {
    const auto [key, row] = FirstRow(kind);
    PutRow(key, "");
    EXPECT_EQ(Audited(), 1);
    EXPECT_THAT(Value("result"), HasSubstr(absl::StrCat(text)));
    EXPECT_THAT(Value("result"), HasSubstr("is missing"));
    PutRow(key, row + row);
    EXPECT_EQ(Audited(), 1);
    EXPECT_NE(Value("result"), "ok");
    PutRow(key, row);
    EXPECT_EQ(Audited(), 0) << out();
  }
}

TEST_F(AuditTest, IndexMayBeMissing) {
  fs::remove_all(Index());
  EXPECT_EQ(Audited(), 0) << out();
  EXPECT_EQ(Value("index"), "none");
}

TEST_F(AuditTest, IndexMayBeBehind) {
  Copy(Index(), Path("kept"));
  RecordMore(200, 5);
  Copy(Path("kept"), Index());
  EXPECT_EQ(Audited(), 0) << out();
  EXPECT_EQ(Value("index"), "equal");
  EXPECT_NE(Value("index_watermark"), Value("entries"));
}

TEST_F(AuditTest, IndexIsNeverAhead) {
  Copy(Journal(), Path("kept"));
  RecordMore(200, 5);
  Copy(Path("kept"), Journal());
  ExpectDifference(0, "the journal ends at entry");
}

TEST_F(AuditTest, NothingButAnEmptyJournal) {
  fs::remove_all(Journal());
  fs::remove_all(Index());
  Open();
  EXPECT_EQ(Audited(), 0) << out();
  EXPECT_EQ(Value("entries"), "0");
}

// Every byte of a block matters: whichever is altered, the block's entries are named.
TEST_F(AuditTest, AlteredBytesOfBlocks) {
  Copy(Journal(), Path("kept"));
  const std::int64_t batch = EntriesOf("BATCH_RECORDED").front();
  const std::int64_t block = batch - 3;
  std::size_t size = 0;
  ForgeBytes([&](std::int64_t first, const std::string& bytes) {
    if (first <= block && block <= first + 3) size = bytes.size();
  });
  for (std::size_t at = 0; at < size; at += 61) {
    Copy(Path("kept"), Journal());
    std::int64_t first_entry = 0;
    ForgeBytes([&](std::int64_t first, std::string& bytes) {
      if (bytes.size() != size) return;
      first_entry = first;
      bytes[at] = static_cast<char>(bytes[at] ^ 0x10);
    });
    EXPECT_EQ(Audited(), 1) << "byte " << at;
    // Some damage is met before any entry of it can be read; then the block is named.
    const std::string entry = Value("difference_entry");
    if (entry.empty()) {
      EXPECT_THAT(Value("result"), HasSubstr("entry")) << "byte " << at;
    } else {
      EXPECT_GE(std::stoll(entry), first_entry) << "byte " << at;
      EXPECT_LE(std::stoll(entry), batch + 1) << "byte " << at;
    }
  }
}

TEST_F(AuditTest, CutBlock) {
  ForgeBytes([](std::int64_t first, std::string& bytes) {
    if (first == 7) bytes = bytes.substr(0, 10);
  });
  EXPECT_EQ(Audited(), 1);
  EXPECT_THAT(Value("result"), HasSubstr("block of entry 7: too short"));
}

TEST_F(AuditTest, LoanRowOfIndex) {
  const auto [key, row] = FirstRow(storage::kLoanKind);
  Loan loan = **storage::DecodeLoanRow(row);
  loan.repayments.clear();
  PutRow(key, storage::EncodeLoanRow(loan));
  EXPECT_EQ(Audited(), 1);
  EXPECT_THAT(Value("result"), HasSubstr("index: loan qingcao HT-1 differs"));
  PutRow(key, "");
  EXPECT_EQ(Audited(), 1);
  EXPECT_THAT(Value("result"), HasSubstr("index: loan qingcao HT-1 is missing"));
  PutRow(key, row);
  EXPECT_EQ(Audited(), 0);
  PutRow(storage::LoanRowKey(LoanKey(AnId("HT-999"))), row);
  EXPECT_EQ(Audited(), 1);
  EXPECT_THAT(Value("result"), HasSubstr("index: loan qingcao HT-999 should not be there"));
}

// From the first full tile of leaves on the index has tiles.
TEST_F(AuditTest, TilesOfIndex) {
  RecordMore(1'000, 300);
  EXPECT_EQ(Audited(), 0) << out();
  const auto [tile, hashes] = FirstRow(storage::kTileKind);
  // Missing, another hash, and one too many.
  std::string other = hashes;
  other[3] = static_cast<char>(other[3] ^ 1);
  for (const std::string& wrong : {std::string(), other, hashes + hashes.substr(0, 32)}) {
    PutRow(tile, wrong);
    EXPECT_EQ(Audited(), 1);
    EXPECT_THAT(Value("result"), HasSubstr("index: tile 0 of level 1"));
  }
}

TEST_F(AuditTest, OtherRowsOfIndex) {
  struct Case {
    char kind;
    std::string text;
  };
  for (const Case& c : {Case{storage::kRightKind, "index: right PATENT 2021"},
                        Case{storage::kRequestKind, "index: request finance-bureau "},
                        Case{storage::kMovementKind, "index: movement of entry "},
                        Case{storage::kColumnsKind, "contributions of entry "}}) {
    const auto [key, row] = FirstRow(c.kind);
    PutRow(key, "");
    EXPECT_EQ(Audited(), 1);
    EXPECT_THAT(Value("result"), HasSubstr(c.text));
    PutRow(key, row);
    EXPECT_EQ(Audited(), 0);
  }
  const std::string row = RowOf(storage::ProgrammeKey());
  Programme programme = *storage::DecodeProgrammeRow(row);
  programme.headline.disbursed_fen += 1;
  PutRow(storage::ProgrammeKey(), storage::EncodeProgrammeRow(programme));
  EXPECT_EQ(Audited(), 1);
  EXPECT_THAT(Value("result"), HasSubstr("index: the programme differs: disbursed_fen is"));
}

// Whichever thread sees what first.
TEST_F(AuditTest, OfSeveralTheFirstIsTold) {
  PutRow(FirstRow(storage::kLoanKind).first, "");
  PutRow(FirstRow(storage::kColumnsKind).first, "");
  Forge([](Entry& entry, Headline& after) {
    if (entry.number == 17) entry.counted_total += 1;
    if (entry.number == 12) after.repaid_fen += 1;
  });
  for (int i = 0; i < 5; ++i) {
    EXPECT_EQ(Audited(), 1);
    // The contributions come first: the loan's own entry has none in the index.
    EXPECT_EQ(Value("difference_entry"), std::to_string(EntriesOf("LOAN_RECORDED").front()));
    EXPECT_THAT(Value("result"), HasSubstr("contributions of entry"));
  }
  fs::remove_all(Index());
  EXPECT_EQ(Audited(), 1);
  EXPECT_THAT(Value("result"), HasSubstr("sums after it: repaid_fen is"));
}

class PartOfTheJournalTest : public AuditTest {
 protected:
  absl::StatusOr<Report> Through(
      std::int64_t through, std::function<bool()> stop = [] { return false; }) {
    const auto log = storage::LocalLog::Open(Journal(), {.create = false, .read_only = true});
    EXPECT_THAT(log, IsOk());
    return audit::Audit({.log = log->get(), .through = through, .stop = std::move(stop)});
  }
};

TEST_F(PartOfTheJournalTest, UpToThePositionThatWasAskedFor) {
  const std::int64_t batch = EntriesOf("BATCH_RECORDED").front();
  const auto report = Through(batch + 1);  // totals close the group
  ASSERT_THAT(report, IsOk());
  EXPECT_EQ(report->finding, std::nullopt);
  EXPECT_EQ(report->position, batch + 1);
  EXPECT_EQ(report->index, IndexState::kNone);
  EXPECT_EQ(report->loans, 5);
  EXPECT_GT(report->blocks, 1);
  const auto log = storage::LocalLog::Open(Journal(), {.create = false, .read_only = true});
  EXPECT_EQ(report->root, *storage::RootAt(**log, batch + 1));

  // What comes later is none of its business.
  ForgeBytes([&](std::int64_t first, std::string& bytes) {
    if (first == batch + 2) bytes = "no block";
  });
  EXPECT_EQ(Through(batch + 1)->finding, std::nullopt);
  EXPECT_THAT(Through(0)->finding->words, HasSubstr(absl::StrCat("block of entry ", batch + 2)));
}

TEST_F(PartOfTheJournalTest, WhereNoBlockEnds) {
  const std::int64_t batch = EntriesOf("BATCH_RECORDED").front();
  const auto inside = Through(batch - 1);
  EXPECT_EQ(inside.status().code(), absl::StatusCode::kInvalidArgument) << inside.status();
  const std::int64_t last = Through(0)->position;
  const auto beyond = Through(last + 1);
  ASSERT_THAT(beyond, IsOk());
  ASSERT_TRUE(beyond->finding.has_value());
  EXPECT_EQ(beyond->finding->Text(),
            absl::StrCat("the journal ends at entry ", last, ", before ", last + 1));
}

TEST_F(PartOfTheJournalTest, ItEndsWhenItIsTold) {
  EXPECT_EQ(Through(0, [] { return true; }).status().code(), absl::StatusCode::kCancelled);
  std::atomic<int> asked = 0;
  EXPECT_EQ(Through(0, [&asked] { return ++asked > 2; }).status().code(),
            absl::StatusCode::kCancelled);
}

}  // namespace
}  // namespace ippledge::audit
