#include "proof/tile.h"

#include <cstdlib>
#include <optional>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "proof/base64.h"
#include "proof/text.h"

namespace ippledge::proof {
namespace {

constexpr int kLevelMax = 63;
constexpr int kTileBits = 8;
constexpr std::uint64_t kIndexMax = (std::uint64_t{1} << 55) - 1;
constexpr std::uint64_t kGroup = 1'000;  // of an index, in a path

void MustHold(bool condition) {
  if (!condition) std::abort();
}

absl::Status NoPath(absl::string_view path) {
  // A path of anyone may be long.
  return absl::InvalidArgumentError(
      absl::StrCat("no path of a tile: ", path.substr(0, 64), path.size() > 64 ? "…" : ""));
}

std::string FormatIndex(std::uint64_t index) {
  std::string path = absl::StrCat(absl::Dec(index % kGroup, absl::kZeroPad3));
  for (index /= kGroup; index > 0; index /= kGroup) {
    path = absl::StrCat("x", absl::Dec(index % kGroup, absl::kZeroPad3), "/", path);
  }
  return path;
}

std::optional<std::uint64_t> ParseIndex(absl::string_view path) {
  std::uint64_t index = 0;
  for (bool more = true; more;) {
    more = absl::ConsumePrefix(&path, "x");
    if (path.size() < 3 || path.substr(0, 3).find_first_not_of("0123456789") != path.npos) {
      return std::nullopt;
    }
    if (index > kIndexMax / kGroup) return std::nullopt;
    for (std::size_t i = 0; i < 3; ++i)
      index = index * 10 + static_cast<std::uint64_t>(path[i] - '0');
    path.remove_prefix(3);
    if (more && !absl::ConsumePrefix(&path, "/")) return std::nullopt;
  }
  if (!path.empty() || index > kIndexMax) return std::nullopt;
  return index;
}

// How many hashes the level has in all.
std::uint64_t HashesAt(int level, std::uint64_t size) {
  const int bits = level * kTileBits;
  return bits >= 64 ? 0 : size >> bits;
}

absl::Status ForEachNew(TilePath tile, std::uint64_t old_hashes, std::uint64_t hashes,
                        TileVisitor visit) {
  if (old_hashes == hashes) return absl::OkStatus();
  tile.width = kTileWidth;
  for (tile.index = old_hashes / kTileWidth; tile.index < hashes / kTileWidth; ++tile.index) {
    if (absl::Status status = visit(tile); !status.ok()) return status;
  }
  tile.width = static_cast<std::uint32_t>(hashes % kTileWidth);
  return tile.width == 0 ? absl::OkStatus() : visit(tile);
}

}  // namespace

std::string FormatTilePath(const TilePath& tile) {
  std::string path = tile.entries ? "tile/entries/" : absl::StrCat("tile/", tile.level, "/");
  absl::StrAppend(&path, FormatIndex(tile.index));
  if (tile.width != kTileWidth) absl::StrAppend(&path, ".p/", tile.width);
  return path;
}

absl::StatusOr<TilePath> ParseTilePath(absl::string_view path) {
  absl::string_view rest = path;
  TilePath tile;
  if (!absl::ConsumePrefix(&rest, "tile/")) return NoPath(path);
  tile.entries = absl::ConsumePrefix(&rest, "entries/");
  if (!tile.entries) {
    const std::size_t slash = rest.find('/');
    if (slash == rest.npos) return NoPath(path);
    const std::optional<std::uint64_t> level = ParseDecimal(rest.substr(0, slash));
    if (!level || *level > kLevelMax) return NoPath(path);
    tile.level = static_cast<int>(*level);
    rest.remove_prefix(slash + 1);
  }
  if (const std::size_t partial = rest.find(".p/"); partial != rest.npos) {
    const std::optional<std::uint64_t> width = ParseDecimal(rest.substr(partial + 3));
    if (!width || *width == 0 || *width >= kTileWidth) return NoPath(path);
    tile.width = static_cast<std::uint32_t>(*width);
    rest = rest.substr(0, partial);
  }
  const std::optional<std::uint64_t> index = ParseIndex(rest);
  // Groups of zeros before the first would be another path of the same tile.
  if (!index || FormatIndex(*index) != rest) return NoPath(path);
  tile.index = *index;
  return tile;
}

TilePath TileAt(int level, std::uint64_t index, std::uint64_t size) {
  const std::uint64_t hashes = HashesAt(level, size);
  const std::uint64_t full = hashes / kTileWidth;
  TilePath tile = {.level = level, .index = index};
  if (index == full) tile.width = static_cast<std::uint32_t>(hashes % kTileWidth);
  if (index > full) tile.width = 0;
  return tile;
}

absl::Status ForEachNewTile(std::uint64_t old_size, std::uint64_t size, TileVisitor visit) {
  MustHold(old_size <= size);
  for (int level = 0; HashesAt(level, size) > 0; ++level) {
    absl::Status status =
        ForEachNew({.level = level}, HashesAt(level, old_size), HashesAt(level, size), visit);
    if (!status.ok()) return status;
  }
  return absl::OkStatus();
}

absl::Status ForEachNewBundle(std::uint64_t old_size, std::uint64_t size, TileVisitor visit) {
  MustHold(old_size <= size);
  return ForEachNew({.entries = true}, old_size, size, visit);
}

std::string FormatHashTile(absl::Span<const Hash> hashes) {
  std::string bytes;
  bytes.reserve(hashes.size() * kHashBytes);
  for (const Hash& hash : hashes) bytes.append(hash.begin(), hash.end());
  return bytes;
}

absl::StatusOr<std::vector<Hash>> ParseHashTile(const TilePath& tile, absl::string_view bytes) {
  if (bytes.size() != tile.width * kHashBytes) {
    return absl::DataLossError(absl::StrCat(FormatTilePath(tile), " has ", bytes.size(),
                                            " bytes, not ", tile.width * kHashBytes));
  }
  std::vector<Hash> hashes;
  hashes.reserve(tile.width);
  for (std::size_t at = 0; at < bytes.size(); at += kHashBytes) {
    hashes.push_back(HashOfBytes(bytes.substr(at, kHashBytes)));
  }
  return hashes;
}

absl::StatusOr<std::string> MakeLeafTile(const TilePath& tile, LeafHashAt leaf_at) {
  std::vector<Hash> hashes;
  for (std::uint32_t i = 0; i < tile.width; ++i) {
    absl::StatusOr<Hash> leaf = leaf_at(tile.index * kTileWidth + i);
    if (!leaf.ok()) return std::move(leaf).status();
    hashes.push_back(*leaf);
  }
  return FormatHashTile(hashes);
}

absl::StatusOr<std::string> MakeUpperTile(const TilePath& tile, TileReader read) {
  MustHold(tile.level > 0);
  std::vector<Hash> hashes;
  for (std::uint32_t i = 0; i < tile.width; ++i) {
    const TilePath below = {.level = tile.level - 1, .index = tile.index * kTileWidth + i};
    absl::StatusOr<std::string> bytes = read(below);
    if (!bytes.ok()) return std::move(bytes).status();
    absl::StatusOr<std::vector<Hash>> leaves = ParseHashTile(below, *bytes);
    if (!leaves.ok()) return std::move(leaves).status();
    hashes.push_back(RootOf(*leaves));
  }
  return FormatHashTile(hashes);
}

void AppendToBundle(absl::string_view entry, std::string& bundle) {
  MustHold(entry.size() <= kTileEntryBytesMax);
  bundle.push_back(static_cast<char>(entry.size() >> 8));
  bundle.push_back(static_cast<char>(entry.size() & 0xFF));
  bundle.append(entry.data(), entry.size());
}

absl::StatusOr<std::vector<absl::string_view>> ParseBundle(const TilePath& bundle,
                                                           absl::string_view bytes) {
  std::vector<absl::string_view> entries;
  while (entries.size() < bundle.width && bytes.size() >= 2) {
    const std::size_t size = static_cast<std::size_t>(static_cast<unsigned char>(bytes[0])) << 8 |
                             static_cast<unsigned char>(bytes[1]);
    bytes.remove_prefix(2);
    if (size > bytes.size()) break;
    entries.push_back(bytes.substr(0, size));
    bytes.remove_prefix(size);
  }
  if (entries.size() == bundle.width && bytes.empty()) return entries;
  return absl::DataLossError(absl::StrCat(FormatTilePath(bundle), " does not hold just ",
                                          bundle.width, " entries with their lengths"));
}

}  // namespace ippledge::proof
