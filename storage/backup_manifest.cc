#include "storage/backup_manifest.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "ledger/status_macros.h"
#include "ledger/text.h"

namespace ippledge::storage {
namespace {

constexpr absl::string_view kTitle = "ippledge backup";
constexpr absl::string_view kSumName = "sum";

absl::Status Malformed(absl::string_view what) {
  return absl::DataLossError(absl::StrCat("the file ", kBackupManifestName, " is damaged: ", what));
}

std::optional<proof::Hash> HashOf(absl::string_view hex) {
  if (hex.size() != 2 * proof::kHashBytes) return std::nullopt;
  for (const char digit : hex) {
    if (!absl::ascii_isdigit(static_cast<unsigned char>(digit)) && (digit < 'a' || digit > 'f'))
      return std::nullopt;
  }
  const std::string bytes = absl::HexStringToBytes(hex);
  proof::Hash hash;
  std::copy(bytes.begin(), bytes.end(), hash.begin());
  return hash;
}

// Decimal, without sign and leading zeros.
std::optional<std::int64_t> NumberOf(absl::string_view text) {
  std::int64_t number = 0;
  if (!absl::SimpleAtoi(text, &number) || number < 0 || absl::StrCat(number) != text) {
    return std::nullopt;
  }
  return number;
}

bool StaysInside(absl::string_view path) {
  for (const char c : path) {
    if (!absl::ascii_isgraph(static_cast<unsigned char>(c))) return false;
  }
  for (const absl::string_view part : absl::StrSplit(path, '/')) {
    if (part.empty() || part == "." || part == "..") return false;
  }
  return true;
}

// Takes the lines one after the other; the first that is not as it should be is kept.
class Lines {
 public:
  explicit Lines(absl::string_view text) : rest_(text) {}

  absl::string_view Next() {
    const std::size_t end = std::min(rest_.find('\n'), rest_.size());
    const absl::string_view line = rest_.substr(0, end);
    rest_.remove_prefix(std::min(end + 1, rest_.size()));
    return line;
  }
  absl::string_view Value(absl::string_view name) {
    absl::string_view line = Next();
    if (absl::ConsumePrefix(&line, name) && absl::ConsumePrefix(&line, " ") && !line.empty()) {
      return line;
    }
    Refuse(absl::StrCat("it does not say ", name));
    return "";
  }
  std::int64_t Number(absl::string_view name) {
    const std::optional<std::int64_t> number = NumberOf(Value(name));
    if (!number) Refuse(absl::StrCat(name, " is no number"));
    return number.value_or(0);
  }
  void Refuse(absl::string_view what) {
    if (status_.ok()) status_ = Malformed(what);
  }
  const absl::Status& status() const { return status_; }
  bool at_end() const { return rest_.empty(); }

 private:
  absl::string_view rest_;
  absl::Status status_;
};

BackedUpFile FileOf(Lines& lines) {
  const std::vector<absl::string_view> parts =
      absl::StrSplit(lines.Next(), absl::MaxSplits(' ', 2));
  const auto hash = parts.size() == 3 ? HashOf(parts[0]) : std::nullopt;
  const auto bytes = parts.size() == 3 ? NumberOf(parts[1]) : std::nullopt;
  if (!hash || !bytes || !StaysInside(parts[2])) {
    lines.Refuse("a file's line is of another form");
    return {};
  }
  return {std::string(parts[2]), {.bytes = *bytes, .sha256 = *hash}};
}

absl::Status CheckSense(const BackupManifest& manifest) {
  if (!CheckSlug(manifest.programme).ok()) return Malformed("its programme is none");
  if (manifest.position < 1 || manifest.last_entry < manifest.position) {
    return Malformed("it ends before its checkpoint");
  }
  for (std::size_t i = 1; i < manifest.files.size(); ++i) {
    if (manifest.files[i - 1].path < manifest.files[i].path) continue;
    return Malformed("its files are not in order");
  }
  return absl::OkStatus();
}

}  // namespace

std::int64_t BackupManifest::bytes() const {
  std::int64_t all = 0;
  for (const BackedUpFile& file : files) all += file.sum.bytes;
  return all;
}

std::string FormatBackupManifest(const BackupManifest& manifest) {
  std::string text =
      absl::StrCat(kTitle, "\nformat ", kBackupVersion, "\nprogramme ", manifest.programme,
                   "\norigin ", manifest.origin, "\nmade_ms ", manifest.made_ms, "\nposition ",
                   manifest.position, "\nroot ", proof::HexOf(manifest.root), "\nlast_entry ",
                   manifest.last_entry, "\nfiles ", manifest.files.size(), "\n");
  for (const BackedUpFile& file : manifest.files) {
    absl::StrAppend(&text, proof::HexOf(file.sum.sha256), " ", file.sum.bytes, " ", file.path,
                    "\n");
  }
  absl::StrAppend(&text, kSumName, " ", proof::HexOf(proof::Sha256(text)), "\n");
  return text;
}

absl::StatusOr<BackupManifest> ParseBackupManifest(absl::string_view bytes) {
  // The last line is as long as any sum.
  const std::size_t sum_bytes = kSumName.size() + 2 + 2 * proof::kHashBytes;
  if (bytes.size() < sum_bytes) return Malformed("it is too short");
  const absl::string_view said = bytes.substr(0, bytes.size() - sum_bytes);
  Lines last(bytes.substr(said.size()));
  const std::optional<proof::Hash> sum = HashOf(last.Value(kSumName));
  if (!sum || !absl::EndsWith(bytes, "\n") || *sum != proof::Sha256(said)) {
    return Malformed("its sum is another");
  }

  Lines lines(said);
  if (lines.Next() != kTitle) return Malformed("it is of something else");
  if (const std::int64_t version = lines.Number("format"); version > kBackupVersion) {
    return absl::FailedPreconditionError(absl::StrCat(
        "the backup has format ", version, "; this program knows up to ", kBackupVersion));
  }
  BackupManifest manifest;
  manifest.programme = std::string(lines.Value("programme"));
  manifest.origin = std::string(lines.Value("origin"));
  manifest.made_ms = lines.Number("made_ms");
  manifest.position = lines.Number("position");
  const std::optional<proof::Hash> root = HashOf(lines.Value("root"));
  if (!root) lines.Refuse("root is no hash");
  manifest.root = root.value_or(proof::Hash{});
  manifest.last_entry = lines.Number("last_entry");
  const std::int64_t files = lines.Number("files");
  for (std::int64_t i = 0; i < files && lines.status().ok(); ++i) {
    manifest.files.push_back(FileOf(lines));
  }
  if (!lines.at_end()) lines.Refuse("it has more lines than files");
  IPPLEDGE_RETURN_IF_ERROR(lines.status());
  IPPLEDGE_RETURN_IF_ERROR(CheckSense(manifest));
  return manifest;
}

}  // namespace ippledge::storage
