// What the tests of this folder share: the programs under test, a folder that goes away, an
// outside client made of nothing but the .proto files.
//
// A test is a script: it runs top to bottom and fails by throwing. Nothing waits for a time; loops
// ask until what they want is there, and give up after a minute.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import grpc from '@grpc/grpc-js'
import loader from '@grpc/proto-loader'

export const repository = join(dirname(fileURLToPath(import.meta.url)), '..', '..')
export const programs = process.argv[2]
export const work = mkdtempSync(join(tmpdir(), 'ippledge-e2e-'))

const running = new Set()
process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL')
  rmSync(work, { recursive: true, force: true })
})

function start(program, args, options = {}) {
  const child = spawn(join(programs, program), args, { cwd: work, ...options })
  running.add(child)
  child.once('exit', () => running.delete(child))
  return child
}

// A server on a store. Its port stays the same over restarts, so that clients find it again.
export class Server {
  constructor(store = join(work, 'store')) {
    this.store = store
    this.port = 0
    this.log = ''
  }

  async start() {
    const args = ['--store', this.store, '--listen', `127.0.0.1:${this.port}`]
    this.child = start('ippledged', args, { stdio: ['ignore', 'pipe', 'pipe'] })
    this.child.stderr.on('data', (text) => { this.log += text })
    this.port = await new Promise((resolve, reject) => {
      let out = ''
      this.child.stdout.on('data', (text) => {
        out += text
        const found = /^listening on 127\.0\.0\.1:(\d+)$/m.exec(out)
        if (found) resolve(Number(found[1]))
      })
      this.child.once('exit', (code) => reject(new Error(`no server: ${code}\n${this.log}`)))
    })
    return this
  }

  get address() { return `127.0.0.1:${this.port}` }

  // Ends it with a signal and waits for that. The exit code; null when the signal ended it.
  async end(signal = 'SIGTERM') {
    const ended = new Promise((resolve) => this.child.once('exit', resolve))
    this.child.kill(signal)
    return ended
  }
}

// Who calls, as the command line and as gRPC say it.
export const office = { role: 'ip_office', organisation: 'ip-office' }
export const bank = (organisation) => ({ role: 'bank_maker', organisation })

// Starts the command line `ippledge` on programme "nm"; `result` is its exit code and its output.
export function startClient(server, who, args, env = {}) {
  const child = start('ippledge', args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      PATH: process.env.PATH, LANG: 'en_US.UTF-8', IPPLEDGE_SERVER: server.address,
      IPPLEDGE_PROGRAMME: 'nm', IPPLEDGE_ROLE: who.role, IPPLEDGE_ORGANISATION: who.organisation,
      ...env,
    },
  })
  let stdout = ''
  let stderr = ''
  child.stdout.on('data', (text) => { stdout += text })
  child.stderr.on('data', (text) => { stderr += text })
  child.result = new Promise((resolve) => {
    child.once('close', (code) => resolve({ code, stdout, stderr }))
  })
  return child
}

// Runs it to its end, which must have `code`.
export async function client(server, who, args, code = 0) {
  const result = await startClient(server, who, args).result
  assert.equal(result.code, code, `ippledge ${args.join(' ')}: ${result.stderr}`)
  return result
}

// The same, with what it printed as JSON.
export async function json(server, who, args, code = 0) {
  return JSON.parse((await client(server, who, [...args, '-o', 'json'], code)).stdout)
}

// Founds the sample programme as "nm" and registers its bodies.
export async function found(server) {
  await client(server, office, ['programme', 'found',
    join(repository, 'programmes', 'inner-mongolia.textproto')])
  await client(server, office, ['body', 'register',
    join(repository, 'programmes', 'inner-mongolia-bodies.textproto')])
}

// Writes a sheet of sample loans. Its path.
export async function sample(loans, ...more) {
  const path = join(work, 'loans.csv')
  const child = start('ippledge-sample', ['--loans', String(loans), '--out', path, ...more],
    { stdio: 'inherit' })
  assert.equal(await new Promise((resolve) => child.once('exit', resolve)), 0)
  return path
}

const definition = loader.loadSync(
  ['programme', 'loan', 'report', 'journal', 'reconciliation']
    .map((name) => `ippledge/v1/${name}_service.proto`),
  { includeDirs: [join(repository, 'proto')], keepCase: true, longs: Number, enums: String,
    defaults: true })
const api = grpc.loadPackageDefinition(definition).ippledge.v1

// An outside client of one service.
export class Caller {
  constructor(service, address, who, options = {}) {
    this.metadata = new grpc.Metadata()
    this.metadata.set('ippledge-role', who.role)
    this.metadata.set('ippledge-organisation', who.organisation)
    this.stub = new api[service](address, grpc.credentials.createInsecure(), {
      'grpc.initial_reconnect_backoff_ms': 20,
      'grpc.max_reconnect_backoff_ms': 100,
      'grpc.enable_retries': 0,
      ...options,
    })
  }

  // One answer; throws what gRPC says.
  ask(method, request, seconds = 20) {
    return new Promise((resolve, reject) => {
      this.stub[method](request, this.metadata, { deadline: Date.now() + seconds * 1000 },
        (error, response) => (error ? reject(error) : resolve(response)))
    })
  }

  // Asks again under the same request id while the line is to blame.
  async insist(method, request) {
    for (let tries = 1; ; ++tries) {
      try {
        return { response: await this.ask(method, request, 5), tries }
      } catch (error) {
        const again = [grpc.status.UNAVAILABLE, grpc.status.DEADLINE_EXCEEDED,
          grpc.status.CANCELLED, grpc.status.INTERNAL].includes(error.code)
        if (!again || tries === 500) throw error
      }
    }
  }

  close() { this.stub.close() }
}

// Asks `question` until its answer is true.
export async function until(question, what) {
  const end = Date.now() + 60_000
  while (!(await question())) {
    assert(Date.now() < end, `waited a minute for ${what}`)
    await new Promise((resolve) => setImmediate(resolve))
  }
}

// The same numbers for the same seed, 0 <= n < 1 (mulberry32).
export function chance(seed) {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}
