// What was known at a position stays what it was: totals taken while an import runs are the same
// afterwards, also from an index built anew.
import assert from 'node:assert/strict'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { Caller, Server, found, json, office, sample, startClient } from './programs.mjs'

const LOANS = 12_000
const KEPT = 12 // positions looked at again
const SLICES = {
  'year,unit': ['DIMENSION_YEAR', 'DIMENSION_UNIT'],
  'bank,ip_kind': ['DIMENSION_BANK', 'DIMENSION_IP_KIND'],
}

const sheet = await sample(LOANS)
const server = await new Server().start()
await found(server)

// Rows of an answer, whichever way it came, as texts: keys, then all figures.
const MEASURES = ['contract', 'disbursed', 'registered', 'ip_part', 'disbursed_ip_part', 'loans',
  'registrations', 'firms']
const textsOf = (rows) => rows.map(({ keys, figures }) =>
  [...keys.map(({ value }) => value), ...figures.map(({ value }) => value)].join(' '))
const textsOfJson = (rows, by) => rows.map((row) =>
  [...by.split(',').map((name) => row[name]),
    ...MEASURES.map((name) => row[`${name}_fen`] ?? row[name])].join(' '))

// ---- taken while writes go on ----
const reports = new Caller('ReportService', server.address, office)
const importing = startClient(server, office,
  ['import', 'loans', sheet, '--progress', 'none', '-o', 'json'])
let ended = false
importing.result.then(() => { ended = true })
const taken = []
while (!ended) {
  const { position } = await reports.ask('GetTotals', { programme: 'nm' })
  if (taken.length > 0 && taken.at(-1).position === position) continue
  const picture = { position }
  for (const [by, dimensions] of Object.entries(SLICES)) {
    const answer = await reports.ask('GetTotals',
      { programme: 'nm', query: { by: dimensions, at: position } })
    assert.equal(answer.position, position)
    picture[by] = textsOf(answer.rows)
  }
  taken.push(picture)
}
reports.close()
assert.equal((await importing.result).code, 0)
assert(taken.length >= 4, `only ${taken.length} pictures`)
const step = Math.ceil(taken.length / KEPT)
const kept = taken.filter((_, i) => i % step === 0)

// ---- and now ----
async function look(when) {
  for (const picture of kept) {
    for (const by of Object.keys(SLICES)) {
      const now = await json(server, office, ['totals', '--by', by, '--at',
        String(picture.position)])
      assert.deepEqual(textsOfJson(now.rows, by), picture[by], `${when}, at ${picture.position}`)
    }
  }
  const newest = await json(server, office, ['totals', '--by', 'year,bank'])
  console.log(`${when}: ${kept.length} of ${taken.length} positions as they were`)
  return JSON.stringify(newest.rows)
}
const newest = await look('after the import')
assert.equal(await server.end(), 0)
await server.start()
assert.equal(await look('after a restart'), newest)
assert.equal(await server.end('SIGKILL'), null)
await server.start()
assert.equal(await look('after a kill'), newest)
assert.equal(await server.end(), 0)
rmSync(join(server.store, 'programmes', 'nm', 'index'), { recursive: true })
await server.start()
assert.equal(await look('with the index built anew'), newest)
assert.equal(await server.end(), 0)
