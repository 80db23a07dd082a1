// tools/admin/export_folder.h: a folder of files that appears under its name when it is whole.
//
// Files are written into a new folder beside it. One thread.
#pragma once

#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "tools/export/manifest.h"
#include "tools/export/tables.h"

namespace ippledge::admin {

class ExportFolder {
 public:
  // ALREADY_EXISTS: the folder is there and not empty, or is no folder. INTERNAL: the one beside it
  // cannot be made.
  static absl::StatusOr<ExportFolder> Begin(const std::string& folder);

  ExportFolder(ExportFolder&& other) noexcept;
  ExportFolder& operator=(ExportFolder&& other) = delete;
  // Removes what was written, unless it was published.
  ~ExportFolder();

  // Paths are those of the manifest. INTERNAL: cannot be written.
  absl::Status Write(const std::string& path, absl::string_view bytes);
  // A file of pieces that `produce` hands to the sink it gets; its errors end the file.
  using Producer = absl::FunctionRef<absl::Status(exported::LineSink sink)>;
  absl::Status WritePieces(const std::string& path, Producer produce);

  // Writes the manifest, syncs everything and gives the folder its name.
  absl::Status Publish();
  std::int64_t files() const { return static_cast<std::int64_t>(rows_.size()); }
  std::int64_t bytes() const { return bytes_; }

 private:
  ExportFolder(std::filesystem::path target, std::filesystem::path folder)
      : target_(std::move(target)), folder_(std::move(folder)) {}

  std::filesystem::path target_;
  std::filesystem::path folder_;  // empty once published or moved from
  std::filesystem::path made_;    // the last folder that was made
  std::vector<exported::ManifestRow> rows_;
  std::int64_t bytes_ = 0;
};

}  // namespace ippledge::admin
