// A folder on the disk as what export.mjs reads. For Node.
import { lstat, readFile, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { fail } from './bytes.mjs'

// Paths below `root`, with "/" between. Links and devices are no files of an export.
async function pathsBelow(root, below = '') {
  const paths = []
  for (const name of await readdir(join(root, below))) {
    const path = below === '' ? name : `${below}/${name}`
    const what = await lstat(join(root, path))
    if (what.isDirectory()) paths.push(...await pathsBelow(root, path))
    else if (what.isFile()) paths.push(path)
    else fail(`${path}: it is no file`)
  }
  return paths
}

export const openFolder = (root) => ({
  list: () => pathsBelow(root),
  read: async (path) => new Uint8Array(await readFile(join(root, path))),
})
