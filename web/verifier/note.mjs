// Signed notes (C2SP signed-note): a text, a blank line, lines of signatures.
import { bytesOfBase64, equal, fail, textOf } from './bytes.mjs'
import { isKeyName, verifySignature } from './keys.mjs'

const NOTE_BYTES_MAX = 128 * 1024
const SIGNATURES_MAX = 64

// { text, signatures: [{ name, id, signature }] } of the bytes of a note; nothing is verified.
export function parseNote(bytes) {
  if (bytes.length > NOTE_BYTES_MAX) fail('the note is too long')
  const note = textOf(bytes, 'the note')
  if (/[\u0000-\u0009\u000b-\u001f\u007f]/.test(note)) fail('the note has control characters')
  const blank = note.lastIndexOf('\n\n')
  if (blank < 0) fail("no blank line follows the note's text")
  const text = note.slice(0, blank + 1)
  const rest = note.slice(blank + 2)
  if (text === '\n' || text === '') fail('the note has no text')
  if (rest === '' || !rest.endsWith('\n')) fail('the note has no signatures, or no end')
  const lines = rest.slice(0, -1).split('\n')
  if (lines.length > SIGNATURES_MAX) fail('the note has too many signatures')
  const signatures = lines.map((line, at) => {
    const parts = /^\u2014 ([^ ]+) ([^ ]+)$/u.exec(line)
    const signed = parts === null ? null : bytesOfBase64(parts[2])
    if (signed === null || !isKeyName(parts[1]) || signed.length < 5) {
      fail(`signature line ${at + 1} is malformed`)
    }
    return { name: parts[1], id: signed.slice(0, 4), signature: signed.slice(4) }
  })
  return { text, signatures }
}

// Lines of known keys, in the note's order: [{ key, time }]. Lines of other keys are passed over; a
// known key's line that does not hold refuses the note, and so does the lack of any.
export function verifyNote(note, keys) {
  const verified = []
  for (const { name, id, signature } of note.signatures) {
    const key = keys.find((known) => known.name === name && equal(known.idBytes, id))
    if (key === undefined) continue
    const held = verifySignature(key, note.text, signature)
    if (held === null) fail(`the signature of ${name} does not hold`)
    verified.push({ key, time: held.time })
  }
  if (verified.length === 0) fail('no key that is trusted has signed it')
  return verified
}
