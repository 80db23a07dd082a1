// Entries of the journal: the stored bytes as an ippledge.stored.v1.Entry, and what holds of each
// by itself. What the rules decide is not looked at here.
import { bytesOf, concat, equal, fail, sha256 } from './bytes.mjs'
import { decode, readSchema } from './schema.mjs'

const RULES_VERSIONS = [1, 2]
const ROLES = 10
const DAY_MS = 86_400_000

export const dateOf = (days) => new Date(days * DAY_MS).toISOString().slice(0, 10)
export const timeOf = (ms) => new Date(Number(ms)).toISOString()

// `schemas` are the texts of proto/ippledge/stored/v1/*.proto but row.proto.
export class EntryReader {
  #message
  #kinds

  constructor(schemas) {
    const messages = readSchema(schemas)
    this.#message = messages.get('Entry') ?? fail('the schema: there is no Entry')
    this.#kinds = [...messages.get('Event').fields.values()]
  }

  // The entry, with `kind` ("LOAN_RECORDED") and `event` besides.
  read(bytes) {
    const entry = decode(this.#message, bytes)
    if (entry.number < 1n) fail('it has no number')
    if (entry.organisation === '') fail('nobody has made it')
    if (entry.role < 1 || entry.role > ROLES) fail('its role is not known')
    if (!RULES_VERSIONS.includes(entry.rules_version)) {
      fail(`rules ${entry.rules_version} decided it: this verifier is older`)
    }
    if (entry.salt.length !== 16) fail('it has no salt')
    const request = [entry.request_id.length, entry.fingerprint.length]
    if (!equal(request, [0, 0]) && !equal(request, [16, 16])) fail('its request id is malformed')
    if (entry.sender_signature.length > 0) fail('it has a signature that nobody can check')
    if (entry.events.length !== 1) fail(`it has ${entry.events.length} events, not 1`)
    const field = this.#kinds.find(({ name }) => entry.events[0][name] !== null)
    if (field === undefined) fail('its event is empty')
    return { ...entry, kind: field.name.toUpperCase(), event: entry.events[0][field.name] }
  }
}

const HEADLINE = ['contract_fen', 'disbursed_fen', 'registered_fen', 'ip_part_fen',
  'disbursed_ip_part_fen', 'loans', 'registrations', 'loans_open', 'loans_repaid', 'loans_voided',
  'repaid_fen']
export const headlineOf = (totals) => HEADLINE.map((name) => totals.headline?.[name] ?? 0n)

const padded = (list, length) =>
  Array.from({ length }, (_, at) => list?.[at] ?? 0n)

// docs/format.md, "Control totals and state hash": the hash that an entry TOTALS_RECORDED has
// follows from its own figures.
export function checkStateHash(totals) {
  const { fund, cover } = totals
  const third = cover !== null || (fund?.net_fen.length ?? 0) > 15
  const version = third ? 3 : fund !== null ? 2 : 1
  const figures = [...headlineOf(totals)]
  if (version >= 2) figures.push(fund?.movements ?? 0n, ...padded(fund?.net_fen, third ? 16 : 15))
  if (third) {
    figures.push(...padded(cover?.sums, 12), ...padded(cover?.covers, 13),
      ...padded(cover?.claims, 19), ...padded(cover?.recoveries, 3))
  }
  const bytes = new Uint8Array(8 * figures.length)
  const view = new DataView(bytes.buffer)
  figures.forEach((figure, at) => view.setBigInt64(8 * at, figure))
  const hash = sha256(concat(bytesOf(`ippledge/control-totals/${version}\n`), bytes))
  if (!equal(hash, totals.state_hash)) fail('its state hash is not that of its figures')
}
