// The time that the connectors of one database have in common, and what happens when it leaps.
//
//   T1. On PostgreSQL it is the server's clock, on SQLite the machine's. What each machine of several thinks decides nothing.
//   T2. Whether a lease holds, and whether a time has come, is said by the statement that acts on it, at the moment it begins.
//   T3. Every connector looks at the clock every 2 s, and the database says where it was seen. After a leap nothing is claimed
//       before somebody has looked: what seems to be a lease that ran out may be a worker's whose write is under way.
//   T4. Whoever sees a leap moves what waits by as much and has leases begin anew, in the transaction that says where the clock
//       was seen, so that it happens once: a wait of a minute stays one, and who is alive renews his lease in time. Whoever
//       has not seen it yet means a time of before: what he has wait counts from where the clock was seen (see dueTime).
//   T5. What cannot be counts as past: a lease that ends later than now and its length, a time due later than the longest wait
//       that is ever set, a job or a session that began in the future. What a person has put off waits as long as they said.
//   T6. Nothing grows old by a leap, nor while no connector ran, which looks the same: see elapsedMs.
//   T7. What is deleted for good counts from the earliest that it can be now: see surelyNow.
import { sql } from 'kysely'
import type { ClockLeap } from '../record/clock-leap.ts'
import { type Database, inTransaction, isPostgres } from './database.ts'
import { type ClockSight, judgeClock, leapsAfter } from './judge-clock.ts'
import { goesByServer, momentIn, STEP_MS } from './moment.ts'
import { moveWaits, settleImpossible } from './move-waits.ts'

/** What a machine tells, in milliseconds. */
export interface MachineClock {
  /** Since 1970. It may be set at any time. */
  readonly wall: () => number
  /** Since some moment. Nobody can set it. */
  readonly steady: () => number
}

/** Of this machine. */
export const MACHINE_CLOCK: MachineClock = { wall: () => Date.now(), steady: () => performance.now() }

/** What a look at the clock has shown. */
export interface ClockLook {
  /** By how much the common clock was found to have leapt since the last look; else 0. */
  readonly leapMs: number
  /** By how much the machine's own clock was set, where the common one is another. */
  readonly machineLeapMs: number
}

/** The common time as one process knows it. */
export interface Clock {
  /** Goes on as the steady clock of the machine does from one look to the next. */
  now(): Date
  /** By how many milliseconds the machine's own clock is ahead. */
  skewMs(): number
  /** Those that are remembered, the oldest first; by T6 also the times without a connector. */
  leaps(): readonly ClockLeap[]
  /** Looks (T3), and does what follows (T4, T5). Rejects if the database cannot be asked. */
  look(): Promise<ClockLook>
}

/** How often to look. */
export const LOOK_MS = 2000
/** Where the clock was seen is written down so often, whoever looked. */
const WRITE_MS = 3000
const SETTLE_MS = 10_000
/** Whoever learnt the time so slowly does not know it. */
const MAX_ERROR_MS = 1000

