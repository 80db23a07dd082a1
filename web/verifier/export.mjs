// An export folder, checked without the rules: the manifest, signatures, the tree over all entries
// at every checkpoint, entries that decode, with dense numbers and times that never fall, and
// tables whose sums are those that the last entry states.
import { equal, fail, leafHash, textOf, within } from './bytes.mjs'
import { openCheckpoint } from './checkpoint.mjs'
import { EntryReader, checkStateHash } from './entry.mjs'
import { MANIFEST, checkManifest } from './manifest.mjs'
import { GrowingTree } from './merkle.mjs'
import { expectQuorum, keysOfPolicy } from './policy.mjs'
import { checkClaims, checkLoans, checkMovements, checkTotals } from './tables.mjs'
import {
  TILE_WIDTH, allPaths, bundlePath, checkTileBytes, hashAt, parseBundle, tilePath, tilesOfLevel,
} from './tiles.mjs'
import { TrustEntries, checkKeysFile, checkPolicyFile, logKeysOf } from './trust_files.mjs'

const TILE_BITS = 8
const HASH_BYTES = 32
const PROGRAMME = 'programme.textproto'
// Schemas, and rules in words: no entry gives them.
const UNSIGNED = /^(proto\/.*\.proto|rules\/.*\.md)$/

export const NOT_CHECKED = [
  'that the rules decide every entry as it says (ippledge-verify export does)',
  'that each row of a table is what the entries give; only the sums, numbers and balances',
  'the texts of policies, programme.textproto, README.md, proto/ and rules/',
  'cosignatures on which payments rested',
]

// What entries say that the tables are compared with.
class Facts {
  trust = new TrustEntries()
  loans = 0
  movements = new Map()
  claims = new Set()
  policies = new Set()
  last = null

  take(entry) {
    this.last = entry
    const { kind, event } = entry
    if (kind === 'LOAN_RECORDED') this.loans += 1
    if (kind === 'FUND_MOVEMENT_RECORDED') this.movements.set(entry.number, event)
    if (kind === 'CLAIM_FILED') {
      const { loan, filing } = event.what
      this.claims.add(`${loan.bank}\u0000${loan.contract_number}\u0000${filing.claim_number}`)
    }
    if (kind === 'POLICY_ISSUED') {
      const { policy_id: id, version } = event.what.policy
      this.policies.add(`policies/${id}-${version}.textproto`)
    }
    if (kind === 'TOTALS_RECORDED') checkStateHash(event)
    this.trust.take(entry)
  }
}

class ExportCheck {
  #folder
  #keys
  #policy
  #paths
  #facts = new Facts()
  #reader

  constructor(folder, { keys, policy, schemas }) {
    this.#folder = folder
    this.#keys = keys
    this.#policy = policy
    this.#reader = new EntryReader(schemas)
  }

  async run() {
    this.#paths = await checkManifest(this.#folder)
    const newest = await this.#newest()
    const checkpoints = await this.#checkpoints(newest)
    await this.#entries(newest.checkpoint, checkpoints)
    const figures = await this.#tables()
    await this.#texts(newest)
    this.#noOther(newest.checkpoint.size)
    return {
      origin: newest.checkpoint.origin,
      size: newest.checkpoint.size,
      root: newest.checkpoint.root,
      verified: newest.verified,
      quorum: this.#policy !== null,
      checkpoints: checkpoints.size,
      files: this.#paths.size,
      ...figures,
    }
  }

  async #read(path) {
    if (!this.#paths.has(path)) fail(`${path}: it is missing`)
    return this.#folder.read(path)
  }

