#!/usr/bin/env node
// The second verifier of what a ledger has signed, for Node. It shares no code with the first one,
// ippledge-verify.
//
// Usage: node web/verifier/cli.mjs COMMAND [--key KEY]... [--policy FILE] [-o text|json]
//
//   export DIR [--trust-the-folder]   a folder of `ippledge-admin export`
//   receipt FILE [--leaf HASH]        that an entry is part of what was signed
//   checkpoint FILE                   who signed a checkpoint
//   consistency OLD NEW PROOF         that a checkpoint continues an older one
//   fork NOTE NOTE [PROOF]            that two histories were signed
//
// KEY is a verifier key or a file that begins with one. Exit codes: 0 it holds, 2 usage, 9 it does
// not hold.
import { readFile, readdir, stat } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { DoesNotHold, bytesOfHex, fail, hexOf, textOf } from './bytes.mjs'
import {
  checkConsistency, checkFork, openCheckpoint, parseBeginning, parseProof,
} from './checkpoint.mjs'
import { EntryReader, timeOf } from './entry.mjs'
import { NOT_CHECKED, verifyExport } from './export.mjs'
import { openFolder } from './folder.mjs'
import { parseKey } from './keys.mjs'
import { expectQuorum, keysOfPolicy, parsePolicy } from './policy.mjs'
import { verifyReceipt } from './receipt.mjs'

const OK = 0
const USAGE = 2
const DOES_NOT_HOLD = 9

class Usage extends Error {}
const refuse = (what) => { throw new Usage(what) }

async function bytesAt(path) {
  try {
    return new Uint8Array(await readFile(path))
  } catch {
    return refuse(`${path} cannot be read`)
  }
}

async function expectFolder(path) {
  const found = await stat(path).catch(() => null)
  if (!found?.isDirectory()) refuse(`${path} is no folder`)
}

// What cannot be used of what the user gave is no fault of what is verified.
async function usable(what, make) {
  try {
    return await make()
  } catch (error) {
    if (error instanceof DoesNotHold) refuse(`${what}: ${error.message}`)
    throw error
  }
}

async function keyOf(word) {
  try {
    return parseKey(word)
  } catch (error) {
    if (!(error instanceof DoesNotHold)) throw error
  }
  const text = new TextDecoder().decode(await bytesAt(word))
  return usable(word, () => parseKey(text.split('\n')[0].trim()))
}

// The schemas of this program: those of an export are nobody's word.
async function schemas() {
  const folder = new URL('../../proto/ippledge/stored/v1/', import.meta.url)
  const names = (await readdir(folder)).filter((name) => name !== 'row.proto').sort()
  return Promise.all(names.map((name) => readFile(new URL(name, folder), 'utf8')))
}

const signers = (verified) => ({
  signed_by: verified.filter(({ key }) => key.type !== 'cosignature').map(({ key }) => key.text),
  cosigned_by: verified.filter(({ key }) => key.type === 'cosignature')
    .map(({ key, time }) => `${key.name} ${timeOf(time * 1000n).replace('.000Z', 'Z')}`),
})

const headOf = ({ origin, size, root }) => ({ origin, size, root: hexOf(root) })

function judged(opened, { policy }) {
  expectQuorum(policy, opened.verified)
  return { ...headOf(opened.checkpoint), ...signers(opened.verified),
    ...(policy === null ? {} : { quorum: 'reached' }) }
}

