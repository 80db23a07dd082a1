// Entries, the state hash, tables and policies: the examples of docs/format.md, and what is
// refused.
import assert from 'node:assert/strict'
import { readFileSync, readdirSync } from 'node:fs'
import { test } from 'node:test'
import { bytesOf, bytesOfHex } from '../../web/verifier/bytes.mjs'
import { numberOf, rowsOf } from '../../web/verifier/csv.mjs'
import { EntryReader, checkStateHash, dateOf, timeOf } from '../../web/verifier/entry.mjs'
import { keysOfPolicy, parsePolicy, quorumHolds } from '../../web/verifier/policy.mjs'
import { decode, readSchema } from '../../web/verifier/schema.mjs'

const folder = new URL('../../proto/ippledge/stored/v1/', import.meta.url)
const schemas = readdirSync(folder).filter((name) => name !== 'row.proto')
  .map((name) => readFileSync(new URL(name, folder), 'utf8'))
const reader = new EntryReader(schemas)

// Entry 29 of docs/format.md.
const DRAW = bytesOfHex('081d10a88fa89da03418d6c402220771696e6763616f28014210cc636b664ae747e494e9'
  + 'c91bddd24bf24a1031abab6b8515edab7c2a89531400b19450015a2caa01290a0771696e6763616f120b48542d3230'
  + '32342d3030311a110a024a321088b60218e2bb022080ade2046210a586c2bfb19ec20530e5f77701915f1c6880e6bf'
  + '33')

test('the entry of the documentation is read', () => {
  assert.equal(DRAW.length, 131)
  const entry = reader.read(DRAW)
  assert.equal(entry.number, 29n)
  assert.equal(timeOf(entry.commit_time_ms), '2026-11-22T14:30:04.456Z')
  assert.equal(dateOf(entry.business_date), '2026-11-22')
  assert.equal(entry.kind, 'LOAN_DRAWN')
  assert.deepEqual([entry.event.bank, entry.event.contract_number], ['qingcao', 'HT-2024-001'])
  assert.equal(entry.event.draw.principal_fen, 10_000_000n)
  assert.equal(entry.counted_total, 54_000_000n)
})

test('every kind of entry that was ever stored is read', () => {
  const golden = readFileSync(new URL('../storage/codec_golden.txt', import.meta.url), 'utf8')
  const entries = golden.split('\n').map((line) => line.trim().split(/\s+/).at(-1))
    .filter((word) => /^08[0-9a-f]{40,}$/.test(word))
  assert.ok(entries.length > 60, `${entries.length} entries`)
  const kinds = new Set(entries.map((hex) => reader.read(bytesOfHex(hex)).kind))
  assert.ok(kinds.size > 50, [...kinds].join())
})

test('bytes that no entry can have are refused', () => {
  for (let size = 0; size < DRAW.length; ++size) {
    // Without its last field, the counted total, it is an entry where nothing was counted yet.
    if (size === 126) continue
    assert.throws(() => reader.read(DRAW.slice(0, size)), Error, `${size} bytes`)
  }
  const append = (...more) => reader.read(Uint8Array.of(...DRAW, ...more))
  assert.throws(() => append(0x08, 0x01), /out of order/)
  assert.throws(() => append(0x78, 0x01), /a field 15 more/)
  assert.throws(() => append(0x72, 0x01, 0x00), /nobody can check/)
})

test('the wire form is the strict one', () => {
  const messages = readSchema([`
    message Inner { int64 a = 1; }
    message Outer {
      int64 a = 1; sint64 b = 2; int32 c = 3; bool d = 4; string e = 5; optional int64 f = 6;
      repeated int64 g = 7; repeated Inner h = 8;
      oneof one { Inner i = 9; Inner j = 10; }
    }`])
  const outer = messages.get('Outer')
  const read = (hex) => decode(outer, bytesOfHex(hex))
  const empty = { a: 0n, b: 0n, c: 0, d: false, e: '', f: null, g: [], h: [], i: null, j: null }
  assert.deepEqual(read(''), empty)
  assert.deepEqual(read('08ffffffffffffffffff01'), { ...empty, a: -1n })
  assert.deepEqual(read('08ffffffffffffffff7f'), { ...empty, a: 9_223_372_036_854_775_807n })
  assert.deepEqual(read('1001'), { ...empty, b: -1n })
  assert.deepEqual(read('18ffffffffffffffffff01'), { ...empty, c: -1 })
  assert.deepEqual(read('3000'), { ...empty, f: 0n })
  assert.deepEqual(read('3a03010203'), { ...empty, g: [1n, 2n, 3n] })
  assert.deepEqual(read('42020801420208024a00'),
    { ...empty, h: [{ a: 1n }, { a: 2n }], i: { a: 0n } })
  for (const [hex, why] of [['0800', /says nothing/], ['0a00', /another wire type/],
    ['088100', /shortest form/], ['08ffffffffffffffffff7f', /too large/], ['2a0161ff', /ends/],
    ['10010801', /out of order/], ['08010802', /out of order/], ['4a005200', /two of one/],
    ['3a00', /empty and written/], ['3801', /another wire type/], ['2a01ff', /UTF-8/],
    ['18ffffffff0f', /32 bits/], ['6001', /a field 12 more/], ['2a05', /ends within/]]) {
    assert.throws(() => read(hex), why, hex)
  }
})

