// Power cuts in the middle of a bank's statement: the server, and now and then the client too, are
// killed again and again. What is in by then has no effect; the import run again goes on, each line
// is entered once, and what lines say in words is read back.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  Caller, Server, chance, client, found, json, office, programs, startClient, until, work,
} from './programs.mjs'

const LINES = 6_000
const LINES_PER_PART = 100
const PERSONS = 250
const KILLS = 8
const FIRST_BALANCE = 5_000_000
const UNAVAILABLE = 7  // the client gave up before the server was back: it is run again

const random = chance(11)
const bureau = { role: 'finance_bureau', organisation: 'finance-bureau' }
const server = await new Server().start()
await found(server)
await client(server, bureau, ['account', 'add', '--account', 'special', '--holds', 'cash',
  '--number', '0602000109200001234', '--name', '风险补偿资金专户', '--bank-name', '内蒙古银行',
  '--from', '2025-06-01', '--person', 'p-1', '--second-person', 'p-2'])

// ---- the statement of June ----
const lines = Array.from({ length: LINES }, (_, i) => ({
  date: `2025-06-${String(1 + Math.floor((i * 30) / LINES)).padStart(2, '0')}`,
  fen: (i % 3 === 2 ? -1 : 1) * (100 + Math.floor(random() * 1_000_000)),
  reference: `B-${i}`,
  text: `贷款利息 PZ-${i}`,
  name: `客户${i % PERSONS}`,
  account: `62220200${String(i % PERSONS).padStart(8, '0')}`,
}))
const yuan = (fen) => (fen / 100).toFixed(2)
const sum = (some) => some.reduce((fen, line) => fen + line.fen, 0)
let balance = FIRST_BALANCE
const rows = lines.map((line) => {
  balance += line.fen
  return [line.date, line.reference, line.text, line.fen > 0 ? yuan(line.fen) : '',
    line.fen < 0 ? yuan(-line.fen) : '', yuan(balance), line.name, line.account].join(',')
})
const file = join(work, 'june.csv')
writeFileSync(file, ['账号：,0602000109200001234',
  '交易日期,交易流水号,摘要,收入,支出,余额,对方户名,对方账号', ...rows, ''].join('\n'))

// ---- what the server knows of it ----
const caller = new Caller('ReconciliationService', server.address, office)
const ask = async (method, request) =>
  (await caller.insist(method, { programme: 'nm', ...request })).response
const statements = async () =>
  (await ask('ListStatements', { account_id: 'special' })).statements

// Lines from `first` to the last that `statement` had, as they are in the file.
async function checkLines(statement, first) {
  let next = first
  const request = { statement: statement.opened_entry, page_size: 1_000, page_token: '' }
  do {
    const page = await ask('GetStatement', request)
    for (const { name, line } of page.lines) {
      if (name.line < first || name.line >= statement.lines) continue
      const want = lines[next]
      assert.deepEqual(
        [name.line, line.booking_date, line.amount_fen, line.bank_reference, line.text,
          line.counterparty_name, line.counterparty_account],
        [next, want.date, want.fen, want.reference, want.text, want.name, want.account])
      next += 1
    }
    request.page_token = page.next_page_token
  } while (request.page_token)
  assert.equal(next, statement.lines)
}

// ---- the import, killed ----
let running = null
let ended = null
function startImport() {
  ended = null
  running = startClient(server, bureau, ['statement', 'import', file, '--progress', 'none',
    '--person', 'p-1', '-o', 'json'])
  const child = running
  child.result.then((result) => { if (child === running) ended = result })
}
startImport()
let killed = 0
for (let i = 0; i < KILLS && !ended; ++i) {
  const at = Math.floor((LINES * 0.95 * (i + random())) / KILLS)
  await until(async () => {
    if (ended?.code === UNAVAILABLE) startImport()
    const [statement] = await statements()
    return ended || (statement && statement.lines >= at)
  }, `line ${at}`)
  assert.equal(await server.end('SIGKILL'), null)
  const both = i % 2 === 1
  if (both) {
    running.kill('SIGKILL')
    await running.result
  }
  await server.start()
  const [statement, ...others] = await statements()
  assert.deepEqual(others, [])
  if (statement.state === 'STATEMENT_STATE_COUNTS') break
  killed += 1
  assert.equal(statement.state, 'STATEMENT_STATE_OPEN')
  assert(statement.lines >= at && statement.lines < LINES)
  assert.equal(statement.lines % LINES_PER_PART, 0, 'a part is in whole or not at all')
  assert.equal(statement.net_fen, sum(lines.slice(0, statement.lines)))
  await checkLines(statement, Math.max(0, statement.lines - LINES_PER_PART))
  // Nothing of it counts, as long as it is open: a client that was not killed goes on meanwhile.
  const { sheet } = await ask('GetSheet', { account_id: 'special', month: '2025-06' })
  const items = await ask('ListOpenItems', { account_id: 'special' })
  const [now] = await statements()
  if (now.state === 'STATEMENT_STATE_COUNTS') break
  assert.equal(sheet.bank_through_date, '')
  assert.equal(sheet.bank_in_count + sheet.bank_out_count, 0)
  assert.equal(items.lines, 0)
  if (both) startImport()
}
assert(killed >= KILLS / 2, `the import was over after ${killed} kills`)
let last = await running.result
while (last.code === UNAVAILABLE) {
  startImport()
  last = await running.result
}
assert.equal(last.code, 0, last.stderr)
console.log(`${LINES} lines went in with ${killed} kills of the server`)

// ---- once, and whole ----
async function checkWhole() {
  const [statement, ...others] = await statements()
  assert.deepEqual(others, [])
  assert.equal(statement.state, 'STATEMENT_STATE_COUNTS')
  assert.equal(statement.lines, LINES)
  assert.equal(statement.net_fen, sum(lines))
  assert.equal(statement.header.opening_fen, FIRST_BALANCE)
  assert.equal(statement.header.closing_fen, balance)
  await checkLines(statement, 0)
  const { sheet } = await ask('GetSheet', { account_id: 'special', month: '2025-06' })
  assert.equal(sheet.bank_through_date, '2025-06-30')
  assert.equal(sheet.bank_in_fen + sheet.bank_out_fen, sum(lines))
  assert.equal(sheet.bank_in_count + sheet.bank_out_count, LINES)
}
await checkWhole()
const head = (await json(server, office, ['programme', 'show'])).position
startImport()
const again = await running.result
assert.equal(again.code, 0, again.stderr)
assert.match(again.stdout, /ALREADY_RECORDED/)
// The ledger itself may still have had totals of the first run to record.
assert((await json(server, office, ['programme', 'show'])).position - head <= 1)
assert.equal(await server.end('SIGKILL'), null)
await server.start()
await checkWhole()
caller.close()

// ---- the store, read by the tool for stopped stores ----
assert.equal(await server.end(), 0)
const verified = spawnSync(join(programs, 'ippledge-admin'), ['verify', '--store', server.store],
  { encoding: 'utf8' })
assert.equal(verified.status, 0, verified.stdout + verified.stderr)
console.log(verified.stdout.trim().split('\n').at(-1))
