// Policies of witnesses (C2SP tlog-policy): which logs, and how many of which witnesses, must have
// signed a checkpoint.
import { equal, fail, textOf, within } from './bytes.mjs'
import { parseKey } from './keys.mjs'

const POLICY_BYTES_MAX = 64 * 1024
const DEFINITIONS_MAX = 64

function thresholdOf(word, members) {
  if (word === 'any') return 1
  if (word === 'all') return members
  const threshold = /^[1-9][0-9]*$/.test(word) ? Number(word) : 0
  if (threshold < 1 || threshold > members) fail('a threshold that its members cannot give')
  return threshold
}

// { logs: [key], witnesses: [{ name, key }], groups: [{ name, threshold, members }], quorum }
class PolicyReader {
  logs = []
  witnesses = []
  groups = []
  quorum = null
  #names = new Set()
  #members = new Set()

  take(words) {
    const [what, ...rest] = words
    if (what === 'log') this.#log(rest)
    else if (what === 'witness') this.#witness(rest)
    else if (what === 'group') this.#group(rest)
    else if (what === 'quorum') this.#quorum(rest)
    else fail(`nobody knows what ${what} is`)
    const most = Math.max(this.logs.length, this.witnesses.length, this.groups.length)
    if (most > DEFINITIONS_MAX) fail('too many definitions')
  }

  #define(name) {
    if (name === 'none' || this.#names.has(name)) fail(`${name} is taken`)
    this.#names.add(name)
  }

  #log(words) {
    if (words.length < 1 || words.length > 2) fail('log KEY [URL]')
    const key = parseKey(words[0])
    if (key.type === 'cosignature') fail('the key of a log is that of a witness')
    if (this.logs.some((log) => equal(log.key, key.key))) fail('a key of a log is here twice')
    this.logs.push(key)
  }

  #witness(words) {
    if (words.length < 2 || words.length > 3) fail('witness NAME KEY [URL]')
    const key = parseKey(words[1])
    if (key.type !== 'cosignature') fail('the key of a witness is of another type')
    if (this.witnesses.some((witness) => equal(witness.key.key, key.key))) {
      fail('a key of a witness is here twice')
    }
    this.#define(words[0])
    this.witnesses.push({ name: words[0], key })
  }

  #group(words) {
    if (words.length < 3) fail('group NAME all|any|K NAME...')
    const [name, threshold, ...members] = words
    for (const member of members) {
      if (!this.#names.has(member)) fail(`${member} is not defined above`)
      if (this.#members.has(member)) fail(`${member} is a member twice`)
      this.#members.add(member)
    }
    this.groups.push({ name, threshold: thresholdOf(threshold, members.length), members })
    this.#define(name)
  }

  #quorum(words) {
    if (words.length !== 1) fail('quorum NAME')
    if (this.quorum !== null) fail('there is a second quorum')
    if (words[0] !== 'none' && !this.#names.has(words[0])) fail(`${words[0]} is not defined above`)
    this.quorum = words[0]
  }
}

export function parsePolicy(bytes) {
  if (bytes.length > POLICY_BYTES_MAX) fail('the policy is too long')
  const text = textOf(bytes, 'the policy')
  if (/[\u0000-\u0008\u000b-\u001f\u007f]/.test(text)) fail('the policy has control characters')
  const reader = new PolicyReader()
  text.split('\n').forEach((line, at) => {
    const words = line.split(/[ \t]+/).filter((word) => word !== '')
    if (words.length === 0 || words[0].startsWith('#')) return
    within(`line ${at + 1}`, () => reader.take(words))
  })
  if (reader.quorum === null) fail('the policy has no quorum')
  const { logs, witnesses, groups, quorum } = reader
  return { logs, witnesses, groups, quorum }
}

export const keysOfPolicy = (policy) =>
  [...policy.logs, ...policy.witnesses.map(({ key }) => key)]

// Whether the quorum holds, given the keys whose lines hold in a note.
export function quorumHolds(policy, verified) {
  const signed = new Map(policy.witnesses.map(({ name, key }) =>
    [name, verified.some((line) => line.key.text === key.text)]))
  for (const { name, threshold, members } of policy.groups) {
    signed.set(name, members.filter((member) => signed.get(member)).length >= threshold)
  }
  return policy.quorum === 'none' || signed.get(policy.quorum) === true
}

// That it holds, where there is a policy.
export function expectQuorum(policy, verified) {
  if (policy !== null && !quorumHolds(policy, verified)) {
    fail('the quorum of witnesses does not hold')
  }
}
