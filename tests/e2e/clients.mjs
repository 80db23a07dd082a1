// An outside client over a bad line: a proxy cuts its connections anywhere, it sends everything
// again under the same request ids, and nothing is booked twice or lost.
import assert from 'node:assert/strict'
import net from 'node:net'
import grpc from '@grpc/grpc-js'
import protobuf from 'protobufjs'
import { Caller, Server, bank, chance, found, office } from './programs.mjs'

const UNARY = 150
const BATCHES = 30
const BATCH_ROWS = 20
const STREAM_MESSAGES = 400

const random = chance(20_210_801)

// Forwards to `port`; cuts each connection after some thousand bytes, whichever way they went.
class BadLine {
  constructor(port, mean) {
    this.cuts = 0
    this.server = net.createServer((from) => {
      const to = net.connect(port, '127.0.0.1')
      let left = 1200 + Math.floor(random() * mean)
      const cut = () => { from.destroy(); to.destroy() }
      const forward = (source, target) => source.on('data', (bytes) => {
        left -= bytes.length
        if (left > 0) return target.write(bytes)
        // The last piece arrives in part.
        target.write(bytes.subarray(0, Math.max(0, bytes.length + left)))
        this.cuts += 1
        cut()
      })
      forward(from, to)
      forward(to, from)
      for (const socket of [from, to]) socket.on('error', cut).on('close', cut)
    })
  }

  async listen() {
    await new Promise((resolve) => this.server.listen(0, '127.0.0.1', resolve))
    return `127.0.0.1:${this.server.address().port}`
  }
}

let made = 0
const newId = () => `6fa459ea-ee8a-4ca4-894e-${String(++made).padStart(12, '0')}`

function loan(number) {
  return {
    bank: 'qingcao',
    contract_number: `HT-${String(number).padStart(6, '0')}`,
    borrower: {
      name: '内蒙古某科技有限公司', unified_social_credit_code: '91150700561228427B',
      division_code: '150102', firm_size: 'FIRM_SIZE_SMALL', industry_code: 'C39',
    },
    contract_amount_fen: 100_000_000,
    ip_part_fen: 100_000_000,
    annual_rate_ppm: 43_500,
    rights: [{ kind: 'IP_KIND_PATENT', number: 'ZL201710601862.3', secured_fen: 100_000_000 }],
    draw: {
      draw_number: 'J1', disbursement_date: '2024-03-01', maturity_date: '2025-03-01',
      principal_fen: 1_000_000 + number,
    },
  }
}

const server = await new Server().start()
await found(server)
const good = new Caller('LoanService', server.address, bank('qingcao'))
let booked = 0

// ---- one by one ----
{
  const line = new BadLine(server.port, 5_000)
  const caller = new Caller('LoanService', await line.listen(), bank('qingcao'))
  let again = 0
  for (let i = 0; i < UNARY; ++i) {
    const request = { programme: 'nm', request_id: newId(), loan: loan(booked++) }
    const { response, tries } = await caller.insist('RecordLoan', request)
    again += tries - 1
    assert.equal(response.recorded.outcome, 'OUTCOME_RECORDED')
    if (i % 10 === 0) assert.deepEqual(await good.ask('RecordLoan', request), response)
  }
  assert(line.cuts > 3, `only ${line.cuts} cuts`)
  console.log(`unary: ${UNARY} loans, ${line.cuts} cuts, ${again} tries more`)
  caller.close()
  line.server.close()
}

// ---- batches ----
{
  const line = new BadLine(server.port, 40_000)
  const caller = new Caller('LoanService', await line.listen(), bank('qingcao'))
  let again = 0
  for (let i = 0; i < BATCHES; ++i) {
    const rows = Array.from({ length: BATCH_ROWS }, () => ({ loan: loan(booked++) }))
    const request = { programme: 'nm', request_id: newId(), rows }
    const { response, tries } = await caller.insist('BatchRecord', request)
    again += tries - 1
    assert.equal(response.recorded_rows, BATCH_ROWS)
    assert.deepEqual(response.verdicts, [])
    if (i % 5 === 0) assert.deepEqual(await good.ask('BatchRecord', request), response)
  }
  assert(line.cuts > 3, `only ${line.cuts} cuts`)
  console.log(`batches: ${BATCHES * BATCH_ROWS} loans, ${line.cuts} cuts, ${again} tries more`)
  caller.close()
  line.server.close()
}

