// proof/tile.h: the hashes and entries of a log as files of 256 (C2SP tlog-tiles). Pure.
//
// Tile N of level 0 holds the hashes of leaves 256 N and on; hash i of tile N of level L + 1 is the
// root over tile 256 N + i of level L, which is full. The last tile of a level may be partial: it
// has fewer hashes and a path of its own. A bundle holds the entries of a tile of level 0, each
// after its length, 2 bytes big-endian.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "proof/hash.h"
#include "proof/merkle.h"

namespace ippledge::proof {

inline constexpr std::uint32_t kTileWidth = 256;
inline constexpr std::size_t kTileEntryBytesMax = 65'535;

struct TilePath {
  bool entries = false;  // a bundle; its level is 0
  int level = 0;         // 0 to 63
  std::uint64_t index = 0;
  std::uint32_t width = kTileWidth;  // 1 to 256; below it the tile is partial

  friend bool operator==(const TilePath&, const TilePath&) = default;
};

// "tile/0/x001/x234/067", "tile/1/000.p/17", "tile/entries/004".
std::string FormatTilePath(const TilePath& tile);
// Format gives back equal bytes. Errors: INVALID_ARGUMENT for any other form, an index above
// 2^55 - 1, a level above 63, a width of 0 or above 255.
absl::StatusOr<TilePath> ParseTilePath(absl::string_view path);

// The tile of that place in the tree of `size` leaves; a tile of width 0 is none.
TilePath TileAt(int level, std::uint64_t index, std::uint64_t size);

using TileVisitor = absl::FunctionRef<absl::Status(const TilePath&)>;
// Each tile of hashes that a tree of `size` leaves has and one of `old_size` has not: lowest level
// first, by index. The visitor's errors end it. Precondition (checked): old_size <= size.
absl::Status ForEachNewTile(std::uint64_t old_size, std::uint64_t size, TileVisitor visit);
// The same of bundles.
absl::Status ForEachNewBundle(std::uint64_t old_size, std::uint64_t size, TileVisitor visit);

std::string FormatHashTile(absl::Span<const Hash> hashes);
// Errors: DATA_LOSS unless `bytes` are the tile's width of hashes.
absl::StatusOr<std::vector<Hash>> ParseHashTile(const TilePath& tile, absl::string_view bytes);

// Bytes of a tile, from wherever tiles are kept.
using TileReader = absl::FunctionRef<absl::StatusOr<std::string>(const TilePath&)>;
// The bytes of a tile of level 0, from its leaves; of a level above, from the full tiles below.
// Errors: those of the reader, and of ParseHashTile() for what it read.
absl::StatusOr<std::string> MakeLeafTile(const TilePath& tile, LeafHashAt leaf_at);
absl::StatusOr<std::string> MakeUpperTile(const TilePath& tile, TileReader read);

// Precondition (checked): at most kTileEntryBytesMax bytes.
void AppendToBundle(absl::string_view entry, std::string& bundle);
// The entries, as views of `bytes`. Errors: DATA_LOSS unless they are just the bundle's width.
absl::StatusOr<std::vector<absl::string_view>> ParseBundle(const TilePath& bundle,
                                                           absl::string_view bytes);

}  // namespace ippledge::proof
