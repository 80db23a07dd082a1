// tools/verify/export_files.h: the files of an export folder that nobody trusts.
//
// Opening it reads every file once and compares it with the manifest. One thread.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "tools/export/tables.h"

namespace ippledge::verify {

class ExportFiles {
 public:
  // NOT_FOUND: there is no such folder. DATA_LOSS, naming the file: no manifest, a malformed one, a
  // file that is missing, has other bytes, is in no manifest, or is none (a link, a device).
  static absl::StatusOr<ExportFiles> Open(const std::string& folder);

  // All of a file. DATA_LOSS: it is not in the manifest, or has more than any file of its kind.
  absl::StatusOr<std::string> Read(const std::string& path) const;
  bool Has(const std::string& path) const { return rows_.contains(path); }
  // DATA_LOSS, with the number of the first line that differs, unless the file is just what
  // `produce` hands to its sink.
  absl::Status ExpectLines(
      const std::string& path,
      const std::function<absl::Status(exported::LineSink sink)>& produce) const;
  absl::Status ExpectText(const std::string& path, absl::string_view text) const;

  // Paths below a folder ("checkpoints/"), in order.
  std::vector<std::string> Below(absl::string_view folder) const;
  std::vector<std::string> All() const { return Below(""); }
  std::int64_t count() const { return static_cast<std::int64_t>(rows_.size()); }

 private:
  explicit ExportFiles(std::filesystem::path folder) : folder_(std::move(folder)) {}

  std::filesystem::path folder_;
  std::map<std::string, std::int64_t> rows_;  // bytes by path
};

}  // namespace ippledge::verify
