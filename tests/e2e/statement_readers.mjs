// Files of banks as others read them: what `ippledge statement check` understands of MT940 is what
// mt940js does, and of camt.053 what camt-parser does, for the samples and for hundreds of files
// made by chance: account, currency, balances, and of each line its days, amount and references.
// What a reader does not tell is left out by name below.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseCamt053 } from 'camt-parser'
import mt940js from 'mt940js'
import { chance, programs, repository, work } from './programs.mjs'
import { asCamt, asMt940, makeStatement } from './statement_files.mjs'

const FILES = 60
const CAMT_VERSIONS = ['02', '04', '08']

// "-12.3", "12.30000" or a float with two decimals in fen.
function fenOf(decimal) {
  const [, sign, whole, cents] = /^(-?)(\d+)(?:\.(\d{1,2})0*)?$/.exec(String(decimal))
  return Number(`${sign}${whole}${(cents ?? '').padEnd(2, '0')}`)
}
const isoOf = (date) => date.toISOString().slice(0, 10)
const none = (reference) => (['NONREF', 'NOTPROVIDED'].includes(reference) ? '' : reference)

// What we read. An entry of several payments is several lines from one place: taken together again.
function ours(path) {
  const ended = spawnSync(join(programs, 'ippledge'), ['statement', 'check', path, '-o', 'json'],
    { encoding: 'utf8', maxBuffer: 1 << 28 })
  assert.equal(ended.status, 0, `${path}: ${ended.error ?? ended.stderr}`)
  const file = JSON.parse(ended.stdout)
  return file.statements.map((statement, i) => {
    const entries = new Map()
    for (const line of file.lines.filter((each) => each.statement === i)) {
      const entry = entries.get(line.source_line)
      if (entry === undefined) {
        entries.set(line.source_line, {
          booking: line.booking_date, value: line.value_date, fen: line.amount_fen,
          reference: line.bank_reference, own: line.own_reference,
        })
      } else {
        entry.fen += line.amount_fen
        entry.reference = entry.reference.replace(/\/\d+$/, '')
        entry.own = ''
      }
    }
    return {
      account: statement.account, currency: statement.currency, opening: statement.opening_fen,
      closing: statement.closing_fen, lines: [...entries.values()],
    }
  })
}

function byMt940js(path) {
  return new mt940js.Parser().parse(readFileSync(path, 'utf8')).map((statement) => ({
    // It leaves the bank's code where it stands.
    account: statement.accountIdentification.split('/').at(-1),
    currency: statement.currency,
    opening: fenOf(statement.openingBalance),
    closing: fenOf(statement.closingBalance),
    lines: statement.transactions.map((line) => ({
      booking: isoOf(line.entryDate || line.date),
      value: isoOf(line.date),
      fen: fenOf(line.amount),
      reference: line.bankReference,
      own: none(line.reference),
    })),
  }))
}

async function byCamtParser(path) {
  const document = await parseCamt053(readFileSync(path, 'utf8'))
  const signed = ({ amount, creditDebitIndicator }) =>
    fenOf(amount.value) * (creditDebitIndicator === 'DBIT' ? -1 : 1)
  return document.statements.map((statement) => {
    const balance = (type) => signed(statement.balances.find((each) => each.type === type))
    // Before version 08 it does not tell the status.
    const booked = statement.transactions.filter((entry) => ['', 'BOOK'].includes(entry.status))
    return {
      account: statement.account.iban,
      currency: statement.account.currency,
      opening: balance('OPBD'),
      closing: balance('CLBD'),
      lines: booked.map((entry) => ({
        booking: entry.bookingDate.slice(0, 10),
        value: entry.valueDate.slice(0, 10),
        fen: signed(entry),
        reference: entry.accountServicerReference,
        own: entry.details.length === 1 ? none(entry.details[0].references.endToEndId) : '',
      })),
    }
  })
}

// Both without what `leftOut` names.
function same(read, others, who, path, leftOut = []) {
  const kept = (statements) => statements.map(({ lines, ...head }) => ({
    ...Object.fromEntries(Object.entries(head).filter(([name]) => !leftOut.includes(name))),
    lines: lines.map((line) =>
      Object.fromEntries(Object.entries(line).filter(([name]) => !leftOut.includes(name)))),
  }))
  assert.deepEqual(kept(read), kept(others), `${who} reads ${path} in another way`)
}

const samples = join(repository, 'tests', 'client', 'statement', 'samples')
for (const name of ['camt053-v02.xml', 'camt053-v08.xml']) {
  const path = join(samples, name)
  // It knows accounts by IBAN alone, and before version 08 it does not tell what is only pending.
  const read = ours(path)
  const others = await byCamtParser(path)
  if (name === 'camt053-v02.xml') others[0].lines.pop()
  const filled = read[0].lines.map((line) => ({ ...line, value: line.value ?? '' }))
  same([{ ...read[0], lines: filled }], others, 'camt-parser', path,
    ['account', 'own', 'reference'])
}
const fund = join(samples, 'mt940.sta')
same(ours(fund), byMt940js(fund), 'mt940js', fund)

const random = chance(20_250_630)
let lines = 0
for (let i = 1; i <= FILES; ++i) {
  const statement = makeStatement(random, i)
  lines += statement.lines.length
  const wanted = [{
    account: statement.account, currency: 'CNY', opening: statement.opening,
    closing: statement.closing,
    lines: statement.lines.map(({ booking, value, fen, reference, own }) =>
      ({ booking, value, fen, reference, own })),
  }]
  const mt940 = join(work, 'statement.sta')
  writeFileSync(mt940, asMt940(statement))
  const readMt940 = ours(mt940)
  same(readMt940, wanted, 'whoever wrote it', mt940)
  same(readMt940, byMt940js(mt940), 'mt940js', mt940)
  for (const version of CAMT_VERSIONS) {
    const camt = join(work, `statement-${version}.xml`)
    writeFileSync(camt, asCamt(statement, version))
    const readCamt = ours(camt)
    same(readCamt, wanted, 'whoever wrote it', camt)
    same(readCamt, await byCamtParser(camt), 'camt-parser', camt)
  }
}
console.log(`${FILES} statements with ${lines} lines, each as MT940 and ${CAMT_VERSIONS.length} ` +
  'versions of camt.053: all readers agree')
