// Checkpoints (C2SP tlog-checkpoint): origin, size and root of a tree as the text of a signed note.
import { decimal, equal, fail, hashOfBase64, linesOf } from './bytes.mjs'
import { verifyConsistency } from './merkle.mjs'
import { parseNote, verifyNote } from './note.mjs'

// Ours have no further lines, and none is accepted: nobody could audit what they say.
export function parseCheckpoint(text) {
  const lines = linesOf(text, 'the checkpoint')
  if (lines.length < 3 || lines[0] === '') fail('the checkpoint has no origin, size and root')
  const size = decimal(lines[1])
  const root = hashOfBase64(lines[2])
  if (size === null) fail('the size of the checkpoint is malformed')
  if (root === null) fail('the root of the checkpoint is malformed')
  if (lines.length > 3) fail('the checkpoint has lines that nobody knows')
  return { origin: lines[0], size, root }
}

// { note, checkpoint, verified } of the bytes of a note that a key of its log has signed.
export function openCheckpoint(bytes, keys) {
  const note = parseNote(bytes)
  const verified = verifyNote(note, keys)
  const checkpoint = parseCheckpoint(note.text)
  const byLog = verified.some(({ key }) =>
    key.type !== 'cosignature' && key.name === checkpoint.origin)
  if (!byLog) fail('no key of the log that it names has signed it')
  return { note, checkpoint, verified }
}

// That `later` continues `earlier`; `proof` has the hashes.
export function checkConsistency(earlier, later, proof) {
  if (earlier.origin !== later.origin) fail(`two ledgers: ${earlier.origin} and ${later.origin}`)
  verifyConsistency(earlier.size, later.size, earlier.root, later.root, proof)
}

const proofOf = (lines) =>
  lines.map((line) => hashOfBase64(line) ?? fail('the proof: a hash is malformed'))

// The hashes of a proof, one a line in base64.
export const parseProof = (text) => proofOf(linesOf(text, 'the proof'))

// What a log shows of the beginning of a tree: "root " and the root of so many first leaves in
// base64, then the proof that leads from it to the tree's, a hash a line.
export function parseBeginning(text) {
  const lines = linesOf(text, 'the proof')
  const root = lines[0]?.startsWith('root ') ? hashOfBase64(lines[0].slice('root '.length)) : null
  if (root === null) fail('the proof: it does not begin with a root')
  return { root, proof: proofOf(lines.slice(1)) }
}

// That two checkpoints, each signed, cannot be of one history: of one size with other roots; or the
// larger tree begins, as `beginning` shows, with another tree than the smaller one.
export function checkFork(a, b, beginning = null) {
  if (a.origin !== b.origin) fail(`two ledgers: ${a.origin} and ${b.origin}`)
  const [small, large] = a.size <= b.size ? [a, b] : [b, a]
  const other = small.size === large.size ? large.root : beginning?.root
  if (other === undefined) fail('no fork is proved: the sizes differ, and no proof is given')
  if (small.size !== large.size) {
    verifyConsistency(small.size, large.size, other, large.root, beginning.proof)
  }
  if (equal(small.root, other)) fail('no fork is proved: both are of one history')
  return { size: small.size, roots: [small.root, other] }
}
