// Keys, notes, checkpoints, cosignatures and receipts against what others have published, and the
// examples of docs/format.md.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { base64Of, bytesOf, hexOf, nodeHash } from '../../web/verifier/bytes.mjs'
import {
  checkFork, openCheckpoint, parseBeginning, parseCheckpoint,
} from '../../web/verifier/checkpoint.mjs'
import { parseKey } from '../../web/verifier/keys.mjs'
import { parseNote, verifyNote } from '../../web/verifier/note.mjs'
import { parseReceipt, verifyReceipt } from '../../web/verifier/receipt.mjs'

// ---- the examples of Go's package note ----
const TEXT = 'If you think cryptography is the answer to your problem,\n'
  + "then you don't know what your problem is.\n"
const PETER = '— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKv'
  + 'qfqdngotpRZb6KE6RyyBwJnAM=\n'
const ENOCH = '— EnochRoot rwz+eBzmZa0SO3NbfRGzPCpDckykFXSdeX+MNtCOXm2/5n2tiOHp+vAF1aGrQ5ovTG01oO'
  + 'TGwnWLox33WWd1RvMc+QQ=\n'
const PETER_KEY = 'PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW'
const ENOCH_KEY = 'EnochRoot+af0cfe78+ATtqJ7zOtqQtYqOo0CpvDXNlMhV3HeJDpjrASKGLWdop'

const open = (note, ...keys) => verifyNote(parseNote(bytesOf(note)), keys.map(parseKey))

test('notes of Go are read, and lines of unknown keys passed over', () => {
  const note = `${TEXT}\n${PETER}${ENOCH}`
  assert.equal(parseNote(bytesOf(note)).text, TEXT)
  assert.deepEqual(open(note, PETER_KEY).map(({ key }) => key.name), ['PeterNeumann'])
  assert.deepEqual(open(note, ENOCH_KEY, PETER_KEY).map(({ key }) => key.name),
    ['PeterNeumann', 'EnochRoot'])
  assert.throws(() => open(`${TEXT}\n${ENOCH}`, PETER_KEY), /no key that is trusted/)
})

test('no bit of a note may be another', () => {
  const good = bytesOf(`${TEXT}\n${PETER}`)
  const key = parseKey(PETER_KEY)
  for (let at = 0; at < good.length; ++at) {
    for (const flip of [1, 4, 0x20, 0x80]) {
      const bad = good.slice()
      bad[at] ^= flip
      assert.throws(() => verifyNote(parseNote(bad), [key]), Error, `byte ${at} by ${flip}`)
    }
  }
})

test('malformed notes are refused', () => {
  for (const note of ['', '\n', `${TEXT}${PETER}`, `\n\n${PETER}`, `${TEXT}\n`,
    `${TEXT}\n${PETER} `, `${TEXT}\n- PeterNeumann abcd\n`, `${TEXT}\n— Peter Neumann YWJjZGU=\n`,
    `a\rb\n\n${PETER}`,
    `${TEXT}\n— PeterNeumann YWJjZB==\n`]) {
    assert.throws(() => parseNote(bytesOf(note)), Error, JSON.stringify(note))
  }
  assert.throws(() => parseNote(Uint8Array.of(0xff, 0x0a, 0x0a)), /UTF-8/)
})

test('a key says its own id, in one form', () => {
  assert.equal(parseKey(PETER_KEY).type, 'ed25519')
  for (const text of ['', 'PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr',
    PETER_KEY.replace('c74f20a3', 'c74f20a4'), PETER_KEY.replace('Peter', 'Pet r'),
    PETER_KEY.slice(0, -1), `${PETER_KEY}\n`, PETER_KEY.replace('ARpc', 'BRpc')]) {
    assert.throws(() => parseKey(text), Error, text)
  }
})

