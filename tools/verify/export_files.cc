#include "tools/verify/export_files.h"

#include <fstream>
#include <iterator>
#include <system_error>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "ledger/status_macros.h"
#include "proof/running_hash.h"
#include "tools/export/layout.h"
#include "tools/export/manifest.h"

namespace ippledge::verify {
namespace {

namespace fs = std::filesystem;

// More than the largest bundle: 256 entries of 65,535 bytes, each after its length.
constexpr std::int64_t kReadBytesMax = 32 << 20;
// Of 4 GiB of entries and their tiles.
constexpr std::int64_t kManifestBytesMax = 1 << 30;

absl::Status Wrong(absl::string_view path, absl::string_view what) {
  return absl::DataLossError(absl::StrCat(path, ": ", what));
}

absl::StatusOr<std::string> ReadWhole(const fs::path& folder, const std::string& path,
                                      std::int64_t bytes_max) {
  std::error_code error;
  const auto bytes = static_cast<std::int64_t>(fs::file_size(folder / path, error));
  if (error) return Wrong(path, "it cannot be read");
  if (bytes > bytes_max) return Wrong(path, "it is larger than such a file can be");
  std::ifstream file(folder / path, std::ios::binary);
  std::string text(static_cast<std::size_t>(bytes), '\0');
  file.read(text.data(), bytes);
  if (file.gcount() != bytes) return Wrong(path, "it cannot be read");
  return text;
}

absl::Status CheckFile(const fs::path& folder, const exported::ManifestRow& row) {
  std::error_code error;
  const fs::file_status status = fs::symlink_status(folder / row.path, error);
  if (!fs::exists(status)) return Wrong(row.path, "it is missing");
  if (!fs::is_regular_file(status)) return Wrong(row.path, "it is no file");
  std::ifstream file(folder / row.path, std::ios::binary);
  proof::RunningHash hash;
  std::int64_t bytes = 0;
  char buffer[64 * 1024];
  while (file.read(buffer, sizeof(buffer)) || file.gcount() > 0) {
    hash.Add({buffer, static_cast<std::size_t>(file.gcount())});
    bytes += file.gcount();
  }
  if (bytes != row.bytes) {
    return Wrong(row.path,
                 absl::StrCat("it has ", bytes, " bytes, not the ", row.bytes, " of the manifest"));
  }
  if (std::move(hash).Finish() != row.sha256)
    return Wrong(row.path, "it is not that of the manifest");
  return absl::OkStatus();
}

// No file is there that the manifest does not have.
absl::Status CheckNoMore(const fs::path& folder, const std::map<std::string, std::int64_t>& rows) {
  std::error_code error;
  for (fs::recursive_directory_iterator at(folder, error), end; !error && at != end;
       at.increment(error)) {
    if (at->symlink_status(error).type() == fs::file_type::directory) continue;
    const std::string path = at->path().lexically_relative(folder).generic_string();
    if (path != exported::kManifestFile && !rows.contains(path)) {
      return Wrong(path, "it is not in the manifest");
    }
  }
  return error ? Wrong(folder.string(), "it cannot be read") : absl::OkStatus();
}

}  // namespace

absl::StatusOr<ExportFiles> ExportFiles::Open(const std::string& folder) {
  std::error_code error;
  if (!fs::is_directory(folder, error)) {
    return absl::NotFoundError(absl::StrCat(folder, " is no folder"));
  }
  ExportFiles files(folder);
  IPPLEDGE_ASSIGN_OR_RETURN(const std::string text,
                            ReadWhole(folder, exported::kManifestFile, kManifestBytesMax));
  const auto rows = exported::ParseManifest(text);
  if (!rows.ok()) return Wrong(exported::kManifestFile, rows.status().message());
  for (const exported::ManifestRow& row : *rows) {
    IPPLEDGE_RETURN_IF_ERROR(CheckFile(folder, row));
    files.rows_.emplace(row.path, row.bytes);
  }
  IPPLEDGE_RETURN_IF_ERROR(CheckNoMore(folder, files.rows_));
  return files;
}

absl::StatusOr<std::string> ExportFiles::Read(const std::string& path) const {
  if (!Has(path)) return Wrong(path, "it is missing");
  return ReadWhole(folder_, path, kReadBytesMax);
}

absl::Status ExportFiles::ExpectLines(
    const std::string& path,
    const std::function<absl::Status(exported::LineSink sink)>& produce) const {
  if (!Has(path)) return Wrong(path, "it is missing");
  std::ifstream file(folder_ / path, std::ios::binary);
  std::string found;
  std::int64_t number = 0;
  IPPLEDGE_RETURN_IF_ERROR(produce([&](absl::string_view line) -> absl::Status {
    ++number;
    found.resize(line.size());
    file.read(found.data(), static_cast<std::streamsize>(found.size()));
    found.resize(static_cast<std::size_t>(file.gcount()));
    if (found == line) return absl::OkStatus();
    return Wrong(path, absl::StrCat("line ", number, " is not what the entries give: \"",
                                    found.substr(0, 200), "\", not \"", line.substr(0, 200), "\""));
  }));
  if (file.peek() == std::ifstream::traits_type::eof()) return absl::OkStatus();
  return Wrong(path, absl::StrCat("it has more than the ", number, " lines that the entries give"));
}

absl::Status ExportFiles::ExpectText(const std::string& path, absl::string_view text) const {
  return ExpectLines(path, [&](exported::LineSink sink) -> absl::Status {
    while (!text.empty()) {
      const std::size_t end = text.find('\n');
      const std::size_t size = end == absl::string_view::npos ? text.size() : end + 1;
      IPPLEDGE_RETURN_IF_ERROR(sink(text.substr(0, size)));
      text.remove_prefix(size);
    }
    return absl::OkStatus();
  });
}

std::vector<std::string> ExportFiles::Below(absl::string_view folder) const {
  std::vector<std::string> paths;
  for (auto row = rows_.lower_bound(std::string(folder));
       row != rows_.end() && absl::StartsWith(row->first, folder); ++row) {
    paths.push_back(row->first);
  }
  return paths;
}

}  // namespace ippledge::verify
