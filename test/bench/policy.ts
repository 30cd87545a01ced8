import { cpus } from 'node:os'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { evaluate } from '../../server/policy/evaluate.ts'
import { historyRecordOf } from '../../server/policy/facts/history-record.ts'
import { parsePolicy } from '../../server/policy/file/parse-policy.ts'
import { RULES } from '../../server/policy/rules/catalogue.ts'
import { packFacts } from '../../server/report/report-facts.ts'
import { replay } from '../../server/review/replay.ts'
import { type Database, openDatabase } from '../../server/store/database.ts'
import { historyKeyNow } from '../../server/store/personal-data/pseudonyms.ts'
import { keepFacts } from '../../server/store/reviews/report-history.ts'
import { together } from '../../server/store/together.ts'
import { examplesOf } from '../policy/example-of.ts'
import { buildPast, historyOf } from '../support/build-past-expense.ts'
import { numbersIn, type Run } from './arguments.ts'
import { median, medianRatio, print, row } from './figures.ts'
import { temporaryFolder } from './leave-nothing.ts'
import { plainFive } from './plain-five.ts'
import { benchReport } from './policy-reports.ts'
import { memoryMb } from './process-use.ts'
import type { Measured } from './targets.ts'

const ROUNDS = 50

const FIVE = new Set(['receipt-missing', 'purpose-missing', 'stale-entry', 'personal-claimed', 'amount-cap'])
const WHOLE = examplesOf(RULES)
const PAST = buildPast(
  ...Array.from({ length: 200 }, (_, index) => ({
    reportId: `PAST${Math.floor(index / 20)}`,
    day: `2026-04-${String((index % 28) + 1).padStart(2, '0')}`,
  })),
)

/** `npm run bench policy [reviews]`: what judging a report costs, and replaying so many past reviews. */
export async function measure({ pairs, words }: Run): Promise<Measured> {
  print(`${cpus().length} x ${cpus()[0]?.model ?? 'unknown processor'}, Node ${process.version}`)
  const [reviews = 10_000] = numbersIn(words)
  const allRules = judging()
  const fiveRules = comparing(pairs)
  hostile()
  return { allRules, fiveRules, replay: await replaying(reviews) }
}

/**
 * Judged by processor time, with the collection of garbage: the machine may have other things to do.
 * @returns Milliseconds for 1,000 entries.
 */
function judging(): number {
  let last = 0
  print(`\nAll ${WHOLE.rules.length} rules, 200 past expenses, medians of ${ROUNDS}; CPU is their mean`)
  print(row('entries', 'ms', 'CPU ms', 'CPU/entry'))
  for (const entries of [10, 100, 1000]) {
    const report = benchReport(entries)
    const history = historyOf(report, WHOLE, PAST)
    const ms = medianOf(() => evaluate(report, WHOLE, { history }))
    last = cpuOf(() => evaluate(report, WHOLE, { history }))
    print(row(String(entries), ms.toFixed(2), last.toFixed(2), (last / entries).toFixed(4)))
  }
  return last
}

/** @returns How many times as long it takes. */
function comparing(pairs: number): number {
  const policy = examplesOf(RULES.filter(({ type }) => FIVE.has(type)))
  const report = benchReport(100)
  const ours: number[] = []
  const plain: number[] = []
  for (let pair = 0; pair < pairs; pair += 1) {
    plain.push(medianOf(() => plainFive(report)))
    ours.push(medianOf(() => evaluate(report, policy)))
  }
  print(
    `\nFive of the rules, 100 entries, in turn with the same written as plain code (medians of ${pairs} x ${ROUNDS})`,
  )
  print(row('', 'ms', 'ratio'))
  print(row('plain', median(plain).toFixed(3), ''))
  const ratio = medianRatio(ours, plain)
  print(row('policy', median(ours).toFixed(3), ratio.toFixed(2)))
  return ratio
}