// ---- what is signed in the world ----
test('what the checksum database of Go has signed', () => {
  const note = 'go.sum database tree\n445646\njEFFy4AtYgBBNTSZTiNnQrgQqMbcH0mfO2oP2FxR9VU=\n\n'
    + '— sum.golang.org Az3grkGho/PqvUmEuTv6+r2g303hUhu60FOD6vLpm19mBwH9UjquWY2OKxNmZ55z0gHrp24Ag'
    + 'PC3Q5WO7uZrVdvdCQU=\n'
  const key = 'sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8'
  assert.equal(open(note, key).length, 1)
  // Its key bears another name than its origin: no key of the log it names.
  assert.throws(() => openCheckpoint(bytesOf(note), [parseKey(key)]), /no key of the log/)
})

test('what witnesses have cosigned, with the time', () => {
  const note = 'arche2025h1.staging.ct.transparency.dev\n1432088532\n'
    + 'U7WM79jrzyhGZ5/GUBTpM7NzwdyfFx61t3RovgcC4Ro=\n\n'
    + '— arche2025h1.staging.ct.transparency.dev ui8GwCF1+kWqZrxGdhj4aX3gcw7XUlXQQabg/27lefwhUkzb'
    + 'C3NygNI75MdhL1bfTW9g8Ei59RA23oHP7Ry1k3ZFWwQ=\n'
    + '— remora.n621.de 2net5wAAAABqEiEgPlfF3V06o0Y+fHM+J5J9s27wgxxcOVSpZ/2g/KSiXCg9DEZI+aVCIobWX'
    + '9sXTynk5XeU/zZ0WBxtqB0DrAWfBw==\n'
  const keys = ['arche2025h1.staging.ct.transparency.dev+ba2f06c0+AU0vHmlGCS/PdN8b2OaGmKprLI8HKM+d'
    + 'J472xgFYh15f', 'remora.n621.de+da77ade7+BOvN63jn/bLvkieywe8R6UYAtVtNbZpXh34x7onlmtw2']
  const opened = openCheckpoint(bytesOf(note), keys.map(parseKey))
  assert.equal(opened.checkpoint.size, 1_432_088_532)
  assert.deepEqual(opened.verified.map(({ time }) => time), [undefined, 0x6a122120n])
  // A witness alone is no log.
  assert.throws(() => openCheckpoint(bytesOf(note), [parseKey(keys[1])]), /no key of the log/)
})

test("the specification's checkpoint, and what is none", () => {
  const text = 'example.com/behind-the-sofa\n20852163\n'
    + 'CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n'
  const checkpoint = parseCheckpoint(text)
  assert.equal(checkpoint.origin, 'example.com/behind-the-sofa')
  assert.equal(checkpoint.size, 20_852_163)
  assert.equal(hexOf(checkpoint.root),
    '0ac5186a91863e8e1d90c808014aa89bf5da8e3ee1d9f07630f0378f68f1ab62')
  for (const bad of [`${text}more\n`, text.replace('20852163', '020852163'), text.slice(0, -1),
    text.replace('=', ''), text.replace('example.com/behind-the-sofa', '')]) {
    assert.throws(() => parseCheckpoint(bad), Error, bad)
  }
})

// ---- the examples of docs/format.md ----
const LEDGER = 'ledger.example/nm+20776ee6+AQOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4'
const LEDGER_SM2 = 'ledger.example/nm+0eea7bb2+/2lwcGxlZGdlL3NtMi1zbTMEo9e5q5q9nBC/0n5tseuAsXDAes'
  + 'oJ/9kUx8V+YsDlD/OVOypuirK+IhpdV9qG/q6hDcsgmg8qn57uk4AVj/+Nog=='
