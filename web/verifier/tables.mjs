// The tables of an export, added up and compared with the sums that its last entry,
// TOTALS_RECORDED, states. Whether each row is what the entries say takes the rules, and is not
// looked at here.
import { fail } from './bytes.mjs'
import { numberOf, rowsOf } from './csv.mjs'
import { dateOf, headlineOf, timeOf } from './entry.mjs'

const ACCOUNTS = ['CASH', 'DEPOSITS', 'COMMITTED', 'RESERVED', 'BROUGHT_FORWARD', 'APPROPRIATED',
  'CO_FUNDED', 'INTEREST', 'FEES', 'AUDIT_COSTS', 'CLAIMS_PAID', 'RECOVERED', 'LATE_INTEREST',
  'CLAWED_BACK', 'RETURNED_TO_TREASURY', 'TAKEN_BY_BANK']
// Places in CoverTotals.sums.
const ENROLLED = 0
const PAID = 8
const RECOVERED = 9
const CLAWED_BACK = 10
const RESERVED = 11
// Of a headline, and the columns of loans.csv that sum to them.
const LOAN_SUMS = ['contract_fen', 'disbursed_fen', 'registered_fen', 'ip_part_fen',
  'disbursed_ip_part_fen', null, 'registrations', null, null, null, 'repaid_principal_fen']

function same(path, what, found, expected) {
  if (found !== expected) fail(`${path}: ${what} is ${found}; the last entry says ${expected}`)
}

export function checkLoans(bytes, totals, recordedLoans) {
  const path = 'loans.csv'
  const sums = LOAN_SUMS.map(() => 0n)
  const states = { OPEN: 0n, REPAID: 0n, VOIDED: 0n }
  let before = null
  for (const row of rowsOf(path, bytes)) {
    const { bank, contract_number: contract, state } = row.fields
    const key = `${bank}\u0000${contract}`
    if (key === before) fail(`${path}: line ${row.number} is there twice`)
    before = key
    if (!Object.hasOwn(states, state)) {
      fail(`${path}: line ${row.number}: the state ${state} is not known`)
    }
    states[state] += 1n
    LOAN_SUMS.forEach((name, at) => {
      if (name !== null) sums[at] += numberOf(path, row, name)
    })
    const outstanding = numberOf(path, row, 'disbursed_fen') -
      numberOf(path, row, 'repaid_principal_fen')
    if (outstanding !== numberOf(path, row, 'outstanding_fen')) {
      fail(`${path}: line ${row.number} does not balance`)
    }
  }
  const headline = headlineOf(totals)
  LOAN_SUMS.forEach((name, at) => {
    if (name !== null) same(path, `the sum of ${name}`, sums[at], headline[at])
  })
  const [loans, , open, repaid, voided] = headline.slice(5, 10)
  same(path, 'the number of open loans', states.OPEN, open)
  same(path, 'the number of repaid loans', states.REPAID, repaid)
  same(path, 'the number of voided loans', states.VOIDED, voided)
  same(path, 'the number of loans', states.OPEN + states.REPAID, loans)
  const rows = states.OPEN + states.REPAID + states.VOIDED
  if (rows !== BigInt(recordedLoans)) {
    fail(`${path}: it has ${rows} loans; the entries record ${recordedLoans}`)
  }
  return rows
}

// Each movement debits an account and credits another, some two pairs; a reversal has its amount
// negative.
export function checkMovements(bytes, totals, recorded) {
  const path = 'movements.csv'
  const net = Object.fromEntries(ACCOUNTS.map((name) => [name, 0n]))
  const post = (row, account, amount) => {
    if (account === '') return
    if (!Object.hasOwn(net, account)) {
      fail(`${path}: line ${row.number}: nobody knows account ${account}`)
    }
    net[account] += amount
  }
  let rows = 0n
  for (const row of rowsOf(path, bytes)) {
    rows += 1n
    const amount = numberOf(path, row, 'amount_fen')
    post(row, row.fields.debit, amount)
    post(row, row.fields.credit, -amount)
    post(row, row.fields.also_debit, amount)
    post(row, row.fields.also_credit, -amount)
    const after = { cash: net.CASH, reserved: -net.RESERVED, deposits: net.DEPOSITS }
    for (const [name, balance] of Object.entries(after)) {
      const stated = numberOf(path, row, `${name}_after_fen`)
      if (stated !== balance) {
        fail(`${path}: line ${row.number}: ${name} is ${balance} after it, not ${stated}`)
      }
    }
    checkRecorded(path, row, recorded)
  }
  same(path, 'the number of movements', rows, totals.fund?.movements ?? 0n)
  ACCOUNTS.forEach((name, at) =>
    same(path, `debits less credits of ${name}`, net[name], totals.fund?.net_fen[at] ?? 0n))
  if (recorded.size > 0) {
    fail(`${path}: the movement of entry ${recorded.keys().next().value} is missing`)
  }
  return rows
}

