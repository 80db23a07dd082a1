// tools/export/manifest.h: every file of an export with its bytes and its SHA-256.
//
// The text: "ippledge-export/1", then a line a file: 64 hex digits, a space, the bytes in decimal,
// a space, the path with "/" below the folder; in order of path as bytes, each once. The manifest
// itself is not in it. It is not signed: it finds a damaged copy, not a forger. Pure.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "proof/hash.h"

namespace ippledge::exported {

struct ManifestRow {
  std::string path;
  std::int64_t bytes = 0;
  proof::Hash sha256 = {};
};

// Sorts the rows.
std::string FormatManifest(std::vector<ManifestRow> rows);

// Format gives back equal bytes. FAILED_PRECONDITION: a newer format. DATA_LOSS, with the number of
// the line, for anything else that Format does not write, and for a path that leads elsewhere.
absl::StatusOr<std::vector<ManifestRow>> ParseManifest(absl::string_view text);

}  // namespace ippledge::exported
