#include "tools/admin/rebuild.h"

#include <gmock/gmock.h>

#include <filesystem>

#include "storage/keys.h"
#include "storage/rows.h"
#include "tests/testing/status_matchers.h"
#include "tests/tools/sample_store.h"

namespace ippledge::admin {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

class RebuildTest : public StoreTest {
 protected:
  void SetUp() override { RecordEverything(); }

  int Rebuild() { return Admin({"rebuild", "-o", "json"}); }
  void ExpectNoLeftovers() {
    EXPECT_FALSE(fs::exists(Path("index.new")));
    EXPECT_FALSE(fs::exists(Path("index.old")));
  }
  // The store is as good as ever, for us and for a server.
  void ExpectWhole() {
    EXPECT_EQ(Admin({"verify", "-o", "json"}), 0) << out();
    EXPECT_EQ(Value("index"), "equal");
    RecordMore(900, 1);
  }
};

TEST_F(RebuildTest, EqualRows) {
  EXPECT_EQ(Rebuild(), 0) << out();
  EXPECT_EQ(Value("old_index"), "equal at entry " + Value("entries"));
  EXPECT_EQ(Value("index"), "made anew");
  ExpectNoLeftovers();
  ExpectWhole();
}

TEST_F(RebuildTest, RoundsOfAnySizeGiveTheSameRows) {
  const ProgrammeFolder folder{kProgramme, fs::path(Journal()).parent_path()};
  for (const std::int64_t round_entries : {1, 3, 7, 1000}) {
    Sheet sheet;
    EXPECT_THAT(admin::Rebuild(folder, {.round_entries = round_entries}, sheet), IsOk())
        << sheet.ToText();
  }
  ExpectWhole();
}

TEST_F(RebuildTest, WithoutOldIndex) {
  fs::remove_all(Index());
  EXPECT_EQ(Rebuild(), 0) << out();
  EXPECT_EQ(Value("old_index"), "nothing to compare with");
  ExpectNoLeftovers();
  ExpectWhole();
}

TEST_F(RebuildTest, OldIndexMayBeBehind) {
  Copy(Index(), Path("kept"));
  RecordMore(200, 5);
  Copy(Path("kept"), Index());
  EXPECT_EQ(Rebuild(), 0) << out();
  EXPECT_THAT(Value("old_index"), HasSubstr("equal at entry "));
  EXPECT_NE(Value("old_index"), "equal at entry " + Value("entries"));
  ExpectWhole();
}

TEST_F(RebuildTest, OldIndexDiffers) {
  const auto [key, row] = FirstRow(storage::kLoanKind);
  Loan loan = **storage::DecodeLoanRow(row);
  loan.extensions.clear();
  PutRow(key, storage::EncodeLoanRow(loan));

  EXPECT_EQ(Admin({"rebuild", "--compare-only", "-o", "json"}), 1);
  EXPECT_THAT(Value("result"), HasSubstr("index: loan qingcao HT-1 differs: after entry"));
  EXPECT_EQ(Value("index"), "as it was");
  EXPECT_EQ(RowOf(key), storage::EncodeLoanRow(loan));
  ExpectNoLeftovers();

  EXPECT_EQ(Rebuild(), 1);
  EXPECT_EQ(RowOf(key), row);
  EXPECT_TRUE(fs::exists(Path("index.old"))) << "kept, to find out why it differed";
  EXPECT_EQ(Rebuild(), 0);
  ExpectNoLeftovers();
  ExpectWhole();
}

TEST_F(RebuildTest, ContributionsOfOldIndexDiffer) {
  PutRow(FirstRow(storage::kColumnsKind).first, "");
  EXPECT_EQ(Rebuild(), 1);
  EXPECT_THAT(Value("result"), HasSubstr("contributions of entry "));
  ExpectWhole();
}

TEST_F(RebuildTest, OldIndexCannotBeOpened) {
  for (const fs::directory_entry& file : fs::directory_iterator(Index())) {
    if (file.path().filename().string().starts_with("MANIFEST")) fs::resize_file(file.path(), 10);
  }
  EXPECT_EQ(Rebuild(), 1);
  EXPECT_THAT(Value("result"), HasSubstr("the old index cannot be opened"));
  ExpectWhole();
}

TEST_F(RebuildTest, DamagedJournalLeavesEverythingAsItWas) {
  const auto row = FirstRow(storage::kLoanKind);
  Forge([](Entry& entry, Headline& after) {
    if (entry.number == 20) after.repaid_fen += 1;
  });
  EXPECT_EQ(Rebuild(), 1);
  EXPECT_THAT(Value("result"), HasSubstr("fold to other sums"));
  EXPECT_EQ(FirstRow(storage::kLoanKind), row);
  ExpectNoLeftovers();
}

TEST_F(RebuildTest, LeftoversOfAnInterruptedOne) {
  Copy(Index(), Path("index.new"));
  Copy(Index(), Path("index.old"));
  fs::remove_all(Index());
  EXPECT_EQ(Rebuild(), 0) << out();
  ExpectNoLeftovers();
  ExpectWhole();
}

}  // namespace
}  // namespace ippledge::admin