test('the state hash of the documentation follows from its figures', () => {
  const names = ['contract_fen', 'disbursed_fen', 'registered_fen', 'ip_part_fen',
    'disbursed_ip_part_fen', 'loans', 'registrations', 'loans_open', 'loans_repaid',
    'loans_voided', 'repaid_fen']
  const figures = [100_000_000n, 90_000_000n, 0n, 60_000_000n, 54_000_000n, 1n, 0n, 1n, 0n, 0n, 0n]
  const headline = Object.fromEntries(names.map((name, at) => [name, figures[at]]))
  const hash = 'b5c891f607d7cb70cc16da56bed8691345b1fedd906d841c34e08f66d5a55aa9'
  const totals = { headline, fund: null, cover: null, state_hash: bytesOfHex(hash) }
  checkStateHash(totals)
  assert.throws(() => checkStateHash({ ...totals, headline: { ...headline, loans: 2n } }), /state/)
})

test('tables are those of RFC 4180', () => {
  const rows = (text) => [...rowsOf('t.csv', bytesOf(text))]
  assert.deepEqual(rows('a,b\r\n1,"x, ""y"""\r\n,\r\n').map(({ fields }) => fields),
    [{ a: '1', b: 'x, "y"' }, { a: '', b: '' }])
  assert.deepEqual(rows('a\r\n"two\r\nlines"\r\n')[0].fields, { a: 'two\r\nlines' })
  for (const text of ['', 'a,b\n', 'a,b\r\n1\r\n', 'a\r\n1', 'a\r\n"1\r\n', 'a\r\n1"2\r\n',
    'a,b\r\n"1"2,3\r\n']) {
    assert.throws(() => rows(text), Error, JSON.stringify(text))
  }
  const [row] = rows('a,b\r\n-7,01\r\n')
  assert.equal(numberOf('t', row, 'a'), -7n)
  assert.throws(() => numberOf('t', row, 'b'), /no number/)
  assert.throws(() => numberOf('t', row, 'c'), /no column/)
})

const LOG = 'ledger.example/nm+20776ee6+AQOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4'
const W1 = 'icbc.example+0685ff7b+BCmsuuFBvMrwsi4alNNNC8c2HlJtC/4SyJeUvJMilm3X'
const W2 = 'remora.n621.de+da77ade7+BOvN63jn/bLvkieywe8R6UYAtVtNbZpXh34x7onlmtw2'

test('a quorum counts witnesses through its groups', () => {
  const policy = parsePolicy(bytesOf(`# words\nlog ${LOG} https://example\n\nwitness a ${W1}\n`
    + `witness b ${W2}\ngroup any-of any a\ngroup both all any-of b\nquorum both`))
  const [, a, b] = keysOfPolicy(policy)
  assert.equal(quorumHolds(policy, [{ key: a }, { key: b }]), true)
  assert.equal(quorumHolds(policy, [{ key: a }, { key: a }]), false)
  assert.equal(quorumHolds(policy, []), false)
  assert.equal(quorumHolds(parsePolicy(bytesOf('quorum none\n')), []), true)
})

test('policies that say what cannot be are refused', () => {
  for (const text of ['', 'quorum a\n', `witness a ${LOG}\nquorum a\n`, `log ${W1}\nquorum none\n`,
    `witness a ${W1}\nwitness b ${W1}\nquorum a\n`, `witness none ${W1}\nquorum none\n`,
    `witness a ${W1}\ngroup g 2 a\nquorum g\n`, `witness a ${W1}\ngroup g 0 a\nquorum g\n`,
    `witness a ${W1}\ngroup g any a\ngroup h any a\nquorum h\n`, 'quorum none\nquorum none\n',
    `witness a ${W1}\ngroup g any a a\nquorum g\n`, 'nothing\nquorum none\n', 'quorum none\r\n']) {
    assert.throws(() => parsePolicy(bytesOf(text)), Error, JSON.stringify(text))
  }
})
