// tools/admin/export_tiles.h: entries, one after the other, as the tiles of their tree
// (proof/tile.h).
//
// Holds the open tile of each level and the open bundle, 16 MiB at most. One thread.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "proof/hash.h"
#include "proof/merkle.h"
#include "tools/admin/export_folder.h"

namespace ippledge::admin {

class ExportTiles {
 public:
  // Borrows `folder`, which must outlive it.
  explicit ExportTiles(ExportFolder* folder) : folder_(*folder) {}

  // The next entry. Errors of the folder.
  absl::Status Append(absl::string_view entry);
  // No more entries: the tiles that are not full.
  absl::Status Finish();

  std::uint64_t size() const { return frontier_.size(); }
  proof::Hash Root() const { return frontier_.Root(); }

 private:
  absl::Status Add(std::size_t level, const proof::Hash& hash);
  absl::Status WriteTile(std::size_t level);
  absl::Status WriteBundle();

  struct Level {
    std::uint64_t index = 0;  // of the open tile
    std::vector<proof::Hash> hashes;
  };
  ExportFolder& folder_;
  proof::Frontier frontier_;
  std::vector<Level> levels_;
  std::string bundle_;
};

}  // namespace ippledge::admin
