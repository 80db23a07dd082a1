// The tree and its proofs against the recursive definitions of RFC 9162; tiles against their paths.
import assert from 'node:assert/strict'
import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import {
  bytesOf, bytesOfBase64, hexOf, leafHash, nodeHash, sha256,
} from '../../web/verifier/bytes.mjs'
import { GrowingTree, verifyConsistency, verifyInclusion } from '../../web/verifier/merkle.mjs'
import { allPaths, bundlePath, parseBundle, tilePath } from '../../web/verifier/tiles.mjs'

const SIZES = 70
const leaves = Array.from({ length: SIZES }, (_, at) => leafHash(bytesOf(`entry ${at}`)))

const splitOf = (size) => {
  let split = 1
  while (split * 2 < size) split *= 2
  return split
}
const rootOf = (list) => {
  if (list.length === 0) return sha256(new Uint8Array())
  if (list.length === 1) return list[0]
  const k = splitOf(list.length)
  return nodeHash(rootOf(list.slice(0, k)), rootOf(list.slice(k)))
}
const pathOf = (index, list) => {
  if (list.length === 1) return []
  const k = splitOf(list.length)
  const [left, right] = [list.slice(0, k), list.slice(k)]
  return index < k ? [...pathOf(index, left), rootOf(right)]
    : [...pathOf(index - k, right), rootOf(left)]
}
const subproof = (m, list, complete) => {
  if (m === list.length) return complete ? [] : [rootOf(list)]
  const k = splitOf(list.length)
  const [left, right] = [list.slice(0, k), list.slice(k)]
  return m <= k ? [...subproof(m, left, complete), rootOf(right)]
    : [...subproof(m - k, right, false), rootOf(left)]
}
const changed = (hash) => {
  const other = hash.slice()
  other[5] ^= 1
  return other
}

test('a growing tree has the root of the definition at each size', () => {
  const tree = new GrowingTree()
  assert.equal(hexOf(tree.root()), hexOf(rootOf([])))
  leaves.forEach((leaf, at) => {
    tree.append(leaf)
    assert.equal(hexOf(tree.root()), hexOf(rootOf(leaves.slice(0, at + 1))))
  })
})

test('proofs of inclusion hold, and no other proof does', () => {
  for (let size = 1; size <= SIZES; ++size) {
    const root = rootOf(leaves.slice(0, size))
    for (let index = 0; index < size; ++index) {
      const proof = pathOf(index, leaves.slice(0, size))
      verifyInclusion(index, size, leaves[index], proof, root)
      assert.throws(() => verifyInclusion(index, size, changed(leaves[index]), proof, root))
      assert.throws(() => verifyInclusion(index, size, leaves[index], [...proof, root], root))
      assert.throws(() => verifyInclusion(index, size, leaves[index], proof, changed(root)))
      if (proof.length > 0) {
        assert.throws(() => verifyInclusion(index, size, leaves[index], proof.slice(1), root))
      }
      assert.throws(() => verifyInclusion(index + size, size, leaves[index], proof, root))
    }
  }
})

test('proofs of consistency hold, and no other proof does', () => {
  for (let size = 1; size <= SIZES; ++size) {
    const root = rootOf(leaves.slice(0, size))
    for (let old = 1; old <= size; ++old) {
      const oldRoot = rootOf(leaves.slice(0, old))
      const proof = subproof(old, leaves.slice(0, size), true)
      verifyConsistency(old, size, oldRoot, root, proof)
      assert.throws(() => verifyConsistency(old, size, changed(oldRoot), root, proof))
      assert.throws(() => verifyConsistency(old, size, oldRoot, changed(root), proof))
      assert.throws(() => verifyConsistency(old, size, oldRoot, root, [...proof, root]))
      if (proof.length > 0) {
        assert.throws(() => verifyConsistency(old, size, oldRoot, root, proof.slice(1)))
      }
    }
    assert.throws(() => verifyConsistency(0, size, root, root, []))
    assert.throws(() => verifyConsistency(size + 1, size, root, root, []))
  }
})

test('tiles have the paths of the specification', () => {
  assert.equal(tilePath(0, 1_234_067, 256), 'tile/0/x001/x234/067')
  assert.equal(tilePath(1, 0, 17), 'tile/1/000.p/17')
  assert.equal(bundlePath(4, 256), 'tile/entries/004')
  const paths = [...allPaths(70_000)]
  assert.equal(paths.filter((path) => path.startsWith('tile/0/')).length, 274)
  for (const path of ['tile/0/273.p/112', 'tile/1/000', 'tile/1/001.p/17', 'tile/2/000.p/1',
    'tile/entries/273.p/112']) {
    assert.ok(paths.includes(path), path)
  }
  assert.deepEqual([...allPaths(1)], ['tile/entries/000.p/1', 'tile/0/000.p/1'])
  assert.equal([...allPaths(256)].join(), 'tile/entries/000,tile/0/000,tile/1/000.p/1')
})

test('bundles are just their entries', () => {
  const bundle = Uint8Array.of(0, 2, 97, 98, 0, 0, 0, 1, 99)
  assert.deepEqual(parseBundle('b', bundle, 3).map((entry) => [...entry]), [[97, 98], [], [99]])
  for (const width of [2, 4]) assert.throws(() => parseBundle('b', bundle, width))
  for (const size of [1, 3, 5, 8]) assert.throws(() => parseBundle('b', bundle.slice(0, size), 3))
})

// Vectors of transparency-dev/merkle, where somebody has them.
const folder = process.env.IPPLEDGE_MERKLE_VECTORS
test('vectors of others', { skip: folder === undefined && 'no IPPLEDGE_MERKLE_VECTORS' }, () => {
  const files = readdirSync(folder, { recursive: true }).filter((name) => name.endsWith('.json'))
  assert.ok(files.length > 100)
  const hash = (text) => bytesOfBase64(text ?? '') ?? new Uint8Array()
  for (const name of files) {
    const vector = JSON.parse(readFileSync(join(folder, name), 'utf8'))
    const proof = (vector.proof ?? []).map(hash)
    const check = name.includes('consistency')
      ? () => verifyConsistency(vector.size1, vector.size2, hash(vector.root1), hash(vector.root2),
        proof)
      : () => verifyInclusion(vector.leafIdx, vector.treeSize, hash(vector.leafHash), proof,
        hash(vector.root))
    if (vector.wantErr) assert.throws(check, Error, name)
    else assert.doesNotThrow(check, name)
  }
})
