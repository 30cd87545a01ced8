import { sql } from 'kysely'
import { type Database, isPostgres, openDatabase } from '../../server/store/database.ts'

/** Held reviews in a filled database. */
export const HELD = 500
/** Reviews that are filled in at one time. */
const PIECE = 20_000
const DAY_MS = 86_400_000

/** A database with so many reviews that are over, two rules and a write each, and with the held ones among them. */
export async function filled(url: string, size: number): Promise<Database> {
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
