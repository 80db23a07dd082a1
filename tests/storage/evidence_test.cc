#include "storage/evidence.h"

#include <gmock/gmock.h>

#include <filesystem>
#include <fstream>
#include <iterator>

#include "tests/testing/log_bytes.h"
#include "tests/testing/status_matchers.h"
#include "tests/testing/temp_folder.h"

namespace ippledge::storage {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::Eq;
using testing::IsEmpty;
using testing::Optional;

class EvidenceTest : public testing::Test {
 protected:
  absl::StatusOr<std::unique_ptr<Evidence>> TryOpen(const Evidence::Options& options = {}) const {
    return Evidence::Open(path(), options);
  }
  std::unique_ptr<Evidence> Open() const {
    auto evidence = TryOpen();
    EXPECT_THAT(evidence, IsOk());
    return *std::move(evidence);
  }
  std::string path() const { return folder_ / "evidence/checkpoints"; }
  static StoredCheckpoint Numbered(std::int64_t size) {
    return {.size = size, .note = absl::StrCat("note of ", size)};
  }
  // The newest file with that ending that is not empty.
  fs::path Newest(const char* ending) const {
    fs::path newest;
    for (const fs::directory_entry& entry : fs::directory_iterator(path())) {
      const bool counts = entry.path().extension() == ending && entry.file_size() > 0;
      if (counts && entry.path().filename() > newest.filename()) newest = entry.path();
    }
    return newest;
  }

  TempFolder folder_;
};

TEST_F(EvidenceTest, Examples) {
  const auto evidence = Open();
  EXPECT_THAT(evidence->Newest(), IsOkAndHolds(Eq(std::nullopt)));
  ASSERT_THAT(evidence->Put(Numbered(4)), IsOk());
  ASSERT_THAT(evidence->Put(Numbered(300)), IsOk());
  ASSERT_THAT(evidence->Put(Numbered(70'000)), IsOk());
  EXPECT_THAT(evidence->Newest(), IsOkAndHolds(Optional(Numbered(70'000))));
  EXPECT_THAT(evidence->AtLeast(4), IsOkAndHolds(Optional(Numbered(4))));
  EXPECT_THAT(evidence->AtLeast(5), IsOkAndHolds(Optional(Numbered(300))));
  EXPECT_THAT(evidence->AtLeast(70'001), IsOkAndHolds(Eq(std::nullopt)));
  EXPECT_THAT(evidence->List(0, 2), IsOkAndHolds(ElementsAre(Numbered(4), Numbered(300))));
  EXPECT_THAT(evidence->List(5, 9), IsOkAndHolds(ElementsAre(Numbered(300), Numbered(70'000))));
  EXPECT_THAT(evidence->List(5, 0), IsOkAndHolds(IsEmpty()));
}

TEST_F(EvidenceTest, IsThereAfterAStart) {
  {
    const auto evidence = Open();
    EXPECT_THAT(evidence->Origin(), IsOkAndHolds(""));
    EXPECT_THAT(evidence->KeyTexts(), IsOkAndHolds(IsEmpty()));
    ASSERT_THAT(evidence->PinOrigin("ledger.test/nm"), IsOk());
    ASSERT_THAT(evidence->AddKeyText("key 1"), IsOk());
    ASSERT_THAT(evidence->AddKeyText("key 2"), IsOk());
    ASSERT_THAT(evidence->Put(Numbered(4)), IsOk());
    // A note takes the place of the one of its size.
    ASSERT_THAT(evidence->Put({.size = 4, .note = "cosigned"}), IsOk());
  }
  const auto evidence = Open();
  EXPECT_THAT(evidence->Origin(), IsOkAndHolds("ledger.test/nm"));
  EXPECT_THAT(evidence->KeyTexts(), IsOkAndHolds(ElementsAre("key 1", "key 2")));
  EXPECT_THAT(evidence->Newest(),
              IsOkAndHolds(Optional(StoredCheckpoint{.size = 4, .note = "cosigned"})));
}

TEST_F(EvidenceTest, OneProcessAtATimeWrites) {
  const auto evidence = Open();
  EXPECT_THAT(TryOpen(), StatusIs(absl::StatusCode::kUnavailable));
}

TEST_F(EvidenceTest, ReadOnlyMakesAndChangesNothing) {
  EXPECT_FALSE(TryOpen({.create = false, .read_only = true}).ok());
  EXPECT_FALSE(fs::exists(path()));
  ASSERT_THAT(Open()->Put(Numbered(4)), IsOk());
  const auto evidence = TryOpen({.read_only = true});
  ASSERT_THAT(evidence, IsOk());
  EXPECT_THAT((*evidence)->Newest(), IsOkAndHolds(Optional(Numbered(4))));
  EXPECT_FALSE((*evidence)->Put(Numbered(5)).ok());
}

// A power cut leaves an end of the log before its end; all else is damage.
TEST_F(EvidenceTest, TornEndIsPassedOverAndDamageIsNot) {
  {
    const auto evidence = Open();
    for (const std::int64_t size : {4, 5, 6}) ASSERT_THAT(evidence->Put(Numbered(size)), IsOk());
  }
  const fs::path log = Newest(".log");
  ASSERT_FALSE(log.empty());
  const std::string bytes = LogBytes(log);
  const auto write = [&](absl::string_view content) {
    std::ofstream out(log, std::ios::binary | std::ios::trunc);
    out.write(content.data(), static_cast<std::streamsize>(content.size()));
  };
  for (std::size_t at = 0; at < bytes.size(); at += 7) {
    std::string damaged = bytes;
    damaged[at] = static_cast<char>(damaged[at] ^ 0x10);
    write(damaged);
    EXPECT_FALSE(TryOpen().ok()) << at;
  }
  write(absl::string_view(bytes).substr(0, bytes.size() - 3));
  EXPECT_THAT(Open()->Newest(), IsOkAndHolds(Optional(Numbered(5))));
}

}  // namespace
}  // namespace ippledge::storage
