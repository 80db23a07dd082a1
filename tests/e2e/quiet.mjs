// Nothing that an outside caller sends comes out where the server prints, or among the acts that it
// keeps: words are sent through served calls, refused ones, and bytes that are no message, to many
// methods; and a flood of refused calls costs a few rows.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import grpc from '@grpc/grpc-js'
import { Caller, Server, bank, client, found, office, programs, repository } from './programs.mjs'

const FLOOD = 5_000
const ROUNDS = 3
const words = ['王小明', 'Xiaoming', '13912345678', '6222020200001234567', 'HT-77-KEIN']
const text = words.join(' ')

const server = await new Server().start()
await found(server)

// Every unary method of the API, by its path.
const methods = readdirSync(join(repository, 'proto/ippledge/v1'))
  .filter((name) => name.endsWith('_service.proto'))
  .flatMap((name) => {
    const proto = readFileSync(join(repository, 'proto/ippledge/v1', name), 'utf8')
    const service = /^service (\w+)/m.exec(proto)[1]
    return [...proto.matchAll(/^ {2}rpc (\w+)\((stream )?\w+\)\s+returns \((stream )?/gm)]
      .filter(([, , asks, answers]) => !asks && !answers && service !== 'WitnessService')
      .map(([, method]) => `/ippledge.v1.${service}/${method}`)
  })
assert(methods.length > 60, `${methods.length} methods`)

// A field with text: its number, its length, the bytes.
function field(number, value) {
  const bytes = Buffer.from(value)
  assert(number < 16 && bytes.length < 128)
  return Buffer.concat([Buffer.from([number << 3 | 2, bytes.length]), bytes])
}
const requests = [
  // The programme, then words where requests have ids, names, messages.
  Buffer.concat([field(1, 'nm'), ...[2, 4, 5, 6, 7, 8].map((number) => field(number, text))]),
  Buffer.concat([field(1, 'nm'), field(4, field(1, text))]),
  Buffer.concat([field(1, 'nm'), field(4, Buffer.concat([field(1, 'icbc'), field(2, text)]))]),
  field(1, text),
  Buffer.from(text),
  Buffer.concat([field(1, 'nm'), Buffer.from([0x0f]), Buffer.from(text)]),
]

function ask(caller, path, bytes) {
  return new Promise((resolve) => {
    caller.stub.makeUnaryRequest(path, (value) => value, (value) => value, bytes, caller.metadata,
      { deadline: Date.now() + 20_000 }, (error) => resolve(error?.code ?? 0))
  })
}

const seen = new Map()
const callers = ['bank_maker', 'bank_checker', 'finance_bureau', 'auditor', 'reporter', 'operator',
  'security_officer', 'nobody']
for (const role of callers) {
  const caller = new Caller('LoanService', server.address, { role, organisation: 'qingcao' })
  for (let round = 0; round < ROUNDS; ++round) {
    for (const path of methods) {
      const codes = await Promise.all(requests.map((bytes) => ask(caller, path, bytes)))
      for (const code of codes) seen.set(code, (seen.get(code) ?? 0) + 1)
    }
  }
  caller.close()
}
for (const code of ['INVALID_ARGUMENT', 'PERMISSION_DENIED', 'UNAUTHENTICATED']) {
  assert(seen.get(grpc.status[code]) > 100, `${code}: ${JSON.stringify([...seen])}`)
}
assert(!seen.has(grpc.status.INTERNAL), JSON.stringify([...seen]))

// Served: a loan with the same words.
const maker = new Caller('LoanService', server.address, bank('qingcao'))
await maker.ask('RecordLoan', {
  programme: 'nm', request_id: '6f1c1b0e-52a8-4a40-9d5b-0b9c6d0f7a11',
  loan: {
    bank: 'qingcao', contract_number: words[4],
    borrower: { name: `${words[0]} ${words[2]}`, division_code: '150102',
      unified_social_credit_code: '91150100MA0N5K3Y7M' },
    contract_amount_fen: 100000000, ip_part_fen: 60000000,
    rights: [{ kind: 'IP_KIND_PATENT', number: 'ZL201710601862.3', secured_fen: 60000000 }],
    draw: { draw_number: 'J1', disbursement_date: '2024-03-01', maturity_date: '2025-03-01',
      principal_fen: 80000000 },
  },
})

// Refused again and again.
const other = new Caller('LoanService', server.address, bank('yunshan'))
const foreign = { programme: 'nm', loan: { bank: 'qingcao', contract_number: words[4] } }
for (let sent = 0; sent < FLOOD; sent += 100) {
  await Promise.all(Array.from({ length: 100 }, () => assert.rejects(
    other.ask('GetLoan', foreign), { code: grpc.status.PERMISSION_DENIED })))
}

const auditor = { role: 'auditor', organisation: 'audit-office' }
const list = await client(server, auditor, ['act', 'list', '--count', '0', '-o', 'jsonl'])
assert.equal(await server.end(), 0)
const kept = execFileSync(join(programs, 'ippledge-admin'),
  ['--store', server.store, 'acts', '--count', '0', '-o', 'json'], { encoding: 'utf8' })
const rows = kept.trim().split('\n').map((line) => JSON.parse(line))

for (const word of words) {
  assert(!server.log.includes(word), `the log has ${word}: ${server.log}`)
  assert(!kept.includes(word) && !list.stdout.includes(word), `the acts have ${word}`)
}
const flood = rows.filter((row) => row.organisation === 'yunshan')
assert(flood.length <= 4, `${flood.length} rows of a flood`)
// A row that counts none stands for itself.
assert.equal(flood.reduce((sum, row) => sum + (row.repeated || 1), 0), FLOOD)
// Each caller tried everything, and has few rows a minute; together they stand for all.
const denied = seen.get(grpc.status.PERMISSION_DENIED) + seen.get(grpc.status.UNAUTHENTICATED)
const walked = rows.filter((row) => row.reason && row.organisation !== 'yunshan')
assert.equal(walked.reduce((sum, row) => sum + (row.repeated || 1), 0), denied)
assert(walked.length < denied / 4, `${walked.length} rows for ${denied} acts`)
assert(walked.some((row) => row.method === 'several methods'))
for (const caller of [maker, other]) caller.close()
console.log(`quiet: ${denied} refused calls in ${walked.length} rows, ${FLOOD} in ${flood.length}`)