const COMMANDS = {
  export: { files: 1, async run([folder], { keys, policy, byFolder }) {
    await expectFolder(folder)
    const found = await verifyExport(openFolder(folder),
      { keys: byFolder ? null : keys, policy, schemas: await schemas() })
    const { verified, quorum, ...rest } = found
    return { ...rest, root: hexOf(found.root), ...signers(verified),
      keys: byFolder ? "the folder's own: this shows that it agrees with itself" : 'given by hand',
      ...(quorum ? { quorum: 'reached' } : {}), not_checked: NOT_CHECKED }
  } },
  receipt: { files: 1, async run([file], { keys, policy, leaf }) {
    const receipt = verifyReceipt(await bytesAt(file), keys, { leaf, policy })
    const shown = { entry: receipt.number }
    if (receipt.entry !== null) {
      const entry = new EntryReader(await schemas()).read(receipt.entry)
      if (entry.number !== BigInt(receipt.number)) fail(`the entry calls itself ${entry.number}`)
      Object.assign(shown, { kind: entry.kind, organisation: entry.organisation,
        commit_time: timeOf(entry.commit_time_ms) })
    }
    return { ...shown, ...headOf(receipt.checkpoint), ...signers(receipt.verified),
      ...(policy === null ? {} : { quorum: 'reached' }) }
  } },
  checkpoint: { files: 1, async run([file], trust) {
    return judged(openCheckpoint(await bytesAt(file), trust.keys), trust)
  } },
  consistency: { files: 3, async run([older, newer, proof], trust) {
    const old = openCheckpoint(await bytesAt(older), trust.keys)
    const fresh = openCheckpoint(await bytesAt(newer), trust.keys)
    const hashes = parseProof(textOf(await bytesAt(proof), 'the proof'))
    checkConsistency(old.checkpoint, fresh.checkpoint, hashes)
    return { old_size: old.checkpoint.size, ...judged(fresh, trust) }
  } },
  fork: { files: 2, filesMost: 3, async run([one, other, proof], { keys }) {
    const a = openCheckpoint(await bytesAt(one), keys)
    const b = openCheckpoint(await bytesAt(other), keys)
    const beginning = proof === undefined ? null
      : parseBeginning(textOf(await bytesAt(proof), 'the proof'))
    const { size, roots } = checkFork(a.checkpoint, b.checkpoint, beginning)
    return { origin: a.checkpoint.origin, size, roots: roots.map(hexOf) }
  } },
}

async function readArguments(words) {
  const options = {
    key: { type: 'string', multiple: true, default: [] },
    policy: { type: 'string' },
    leaf: { type: 'string' },
    output: { type: 'string', short: 'o', default: 'text' },
    'trust-the-folder': { type: 'boolean', default: false },
  }
  let parsed
  try {
    parsed = parseArgs({ args: words, options, allowPositionals: true })
  } catch (error) {
    refuse(error.message)
  }
  const [name, ...files] = parsed.positionals
  if (!Object.hasOwn(COMMANDS, name)) refuse(`commands: ${Object.keys(COMMANDS).join(', ')}`)
  const command = COMMANDS[name]
  if (files.length < command.files || files.length > (command.filesMost ?? command.files)) {
    refuse(`${name} takes ${command.files} files`)
  }
  const { values } = parsed
  if (!['text', 'json'].includes(values.output)) refuse('-o text or -o json')
  const byFolder = values['trust-the-folder']
  if (byFolder && (name !== 'export' || values.key.length > 0)) {
    refuse('--trust-the-folder is for export, and without --key')
  }
  const leaf = values.leaf === undefined ? null : bytesOfHex(values.leaf)
  if (values.leaf !== undefined && leaf?.length !== 32) refuse('--leaf: a hash has 64 digits')
  const keys = []
  for (const word of values.key) keys.push(await keyOf(word))
  let policy = null
  if (values.policy !== undefined) {
    const bytes = await bytesAt(values.policy)
    policy = await usable(values.policy, () => parsePolicy(bytes))
    keys.push(...keysOfPolicy(policy))
  }
  if (keys.length === 0 && !byFolder) refuse('nothing says whom to trust: --key or --policy')
  return { command, files, format: values.output, trust: { keys, policy, leaf, byFolder } }
}

function print(found, format) {
  const plain = (_, value) => (typeof value === 'bigint' ? Number(value) : value)
  if (format === 'json') return console.log(JSON.stringify(found, plain))
  console.log('it holds')
  for (const [name, value] of Object.entries(found)) {
    for (const line of Array.isArray(value) ? value : [value]) {
      console.log(`${name.replaceAll('_', ' ').padEnd(14)} ${line}`)
    }
  }
}

async function main() {
  try {
    const { command, files, format, trust } = await readArguments(process.argv.slice(2))
    if (trust.byFolder) {
      console.error("verifier: warning: the keys are the folder's own. Who forged it would have "
        + "put his own there; give the ledger's key with --key")
    }
    print(await command.run(files, trust), format)
    return OK
  } catch (error) {
    if (error instanceof DoesNotHold) {
      console.error(`verifier: it does not hold: ${error.message}`)
      return DOES_NOT_HOLD
    }
    if (error instanceof Usage) {
      console.error(`verifier: ${error.message}`)
      return USAGE
    }
    throw error
  }
}

process.exitCode = await main()
