// Keys, notes and cosignatures of ours against other implementations: SM2 with SM3 of the npm
// package sm-crypto-v2, Ed25519 of Node. Only the formats are written here a second time.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import crypto from 'node:crypto'
import { sm2, sm3 } from 'sm-crypto-v2'

const tool = process.argv[2]
const ROUNDS = 25

const run = (words, input = '') => spawnSync(tool, words, { input, encoding: 'utf8' })
const ask = (words, input) => {
  const { status, stdout, stderr } = run(words, input)
  assert.equal(status, 0, `${words[0]}: ${stderr}`)
  return stdout
}
const refused = (words, input) => {
  const { status, stderr } = run(words, input)
  assert.equal(status, 1, stderr)
  return stderr
}

// ---- the formats, once more ----
const TYPES = {
  ed25519: Buffer.of(0x01),
  sm2: Buffer.concat([Buffer.of(0xff), Buffer.from('ippledge/sm2-sm3')]),
  cosignature: Buffer.of(0x04),
}
const sha256 = (bytes) => crypto.createHash('sha256').update(bytes).digest()
const idOf = (name, type, key) =>
  sha256(Buffer.concat([Buffer.from(`${name}\n`), TYPES[type], key])).subarray(0, 4)
const publicText = (name, type, key) => `${name}+${idOf(name, type, key).toString('hex')}+`
  + Buffer.concat([TYPES[type], key]).toString('base64')
const partsOf = (text, type) => {
  const [, name, id, base64] = /^(?:PRIVATE\+KEY\+)?([^+]+)\+([0-9a-f]{8})\+(.+)$/.exec(text)
  const bytes = Buffer.from(base64, 'base64')
  assert.deepEqual(bytes.subarray(0, TYPES[type].length), TYPES[type])
  return { name, id, key: bytes.subarray(TYPES[type].length) }
}
const lineOf = (name, id, signature) =>
  `— ${name} ${Buffer.concat([id, signature]).toString('base64')}\n`
const signatureOf = (line, name, id) => {
  const [, its, base64] = /^— ([^ ]+) (.+)\n$/.exec(line)
  const bytes = Buffer.from(base64, 'base64')
  assert.equal(its, name)
  assert.equal(bytes.subarray(0, 4).toString('hex'), id)
  return bytes.subarray(4)
}
const flipped = (bytes) => {
  const changed = Buffer.from(bytes)
  changed[crypto.randomInt(changed.length)] ^= 1 << crypto.randomInt(8)
  return changed
}

// ---- the other implementations ----
const DER = {
  ed25519Secret: Buffer.from('302e020100300506032b657004220420', 'hex'),
  ed25519Public: Buffer.from('302a300506032b6570032100', 'hex'),
}
const ed25519 = {
  publicOf: (secret) => crypto.createPublicKey(ed25519.secretKey(secret))
    .export({ format: 'der', type: 'spki' }).subarray(DER.ed25519Public.length),
  secretKey: (secret) => crypto.createPrivateKey(
    { key: Buffer.concat([DER.ed25519Secret, secret]), format: 'der', type: 'pkcs8' }),
  sign: (secret, message) => crypto.sign(null, message, ed25519.secretKey(secret)),
  verify: (key, message, signature) => crypto.verify(null, message, crypto.createPublicKey(
    { key: Buffer.concat([DER.ed25519Public, key]), format: 'der', type: 'spki' }), signature),
}
const sm2Sm3 = {
  publicOf: (secret) => Buffer.from(sm2.getPublicKeyFromPrivateKey(secret.toString('hex')), 'hex'),
  sign: (secret, message) => Buffer.from(sm2.doSignature(
    new Uint8Array(message), secret.toString('hex'), { hash: true }), 'hex'),
  verify: (key, message, signature) => sm2.doVerifySignature(
    new Uint8Array(message), signature.toString('hex'), key.toString('hex'), { hash: true }),
}

const textAt = (round) => 'ledger.example/呼和浩特\n'
  + `${round}\n${sha256(Buffer.from(`${round}`)).toString('base64')}\n`

function tryScheme(type, scheme) {
  const name = `${type}.example`
  for (let round = 0; round < ROUNDS; ++round) {
    const text = textAt(round)
    const message = Buffer.from(text)
    const [secretText, ourPublicText] = ask(['keys', name, type]).split('\n')
    const secret = partsOf(secretText, type)
    const ours = partsOf(ourPublicText, type)
    assert.equal(secret.id, ours.id)
    assert.deepEqual(scheme.publicOf(secret.key), ours.key)
    assert.equal(publicText(name, type, ours.key), ourPublicText)

    // Ours verifies there, and a changed one does not.
    const line = ask(['sign', secretText], text)
    const signature = signatureOf(line, name, ours.id)
    assert.equal(signature.length, 64)
    assert.equal(scheme.verify(ours.key, message, signature), true)
    assert.equal(scheme.verify(ours.key, Buffer.from(textAt(round + 1)), signature), false)
    assert.equal(scheme.verify(ours.key, message, flipped(signature)), false)

    // Theirs verifies here, and a changed one does not.
    const theirs = scheme.sign(secret.key, message)
    const id = Buffer.from(ours.id, 'hex')
    const open = ['open', ourPublicText]
    const note = (its, bytes) => `${its}\n${lineOf(name, id, bytes)}`
    assert.equal(ask(open, note(text, theirs)), '0 -1\n')
    assert.match(refused(open, note(text, flipped(theirs))), /DATA_LOSS/)
    assert.match(refused(open, note(textAt(round + 1), theirs)), /DATA_LOSS/)
  }
}

function tryCosignatures() {
  const name = 'witness.example'
  for (let round = 0; round < ROUNDS; ++round) {
    const text = textAt(round)
    const seconds = 1_790_000_000n + BigInt(round) * 7_777_777n
    const message = Buffer.from(`cosignature/v1\ntime ${seconds}\n${text}`)
    const [secretText, ourPublicText] = ask(['keys', name, 'cosignature']).split('\n')
    const secret = partsOf(secretText, 'cosignature')
    const ours = partsOf(ourPublicText, 'cosignature')
    assert.deepEqual(ed25519.publicOf(secret.key), ours.key)

    const bytes = signatureOf(ask(['cosign', secretText, `${seconds}`], text), name, ours.id)
    assert.equal(bytes.length, 72)
    assert.equal(bytes.readBigUInt64BE(0), seconds)
    assert.equal(ed25519.verify(ours.key, message, bytes.subarray(8)), true)

    const time = Buffer.alloc(8)
    time.writeBigUInt64BE(seconds)
    const theirs = Buffer.concat([time, ed25519.sign(secret.key, message)])
    const note = (cosignature) =>
      `${text}\n${lineOf(name, Buffer.from(ours.id, 'hex'), cosignature)}`
    assert.equal(ask(['open', ourPublicText], note(theirs)), `0 ${seconds}\n`)
    assert.match(refused(['open', ourPublicText], note(flipped(theirs))), /DATA_LOSS/)
  }
}

// The example of GB/T 32905.
assert.equal(sm3('abc'), '66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0')
tryScheme('sm2', sm2Sm3)
tryScheme('ed25519', ed25519)
tryCosignatures()
console.log(`${ROUNDS} keys each of sm2, ed25519 and cosignature, signed and verified both ways`)
