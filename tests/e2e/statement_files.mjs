// Statements of a bank made up by chance, and how they are written as MT940 and as camt.053.
//
// A statement: { account, number, opening, closing, openingDate, closingDate, lines }; a line:
// { booking, value, fen, reference, own, text, reversal }. Days are "2025-06-30", amounts whole
// fen, above 0 what came in.

const pad = (number, digits) => String(number).padStart(digits, '0')
const day = (number) => `2025-06-${pad(number, 2)}`
const short = (date) => date.slice(2).replaceAll('-', '')

// "1234," to "1234,56", as short as banks write it.
function comma(fen) {
  const cents = pad(fen % 100, 2).replace(/0+$/, '')
  return `${Math.floor(fen / 100)},${cents}`
}
const point = (fen) => `${Math.floor(fen / 100)}.${pad(fen % 100, 2)}`

export function makeStatement(random, number) {
  const below = (count) => Math.floor(random() * count)
  const statement = {
    account: `DE${pad(10 + below(89), 2)}${pad(below(1e9), 9)}${pad(below(1e9), 9)}`,
    number: pad(number, 5),
    opening: below(4) === 0 ? -below(1e9) : below(1e12),
    openingDate: '2025-05-31',
    closingDate: day(30),
    lines: [],
  }
  let booking = 1
  for (let i = below(60); i > 0; --i) {
    booking = Math.min(30, booking + (below(3) === 0 ? 1 : 0))
    const size = [1 + below(99), below(1e6) + 1, (below(1e8) + 1) * 100, below(1e13) + 1][below(4)]
    statement.lines.push({
      booking: day(booking),
      value: day(Math.max(1, Math.min(30, booking + below(5) - 2))),
      fen: random() < 0.5 ? size : -size,
      reference: below(8) === 0 ? '' : `N${pad(number, 4)}${pad(statement.lines.length, 6)}`,
      own: below(5) === 0 ? '' : `PZ-${below(1e6)}`,
      text: ['财政拨款', '赔付款 HT-2023-118', 'Rückzahlung', 'fee: 3 of 5', '结息'][below(5)],
      reversal: below(10) === 0,
    })
  }
  statement.closing = statement.lines.reduce((sum, line) => sum + line.fen, statement.opening)
  return statement
}

export function asMt940(statement) {
  const balance = (tag, fen, date) =>
    `:${tag}:${fen < 0 ? 'D' : 'C'}${short(date)}CNY${comma(Math.abs(fen))}`
  const lines = [`:20:STMT${statement.number}`, `:25:${statement.account}`,
    `:28C:${statement.number}/001`, balance('60F', statement.opening, statement.openingDate)]
  for (const line of statement.lines) {
    // RD takes a debit back, so money comes in.
    const mark = line.reversal ? (line.fen > 0 ? 'RD' : 'RC') : (line.fen > 0 ? 'C' : 'D')
    const entry = line.booking === line.value ? '' : short(line.booking).slice(2)
    lines.push(`:61:${short(line.value)}${entry}${mark}${comma(Math.abs(line.fen))}NTRF` +
      `${line.own || 'NONREF'}${line.reference && `//${line.reference}`}`, `:86:${line.text}`)
  }
  lines.push(balance('62F', statement.closing, statement.closingDate), '-')
  return lines.join('\r\n') + '\r\n'
}

const direction = (fen) => `<CdtDbtInd>${fen < 0 ? 'DBIT' : 'CRDT'}</CdtDbtInd>`
const amount = (fen) => `<Amt Ccy="CNY">${point(Math.abs(fen))}</Amt>`

function camtEntry(line, status, version) {
  const parts = [amount(line.fen), direction(line.fen)]
  if (line.reversal) parts.push('<RvslInd>true</RvslInd>')
  parts.push(version < '08' ? `<Sts>${status}</Sts>` : `<Sts><Cd>${status}</Cd></Sts>`)
  parts.push(`<BookgDt><Dt>${line.booking}</Dt></BookgDt><ValDt><Dt>${line.value}</Dt></ValDt>`)
  if (line.reference) parts.push(`<AcctSvcrRef>${line.reference}</AcctSvcrRef>`)
  parts.push('<BkTxCd><Prtry><Cd>TRF</Cd></Prtry></BkTxCd><NtryDtls><TxDtls><Refs><EndToEndId>',
    `${line.own || 'NOTPROVIDED'}</EndToEndId></Refs><RmtInf><Ustrd>${line.text}</Ustrd></RmtInf>`,
    '</TxDtls></NtryDtls>')
  return `<Ntry>${parts.join('')}</Ntry>`
}

// `version` "02" to "08". From 08 on with an entry that is not booked, which nobody may count.
export function asCamt(statement, version) {
  const balance = (type, fen, date) => `<Bal><Tp><CdOrPrtry><Cd>${type}</Cd></CdOrPrtry></Tp>` +
    `${amount(fen)}${direction(fen)}<Dt><Dt>${date}</Dt></Dt></Bal>`
  const entries = statement.lines.map((line) => camtEntry(line, 'BOOK', version))
  if (version >= '08' && entries.length > 0) {
    entries.splice(1, 0, camtEntry(statement.lines[0], 'PDNG', version))
  }
  return `<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.${version}"><BkToCstmrStmt>
<GrpHdr><MsgId>M${statement.number}</MsgId><CreDtTm>2025-06-30T23:00:00</CreDtTm></GrpHdr>
<Stmt><Id>${statement.number}</Id><CreDtTm>2025-06-30T23:00:00</CreDtTm>
<Acct><Id><IBAN>${statement.account}</IBAN></Id><Ccy>CNY</Ccy></Acct>
${balance('OPBD', statement.opening, statement.openingDate)}
${balance('CLBD', statement.closing, statement.closingDate)}
${entries.join('\n')}
</Stmt></BkToCstmrStmt></Document>
`
}
