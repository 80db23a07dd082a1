// Verifier keys of signed notes (C2SP signed-note, "NAME+ID+KEY") and what they sign: Ed25519, SM2
// with SM3, and cosignatures of witnesses (C2SP tlog-cosignature).
import { ed25519 } from '@noble/curves/ed25519'
import { sm2 } from 'sm-crypto-v2'
import { bytesOf, bytesOfBase64, bytesOfHex, concat, fail, hexOf, sha256 } from './bytes.mjs'

const TYPES = [
  { name: 'ed25519', bytes: Uint8Array.of(0x01), keyBytes: 32, signatureBytes: 64 },
  { name: 'cosignature', bytes: Uint8Array.of(0x04), keyBytes: 32, signatureBytes: 72 },
  {
    name: 'sm2',
    bytes: concat(Uint8Array.of(0xff), bytesOf('ippledge/sm2-sm3')),
    keyBytes: 65,
    signatureBytes: 64,
  },
]

const startsWith = (bytes, start) => start.every((byte, at) => bytes[at] === byte)

// Whether `name` may name a key: no spaces of Unicode, control characters or plus signs.
export const isKeyName = (name) => /^[^\s+\u0000-\u001f\u007f-\u009f]+$/u.test(name)

export function parseKey(text) {
  const parts = /^([^+]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/=]+)$/.exec(text)
  if (parts === null || !isKeyName(parts[1])) fail('it is not a verifier key NAME+ID+KEY')
  const [, name, id, base64] = parts
  const bytes = bytesOfBase64(base64)
  if (bytes === null) fail('the key is not in base64')
  const type = TYPES.find((known) => startsWith(bytes, known.bytes))
  if (type === undefined) fail('the key is of a type that is not known')
  const key = bytes.slice(type.bytes.length)
  if (key.length !== type.keyBytes) fail(`a key of ${type.name} has ${type.keyBytes} bytes`)
  const expected = sha256(concat(bytesOf(`${name}\n`), bytes)).subarray(0, 4)
  if (hexOf(expected) !== id) fail('the id is that of another key')
  return { text, name, id, idBytes: bytesOfHex(id), type: type.name, key }
}

function verifiesEd25519(key, message, signature) {
  try {
    return ed25519.verify(signature, message, key, { zip215: false })
  } catch {
    return false  // a key that is no point, a signature that is none
  }
}

function verifiesSm2(key, message, signature) {
  try {
    return sm2.doVerifySignature(message, hexOf(signature), hexOf(key), { hash: true })
  } catch {
    return false
  }
}

// What a signature of `key` over a note's text says: null when it does not hold, else the time in
// seconds of a cosignature and undefined for others.
export function verifySignature(key, text, signature) {
  const type = TYPES.find(({ name }) => name === key.type)
  if (signature.length !== type.signatureBytes) return null
  if (key.type === 'ed25519') {
    return verifiesEd25519(key.key, bytesOf(text), signature) ? { time: undefined } : null
  }
  if (key.type === 'sm2') {
    return verifiesSm2(key.key, bytesOf(text), signature) ? { time: undefined } : null
  }
  const time = new DataView(signature.buffer, signature.byteOffset).getBigUint64(0)
  if (time >= 1n << 63n) return null
  const message = bytesOf(`cosignature/v1\ntime ${time}\n${text}`)
  return verifiesEd25519(key.key, message, signature.subarray(8)) ? { time } : null
}
