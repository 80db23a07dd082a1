// Messages of Protocol Buffers, read by their schema: the text of .proto files (proto3: messages,
// scalars, repeated and optional fields, one level of oneof, imports), and the wire form.
//
// Stricter than a usual reader, since it is there to find what should not be: an unknown field, a
// wire type that does not fit, a field out of order or with a default written out, two members of a
// oneof, and bytes after the end are refused, as the ledger's own reader does.
import { fail, textOf } from './bytes.mjs'

const VARINT = 0
const BYTES = 2
const SCALARS = {
  int32: VARINT, int64: VARINT, sint32: VARINT, sint64: VARINT, uint64: VARINT, uint32: VARINT,
  bool: VARINT, string: BYTES, bytes: BYTES,
}
const FIELD =
  /^(?:(repeated|optional)\s+)?([A-Za-z_][\w.]*)\s+([a-z_][\w]*)\s*=\s*([0-9]+)$/

// Statements of a schema: "message X {", "oneof x {", "}", and what ends with ";".
const statementsOf = (text) =>
  text.replace(/\/\/.*$/gm, '').match(/[^;{}]*[;{}]/g)?.map((part) => part.trim()) ?? []

// Messages by name, from the texts of files of one package: { fields: Map by number }. Enums are
// not looked at: the stored schemas have none.
export function readSchema(texts) {
  const messages = new Map()
  for (const text of texts) {
    let message = null
    let oneof = null
    for (const statement of statementsOf(text)) {
      const opened = /^(message|oneof)\s+(\w+)\s*\{$/.exec(statement)
      if (opened !== null && opened[1] === 'message') {
        message = { name: opened[2], fields: new Map() }
        messages.set(message.name, message)
      } else if (opened !== null) {
        oneof = opened[2]
      } else if (statement === '}') {
        if (oneof === null) message = null
        oneof = null
      } else if (message !== null) {
        const found = FIELD.exec(statement.slice(0, -1).trim())
        if (found === null) fail(`the schema: ${statement}`)
        const [, label = '', type, name, number] = found
        message.fields.set(Number(number), { name, type, label, oneof, number: Number(number) })
      }
    }
  }
  for (const { fields } of messages.values()) {
    for (const field of fields.values()) {
      if (field.type in SCALARS) continue
      field.message = messages.get(field.type)
      if (field.message === undefined) fail(`the schema: nothing defines ${field.type}`)
    }
  }
  return messages
}

class Reader {
  constructor(bytes) {
    this.bytes = bytes
    this.at = 0
  }

  get done() { return this.at === this.bytes.length }

  // A varint as BigInt below 2^64, in its shortest form.
  varint() {
    let low = 0
    let shift = 0
    let big = null
    for (;;) {
      if (this.at === this.bytes.length) fail('the message ends within a number')
      const byte = this.bytes[this.at++]
      if (shift < 28) {
        low += (byte & 0x7f) * 2 ** shift
      } else {
        big = (big ?? BigInt(low)) | (BigInt(byte & 0x7f) << BigInt(shift))
      }
      if ((byte & 0x80) === 0) {
        if (byte === 0 && shift > 0) fail('a number is not in its shortest form')
        break
      }
      shift += 7
      if (shift > 63) fail('a number is too long')
    }
    const value = big ?? BigInt(low)
    if (value >> 64n !== 0n) fail('a number is too large')
    return value
  }

  slice() {
    const size = Number(this.varint())
    if (this.at + size > this.bytes.length) fail('the message ends within a field')
    this.at += size
    return this.bytes.subarray(this.at - size, this.at)
  }
}

const signed = (value) => BigInt.asIntN(64, value)
const zigzag = (value) => ((value & 1n) === 0n ? value >> 1n : -((value + 1n) >> 1n))

function numberOf(type, value) {
  if (type === 'bool') return value !== 0n
  if (type === 'sint64') return zigzag(value)
  if (type === 'int64') return signed(value)
  if (type === 'uint64') return value
  // Of 32 bits: a number of JavaScript holds it.
  const whole = type === 'sint32' ? zigzag(value) : type === 'int32' ? signed(value) : value
  const narrow = Number(whole)
  const fits = type === 'uint32' ? narrow <= 0xffffffff : narrow === (narrow | 0)
  if (!fits) fail('a number of 32 bits is too large')
  return narrow
}

const emptyOf = (field) => {
  if (field.label === 'repeated') return []
  if (field.label === 'optional' || field.oneof !== null || field.message) return null
  if (field.type === 'string') return ''
  if (field.type === 'bytes') return new Uint8Array()
  if (field.type === 'bool') return false
  return field.type.endsWith('64') ? 0n : 0
}

const isDefault = (value) =>
  value === 0 || value === 0n || value === false || value.length === 0

function readValue(field, wire, reader) {
  if (field.message) {
    if (wire !== BYTES) fail(`${field.name} has another wire type`)
    return decode(field.message, reader.slice())
  }
  if (wire !== SCALARS[field.type]) fail(`${field.name} has another wire type`)
  if (field.type === 'string') return textOf(reader.slice(), field.name)
  if (field.type === 'bytes') return reader.slice()
  return numberOf(field.type, reader.varint())
}

// Numbers of a repeated field lie together.
function readPacked(field, reader) {
  const inner = new Reader(reader.slice())
  if (inner.done) fail(`${field.name} is empty and written`)
  const values = []
  while (!inner.done) values.push(numberOf(field.type, inner.varint()))
  return values
}

// The fields of a message by name: int64 as BigInt, smaller numbers as number; a field of a oneof,
// an optional one and a message are null when they are absent.
export function decode(message, bytes) {
  const value = {}
  for (const field of message.fields.values()) value[field.name] = emptyOf(field)
  const reader = new Reader(bytes)
  let last = 0
  const chosen = new Set()
  while (!reader.done) {
    const tag = Number(reader.varint())
    const field = message.fields.get(Math.floor(tag / 8))
    if (field === undefined) fail(`${message.name} has a field ${Math.floor(tag / 8)} more`)
    const again = field.number === last && field.label === 'repeated'
    if (field.number < last || (field.number === last && !again)) {
      fail(`${message.name}: ${field.name} is out of order`)
    }
    last = field.number
    if (field.label === 'repeated') {
      const packed = SCALARS[field.type] === VARINT
      if (packed && tag % 8 !== BYTES) fail(`${field.name} has another wire type`)
      if (packed && again) fail(`${field.name} is written in two parts`)
      if (packed) value[field.name] = readPacked(field, reader)
      else value[field.name].push(readValue(field, tag % 8, reader))
      continue
    }
    if (field.oneof !== null) {
      if (chosen.has(field.oneof)) fail(`${message.name} has two of ${field.oneof}`)
      chosen.add(field.oneof)
    }
    const read = readValue(field, tag % 8, reader)
    const maybe = field.label === 'optional' || field.oneof !== null || field.message
    if (!maybe && isDefault(read)) fail(`${field.name} is written though it says nothing`)
    value[field.name] = read
  }
  return value
}
