#include "tools/admin/verify.h"

#include <gmock/gmock.h>

#include <filesystem>

#include "absl/strings/str_cat.h"
#include "proof/hash.h"
#include "storage/block.h"
#include "storage/keys.h"
#include "storage/rows.h"
#include "tests/tools/sample_store.h"

namespace ippledge::admin {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

class VerifyTest : public StoreTest {
 protected:
  void SetUp() override { RecordEverything(); }

  int Verify() { return Admin({"verify", "-o", "json"}); }
  // Expects a difference that names `entry` (0: none) and says `what`.
  void ExpectDifference(std::int64_t entry, const std::string& what) {
    EXPECT_EQ(Verify(), 1) << what;
    EXPECT_THAT(Value("result"), HasSubstr(what));
    EXPECT_EQ(Value("difference_entry"), entry == 0 ? "" : std::to_string(entry)) << out();
  }
};

TEST_F(VerifyTest, WholeStore) {
  EXPECT_EQ(Verify(), 0) << out();
  EXPECT_EQ(Value("result"), "ok");
  EXPECT_EQ(Value("index"), "equal");
  EXPECT_EQ(Value("log_tail"), "whole");
  EXPECT_EQ(Value("loans"), "6");
  EXPECT_EQ(Value("index_watermark"), Value("entries"));
  EXPECT_EQ(Value("root").size(), 64u);
}

// Application twice, filing, computation, recovery.
TEST_F(VerifyTest, ClaimsAndCoversAreComputedAgain) {
  EXPECT_EQ(Verify(), 0);
  EXPECT_EQ(Value("claims_and_covers_recomputed"), "0");
  RecordCover();
  EXPECT_EQ(Verify(), 0) << out();
  EXPECT_EQ(Value("claims_and_covers_recomputed"), "5");
  EXPECT_EQ(Value("index"), "equal");
  fs::remove_all(Index());
  EXPECT_EQ(Verify(), 0) << out();
}

TEST_F(VerifyTest, RowsOfCover) {
  RecordCover();
  for (const auto& [kind, text] :
       {std::pair(storage::kCoverSumsKind, "index: sums of cover "),
        std::pair(storage::kWorkKind, "index: work RESUBMIT_COVER of loan qingcao HT-51 ")}) {
    const auto [key, row] = FirstRow(kind);
    PutRow(key, "");
    EXPECT_EQ(Verify(), 1);
    EXPECT_THAT(Value("result"), HasSubstr(absl::StrCat(text)));
    EXPECT_THAT(Value("result"), HasSubstr("is missing"));
    PutRow(key, row + row);
    EXPECT_EQ(Verify(), 1);
    EXPECT_NE(Value("result"), "ok");
    PutRow(key, row);
    EXPECT_EQ(Verify(), 0) << out();
  }
}

TEST_F(VerifyTest, IndexMayBeMissing) {
  fs::remove_all(Index());
  EXPECT_EQ(Verify(), 0) << out();
  EXPECT_EQ(Value("index"), "none");
}

TEST_F(VerifyTest, IndexMayBeBehind) {
  Copy(Index(), Path("kept"));
  RecordMore(200, 5);
  Copy(Path("kept"), Index());
  EXPECT_EQ(Verify(), 0) << out();
  EXPECT_EQ(Value("index"), "equal");
  EXPECT_NE(Value("index_watermark"), Value("entries"));
}

TEST_F(VerifyTest, IndexIsNeverAhead) {
  Copy(Journal(), Path("kept"));
  RecordMore(200, 5);
  Copy(Path("kept"), Journal());
  ExpectDifference(0, "the journal ends at entry");
}

TEST_F(VerifyTest, NothingButAnEmptyJournal) {
  fs::remove_all(Journal());
  fs::remove_all(Index());
  Open();
  EXPECT_EQ(Verify(), 0) << out();
  EXPECT_EQ(Value("entries"), "0");
}

// Every byte of a block matters: whichever is altered, the block's entries are named.
TEST_F(VerifyTest, AlteredBytesOfBlocks) {
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
    EXPECT_EQ(Verify(), 1) << "byte " << at;
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

TEST_F(VerifyTest, CutBlock) {
  ForgeBytes([](std::int64_t first, std::string& bytes) {
    if (first == 7) bytes = bytes.substr(0, 10);
  });
  EXPECT_EQ(Verify(), 1);
  EXPECT_THAT(Value("result"), HasSubstr("block of entry 7: too short"));
}

TEST_F(VerifyTest, LoanRowOfIndex) {
  const auto [key, row] = FirstRow(storage::kLoanKind);
  Loan loan = **storage::DecodeLoanRow(row);
  loan.repayments.clear();
  PutRow(key, storage::EncodeLoanRow(loan));
  EXPECT_EQ(Verify(), 1);
  EXPECT_THAT(Value("result"), HasSubstr("index: loan qingcao HT-1 differs"));
  PutRow(key, "");
  EXPECT_EQ(Verify(), 1);
  EXPECT_THAT(Value("result"), HasSubstr("index: loan qingcao HT-1 is missing"));
  PutRow(key, row);
  EXPECT_EQ(Verify(), 0);
  PutRow(storage::LoanRowKey(LoanKey(AnId("HT-999"))), row);
  EXPECT_EQ(Verify(), 1);
  EXPECT_THAT(Value("result"), HasSubstr("index: loan qingcao HT-999 should not be there"));
}

TEST_F(VerifyTest, OtherRowsOfIndex) {
  struct Case {
    char kind;
    std::string text;
  };
  for (const Case& c : {Case{storage::kRightKind, "index: right PATENT 2021"},
                        Case{storage::kRequestKind, "index: request finance-bureau "},
                        Case{storage::kMovementKind, "index: movement of entry "},
                        Case{storage::kTileKind, "index: tile 0 of level 0"},
                        Case{storage::kColumnsKind, "contributions of entry "}}) {
    const auto [key, row] = FirstRow(c.kind);
    PutRow(key, "");
    EXPECT_EQ(Verify(), 1);
    EXPECT_THAT(Value("result"), HasSubstr(c.text));
    PutRow(key, row);
    EXPECT_EQ(Verify(), 0);
  }
  // One hash of a tile, and one too many.
  const auto [tile, hashes] = FirstRow(storage::kTileKind);
  std::string other = hashes;
  other[33] = static_cast<char>(other[33] ^ 1);
  for (const std::string& wrong : {other, hashes + hashes.substr(0, 32)}) {
    PutRow(tile, wrong);
    EXPECT_EQ(Verify(), 1);
    EXPECT_THAT(Value("result"), HasSubstr("index: tile 0 of level 0 differs"));
  }
  PutRow(tile, hashes);
  const std::string row = RowOf(storage::ProgrammeKey());
  Programme programme = *storage::DecodeProgrammeRow(row);
  programme.headline.disbursed_fen += 1;
  PutRow(storage::ProgrammeKey(), storage::EncodeProgrammeRow(programme));
  EXPECT_EQ(Verify(), 1);
  EXPECT_THAT(Value("result"), HasSubstr("index: the programme differs: disbursed_fen is"));
}

}  // namespace
}  // namespace ippledge::admin
