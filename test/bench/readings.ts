import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import { loadPolicy } from '../../server/policy-file/load-policy.ts'
import { pack } from '../../server/report/packed.ts'
import { assess } from '../../server/review/assess.ts'
import { createReportReader } from '../../server/review/report-reader.ts'
import { median, print, row } from './figures.ts'

// `npm run bench readings`: reading and judging a report here or by way of the thread, and packing it to be kept.
// CPU is processor time of all threads for each, busy is how long receiving would wait for it.
const ROUNDS = 5
const EACH = 20
const XML = readFileSync(join(import.meta.dirname, '../fixtures/concur/report-full-details.xml'), 'utf8')
const END = '</ExpenseEntry>'
const FIRST = XML.indexOf('<ExpenseEntry>')
const LAST = XML.lastIndexOf(END) + END.length

const policy = await loadPolicy('config/policy.example.yaml')
const reader = createReportReader()
const bystander = { history: () => Promise.resolve([]) }
const usual = promisify(gzip)

print(row('entries', 'KB', 'here CPU', 'busy', 'thread CPU', 'busy', 'gzip 6', 'pack'))
for (const entries of [2, 6, 12, 25, 50, 100]) {
  const body = reportOf(entries)
  const ways = [
    () => assess(body, policy, bystander),
    () => reader.read(body, policy, bystander),
    () => usual(body),
    () => pack(body),
  ]
  for (const way of ways) await timeOf(way)
  const times: { readonly cpu: number; readonly busy: number }[][] = ways.map(() => [])
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const [index, way] of ways.entries()) times[index]?.push(await timeOf(way))
  }
  const [here, thread, before, now] = times.map((all) => ({
    cpu: median(all.map(({ cpu }) => cpu)).toFixed(2),
    busy: median(all.map(({ busy }) => busy)).toFixed(2),
  }))
  const size = (body.length / 1024).toFixed(0)
  const read = [here?.cpu, here?.busy, thread?.cpu, thread?.busy].map((each) => each ?? '')
  print(row(String(entries), size, ...read, before?.cpu ?? '', now?.cpu ?? ''))
}
await reader.close()

/** Of the example's entries again and again. */
function reportOf(entries: number): Buffer {
  const [one = '', other = one] = XML.slice(FIRST, LAST).split(/(?<=<\/ExpenseEntry>)\s*/)
  const all = Array.from({ length: entries }, (_, index) =>
    (index % 2 === 0 ? one : other).replace(/<RpeKey>[^<]*/, `<RpeKey>n${index}`),
  )
  return Buffer.from(`${XML.slice(0, FIRST)}${all.join('')}${XML.slice(LAST)}`)
}

/** In milliseconds each. */
async function timeOf(work: () => Promise<unknown>): Promise<{ cpu: number; busy: number }> {
  const cpuBefore = process.cpuUsage()
  const loopBefore = performance.eventLoopUtilization()
  for (let each = 0; each < EACH; each += 1) await work()
  const { user, system } = process.cpuUsage(cpuBefore)
  const { active } = performance.eventLoopUtilization(loopBefore)
  return { cpu: (user + system) / 1000 / EACH, busy: active / EACH }
}
