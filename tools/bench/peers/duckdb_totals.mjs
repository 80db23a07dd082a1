// Totals over loans in DuckDB, in memory, all cores: loads a CSV, asks each question so many times,
// and prints times and sums as lines that duckdb.cc reads.
//
// Usage: node duckdb_totals.mjs LOANS.csv RUNS < one SQL query a line
//   load SECONDS
//   then for each question: MEDIAN_MS MIN_MS MAX_MS ROWS, and ROWS times KEY,KEY FIRST: the columns
//   before `first`, and `first`
import { readFileSync } from 'node:fs'
import { DuckDBInstance } from '@duckdb/node-api'

const [csv, runs] = process.argv.slice(2)
const queries = readFileSync(0, 'utf8').split('\n').filter(Boolean)
const connection = await (await DuckDBInstance.create(':memory:')).connect()

let at = performance.now()
await connection.run(`CREATE TABLE loan AS
  SELECT * FROM read_csv('${csv}', header = true, columns = {
  'position': 'BIGINT', 'disbursement_date': 'DATE', 'year': 'SMALLINT', 'month': 'INTEGER',
  'bank': 'SMALLINT', 'unit': 'INTEGER', 'kind': 'UTINYINT', 'size': 'UTINYINT',
  'industry': 'VARCHAR', 'contract_fen': 'BIGINT', 'disbursed_fen': 'BIGINT',
  'ip_part_fen': 'BIGINT', 'disbursed_ip_part_fen': 'BIGINT' })`)
console.log(`load ${(performance.now() - at) / 1e3}`)

for (const query of queries) {
  const times = []
  let answer
  // The first run is not counted; nor is making objects of the rows.
  for (let run = 0; run <= Number(runs); ++run) {
    at = performance.now()
    answer = await connection.runAndReadAll(query)
    if (run > 0) times.push(performance.now() - at)
  }
  times.sort((a, b) => a - b)
  console.log(times[times.length >> 1], times[0], times.at(-1), answer.currentRowCount)
  const by = answer.columnNames().indexOf('first')
  console.log(answer.getRows().map((row) =>
    `${row.slice(0, by).join(',') || 'all'} ${row[by]}`).join('\n'))
}
