import { sql } from 'kysely'
import { LEASE_MS } from './claim-head.ts'
import type { Database } from './database.ts'
import { BEHIND } from './deliveries/lead-line.ts'
import { STEP_MS } from './moment.ts'
import { TOKEN_LEASE_MS } from './polling/vendor-tokens.ts'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
/** What is claimed under a lease, and the longest wait that is ever set there. */
const WAITS = [
  // Concur's `Retry-After` is heeded for a day at most.
  { table: 'notification', longestMs: DAY_MS + HOUR_MS },
  // The last wait of a callback is three days and a tenth.
  { table: 'delivery', longestMs: 4 * DAY_MS },
  // From one poll to the next: 31 days at the most.
  { table: 'instance', longestMs: 32 * DAY_MS },
] as const

/** What ended so short a time ago may not look as if it had. */
const RECENT_MS = 120_000
/** Reviews, and what has ended just now is among them. */
const NEWEST = 2000

/** T4: the clock went from one time to another, and what waits goes with it. Times are in milliseconds. */
export async function moveWaits(trx: Database, from: number, to: number): Promise<void> {
  const by = to - from
  // What was due before is due, whichever way the clock went.
  const open = Math.min(from, to)
  for (const { table } of WAITS) {
    await sql`update ${sql.table(table)} set due_at = due_at + ${by}
      where state = 'waiting' and due_at > ${open} and due_at < ${BEHIND}`.execute(trx)
    await sql`update ${sql.table(table)} set lease_until = ${to + LEASE_MS} where state = 'claimed'`.execute(
      trx,
    )
  }
  await sql`update notification set not_before = not_before + ${by}
    where state = 'waiting' and not_before > ${open}`.execute(trx)
  await sql`update delivery set give_up_at = give_up_at + ${by}
    where state in ('waiting', 'claimed') and give_up_at is not null`.execute(trx)
  await sql`update vendor_token set lease_until = ${to + TOKEN_LEASE_MS} where claim is not null`.execute(trx)
  await sql`update human_decision set due_at = due_at + ${by}
    where state = 'accepted' and due_at > ${open}`.execute(trx)
  await sql`update polled_resource set patience_since = patience_since + ${by}
    where patience_since is not null`.execute(trx)
  // What was moved on just now, and does not show it yet, is to be left alone as long as it was to be.
  await sql`update review set finished_at = finished_at + ${by}
    where finished_at > ${from - RECENT_MS} and id in (select id from review order by id desc limit ${NEWEST})`.execute(
    trx,
  )
  await sql`update review set started_at = started_at + ${by} where result is null`.execute(trx)
  await sql`update job set started_at = started_at + ${by}`.execute(trx)
  await sql`update session set started_at = started_at + ${by}, seen_at = seen_at + ${by}`.execute(trx)
  await sql`update presence set since = since + ${by}, seen_at = seen_at + ${by}`.execute(trx)
}

/** T5. A lease that cannot be begins anew: who has it may be alive. */
export async function settleImpossible(trx: Database, now: number): Promise<void> {
  for (const { table, longestMs } of WAITS) {
    await sql`update ${sql.table(table)} set due_at = ${now}
      where state = 'waiting' and due_at > ${now + longestMs} and due_at < ${BEHIND}`.execute(trx)
    await sql`update ${sql.table(table)} set lease_until = ${now + LEASE_MS}
      where state = 'claimed' and lease_until > ${now + LEASE_MS + STEP_MS}`.execute(trx)
  }
  // A new one is due when it comes; what a person may still take back is not.
  await sql`update notification set due_at = ${now}
    where state = 'waiting' and attempts = 0 and door <> 'console' and due_at > ${now + STEP_MS}`.execute(trx)
  await sql`update notification set not_before = ${now}
    where state = 'waiting' and not_before > ${now + DAY_MS + HOUR_MS}`.execute(trx)
  await sql`update vendor_token set lease_until = ${now + TOKEN_LEASE_MS}
    where lease_until > ${now + TOKEN_LEASE_MS + STEP_MS}`.execute(trx)
  await sql`update job set started_at = 0 where started_at > ${now + STEP_MS}`.execute(trx)
  await sql`update session set started_at = ${now} where started_at > ${now + STEP_MS}`.execute(trx)
  await sql`update session set seen_at = ${now} where seen_at > ${now + STEP_MS}`.execute(trx)
  await sql`delete from presence where seen_at > ${now + STEP_MS}`.execute(trx)
}
