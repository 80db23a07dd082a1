// Power cuts in the middle of an import: server and client are killed again and again, the import
// is run again, and the sums are those that an SQL engine of others finds in the sheet.
import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import {
  Caller, Server, chance, client, found, json, office, programs, sample, startClient, until,
} from './programs.mjs'

const LOANS = 20_000
const SERVER_KILLS = 5
const CLIENT_KILLS = 5

const random = chance(7)
const sheet = await sample(LOANS)
const server = await new Server().start()
await found(server)

// ---- the import, killed ----
const caller = new Caller('ProgrammeService', server.address, office)
async function position() {
  return (await caller.insist('GetProgramme', { programme: 'nm' })).response.programme.position
}
const startImport = () =>
  startClient(server, office, ['import', 'loans', sheet, '--progress', 'none', '-o', 'json'])

const begin = await position()
let running = startImport()
let ended = null
running.result.then((result) => { ended = result })
const victims = [...Array(SERVER_KILLS).fill('server'), ...Array(CLIENT_KILLS).fill('client')]
  .map((victim) => [random(), victim]).sort((a, b) => a[0] - b[0]).map(([, victim]) => victim)
let killed = 0
for (const [i, victim] of victims.entries()) {
  // Kills are spread over the whole file; where exactly, chance decides.
  const at = begin + Math.floor(LOANS * (i + random()) / (victims.length + 1))
  await until(async () => ended || (await position()) >= at, `entry ${at}`)
  if (victim === 'server') {
    assert.equal(await server.end('SIGKILL'), null)
    await server.start()
    killed += 1
  } else if (!ended) {
    running.kill('SIGKILL')
    await running.result
    ended = null
    running = startImport()
    running.result.then((result) => { ended = result })
    killed += 1
  }
}
const last = await running.result
assert.equal(last.code, 0, last.stderr)
const summary = JSON.parse(last.stdout)
assert.equal(summary.new + summary.already, summary.rows)
assert.equal(summary.refused, 0)
assert(killed >= SERVER_KILLS + 1, `the import was over after ${killed} kills`)
console.log(`${summary.rows} rows went in with ${killed} kills; the last run found ` +
  `${summary.already} already there and sent ${summary.messages_resent} messages again`)
caller.close()

// ---- the same file again ----
const head = (await json(server, office, ['programme', 'show'])).position
const again = await json(server, office, ['import', 'loans', sheet, '--progress', 'none'])
assert.deepEqual([again.rows, again.new, again.already, again.refused],
  [summary.rows, 0, summary.rows, 0])
// The ledger itself may still have had totals of the first run to record.
assert((await json(server, office, ['programme', 'show'])).position - head <= 1)
console.log(`the same file again: ${again.already} rows already there, no entry made`)

// ---- sums by slice, found by others ----
const units = (await json(server, office, ['programme', 'show'])).constitution.reporting_units
const sql = await (await DuckDBInstance.create(':memory:')).connect()
await sql.run(`
  CREATE TABLE sheet AS SELECT
    "银行" AS bank, "合同编号" AS contract, "统一社会信用代码" AS firm, "行政区划" AS division,
    CASE "企业规模" WHEN '大型' THEN 'LARGE' WHEN '中型' THEN 'MEDIUM' WHEN '小型' THEN 'SMALL'
                    WHEN '微型' THEN 'MICRO' ELSE '' END AS firm_size,
    CAST("发放日期" AS DATE) AS day,
    CAST(CAST("发放金额(元)" AS DECIMAL(18, 2)) * 100 AS BIGINT) AS fen
  FROM read_csv('${sheet}', header = true, all_varchar = true)`)

const codes = units.map(({ code }) => `'${code}'`)
await sql.run(`CREATE TABLE unit AS SELECT unnest([${codes}]) AS code`)
// A division reports through the longest unit that it lies in.
await sql.run(`
  CREATE TABLE draw AS SELECT sheet.*, strftime(day, '%Y') AS year,
    CASE WHEN division IN (SELECT code FROM unit) THEN division
         ELSE left(division, 4) || '00' END AS unit,
    day = min(day) OVER (PARTITION BY bank, contract) AND
      row_number() OVER (PARTITION BY bank, contract ORDER BY day) = 1 AS is_first
  FROM sheet`)
const groups = {
  year: 'year', unit: 'unit', bank: 'bank', firm_size: 'firm_size',
  'year,unit': 'year, unit', 'bank,firm_size': 'bank, firm_size',
}
for (const [by, columns] of Object.entries(groups)) {
  const rows = (await sql.runAndReadAll(`
    SELECT ${columns}, sum(fen)::BIGINT, count(*) FILTER (is_first), count(DISTINCT firm)
    FROM draw GROUP BY ${columns}`)).getRows()
  const wanted = rows.map((row) => row.map(String).join(' ')).sort()
  const totals = await json(server, office,
    ['totals', '--by', by, '--measure', 'disbursed,loans,firms'])
  const got = totals.rows.map((row) => [...by.split(',').map((name) => row[name]),
    row.disbursed_fen, row.loans, row.firms].join(' ')).sort()
  assert.deepEqual(got, wanted, `by ${by}`)
  console.log(`by ${by}: ${got.length} rows as the SQL engine has them`)
}

// ---- the store, read by the tool for stopped stores ----
assert.equal(await server.end(), 0)
if (existsSync(join(programs, 'ippledge-admin'))) {
  const { spawnSync } = await import('node:child_process')
  const verified = spawnSync(join(programs, 'ippledge-admin'), ['verify', '--store', server.store],
    { encoding: 'utf8' })
  assert.equal(verified.status, 0, verified.stdout + verified.stderr)
}
