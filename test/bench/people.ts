import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { Big } from 'big.js'
import { sql } from 'kysely'
import type { ReviewFilter } from '../../server/record/review-filter.ts'
import { type Database, isPostgres, openDatabase } from '../../server/store/database.ts'
import { createOverview } from '../../server/store/operators/overview.ts'
import { openApiList } from './api-list.ts'
import { benchDatabases } from './databases.ts'
import { median, print, row } from './figures.ts'

// `npm run bench people [few] [many]`: what people and programs list of 500 held reviews, among so many that are over.
const [FEW = 10_000, MANY = 1_000_000] = process.argv.slice(2).map(Number)
const HELD = 500
const ROUNDS = 200
/** Reviews that are filled in at one time. */
const PIECE = 20_000
const WIDTH = 26
const API_LIST = 'the API, held, a page'
const DAY_MS = 86_400_000

const HELD_LIST = { result: 'held', awakeAt: new Date(), limit: 50 } as const
/** As `review list` asks for them. */
const LISTS: Readonly<Record<string, ReviewFilter>> = {
  'held, a page': HELD_LIST,
  'held, all of them': { ...HELD_LIST, limit: HELD },
  'held, of a rule': { ...HELD_LIST, rule: 'rule-3' },
  'held, of an employee': { ...HELD_LIST, employee: 'employee 17' },
  'held, above an amount': { ...HELD_LIST, over: { amount: new Big('900'), currency: 'EUR' } },
  'held, for three days': { ...HELD_LIST, until: new Date(Date.now() - 3 * DAY_MS) },
  'held, since a year': { ...HELD_LIST, since: new Date(Date.now() - 365 * DAY_MS) },
  'held, of nobody': { ...HELD_LIST, assignee: 'nobody' },
}

const folder = mkdtempSync(join(tmpdir(), 'connector-people-'))
try {
  const few = await benchDatabases(join(folder), 'connector_bench_few')
  const many = await benchDatabases(join(folder), 'connector_bench_many')
  for (const [engine, makeFew] of Object.entries(few)) {
    const makeMany = many[engine]
    if (makeMany === undefined) continue
    const small = await filled(await makeFew(), FEW)
    const large = await filled(await makeMany(), MANY)
    await compare(engine, small, large)
    await Promise.all([small.destroy(), large.destroy()])
  }
} finally {
  rmSync(folder, { recursive: true, force: true })
}

/** One after the other in every round, so that what else the machine does meets both. */
async function compare(engine: string, small: Database, large: Database): Promise<void> {
  print(row(engine.padEnd(WIDTH), `${FEW} ms`, `${MANY} ms`, 'ratio'))
  for (const [name, filter] of Object.entries(LISTS)) {
    await compareOne(
      name,
      () => createOverview(small).reviews(filter),
      () => createOverview(large).reviews(filter),
    )
  }
  const [smallApi, largeApi] = [await openApiList(small), await openApiList(large)]
  await compareOne(
    API_LIST,
    () => smallApi.ask(),
    () => largeApi.ask(),
  )
  await Promise.all([smallApi.close(), largeApi.close()])
}

async function compareOne(
  name: string,
  small: () => Promise<unknown>,
  large: () => Promise<unknown>,
): Promise<void> {
  const times = { small: [] as number[], large: [] as number[] }
  for (let round = 0; round < ROUNDS; round += 1) {
    times.small.push(await timeOf(small))
    times.large.push(await timeOf(large))
  }
  const [smallMs, largeMs] = [median(times.small), median(times.large)]
  print(row(name.padEnd(WIDTH), smallMs.toFixed(2), largeMs.toFixed(2), (largeMs / smallMs).toFixed(2)))
}

async function timeOf(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now()
  await work()
  return performance.now() - start
}

/** A database with so many reviews that are over, two rules and a write each, and with the held ones among them. */
async function filled(url: string, size: number): Promise<Database> {
  const db = await openDatabase(url)
  const all = size + HELD
  for (let first = 1; first <= all; first += PIECE)
    await fill(db, first, Math.min(first + PIECE - 1, all), all)
  // As the server does by itself some time after so many rows; SQLite never does.
  if (isPostgres(db)) await sql`analyze`.execute(db)
  return db
}

/** A piece takes less time than a statement may. */
async function fill(db: Database, first: number, last: number, all: number): Promise<void> {
  const numbers = isPostgres(db)
    ? sql`select n from generate_series(cast(${first} as bigint), cast(${last} as bigint)) as n`
    : sql`with recursive number (n) as (select cast(${first} as integer) union all select n + 1 from number where n < ${last}) select n from number`
  const every = Math.floor(all / HELD)
  const since = Date.now() - 730 * DAY_MS
  const startedAt = sql`cast(${since} as bigint) + n * cast(${Math.floor((730 * DAY_MS) / all)} as bigint)`
  await sql`insert into review (notification_id, visit_key, ordinal, report_id, report_name, employee, employee_search,
      total, total_order, currency, policy_version, mode, outcome, result, decided_by, step_name, started_at,
      decided_at, finished_at)
    select n, 'visit ' || n, 1, 'R' || n, 'Trip ' || n, 'Employee ' || (n / ${every} % 100),
      'employee ' || (n / ${every} % 100), cast(n / ${every} % 1000 as text),
      'p502' || substr(cast(1000 + n / ${every} % 1000 as text), 2), 'EUR', '0123456789ab', 'act', 'hold',
      case when n % ${every} = 0 and n / ${every} <= ${HELD} then 'held' else 'approved' end, 'policy', 'Tax',
      ${startedAt}, ${startedAt}, ${startedAt}
    from (${numbers}) as numbered`.execute(db)
  for (const shift of [0, 1])
    await sql`insert into review_rule (review_id, rule) select id, 'rule-' || ((id / ${every} + ${shift}) % 10)
      from review where id between ${first} and ${last}`.execute(db)
  await sql`insert into effect (review_id, kind, state, content, planned_at)
    select id, 'workflow', 'confirmed', '{"kind":"workflow","action":"Approve","path":"/"}', 0
    from review where id between ${first} and ${last}`.execute(db)
}
