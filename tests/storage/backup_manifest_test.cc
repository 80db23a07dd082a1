#include "storage/backup_manifest.h"

#include <gmock/gmock.h>

#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "tests/testing/status_matchers.h"

namespace ippledge::storage {
namespace {

using absl::StatusCode;
using testing::HasSubstr;

BackupManifest Sample() {
  return {.programme = "nm",
          .origin = "ledger.test/nm",
          .made_ms = 1'751'342'400'123,
          .position = 41,
          .root = proof::Sha256("root"),
          .last_entry = 43,
          .files = {{"FORMAT", {.bytes = 2, .sha256 = proof::Sha256("1\n")}},
                    {"programmes/nm/journal/000004.log",
                     {.bytes = 70'000, .sha256 = proof::Sha256("log")}}}};
}

// With a sum that fits, so that what is wrong must be found.
std::string Summed(std::string text) {
  text.resize(text.rfind("sum "));
  return absl::StrCat(text, "sum ", proof::HexOf(proof::Sha256(text)), "\n");
}
std::string Changed(const std::string& from, const std::string& to) {
  const std::string text = FormatBackupManifest(Sample());
  EXPECT_THAT(text, HasSubstr(from));
  return Summed(absl::StrReplaceAll(text, {{from, to}}));
}

TEST(BackupManifest, Examples) {
  const std::string text = FormatBackupManifest(Sample());
  EXPECT_THAT(text, testing::StartsWith(absl::StrCat(
                        "ippledge backup\nformat 1\nprogramme nm\norigin ledger.test/nm\n"
                        "made_ms 1751342400123\nposition 41\nroot ",
                        proof::HexOf(proof::Sha256("root")), "\nlast_entry 43\nfiles 2\n")));
  EXPECT_THAT(ParseBackupManifest(text), IsOkAndHolds(Sample()));
  EXPECT_EQ(Sample().bytes(), 70'002);
}

TEST(BackupManifest, AnyFlippedByteIsTold) {
  const std::string text = FormatBackupManifest(Sample());
  for (std::size_t at = 0; at < text.size(); ++at) {
    std::string bad = text;
    bad[at] = static_cast<char>(bad[at] ^ 1);
    EXPECT_THAT(ParseBackupManifest(bad), StatusIs(StatusCode::kDataLoss)) << at;
  }
  for (std::size_t size = 0; size < text.size(); ++size) {
    EXPECT_THAT(ParseBackupManifest(text.substr(0, size)), StatusIs(StatusCode::kDataLoss)) << size;
  }
}

TEST(BackupManifest, ANewerFormatIsRefused) {
  const auto parsed = ParseBackupManifest(Changed("format 1", "format 2"));
  EXPECT_THAT(parsed, StatusIs(StatusCode::kFailedPrecondition));
  EXPECT_THAT(std::string(parsed.status().message()), HasSubstr("format 2"));
}

TEST(BackupManifest, LinesOfAnotherFormAreRefused) {
  for (const auto& [from, to] : std::vector<std::pair<std::string, std::string>>{
           {"ippledge backup", "something else"},
           {"programme nm", "programme .."},
           {"programme nm", "program nm"},
           {"position 41", "position 0"},
           {"position 41", "position 44"},
           {"position 41", "position 041"},
           {"position 41", "position -1"},
           {"files 2", "files 1"},
           {"files 2", "files 3"},
           {" 2 FORMAT", " x FORMAT"},
           {" 2 FORMAT", " 2 "},
           {" 2 FORMAT", " 2 /FORMAT"},
           {" 2 FORMAT", " 2 ../FORMAT"},
           {" 2 FORMAT", " 2 a/../../FORMAT"},
           {" 2 FORMAT", " 2 a//FORMAT"},
           {" 2 FORMAT", " 2 FOR MAT"},
           // Out of order, so perhaps twice.
           {" 2 FORMAT", " 2 programmes/nm/journal/000004.log"},
           {" 2 FORMAT", " 2 z"}}) {
    EXPECT_THAT(ParseBackupManifest(Changed(from, to)), StatusIs(StatusCode::kDataLoss)) << to;
  }
}

}  // namespace
}  // namespace ippledge::storage
