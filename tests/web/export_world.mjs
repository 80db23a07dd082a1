// A small export, made here: entries by the schema, tiles, checkpoints and tables. Nothing of it
// comes from the ledger's own programs.
import { ed25519 } from '@noble/curves/ed25519'
import { sha256 } from '@noble/hashes/sha256'
import { readFileSync, readdirSync } from 'node:fs'
import { base64Of, bytesOf, concat, hexOf, leafHash } from '../../web/verifier/bytes.mjs'
import { parseKey } from '../../web/verifier/keys.mjs'
import { GrowingTree } from '../../web/verifier/merkle.mjs'
import { readSchema } from '../../web/verifier/schema.mjs'
import { TILE_WIDTH, bundlePath, tilePath, tilesOfLevel } from '../../web/verifier/tiles.mjs'

const protos = new URL('../../proto/ippledge/stored/v1/', import.meta.url)
export const schemas = readdirSync(protos).filter((name) => name !== 'row.proto')
  .map((name) => readFileSync(new URL(name, protos), 'utf8'))
const messages = readSchema(schemas)

// ---- entries ----
function varint(number) {
  const bytes = []
  let rest = BigInt.asUintN(64, BigInt(number))
  for (; rest > 127n; rest >>= 7n) bytes.push(Number(rest & 127n) | 128)
  return Uint8Array.of(...bytes, Number(rest))
}
const zigzag = (number) => (BigInt(number) < 0n ? -2n * BigInt(number) - 1n : 2n * BigInt(number))
const tagged = (number, type, ...parts) => concat(varint(number * 8 + type), ...parts)
const sized = (number, bytes) => tagged(number, 2, varint(bytes.length), bytes)

function encodeField({ type, message, number }, value) {
  if (message) return sized(number, encode(message, value))
  if (type === 'string') return sized(number, bytesOf(value))
  if (type === 'bytes') return sized(number, value)
  return tagged(number, 0, varint(type.startsWith('sint') ? zigzag(value) : value))
}

// The wire form of the named fields; those that say nothing must be left out.
function encode(message, value) {
  const parts = []
  for (const field of message.fields.values()) {
    const given = value[field.name]
    if (given === undefined) continue
    if (field.label !== 'repeated') parts.push(encodeField(field, given))
    else if (field.message || field.type === 'string') {
      for (const item of given) parts.push(encodeField(field, item))
    } else {
      const inner = given.map((item) => varint(field.type === 'sint64' ? zigzag(item) : item))
      parts.push(sized(field.number, concat(...inner)))
    }
  }
  return concat(...parts)
}

export const entryOf = (number, event, more = {}) => encode(messages.get('Entry'), {
  number, commit_time_ms: 1_750_000_000_000 + number, business_date: 20_000,
  organisation: 'bureau', role: 5, rules_version: 1, events: [event],
  salt: new Uint8Array(16).fill(number), ...more,
})

// ---- keys and notes ----
const secret = new Uint8Array(32).fill(7)
const witnessSecret = new Uint8Array(32).fill(9)
function keyText(name, type, of) {
  const bytes = Uint8Array.of(type, ...ed25519.getPublicKey(of))
  const id = sha256(concat(bytesOf(`${name}\n`), bytes)).slice(0, 4)
  return `${name}+${hexOf(id)}+${base64Of(bytes)}`
}
export const ORIGIN = 'ledger.example/nm'
export const LOG = keyText(ORIGIN, 1, secret)
export const WITNESS = keyText('icbc.witness', 4, witnessSecret)

const lineOf = (text, signature) => {
  const { name, idBytes } = parseKey(text)
  return `— ${name} ${base64Of(concat(idBytes, signature))}\n`
}
export function noteOf(size, root, { cosigned = true } = {}) {
  const text = `${ORIGIN}\n${size}\n${base64Of(root)}\n`
  const time = Uint8Array.of(0, 0, 0, 0, 0x68, 0, 0, 0)
  const message = `cosignature/v1\ntime ${0x68000000}\n${text}`
  return bytesOf(`${text}\n${lineOf(LOG, ed25519.sign(bytesOf(text), secret))}${cosigned
    ? lineOf(WITNESS, concat(time, ed25519.sign(bytesOf(message), witnessSecret))) : ''}`)
}

// ---- the history ----
const NET = [900, 100, 0, 0, 0, -1000, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0].map(BigInt)
const HEADLINE = { contract_fen: 500, disbursed_fen: 400, ip_part_fen: 500,
  disbursed_ip_part_fen: 400, loans: 1, loans_open: 1, repaid_fen: 150 }
const COVER = { sums: Array(12).fill(0n), covers: Array(13).fill(0n), claims: Array(19).fill(0n),
  recoveries: Array(3).fill(0n) }
COVER.sums[0] = 500n
COVER.claims[1] = 1n

export function stateHash(headline = HEADLINE) {
  const figures = [...['contract_fen', 'disbursed_fen', 'registered_fen', 'ip_part_fen',
    'disbursed_ip_part_fen', 'loans', 'registrations', 'loans_open', 'loans_repaid',
    'loans_voided', 'repaid_fen'].map((name) => BigInt(headline[name] ?? 0)), 2n, ...NET,
  ...COVER.sums, ...COVER.covers, ...COVER.claims, ...COVER.recoveries]
  const bytes = new DataView(new ArrayBuffer(8 * figures.length))
  figures.forEach((figure, at) => bytes.setBigInt64(8 * at, figure))
  return sha256(concat(bytesOf('ippledge/control-totals/3\n'), new Uint8Array(bytes.buffer)))
}

