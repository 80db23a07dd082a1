// Tables as RFC 4180 has them: fields between commas, in quotes where they have to be, lines that
// end with CR LF, the first one with names.
import { fail, textOf } from './bytes.mjs'

const CR = 13
const LF = 10
const QUOTE = 34

// Fields of one line. `bytes` are without its end.
function fieldsOf(line, place) {
  if (!line.includes('"')) return line.split(',')
  const fields = []
  const field = /(?:^|,)(?:"((?:[^"]|"")*)"|([^",]*))(?=,|$)/gy
  let found
  let end = 0
  while (end < line.length || fields.length === 0) {
    field.lastIndex = end
    found = field.exec(line)
    if (found === null) fail(`${place}: a quote is out of place`)
    fields.push(found[1] === undefined ? found[2] : found[1].replaceAll('""', '"'))
    end = field.lastIndex
    if (found[0] === '') break
  }
  return fields
}

// Rows of a table as objects, one after the other; what does not fit names file and line.
export function* rowsOf(path, bytes) {
  let names = null
  let number = 0
  for (let begin = 0; begin < bytes.length;) {
    number += 1
    let end = begin
    let quoted = false
    while (end < bytes.length && (quoted || bytes[end] !== LF)) {
      if (bytes[end] === QUOTE) quoted = !quoted
      end += 1
    }
    const place = `${path}: line ${number}`
    if (end === bytes.length || bytes[end - 1] !== CR) fail(`${place} does not end with CR LF`)
    const fields = fieldsOf(textOf(bytes.subarray(begin, end - 1), place), place)
    begin = end + 1
    if (names === null) {
      names = fields
      continue
    }
    if (fields.length !== names.length) fail(`${place} has ${fields.length} fields`)
    yield { number, fields: Object.fromEntries(names.map((name, at) => [name, fields[at]])) }
  }
  if (names === null) fail(`${path}: it has no header`)
}

// A column as a whole number.
export function numberOf(path, row, name) {
  const text = row.fields[name]
  if (text === undefined) fail(`${path}: there is no column ${name}`)
  if (!/^(?:0|-?[1-9][0-9]*)$/.test(text)) fail(`${path}: line ${row.number}: ${name} is no number`)
  return BigInt(text)
}
