import { sql } from 'kysely'
import { type Database, isPostgres, lockTexts } from '../database.ts'
import { dueTime } from '../moment.ts'

// Lines: what goes to one receiver, sent one after the other in the order of numbers.
//
//   `instance:3`                           callbacks of that instance
//   `mail:ada@example.com`, `teams:all`    what people are told there
//   `alerts:ALERT_URL`                     alerts, to that address

/** When those are due that stand behind another one: nobody need look at them until they lead their line. */
export const BEHIND = 8_640_000_000_000_000

/** The line of what goes to `ALERT_URL`. */
export const ALERT_LINE = 'alerts:ALERT_URL'

const INSTANCE = 'instance:'

/** The line of an instance's callbacks. */
export function instanceLine(instanceId: number): string {
  return `${INSTANCE}${instanceId}`
}

/** Whose callbacks stand in that line; `undefined` of a line of messages. */
export function instanceOfLine(line: string): number | undefined {
  return line.startsWith(INSTANCE) ? Number(line.slice(INSTANCE.length)) : undefined
}

/**
 * Makes of each of these lines the delivery due that stands first now, if it has not been tried yet. Whoever adds to a
 * line or takes from it does so after {@link lockLines}, or the last of two would not see what the other did.
 */
export async function leadLines(trx: Database, lines: readonly string[], now: Date): Promise<void> {
  if (lines.length === 0) return
  const named = [...new Set(lines)].map((line) => sql`select cast(${line} as text) as line`)
  await sql`
    update delivery set due_at = ${dueTime(trx, now)}
    where due_at = ${BEHIND} and state = 'waiting' and id in (
      select (
        -- Found by the index without what stands behind it.
        select min(id) from delivery as first
        where first.line = lines.line and first.state in ('waiting', 'claimed'))
      from (${sql.join(named, sql` union all `)}) as lines)`.execute(trx)
}

/**
 * Holds others up that add to these lines or take from them, until the transaction ends. Instances before messages, and
 * each in one order, as everybody does. SQLite has one writing transaction at a time anyway.
 */
export async function lockLines(trx: Database, lines: readonly string[]): Promise<void> {
  if (!isPostgres(trx)) return
  const instanceIds = lines.flatMap((line) => instanceOfLine(line) ?? [])
  if (instanceIds.length > 0) {
    await trx
      .selectFrom('instance')
      .select('id')
      .where('id', 'in', instanceIds)
      .orderBy('id')
      .forUpdate()
      .execute()
  }
  const messages = lines.filter((line) => instanceOfLine(line) === undefined)
  if (messages.length > 0)
    await lockTexts(
      trx,
      messages.map((line) => `deliveries to ${line}`),
    )
}