  async #newest() {
    const bytes = await this.#read('checkpoint')
    if (this.#keys === null) {
      const witnesses = this.#policy === null ? [] : keysOfPolicy(this.#policy)
      this.#keys = [...logKeysOf(await this.#read('keys.txt')), ...witnesses]
    }
    return within('checkpoint', () => {
      const opened = openCheckpoint(bytes, this.#keys)
      if (opened.checkpoint.size < 1) fail('it has no entries')
      expectQuorum(this.#policy, opened.verified)
      return { ...opened, bytes }
    })
  }

  // Roots by size, as the kept checkpoints say.
  async #checkpoints(newest) {
    const roots = new Map()
    for (const path of this.#paths) {
      if (!path.startsWith('checkpoints/')) continue
      const bytes = await this.#read(path)
      within(path, () => {
        const { checkpoint } = openCheckpoint(bytes, this.#keys)
        if (checkpoint.origin !== newest.checkpoint.origin) fail('it is of another ledger')
        if (path !== `checkpoints/${checkpoint.size}` || checkpoint.size > newest.checkpoint.size) {
          fail(`it is of ${checkpoint.size} entries`)
        }
        if (checkpoint.size === newest.checkpoint.size && !equal(bytes, newest.bytes)) {
          fail('it is not the newest checkpoint')
        }
        roots.set(checkpoint.size, checkpoint.root)
      })
    }
    if (!roots.has(newest.checkpoint.size)) fail(`checkpoints/${newest.checkpoint.size}: missing`)
    return roots
  }

  // One pass over all bundles: leaves into the tree, full subtrees into tiles of hashes.
  async #entries({ size, root }, roots) {
    const tree = new GrowingTree()
    const levels = []
    const onNode = (height, hash) => {
      if (height % TILE_BITS !== 0) return
      const level = (levels[height / TILE_BITS] ??= [])
      level.push(hash)
    }
    for (const { index, width } of tilesOfLevel(0, size)) {
      const path = bundlePath(index, width)
      const bytes = await this.#read(path)
      for (const entry of parseBundle(path, bytes, width)) {
        tree.append(leafHash(entry), onNode)
        within(`${path}: entry ${tree.size}`, () => this.#entry(entry, tree.size))
        if (roots.has(tree.size) && !equal(tree.root(), roots.get(tree.size))) {
          fail(`checkpoints/${tree.size}: its root is not that of the entries: two histories were `
            + 'signed, or an entry was changed')
        }
      }
      await this.#compareTile(0, index, levels[0].splice(0))
    }
    for (let level = 1; level < levels.length; ++level) {
      for (const { index } of tilesOfLevel(level, size)) {
        await this.#compareTile(level, index, levels[level].splice(0, TILE_WIDTH))
      }
    }
    if (!equal(tree.root(), root)) fail('checkpoint: its root is not that of the entries')
  }

  async #compareTile(level, index, hashes) {
    const path = tilePath(level, index, hashes.length)
    const tile = await this.#read(path)
    checkTileBytes(path, tile, hashes.length)
    hashes.forEach((hash, at) => {
      if (equal(hash, hashAt(tile, at))) return
      const what = level === 0 ? `entry ${index * TILE_WIDTH + at + 1}` : 'the tiles below'
      fail(`${path}: hash ${at} (byte ${at * HASH_BYTES}) is not that of ${what}`)
    })
  }

  #entry(bytes, number) {
    const entry = this.#reader.read(bytes)
    if (entry.number !== BigInt(number)) fail(`it calls itself ${entry.number}`)
    const { last } = this.#facts
    if ((entry.kind === 'PROGRAMME_FOUNDED') !== (number === 1)) {
      fail('a programme is founded by entry 1, only there')
    }
    if (last !== null && entry.commit_time_ms < last.commit_time_ms) fail('commit time falls')
    if (last !== null && entry.business_date < last.business_date) fail('business date falls')
    this.#facts.take(entry)
  }

  async #tables() {
    const { last, loans, movements, claims } = this.#facts
    if (last.kind !== 'TOTALS_RECORDED') fail(`entry ${last.number}: it does not state the totals`)
    checkTotals(await this.#read('totals.csv'), last)
    return {
      loans: checkLoans(await this.#read('loans.csv'), last.event, loans),
      movements: checkMovements(await this.#read('movements.csv'), last.event, movements),
      claims: checkClaims(await this.#read('claims.csv'), last.event, claims),
    }
  }

  async #texts(newest) {
    const bytes = await this.#read('keys.txt')
    const logKeys = logKeysOf(bytes)
    checkKeysFile(bytes, this.#facts.trust)
    within('keys.txt', () => openCheckpoint(newest.bytes, logKeys))
    checkPolicyFile(await this.#read('policy.txt'), logKeys, this.#facts.trust)
    for (const path of [PROGRAMME, ...this.#facts.policies]) textOf(await this.#read(path), path)
  }

  #noOther(size) {
    const known = new Set(['README.md', 'checkpoint', 'keys.txt', 'policy.txt', PROGRAMME,
      'claims.csv', 'loans.csv', 'movements.csv', 'totals.csv', MANIFEST, ...this.#facts.policies,
      ...allPaths(size)])
    for (const path of this.#paths) {
      if (known.has(path) || path.startsWith('checkpoints/')) continue
      if (!UNSIGNED.test(path)) fail(`${path}: no export of these entries has it`)
    }
  }
}

// What an export shows; throws DoesNotHold. `folder` is { list, read } (manifest.mjs). `keys` are
// the ledger's, given by hand, or null for those of the folder, which prove nothing about who wrote
// it; `policy`, if not null, must hold for the newest checkpoint. `schemas` as EntryReader wants
// them, from the program's own copy.
export const verifyExport = (folder, trust) => new ExportCheck(folder, trust).run()
