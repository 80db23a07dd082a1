// Receipts (C2SP tlog-proof): an entry, its place in the tree, and the signed checkpoint of it.
// Ours carry the entry's stored bytes in the extra line, whose leaf hash is what is proved.
import {
  bytesOf, bytesOfBase64, decimal, fail, hashOfBase64, leafHash, textOf,
} from './bytes.mjs'
import { openCheckpoint } from './checkpoint.mjs'
import { verifyInclusion } from './merkle.mjs'
import { expectQuorum } from './policy.mjs'

const RECEIPT_BYTES_MAX = 256 * 1024
const HASHES_MAX = 63
const FIRST_LINE = 'c2sp.org/tlog-proof@v1'

// { entry: bytes or null, index, proof, note: bytes }; nothing is verified.
export function parseReceipt(bytes) {
  if (bytes.length > RECEIPT_BYTES_MAX) fail('the receipt is too long')
  const text = textOf(bytes, 'the receipt')
  const blank = text.indexOf('\n\n')
  if (blank < 0) fail('no blank line follows the proof')
  const lines = text.slice(0, blank).split('\n')
  if (lines.shift() !== FIRST_LINE) fail(`the first line is not ${FIRST_LINE}`)
  let entry = null
  if (lines[0]?.startsWith('extra ')) {
    entry = bytesOfBase64(lines.shift().slice('extra '.length))
    if (entry === null || entry.length === 0) fail('the extra line is not base64')
  }
  const index = lines[0]?.startsWith('index ') ? decimal(lines[0].slice('index '.length)) : null
  if (index === null) fail('there is no index line')
  if (lines.length - 1 > HASHES_MAX) fail('the proof has too many hashes')
  const proof = lines.slice(1).map((line) => hashOfBase64(line) ?? fail('a hash is malformed'))
  return { entry, index, proof, note: bytesOf(text.slice(blank + 2)) }
}

// What a receipt shows: { entry, number, checkpoint, verified }. `leaf` is the entry's hash where
// the receipt does not carry the entry; `policy`, if there is one, must hold.
export function verifyReceipt(bytes, keys, { leaf = null, policy = null } = {}) {
  const receipt = parseReceipt(bytes)
  if (receipt.entry === null && leaf === null) fail('the receipt does not carry the entry')
  const opened = openCheckpoint(receipt.note, keys)
  const proved = receipt.entry === null ? leaf : leafHash(receipt.entry)
  verifyInclusion(receipt.index, opened.checkpoint.size, proved, receipt.proof,
    opened.checkpoint.root)
  expectQuorum(policy, opened.verified)
  return {
    entry: receipt.entry,
    number: receipt.index + 1,
    checkpoint: opened.checkpoint,
    verified: opened.verified,
  }
}