// ---- a stream ----
// Sends messages from `first` on until the line is cut or all are acknowledged. How many are now.
function sendFrom(caller, messages, first) {
  return new Promise((resolve) => {
    let acknowledged = first
    const stream = caller.stub.StreamRecord(caller.metadata)
    stream.on('data', (answer) => {
      acknowledged = first + answer.acknowledged_through
      assert.deepEqual(answer.refusals, [])
      assert.deepEqual(answer.verdicts, [])
    })
    stream.on('error', () => resolve(acknowledged))
    stream.on('end', () => resolve(acknowledged))
    for (let i = first; i < messages.length; ++i) stream.write(messages[i])
    stream.end()
  })
}
{
  const line = new BadLine(server.port, 120_000)
  const caller = new Caller('LoanService', await line.listen(), bank('qingcao'))
  const messages = Array.from({ length: STREAM_MESSAGES }, () => ({
    programme: 'nm',
    request_id: newId(),
    rows: Array.from({ length: 1 + Math.floor(random() * 8) }, () => ({ loan: loan(booked++) })),
  }))
  let streams = 0
  for (let acknowledged = 0; acknowledged < messages.length; ++streams) {
    assert(streams < 500, 'the stream gets nowhere')
    acknowledged = await sendFrom(caller, messages, acknowledged)
  }
  assert(line.cuts > 3, `only ${line.cuts} cuts`)
  console.log(`stream: ${STREAM_MESSAGES} messages, ${line.cuts} cuts, ${streams} streams`)
  caller.close()
  line.server.close()
}

// ---- what stands in the books ----
{
  const reports = new Caller('ReportService', server.address, office)
  const totals = await reports.ask('GetTotals', {
    programme: 'nm', query: { measures: ['MEASURE_LOANS', 'MEASURE_DISBURSED'] },
  })
  const drawn = booked * 1_000_000 + booked * (booked - 1) / 2
  assert.deepEqual(totals.total.figures.map((figure) => figure.value), [booked, drawn])
  reports.close()

  const journal = new Caller('JournalService', server.address, office)
  const seen = new Map()
  for (let next = 1; next !== 0;) {
    const page = await journal.ask('ListEntries',
      { programme: 'nm', first_entry: next, page_size: 1000, heads_only: true })
    for (const entry of page.entries) {
      if (entry.kind === 'LOAN_RECORDED') {
        seen.set(entry.contract_number, (seen.get(entry.contract_number) ?? 0) + 1)
      }
    }
    next = page.next_first_entry
  }
  assert.equal(seen.size, booked)
  for (const [contract, times] of seen) assert.equal(times, 1, `${contract} stands ${times} times`)
  journal.close()
  console.log(`in the books: ${booked} loans, each once`)
}

// ---- errors, decoded with the public messages of google.rpc ----
{
  const { root } = protobuf.parse(`
    syntax = "proto3";
    package google.rpc;
    message Any { string type_url = 1; bytes value = 2; }
    message Status { int32 code = 1; string message = 2; repeated Any details = 3; }
    message ErrorInfo { string reason = 1; string domain = 2; map<string, string> metadata = 3; }
    message BadRequest {
      message FieldViolation { string field = 1; string description = 2; }
      repeated FieldViolation field_violations = 1;
    }
    message LocalizedMessage { string locale = 1; string message = 2; }`)
  const detailsOf = (error) => {
    const status = root.lookupType('google.rpc.Status')
      .decode(error.metadata.get('grpc-status-details-bin')[0])
    assert.equal(status.code, error.code)
    return Object.fromEntries(status.details.map(({ typeUrl: url, value }) => {
      assert.match(url, /^type\.googleapis\.com\/google\.rpc\./)
      const name = url.slice(url.lastIndexOf('.') + 1)
      return [name, root.lookupType(`google.rpc.${name}`).decode(value).toJSON()]
    }))
  }
  good.metadata.set('accept-language', 'zh-CN')
  const bad = loan(0)
  bad.contract_number = 'NEW'
  bad.borrower.unified_social_credit_code = '91150700561228427C'
  bad.draw.maturity_date = '2024-02-30'
  await assert.rejects(good.ask('RecordLoan', { programme: 'nm', request_id: newId(), loan: bad }),
    (error) => {
      assert.equal(error.code, grpc.status.INVALID_ARGUMENT)
      const details = detailsOf(error)
      assert.equal(details.ErrorInfo.domain, 'ippledge')
      assert.equal(details.ErrorInfo.reason, 'DATE_MALFORMED')
      assert.deepEqual(details.BadRequest.fieldViolations.map(({ field }) => field).sort(),
        ['loan.borrower.unified_social_credit_code', 'loan.draw.maturity_date'])
      assert.equal(details.LocalizedMessage.locale, 'zh-CN')
      assert.match(details.LocalizedMessage.message, /校验位不符/)
      return true
    })
  await assert.rejects(
    good.ask('GetLoan', { programme: 'nm', loan: { bank: 'yunshan', contract_number: 'X' } }),
    (error) => detailsOf(error).ErrorInfo.reason === 'NOT_YOUR_ROWS')
}

good.close()
assert.equal(await server.end(), 0)
