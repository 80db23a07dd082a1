// Exports: one that holds, and those that somebody made who can write a manifest, tiles, even the
// ledger's signature.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { DoesNotHold, bytesOf, leafHash } from '../../web/verifier/bytes.mjs'
import { verifyExport } from '../../web/verifier/export.mjs'
import { parseKey } from '../../web/verifier/keys.mjs'
import { parsePolicy } from '../../web/verifier/policy.mjs'
import {
  LOG, TABLES, WITNESS, entryOf, filesOf, folderOf, history, noteOf, schemas, stateHash,
} from './export_world.mjs'

const trust = { keys: [parseKey(LOG)], policy: null, schemas }
const good = history()
const check = (files, more = {}) => verifyExport(folderOf(files), { ...trust, ...more })
const refuses = (files, why, more) => assert.rejects(check(files, more), (error) => {
  assert.ok(error instanceof DoesNotHold, error.stack)
  assert.match(error.message, why)
  return true
})
const changed = (path, from, to) => {
  const text = new TextDecoder().decode(filesOf(good)[path])
  assert.ok(text.includes(from), `${path} has no ${from}`)
  return filesOf(good, { [path]: bytesOf(text.replace(from, to)) })
}
// Entry `number` another way, everything hashed and signed anew.
const rewritten = (number, entry) =>
  filesOf(good.map((other, at) => (at === number - 1 ? entry : other)))

test('an export holds', async () => {
  const found = await check(filesOf(good))
  assert.equal(found.size, 308)
  assert.equal(found.checkpoints, 2)
  assert.deepEqual([found.loans, found.movements, found.claims], [1n, 2n, 1n])
  const policy = parsePolicy(filesOf(good)['policy.txt'])
  await check(filesOf(good), { policy, keys: [parseKey(LOG), parseKey(WITNESS)] })
  assert.equal((await check(filesOf(good), { keys: null, policy })).quorum, true)
})

test('who must have signed is said by the user', async () => {
  await refuses(filesOf(good), /no key of the log/, { keys: [parseKey(WITNESS)] })
  const policy = parsePolicy(filesOf(good)['policy.txt'])
  const keys = [parseKey(LOG), parseKey(WITNESS)]
  const files = filesOf(good)
  const tree = new TextDecoder().decode(files.checkpoint).split('\n')[2]
  const note = noteOf(308, Uint8Array.from(atob(tree), (c) => c.charCodeAt(0)), { cosigned: false })
  const alone = filesOf(good, { checkpoint: note, 'checkpoints/308': note })
  await refuses(alone, /quorum/, { policy, keys })
  await check(alone)
})

test('files are just those of the manifest', async () => {
  const files = filesOf(good)
  await refuses({ ...files, more: bytesOf('x') }, /more: it is not in the manifest/)
  for (const path of Object.keys(files)) {
    const fewer = { ...files }
    delete fewer[path]
    await refuses(fewer, /missing/)
    await refuses({ ...files, [path]: files[path].slice(1) }, new RegExp(path))
  }
  await refuses({ ...files, MANIFEST: bytesOf(`${'0'.repeat(64)} 1 x\n`) }, /line 1/)
})

test('a manifest that fits does not help', async () => {
  await refuses(changed('loans.csv', 'OPEN,500', 'OPEN,501'), /sum of contract_fen is 501/)
  await refuses(changed('loans.csv', 'OPEN', 'REPAID'), /number of open loans is 0/)
  await refuses(changed('loans.csv', '150,250', '150,251'), /does not balance/)
  await refuses(changed('movements.csv', ',1000,2022', ',1001,2022'), /cash is 1001 after it/)
  await refuses(changed('movements.csv', ',M1,', ',M7,'), /is not what entry 302 says/)
  await refuses(changed('claims.csv', 'C1', 'C2'), /no entry files this claim/)
  await refuses(changed('claims.csv', 'C1,0', 'C1,5'), /what was paid is 5/)
  await refuses(changed('totals.csv', '308,', '309,'), /entry is 309/)
  await refuses(changed('keys.txt', 'admitted 306', 'admitted 307'), /keys.txt: the keys/)
  await refuses(changed('keys.txt', 'log ', '# '), /keys.txt: no key/)
  await refuses(changed('policy.txt', 'quorum quorum', 'quorum none'), /quorum/)
  for (const path of Object.keys(TABLES)) {
    await refuses(filesOf(good, { [path]: null }), new RegExp(`${path}: it is missing`))
  }
  await refuses(filesOf(good, { 'policies/p-1.textproto': null }), /p-1.textproto: it is missing/)
  await refuses(filesOf(good, { 'programme.textproto': null }), /textproto: it is missing/)
  for (const path of ['rules/a.html', 'rules.md', 'proto/a.md', 'other.textproto']) {
    await refuses(filesOf(good, { [path]: bytesOf('x') }), /no export of these entries/)
  }
  await refuses(filesOf(good, { 'tile/0/002': bytesOf('x') }), /no export of these entries/)
})

test('tiles and checkpoints are those of the entries', async () => {
  const files = filesOf(good)
  for (const path of ['tile/0/000', 'tile/0/001.p/52', 'tile/1/000.p/1']) {
    const tile = files[path].slice()
    tile[3] ^= 1
    await refuses(filesOf(good, { [path]: tile }), /is not that of/)
    await refuses(filesOf(good, { [path]: tile.slice(0, -32) }), /bytes/)
  }
  const fork = noteOf(100, leafHash(bytesOf('another')))
  await refuses(filesOf(good, { 'checkpoints/100': fork }), /two histories/)
  await refuses(filesOf(good, { 'checkpoints/101': fork }), /it is of 100 entries/)
  await refuses(filesOf(good, { checkpoint: noteOf(308, leafHash(bytesOf('x'))),
    'checkpoints/308': noteOf(308, leafHash(bytesOf('x'))) }), /its root is not that/)
})

test('entries that nobody may sign are refused though they are signed', async () => {
  const day = { day_turned: { date: 20_000 } }
  await refuses(rewritten(7, entryOf(8, day)), /entry 7: it calls itself 8/)
  await refuses(rewritten(7, entryOf(7, day, { commit_time_ms: 1 })), /entry 7: commit time falls/)
  await refuses(rewritten(7, entryOf(7, day, { business_date: 19_999 })), /business date falls/)
  await refuses(rewritten(7, entryOf(7, day, { rules_version: 99 })), /this verifier is older/)
  await refuses(rewritten(7, entryOf(7, day, { salt: Uint8Array.of(1) })), /no salt/)
  await refuses(rewritten(7, entryOf(7, { programme_founded: { programme: 'x' } })), /founded/)
  await refuses(rewritten(308, entryOf(308, day)), /does not state the totals/)
  await refuses(rewritten(308, entryOf(308, { totals_recorded: { headline: { loans: 2 },
    state_hash: stateHash() } })), /state hash/)
})
