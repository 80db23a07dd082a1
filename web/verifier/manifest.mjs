// MANIFEST of an export: every other file with its bytes and SHA-256. It finds damage; a forger
// writes it anew.
import { bytesOfHex, decimal, equal, fail, linesOf, sha256, textOf } from './bytes.mjs'

export const MANIFEST = 'MANIFEST'
const FIRST_LINE = 'ippledge-export/1'
const ROW = /^([0-9a-f]{64}) (\S+) (\S+)$/
const PATH = /^[A-Za-z0-9_-][A-Za-z0-9._-]*(?:\/[A-Za-z0-9_-][A-Za-z0-9._-]*)*$/

// Paths of the files, after each was read once and compared. `folder` is { list, read }: all paths
// below the folder, and the bytes of one, both as promises.
export async function checkManifest(folder) {
  const listed = new Set(await folder.list())
  if (!listed.delete(MANIFEST)) fail(`${MANIFEST}: it is missing`)
  const lines = linesOf(textOf(await folder.read(MANIFEST), MANIFEST), MANIFEST)
  if (lines.shift() !== FIRST_LINE) fail(`${MANIFEST}: line 1 is not ${FIRST_LINE}`)
  const paths = new Set()
  let before = ''
  for (const [at, line] of lines.entries()) {
    const row = ROW.exec(line)
    const bytes = row === null ? null : decimal(row[2])
    if (bytes === null || !PATH.test(row[3])) fail(`${MANIFEST}: line ${at + 2} names no file`)
    const [, hash, , path] = row
    if (path <= before) fail(`${MANIFEST}: line ${at + 2} is out of order`)
    before = path
    if (!listed.delete(path)) fail(`${path}: it is missing`)
    const found = await folder.read(path)
    if (found.length !== bytes) fail(`${path}: it has ${found.length} bytes, not ${bytes}`)
    if (!equal(sha256(found), bytesOfHex(hash))) fail(`${path}: it is not that of the manifest`)
    paths.add(path)
  }
  for (const path of listed) fail(`${path}: it is not in the manifest`)
  return paths
}