// What an entry FUND_MOVEMENT_RECORDED says stands in its row; steps of claims make the others.
function checkRecorded(path, row, recorded) {
  const entry = numberOf(path, row, 'entry')
  const event = recorded.get(entry)
  if (event === undefined) return
  recorded.delete(entry)
  const wrong = event.movement_id !== row.fields.movement_id
    || event.amount_fen !== numberOf(path, row, 'amount_fen')
    || dateOf(event.date) !== row.fields.date || event.counterparty !== row.fields.counterparty
  if (wrong) fail(`${path}: line ${row.number} is not what entry ${entry} says`)
}

export function checkClaims(bytes, totals, filed) {
  const path = 'claims.csv'
  const sums = { paid_fen: 0n, reserved_fen: 0n, recovered_by_fund_fen: 0n, clawed_back_fen: 0n }
  let rows = 0n
  for (const row of rowsOf(path, bytes)) {
    rows += 1n
    for (const name of Object.keys(sums)) sums[name] += numberOf(path, row, name)
    const { bank, contract_number: contract, claim_number: claim } = row.fields
    if (!filed.has(`${bank}\u0000${contract}\u0000${claim}`)) {
      fail(`${path}: line ${row.number}: no entry files this claim`)
    }
  }
  const stated = (place) => totals.cover?.sums[place] ?? 0n
  same(path, 'what was paid', sums.paid_fen, stated(PAID))
  same(path, 'what is reserved', sums.reserved_fen, stated(RESERVED))
  same(path, 'what was recovered', sums.recovered_by_fund_fen, stated(RECOVERED))
  same(path, 'what was clawed back', sums.clawed_back_fen, stated(CLAWED_BACK))
  const claims = totals.cover?.claims.reduce((sum, count) => sum + count, 0n) ?? 0n
  same(path, 'the number of claims', rows, claims)
  if (rows !== BigInt(filed.size)) fail(`${path}: it has ${rows} claims; ${filed.size} were filed`)
  return rows
}

// One row: the figures of the last entry, and when it was.
export function checkTotals(bytes, entry) {
  const path = 'totals.csv'
  const rows = [...rowsOf(path, bytes)]
  if (rows.length !== 1) fail(`${path}: it has ${rows.length} rows, not 1`)
  const totals = entry.event
  const headline = headlineOf(totals)
  const net = (account) => totals.fund?.net_fen[ACCOUNTS.indexOf(account)] ?? 0n
  const cover = (place) => totals.cover?.sums[place] ?? 0n
  const figures = {
    entry: entry.number,
    contract_fen: headline[0],
    disbursed_fen: headline[1],
    registered_fen: headline[2],
    ip_part_fen: headline[3],
    disbursed_ip_part_fen: headline[4],
    loans: headline[5],
    registrations: headline[6],
    loans_open: headline[7],
    loans_repaid: headline[8],
    loans_voided: headline[9],
    repaid_principal_fen: headline[10],
    fund_movements: totals.fund?.movements ?? 0n,
    fund_cash_fen: net('CASH'),
    fund_reserved_fen: -net('RESERVED'),
    fund_deposits_fen: net('DEPOSITS'),
    enrolled_fen: cover(ENROLLED),
    claims_paid_fen: cover(PAID),
    claims_reserved_fen: cover(RESERVED),
    claims_recovered_fen: cover(RECOVERED),
    claims_clawed_back_fen: cover(CLAWED_BACK),
  }
  for (const [name, value] of Object.entries(figures)) {
    same(path, name, numberOf(path, rows[0], name), value)
  }
  const { committed_utc: committed, business_date: day } = rows[0].fields
  same(path, 'committed_utc', committed, timeOf(entry.commit_time_ms))
  same(path, 'business_date', day, dateOf(entry.business_date))
}
