// The second verifier over an export in which one byte is another: each file in turn, at its
// beginning, middle and end, in memory.
//
// Usage: node tests/e2e/export_tampered.mjs FOLDER KEY
import assert from 'node:assert/strict'
import { readFileSync, readdirSync } from 'node:fs'
import { DoesNotHold } from '../../web/verifier/bytes.mjs'
import { verifyExport } from '../../web/verifier/export.mjs'
import { openFolder } from '../../web/verifier/folder.mjs'
import { parseKey } from '../../web/verifier/keys.mjs'

const [root, key] = process.argv.slice(2)
const protos = new URL('../../proto/ippledge/stored/v1/', import.meta.url)
const schemas = readdirSync(protos).filter((name) => name !== 'row.proto')
  .map((name) => readFileSync(new URL(name, protos), 'utf8'))
const folder = openFolder(root)
const paths = await folder.list()
const files = new Map()
for (const path of paths) files.set(path, await folder.read(path))

const check = (changed) => verifyExport(
  {
    list: async () => [...changed.keys()],
    read: async (path) => changed.get(path),
  },
  { keys: [parseKey(key)], policy: null, schemas })

await check(files)
let tried = 0
for (const [path, bytes] of files) {
  for (const at of new Set([0, bytes.length >> 1, bytes.length - 1])) {
    const bad = bytes.slice()
    bad[at] ^= 1
    await assert.rejects(check(new Map(files).set(path, bad)), DoesNotHold, `${path} at ${at}`)
    tried += 1
  }
}
for (const path of files.keys()) {
  const fewer = new Map(files)
  fewer.delete(path)
  await assert.rejects(check(fewer), DoesNotHold, `without ${path}`)
}
await assert.rejects(check(new Map(files).set('more', new Uint8Array())), DoesNotHold)
console.log(`${tried} changed bytes of ${files.size} files were found`)
