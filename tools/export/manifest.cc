#include "tools/export/manifest.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "proof/base64.h"
#include "proof/text.h"

namespace ippledge::exported {
namespace {

constexpr char kFirstLine[] = "ippledge-export/1";
constexpr char kAnyFirstLine[] = "ippledge-export/";

// Letters, digits and "._-" between single slashes; no part begins with a dot.
bool IsPath(absl::string_view path) {
  for (const absl::string_view part : absl::StrSplit(path, '/')) {
    if (part.empty() || part.front() == '.') return false;
    const bool good = std::all_of(part.begin(), part.end(), [](char c) {
      return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
             c == '.' || c == '_' || c == '-';
    });
    if (!good) return false;
  }
  return true;
}

std::optional<ManifestRow> RowOf(absl::string_view line) {
  const std::vector<absl::string_view> words = absl::StrSplit(line, ' ');
  if (words.size() != 3) return std::nullopt;
  const std::optional<proof::Hash> hash = proof::HashOfHex(words[0]);
  const std::optional<std::uint64_t> bytes = proof::ParseDecimal(words[1]);
  if (!hash || !bytes || !IsPath(words[2])) return std::nullopt;
  return ManifestRow{
      .path = std::string(words[2]), .bytes = static_cast<std::int64_t>(*bytes), .sha256 = *hash};
}

}  // namespace

std::string FormatManifest(std::vector<ManifestRow> rows) {
  std::sort(rows.begin(), rows.end(),
            [](const ManifestRow& a, const ManifestRow& b) { return a.path < b.path; });
  std::string text = absl::StrCat(kFirstLine, "\n");
  for (const ManifestRow& row : rows) {
    absl::StrAppend(&text, proof::HexOf(row.sha256), " ", row.bytes, " ", row.path, "\n");
  }
  return text;
}

absl::StatusOr<std::vector<ManifestRow>> ParseManifest(absl::string_view text) {
  std::optional<absl::string_view> line = proof::TakeLine(text);
  if (!line || *line != kFirstLine) {
    if (line && absl::StartsWith(*line, kAnyFirstLine)) {
      return absl::FailedPreconditionError("another version of exports, or damage: line 1");
    }
    return absl::DataLossError("line 1 is not that of an export");
  }
  std::vector<ManifestRow> rows;
  for (int number = 2; !text.empty(); ++number) {
    line = proof::TakeLine(text);
    std::optional<ManifestRow> row = line ? RowOf(*line) : std::optional<ManifestRow>();
    if (!row) return absl::DataLossError(absl::StrCat("line ", number, " names no file"));
    if (!rows.empty() && row->path <= rows.back().path) {
      return absl::DataLossError(absl::StrCat("line ", number, " is out of order"));
    }
    rows.push_back(*std::move(row));
  }
  return rows;
}

}  // namespace ippledge::exported
