// keys.txt and policy.txt of an export against the entries that admitted keys, retired them, and
// asked for a quorum.
import { fail, linesOf, textOf, within } from './bytes.mjs'
import { parseKey } from './keys.mjs'
import { parsePolicy } from './policy.mjs'

const WITNESS = 2
// Of a policy.
const WITNESSES_MAX = 64

// What entries say of keys, one after the other.
export class TrustEntries {
  #keys = new Map()
  #parts = []

  take(entry) {
    const what = entry.event.what
    if (entry.kind === 'KEY_ADMITTED') {
      const { name, text, purpose } = what.key
      this.#keys.set(name, { text, purpose, admitted: entry.number, retired: 0n })
    } else if (entry.kind === 'KEY_RETIRED') {
      const key = this.#keys.get(what.name) ?? fail(`nobody admitted ${what.name}`)
      key.retired = entry.number
    } else if (entry.kind === 'QUORUM_SET') {
      this.#parts = what.quorum.parts
    }
  }

  // Lines of keys.txt that the entries give.
  lines() {
    return [...this.#keys.values()].map(({ text, purpose, admitted, retired }) =>
      `${purpose === WITNESS ? 'witness' : 'admitted-log'} ${text} admitted ${admitted}`
        + (retired > 0n ? ` retired ${retired}` : ''))
  }

  // The quorum as lists of keys: [{ needed, keys }]; null when a witness counts twice in it or does
  // not stand, or there are too many, which policy.txt cannot say.
  parts() {
    const seen = new Set()
    for (const { keys } of this.#parts) {
      for (const name of keys) {
        const key = this.#keys.get(name)
        if (key === undefined || key.retired > 0n || seen.has(name)) return null
        seen.add(name)
      }
    }
    if (seen.size > WITNESSES_MAX) return null
    return this.#parts.map(({ needed, keys }) =>
      ({ needed, keys: keys.map((name) => this.#keys.get(name).text) }))
  }

  // Keys of the quorum's witnesses in the order of their admission.
  witnesses() {
    const wanted = new Set((this.parts() ?? []).flatMap(({ keys }) => keys))
    return [...this.#keys.values()].map(({ text }) => text).filter((text) => wanted.has(text))
  }
}

// The ledger's own keys, as keys.txt names them.
export function logKeysOf(bytes) {
  return linesOf(textOf(bytes, 'keys.txt'), 'keys.txt')
    .filter((line) => line.startsWith('log '))
    .map((line) => within('keys.txt', () => parseKey(line.slice('log '.length))))
}

const sameLists = (a, b) => a.length === b.length && a.every((item, at) => item === b[at])

export function checkKeysFile(bytes, trust) {
  const lines = linesOf(textOf(bytes, 'keys.txt'), 'keys.txt')
    .filter((line) => line !== '' && !line.startsWith('#') && !line.startsWith('log '))
  if (!sameLists(lines, trust.lines())) fail('keys.txt: the keys are not those that entries admit')
}

export function checkPolicyFile(bytes, logKeys, trust) {
  const policy = within('policy.txt', () => parsePolicy(bytes))
  if (!sameLists(policy.logs.map(({ text }) => text), logKeys.map(({ text }) => text))) {
    fail('policy.txt: the keys of the ledger are not those of keys.txt')
  }
  const keyOf = new Map(policy.witnesses.map(({ name, key }) => [name, key.text]))
  if (!sameLists([...keyOf.values()], trust.witnesses())) {
    fail('policy.txt: the witnesses are not those of the quorum')
  }
  const parts = trust.parts()
  if (parts === null || parts.length === 0) {
    if (policy.quorum !== 'none') fail('policy.txt: no entry asks for this quorum')
    return
  }
  const groups = policy.groups.slice(0, -1)
  const all = policy.groups.at(-1)
  const fits = groups.length === parts.length && policy.quorum === all.name
    && all.threshold === parts.length && sameLists(all.members, groups.map(({ name }) => name))
    && groups.every(({ threshold, members }, at) => threshold === parts[at].needed
      && sameLists(members.map((name) => keyOf.get(name)), parts[at].keys))
  if (!fits) fail('policy.txt: the quorum is not the one that the last entry QUORUM_SET asks for')
}
