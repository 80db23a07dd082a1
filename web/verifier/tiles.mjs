// Tiles (C2SP tlog-tiles): the hashes and entries of a tree as files of 256.
import { fail } from './bytes.mjs'

export const TILE_WIDTH = 256
const HASH_BYTES = 32

// "x001/x234/067" of 1,234,067.
function indexPath(index) {
  const groups = []
  for (let rest = index; groups.length === 0 || rest > 0; rest = Math.floor(rest / 1000)) {
    groups.unshift(`${groups.length > 0 ? 'x' : ''}${String(rest % 1000).padStart(3, '0')}`)
  }
  return groups.join('/')
}

const withWidth = (path, width) => (width < TILE_WIDTH ? `${path}.p/${width}` : path)

export const tilePath = (level, index, width) =>
  withWidth(`tile/${level}/${indexPath(index)}`, width)
export const bundlePath = (index, width) => withWidth(`tile/entries/${indexPath(index)}`, width)

// Places of the tiles of one level in a tree of `size` leaves: [{ index, width }].
export function* tilesOfLevel(level, size) {
  const hashes = Math.floor(size / TILE_WIDTH ** level)
  for (let index = 0; index * TILE_WIDTH < hashes; ++index) {
    yield { index, width: Math.min(TILE_WIDTH, hashes - index * TILE_WIDTH) }
  }
}

// Paths of all tiles of hashes and bundles of such a tree.
export function* allPaths(size) {
  for (const { index, width } of tilesOfLevel(0, size)) yield bundlePath(index, width)
  for (let level = 0; TILE_WIDTH ** level <= size; ++level) {
    for (const { index, width } of tilesOfLevel(level, size)) yield tilePath(level, index, width)
  }
}

// Hash `at` of the bytes of a tile.
export const hashAt = (tile, at) => tile.subarray(at * HASH_BYTES, (at + 1) * HASH_BYTES)

export function checkTileBytes(path, tile, width) {
  if (tile.length !== width * HASH_BYTES) fail(`${path}: it has ${tile.length} bytes`)
}

// The entries of a bundle, each after its length in 2 bytes, big-endian.
export function parseBundle(path, bytes, width) {
  const entries = []
  let at = 0
  while (at < bytes.length) {
    if (at + 2 > bytes.length) fail(`${path}: it ends within a length`)
    const size = bytes[at] * 256 + bytes[at + 1]
    at += 2
    if (at + size > bytes.length) fail(`${path}: it ends within an entry`)
    entries.push(bytes.subarray(at, at + size))
    at += size
  }
  if (entries.length !== width) fail(`${path}: it has ${entries.length} entries, not ${width}`)
  return entries
}