/** Opens the clock of that database, which has then been looked at once. */
export async function openClock(db: Database, machine: MachineClock = MACHINE_CLOCK): Promise<Clock> {
  let known = await readClock(db, machine)
  let isFirst = true
  let seen: Row | undefined
  let [lookedAt, settledAt] = [-Infinity, -Infinity]
  let wallOffset = machine.wall() - machine.steady()
  let leaps: readonly ClockLeap[] = []

  const clock: Clock = {
    now: () => new Date(Math.round(known.offset + machine.steady())),
    skewMs: () => machine.wall() - machine.steady() - known.offset,
    leaps: () => leaps,
    look,
  }
  await look()
  return clock

  async function look(): Promise<ClockLook> {
    const machineLeapMs = machineLeap()
    const reading = isFirst ? known : await readClock(db, machine)
    if (!isFirst && reading.errorMs > MAX_ERROR_MS) return { leapMs: 0, machineLeapMs }
    const isToSettle = machine.steady() - settledAt >= SETTLE_MS
    const isOld = Math.abs(reading.offset + machine.steady() - (reading.row?.seen_at ?? 0)) >= WRITE_MS
    const isOff = judgeClock(sightOf(reading, reading.row)).kind !== 'runs'
    const { row, leapMs } =
      isToSettle || isOld || isOff ? await write(reading, isToSettle) : { row: reading.row, leapMs: 0 }
    // What differs by less than the reading may be wrong is no news.
    if (Math.abs(reading.offset - known.offset) > reading.errorMs) known = reading
    if (isToSettle) settledAt = machine.steady()
    seen = row
    leaps = leapsIn(row)
    lookedAt = machine.steady()
    isFirst = false
    return { leapMs, machineLeapMs }
  }

  /** T4 and T5, by what the database says when it is ours. */
  function write(
    reading: Reading,
    isToSettle: boolean,
  ): Promise<{ readonly row: Row; readonly leapMs: number }> {
    return inTransaction(db, async (trx) => {
      const before = await readRow(trx)
      const sight = sightOf(reading, before)
      const judged = judgeClock(sight)
      const at = Math.round(sight.at)
      const leapMs = judged.kind === 'leapt' ? Math.round(judged.byMs) : 0
      if (leapMs !== 0) await moveWaits(trx, at - leapMs, at)
      if (isToSettle || leapMs !== 0) await settleImpossible(trx, at)
      const row = { seen_at: at, leaps: JSON.stringify(leapsAfter(leapsIn(before), judged, at)) }
      await trx
        .insertInto('clock')
        .values({ id: 1, ...row })
        .onConflict((conflict) => conflict.column('id').doUpdateSet(row))
        .execute()
      return { row, leapMs }
    })
  }

  function sightOf(reading: Reading, row: Row | undefined): ClockSight {
    const steady = machine.steady()
    return {
      at: reading.offset + steady,
      expected: isFirst ? undefined : known.offset + steady,
      sinceMs: steady - lookedAt,
      seenAt: row?.seen_at,
      isOthers: row?.seen_at !== seen?.seen_at,
    }
  }

  function machineLeap(): number {
    const offset = machine.wall() - machine.steady()
    const leapMs = Math.round(offset - wallOffset)
    wallOffset = offset
    return goesByServer(db) && Math.abs(leapMs) > STEP_MS ? leapMs : 0
  }
}

/** The common time, for a command that runs for a moment and looks after nothing. */
export async function timeOf(db: Database, machine: MachineClock = MACHINE_CLOCK): Promise<() => Date> {
  const { offset } = await readClock(db, machine)
  return () => new Date(Math.round(offset + machine.steady()))
}

interface Row {
  readonly seen_at: number
  /** JSON. */
  readonly leaps: string
}

interface Reading {
  /** The clock, less the machine's steady one. */
  readonly offset: number
  /** By how much that may be wrong. */
  readonly errorMs: number
  readonly row: Row | undefined
}

async function readClock(db: Database, machine: MachineClock): Promise<Reading> {
  const begun = machine.steady()
  const wall = machine.wall()
  const { rows } = await sql<{ moment: number } & Partial<{ [Name in keyof Row]: Row[Name] | null }>>`
    select ${momentIn(db, new Date(wall))} as moment, seen_at, leaps
    from (select 1 as one) as one left join clock on true`.execute(db)
  const ended = machine.steady()
  const { moment = wall, seen_at = null, leaps = null } = rows[0] ?? {}
  const row = seen_at === null || leaps === null ? undefined : { seen_at, leaps }
  return goesByServer(db)
    ? { offset: moment - (begun + ended) / 2, errorMs: (ended - begun) / 2, row }
    : { offset: wall - begun, errorMs: 0, row }
}

async function readRow(trx: Database): Promise<Row | undefined> {
  const query = trx.selectFrom('clock').select(['seen_at', 'leaps'])
  return (isPostgres(trx) ? query.forUpdate() : query).executeTakeFirst()
}

function leapsIn(row: Row | undefined): readonly ClockLeap[] {
  const read: unknown = row === undefined ? [] : JSON.parse(row.leaps)
  return Array.isArray(read) ? read.filter(isLeap) : []
}

function isLeap(value: unknown): value is ClockLeap {
  return (
    typeof value === 'object' &&
    value !== null &&
    'from' in value &&
    'to' in value &&
    typeof value.from === 'number' &&
    typeof value.to === 'number'
  )
}