// 300 days, so that there are two tiles, then one of each that the verifier looks into.
export function history() {
  const entries = [entryOf(1, { programme_founded: { programme: 'nm' } })]
  while (entries.length < 300) {
    entries.push(entryOf(entries.length + 1, { day_turned: { date: 20_000 } }))
  }
  for (const event of [
    { loan_recorded: { bank: 'icbc', contract_number: 'HT-1', contract_amount_fen: 500 } },
    { fund_movement_recorded: { movement_id: 'M1', kind: 1, amount_fen: 1000, date: 19_000 } },
    { fund_movement_recorded: { movement_id: 'M2', kind: 4, amount_fen: 100, date: 19_001,
      counterparty: 'icbc' } },
    { claim_filed: { what: { loan: { bank: 'icbc', contract_number: 'HT-1' },
      filing: { claim_number: 'C1' } } } },
    { policy_issued: { what: { policy: { policy_id: 'p', version: 1 } } } },
    { key_admitted: { what: { key: { name: 'icbc.witness', text: WITNESS, purpose: 2,
      organisation: 'icbc' } } } },
    { quorum_set: { what: { quorum: { parts: [{ needed: 1, keys: ['icbc.witness'] }] },
      text: 'as agreed' } } },
    { totals_recorded: { headline: HEADLINE, state_hash: stateHash(),
      fund: { movements: 2, net_fen: NET }, cover: COVER } },
  ]) entries.push(entryOf(entries.length + 1, event))
  return entries
}

const table = (...lines) => bytesOf(lines.map((line) => `${line}\r\n`).join(''))
export const TABLES = {
  'loans.csv': table('bank,contract_number,state,contract_fen,disbursed_fen,registered_fen,'
    + 'ip_part_fen,disbursed_ip_part_fen,registrations,repaid_principal_fen,outstanding_fen',
  'icbc,HT-1,OPEN,500,400,0,500,400,0,150,250'),
  'movements.csv': table('entry,movement_id,amount_fen,date,debit,credit,also_debit,also_credit,'
    + 'counterparty,cash_after_fen,reserved_after_fen,deposits_after_fen',
  '302,M1,1000,2022-01-08,CASH,APPROPRIATED,,,,1000,0,0',
  '303,M2,100,2022-01-09,DEPOSITS,CASH,,,icbc,900,0,100'),
  'claims.csv': table('bank,contract_number,claim_number,paid_fen,reserved_fen,'
    + 'recovered_by_fund_fen,clawed_back_fen', 'icbc,HT-1,C1,0,0,0,0'),
  'totals.csv': table('entry,committed_utc,business_date,contract_fen,disbursed_fen,'
    + 'registered_fen,ip_part_fen,disbursed_ip_part_fen,repaid_principal_fen,loans,loans_open,'
    + 'loans_repaid,loans_voided,registrations,fund_movements,fund_cash_fen,fund_reserved_fen,'
    + 'fund_deposits_fen,enrolled_fen,claims_paid_fen,claims_reserved_fen,claims_recovered_fen,'
    + 'claims_clawed_back_fen', '308,2025-06-15T15:06:40.308Z,2024-10-04,500,400,0,500,400,150,1,1,'
    + '0,0,0,2,900,0,100,500,0,0,0,0'),
}

// Files of an export of these entries by path, with a manifest that fits.
export function filesOf(entries, changed = {}) {
  const files = { ...TABLES, 'README.md': bytesOf('words\n'),
    'proto/a.proto': bytesOf('syntax = "proto3";\n'), 'rules/a.md': bytesOf('words\n'),
    'policies/p-1.textproto': bytesOf('p\n'), 'programme.textproto': bytesOf('t\n'),
    'keys.txt': bytesOf(`# words\nlog ${LOG}\n\nwitness ${WITNESS} admitted 306\n`),
    'policy.txt': bytesOf(`log ${LOG}\nwitness w1 ${WITNESS}\ngroup part1 1 w1\n`
      + 'group quorum 1 part1\nquorum quorum\n') }
  const tree = new GrowingTree()
  const levels = [[], []]
  entries.forEach((entry, at) => {
    tree.append(leafHash(entry), (height, hash) => {
      if (height % 8 === 0) (levels[height / 8] ??= []).push(hash)
    })
    if (at + 1 === 100) files['checkpoints/100'] = noteOf(100, tree.root())
  })
  for (const { index, width } of tilesOfLevel(0, entries.length)) {
    files[bundlePath(index, width)] = concat(...entries
      .slice(index * TILE_WIDTH, index * TILE_WIDTH + width)
      .flatMap((entry) => [Uint8Array.of(entry.length >> 8, entry.length & 255), entry]))
  }
  levels.forEach((hashes, level) => {
    for (const { index, width } of tilesOfLevel(level, entries.length)) {
      files[tilePath(level, index, width)] =
        concat(...hashes.slice(index * TILE_WIDTH, index * TILE_WIDTH + width))
    }
  })
  const note = noteOf(entries.length, tree.root())
  Object.assign(files, { checkpoint: note, [`checkpoints/${entries.length}`]: note }, changed)
  for (const path of Object.keys(files)) if (files[path] === null) delete files[path]
  const rows = Object.keys(files).sort()
    .map((path) => `${hexOf(sha256(files[path]))} ${files[path].length} ${path}\n`)
  files.MANIFEST = bytesOf(`ippledge-export/1\n${rows.join('')}`)
  return files
}

export const folderOf = (files) => ({
  list: async () => Object.keys(files),
  read: async (path) => files[path],
})
