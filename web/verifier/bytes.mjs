// Bytes and texts: base64 and hexadecimal in their one canonical form, numbers, the two hashes of a
// Merkle tree (RFC 9162, section 2.1.1). Nothing here needs Node or a browser.
import { sha256 } from '@noble/hashes/sha256'

// What a file says does not hold. Everything else that is thrown is a fault of the program.
export class DoesNotHold extends Error {}

export const fail = (what) => { throw new DoesNotHold(what) }

// What `check` gives; where it does not hold, `what` is named before the reason.
export function within(what, check) {
  try {
    return check()
  } catch (error) {
    if (error instanceof DoesNotHold) fail(`${what}: ${error.message}`)
    throw error
  }
}

export { sha256 }

const encoder = new TextEncoder()
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

export const bytesOf = (text) => encoder.encode(text)

export function textOf(bytes, what) {
  try {
    return decoder.decode(bytes)
  } catch {
    return fail(`${what}: it is not UTF-8`)
  }
}

export function concat(...parts) {
  const all = new Uint8Array(parts.reduce((size, part) => size + part.length, 0))
  let at = 0
  for (const part of parts) {
    all.set(part, at)
    at += part.length
  }
  return all
}

export function equal(a, b) {
  if (a.length !== b.length) return false
  for (let i = 0; i < a.length; ++i) {
    if (a[i] !== b[i]) return false
  }
  return true
}

const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'))
export const hexOf = (bytes) => Array.from(bytes, (byte) => HEX[byte]).join('')

export function bytesOfHex(text) {
  if (!/^(?:[0-9a-f]{2})*$/.test(text)) return null
  return Uint8Array.from(text.match(/../g) ?? [], (byte) => parseInt(byte, 16))
}

export const base64Of = (bytes) =>
  btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''))

// Null unless `text` is what base64Of() makes of some bytes: so unequal texts are unequal bytes.
export function bytesOfBase64(text) {
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(text) || text.length % 4 !== 0) return null
  let bytes
  try {
    bytes = Uint8Array.from(atob(text), (character) => character.charCodeAt(0))
  } catch {
    return null
  }
  return base64Of(bytes) === text ? bytes : null
}

export function hashOfBase64(text) {
  const bytes = bytesOfBase64(text)
  return bytes !== null && bytes.length === 32 ? bytes : null
}

// A number of 0 to 2^53 - 1 in decimal without leading zeros; null for others. (The formats allow
// 2^63 - 1; no tree of that size can be read.)
export function decimal(text) {
  if (!/^(?:0|[1-9][0-9]{0,15})$/.test(text)) return null
  const number = Number(text)
  return Number.isSafeInteger(number) ? number : null
}

const LEAF = Uint8Array.of(0)
const NODE = Uint8Array.of(1)
export const leafHash = (entry) => sha256.create().update(LEAF).update(entry).digest()
export const nodeHash = (left, right) =>
  sha256.create().update(NODE).update(left).update(right).digest()

// Lines of a text, without their newlines; the last one must have one.
export function linesOf(text, what) {
  if (text === '') return []
  if (!text.endsWith('\n')) fail(`${what}: the last line has no end`)
  return text.slice(0, -1).split('\n')
}