const WITNESS = 'icbc.example+0685ff7b+BCmsuuFBvMrwsi4alNNNC8c2HlJtC/4SyJeUvJMilm3X'
const RECEIPT = `c2sp.org/tlog-proof@v1
extra ZW50cnkgMQ==
index 1
dziFphNIniTOLPdhmdakI/BC5LvxLX7s7pEu8nbGVwE=
V8efTzGuApxdS9MLBzwnyU35NDiytGl+Hh7vW8A5SkE=

ledger.example/nm
3
lPvQ3YNvUDAWkubQ6t5yjuGexSv/8WBu2AfIV11aqhk=

— ledger.example/nm IHdu5kkUul/64CKX9hEE9dKniAFw2uzbfbHMRNRsBWumAgKOMeK1m7im6NkxmVhQ5KE/5uI6L4Ys`
  + `CXGhVc9DtOVO9Q8=
— icbc.example BoX/ewAAAABoYyUAaSRUN4lX53afSj+a8aIZxU55B+fwWpcbWBqyLqg+4ssD11Dg8skgvGVCbYs/`
  + `NsEB6M+w573V0SqEFge+phTyDA==
`

test('the receipt of the documentation holds, with its witness', () => {
  const shown = verifyReceipt(bytesOf(RECEIPT), [LEDGER, WITNESS].map(parseKey))
  assert.equal(shown.number, 2)
  assert.equal(new TextDecoder().decode(shown.entry), 'entry 1')
  assert.deepEqual(shown.verified.map(({ time }) => time), [undefined, 1_751_328_000n])
  assert.equal(parseKey(LEDGER_SM2).type, 'sm2')
})

test('no byte of a receipt may be another', () => {
  // Without the line of a witness that nobody asked about: that may be anything.
  const keys = [LEDGER].map(parseKey)
  const good = bytesOf(RECEIPT.slice(0, RECEIPT.indexOf('— icbc.example')))
  for (let at = 0; at < good.length; ++at) {
    const bad = good.slice()
    bad[at] ^= 1
    assert.throws(() => verifyReceipt(bad, keys), Error, `byte ${at}`)
  }
  for (let size = 0; size < good.length; size += 7) {
    assert.throws(() => verifyReceipt(good.slice(0, size), keys))
  }
})

test('a receipt without its entry wants the hash', () => {
  const text = RECEIPT.replace('extra ZW50cnkgMQ==\n', '')
  assert.equal(parseReceipt(bytesOf(text)).entry, null)
  assert.throws(() => verifyReceipt(bytesOf(text), [parseKey(LEDGER)]), /does not carry/)
  const leaf = new Uint8Array(32)
  assert.throws(() => verifyReceipt(bytesOf(text), [parseKey(LEDGER)], { leaf }), /another root/)
})

test('a fork is two roots of one size of one ledger', () => {
  const hashes = [0, 1, 2].map((byte) => new Uint8Array(32).fill(byte))
  const a = { origin: 'x', size: 1, root: hashes[0] }
  const b = { origin: 'x', size: 1, root: hashes[1] }
  assert.deepEqual(checkFork(a, b), { size: 1, roots: [hashes[0], hashes[1]] })
  assert.throws(() => checkFork(a, { ...a }), /of one history/)
  assert.throws(() => checkFork(a, { ...b, origin: 'y' }), /two ledgers/)
  // The larger tree begins with another one.
  const large = { origin: 'x', size: 2, root: nodeHash(hashes[1], hashes[2]) }
  assert.throws(() => checkFork(large, a), /sizes differ/)
  const beginning = parseBeginning(`root ${base64Of(hashes[1])}\n${base64Of(hashes[2])}\n`)
  assert.deepEqual(checkFork(large, a, beginning), { size: 1, roots: [hashes[0], hashes[1]] })
  assert.throws(() => checkFork(large, b, beginning), /of one history/)
  assert.throws(() => checkFork(large, a, { ...beginning, root: hashes[2] }), /the new root/)
  for (const text of ['', 'root \n', `${base64Of(hashes[1])}\n`, `root ${base64Of(hashes[1])}`]) {
    assert.throws(() => parseBeginning(text), Error, text)
  }
})
