import { performance } from 'node:perf_hooks'
import { sql } from 'kysely'
import { evaluate } from '../../server/policy/evaluate.ts'
import { employeeKey } from '../../server/policy/facts/fingerprints.ts'
import { parsePolicy } from '../../server/policy/file/parse-policy.ts'
import type { Policy } from '../../server/policy/policy.ts'
import { RULES } from '../../server/policy/rules/catalogue.ts'
import { pastCircumstances } from '../../server/review/past-circumstances.ts'
import { type Database, isPostgres, openDatabase } from '../../server/store/database.ts'
import { examplesOf } from '../policy/example-of.ts'
import { benchDatabases } from './databases.ts'
import { median, print, row } from './figures.ts'
import { temporaryFolder } from './leave-nothing.ts'
import { benchReport } from './policy-reports.ts'
import { memoryMb } from './process-use.ts'

// `npm run bench history [expenses] [engine]`: what one review costs where the employee has claimed so much before, in two
// years: a login that many people share.
const SIZES = process.argv[2] === undefined ? [1000, 100_000] : [Number(process.argv[2])]
const ENGINE = process.argv[3]
const ROUNDS = 20
/** Reports of twenty expenses. */
const EXPENSES_EACH = 20
const DAYS = 730

const YEAR = parsePolicy(
  'outcomes: { error: hold }\nrules: [{ rule: cap-per-period, id: year, severity: error, per: year, cap: { USD: 1000000 } }]',
  'year',
)
const EXAMPLES = examplesOf(RULES)
const POLICIES: Readonly<Record<string, Policy>> = {
  'all rules': EXAMPLES,
  'all rules, cap of a year': { ...EXAMPLES, ...YEAR, rules: [...EXAMPLES.rules, ...YEAR.rules] },
}
const REPORT = { ...benchReport(10), employee: { loginId: 'shared' }, submittedAt: '2026-05-22T08:00:00Z' }

const folder = temporaryFolder('history')
const engines = await benchDatabases(folder)
print(row('past expenses', 'ms', 'RSS MB', 'peak MB'))
for (const [engine, freshUrl] of Object.entries(engines)) {
  if (ENGINE !== undefined && engine !== ENGINE) continue
  for (const size of SIZES) {
    const db = await openDatabase(await freshUrl())
    await fill(db, size)
    for (const [name, policy] of Object.entries(POLICIES)) {
      const ms = await medianOfReviews(db, policy)
      const [now, peak] = [memoryMb(process.pid, 'VmRSS'), memoryMb(process.pid, 'VmHWM')]
      print(row(String(size), ms.toFixed(1), now.toFixed(0), peak.toFixed(0), `  ${engine}, ${name}`))
    }
    await db.destroy()
  }
}

async function medianOfReviews(db: Database, policy: Policy): Promise<number> {
  const times: number[] = []
  for (let round = 0; round < ROUNDS; round += 1) {
    const start = performance.now()
    evaluate(REPORT, policy, await pastCircumstances(db, { id: Number.MAX_SAFE_INTEGER }, REPORT, policy))
    times.push(performance.now() - start)
  }
  return median(times)
}

/** Expenses of one employee on the days up to that of the report, each day as many, in reports of a few days each. */
async function fill(db: Database, size: number): Promise<void> {
  const reports = Math.ceil(size / EXPENSES_EACH)
  await sql`insert into review (id, notification_id, visit_key, ordinal, report_id, report_name, currency, mode, outcome,
      result, started_at, decided_at, finished_at)
    select n, n, 'visit ' || n, 1, 'R' || n, 'Trip ' || n, 'USD', 'act', 'approve', 'approved', n, n, n
    from (${numbers(db, reports)}) as numbered`.execute(db)
  const firstDay = Date.parse('2024-05-22')
  const day = isPostgres(db)
    ? sql`to_char(to_timestamp(${sql.lit(firstDay)} / 1000 + cast(n * ${sql.lit(DAYS)} / ${sql.lit(size)} as integer) * 86400) at time zone 'UTC', 'YYYY-MM-DD')`
    : sql`date(${sql.lit(firstDay)} / 1000 + cast(n * ${sql.lit(DAYS)} / ${sql.lit(size)} as integer) * 86400, 'unixepoch')`
  await sql`insert into past_expense (review_id, report_id, employee_key, match_key, vendor_key, object_type, is_itemized,
      day, expense_type, amount, currency, is_card, has_affidavit)
    select 1 + n / ${sql.lit(EXPENSES_EACH)}, 'R' || (1 + n / ${sql.lit(EXPENSES_EACH)}), ${employeeKey(REPORT)}, 'purchase ' || n,
      'vendor ' || (n % 50), 'Entry', 0, ${day},
      case n % 5 when 0 then 'TAXIX' when 1 then 'HOTEL' when 2 then 'LUNCH' when 3 then 'PARKG' else 'OTHER' end,
      (n % 400) || '.25', 'USD', n % 2, 0
    from (${numbers(db, size, 0)}) as numbered`.execute(db)
  if (isPostgres(db)) await sql`analyze`.execute(db)
}

function numbers(db: Database, count: number, first = 1) {
  const last = first + count - 1
  return isPostgres(db)
    ? sql`select n from generate_series(cast(${first} as integer), cast(${last} as integer)) as n`
    : sql`with recursive number (n) as (select cast(${first} as integer) union all select n + 1 from number where n < ${last}) select n from number`
}
