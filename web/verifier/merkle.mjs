// The Merkle tree of RFC 9162, section 2.1, over SHA-256: it grows by leaves, and its proofs are
// verified. Leaves count from 0: entry n of a ledger is leaf n - 1.
import { equal, fail, nodeHash, sha256 } from './bytes.mjs'

// A tree that keeps the roots of its full subtrees only, one for each bit set in its size.
export class GrowingTree {
  size = 0
  #peaks = []

  // `onNode(height, hash)` gets every full subtree that the leaf completes, the leaf first.
  append(leaf, onNode = () => {}) {
    let hash = leaf
    let height = 0
    onNode(height, hash)
    for (let bits = this.size; bits % 2 === 1; bits = (bits - 1) / 2) {
      hash = nodeHash(this.#peaks.pop(), hash)
      height += 1
      onNode(height, hash)
    }
    this.#peaks.push(hash)
    this.size += 1
  }

  root() {
    if (this.size === 0) return sha256(new Uint8Array())
    return this.#peaks.reduceRight((right, left) => nodeHash(left, right))
  }
}

function expectHashes(hashes) {
  if (hashes.some((hash) => hash.length !== 32)) fail('a hash does not have 32 bytes')
}

const half = (number) => Math.floor(number / 2)

// Section 2.1.3.2: that `leaf` is leaf `index` of the tree of `size` leaves under `root`.
export function verifyInclusion(index, size, leaf, proof, root) {
  if (index >= size) fail(`leaf ${index} is not in a tree of ${size}`)
  expectHashes([leaf, root, ...proof])
  let at = index
  let last = size - 1
  let hash = leaf
  for (const sibling of proof) {
    if (last === 0) fail('the proof has too many hashes')
    if (at % 2 === 1 || at === last) {
      hash = nodeHash(sibling, hash)
      while (at % 2 === 0 && at !== 0) {
        at = half(at)
        last = half(last)
      }
    } else {
      hash = nodeHash(hash, sibling)
    }
    at = half(at)
    last = half(last)
  }
  if (last !== 0) fail('the proof has too few hashes')
  if (!equal(hash, root)) fail('the proof leads to another root')
}

const isPowerOfTwo = (number) => Number.isInteger(Math.log2(number)) &&
  2 ** Math.round(Math.log2(number)) === number

// Section 2.1.4.2: that the tree of `size` leaves begins with the one of `oldSize`.
export function verifyConsistency(oldSize, size, oldRoot, root, proof) {
  if (oldSize < 1 || oldSize > size) fail(`no tree of ${size} begins with one of ${oldSize}`)
  if (oldSize === size) {
    if (proof.length > 0) fail('the proof has too many hashes')
    if (!equal(oldRoot, root)) fail('two roots of one size: the ledger has signed two histories')
    return
  }
  expectHashes([oldRoot, root, ...proof])
  const path = isPowerOfTwo(oldSize) ? [oldRoot, ...proof] : proof
  if (path.length === 0) fail('the proof has too few hashes')
  let at = oldSize - 1
  let last = size - 1
  while (at % 2 === 1) {
    at = half(at)
    last = half(last)
  }
  let before = path[0]
  let after = path[0]
  for (const hash of path.slice(1)) {
    if (last === 0) fail('the proof has too many hashes')
    if (at % 2 === 1 || at === last) {
      before = nodeHash(hash, before)
      after = nodeHash(hash, after)
      while (at % 2 === 0 && at !== 0) {
        at = half(at)
        last = half(last)
      }
    } else {
      after = nodeHash(after, hash)
    }
    at = half(at)
    last = half(last)
  }
  if (last !== 0) fail('the proof has too few hashes')
  if (!equal(before, oldRoot)) fail('the proof does not lead to the old root')
  if (!equal(after, root)) fail('the proof does not lead to the new root')
}