/** Conditions that would take for ever if nothing stopped them; each ends as "not evaluated". */
function hostile(): void {
  const report = benchReport(1000)
  print('\nHostile conditions on 1,000 entries, the longest of 10')
  for (const when of [
    'report.entries.exists(a, report.entries.exists(b, a.vendor == b.vendor + "x"))',
    "report.entries.all(e, like(e.vendor, '(a|a|b|a*)*c'))",
    'report.entries.map(a, report.entries.filter(b, a.posted < b.posted)).size() > 100000',
  ]) {
    const policy = parsePolicy(
      `outcomes: { note: approve }\nrules: [{ rule: condition, severity: note, on: report, when: ${JSON.stringify(when)} }]`,
      'hostile',
    )
    const times = Array.from({ length: 10 }, () => timeOf(() => evaluate(report, policy)))
    print(row('', `${Math.max(...times).toFixed(1)} ms`, `  ${when}`))
  }
}

/** @returns Seconds for 10,000 of them. */
async function replaying(count: number): Promise<number> {
  const db = await openDatabase(`sqlite:${join(temporaryFolder('policy'), 'connector.db')}`)
  try {
    await fill(db, count)
    const before = memoryMb(process.pid, 'VmRSS')
    let peak = before
    let reviews = 0
    const start = performance.now()
    const cpuBefore = process.cpuUsage()
    const { coverage } = await replay(db, WHOLE, new Date(0), () => {
      reviews += 1
      if (reviews % 500 === 0) peak = Math.max(peak, memoryMb(process.pid, 'VmRSS'))
    })
    const seconds = (performance.now() - start) / 1000
    const used = process.cpuUsage(cpuBefore)
    print(`\nReplaying ${coverage.reviews} reviews of 10 entries each with all rules`)
    print(row('', 'seconds', 'CPU s', 'RSS before', 'RSS peak', 'replayed'))
    const cpu = (used.user + used.system) / 1_000_000
    print(
      row(
        '',
        seconds.toFixed(1),
        cpu.toFixed(1),
        before.toFixed(0),
        peak.toFixed(0),
        String(coverage.replayed),
      ),
    )
    return (seconds / reviews) * 10_000
  } finally {
    await db.destroy()
  }
}

async function fill(db: Database, count: number): Promise<void> {
  const decision = JSON.stringify({ outcome: 'approve', findings: [] })
  for (let done = 0; done < count; ) {
    const batch = Array.from({ length: Math.min(200, count - done) }, (_, index) => done + index + 1)
    const packed = await Promise.all(
      batch.map(async (id) => {
        const report = {
          ...benchReport(10, id),
          reportId: `BENCH${id}`,
          employee: { loginId: `employee${id % 500}` },
        }
        return { id, report, facts: await packFacts(report) }
      }),
    )
    await db.transaction().execute(async (trx) => {
      for (const { id, report, facts } of packed) {
        await trx
          .insertInto('review')
          .values({
            id,
            notification_id: id,
            visit_key: `bench ${id}`,
            ordinal: 1,
            report_id: report.reportId,
            currency: report.currency,
            mode: 'act',
            outcome: 'approve',
            result: 'approved',
            decision,
            started_at: id,
            decided_at: id,
            finished_at: id,
          })
          .execute()
        const historyRecord = historyRecordOf(report)
        const { employeeKey } = historyRecord
        const key = employeeKey === undefined ? undefined : await historyKeyNow(trx, employeeKey)
        await together(trx, keepFacts(trx, id, facts, historyRecord, key))
      }
    })
    done += batch.length
  }
}

function medianOf(work: () => unknown): number {
  for (let round = 0; round < 20; round += 1) work()
  return median(Array.from({ length: ROUNDS }, () => timeOf(work)))
}

function cpuOf(work: () => unknown): number {
  const before = process.cpuUsage()
  for (let round = 0; round < ROUNDS; round += 1) work()
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1000 / ROUNDS
}

function timeOf(work: () => unknown): number {
  const start = performance.now()
  work()
  return performance.now() - start
}
