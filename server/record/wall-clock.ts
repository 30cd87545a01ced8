import { tzOffset } from '@date-fns/tz'

const MINUTE_MS = 60_000
const DAY_MS = 24 * 60 * MINUTE_MS

/** The instants, in ms, that a wall clock may mean by the offsets of the days around it, and which it does mean. */
export interface WallReadings {
  readonly before: number
  readonly after: number
  readonly isBefore: boolean
  readonly isAfter: boolean
}

/**
 * What a wall clock means: two instants where clocks are put back and it shows them twice, none where they are put forward.
 * @param wall What it shows, in ms as if it were UTC.
 * @param offsetAt Minutes east of Greenwich at an instant, which is in ms.
 */
export function wallReadings(wall: number, offsetAt: (instant: number) => number): WallReadings {
  const before = wall - offsetAt(wall - DAY_MS) * MINUTE_MS
  const after = wall - offsetAt(wall + DAY_MS) * MINUTE_MS
  const shows = (instant: number) => instant + offsetAt(instant) * MINUTE_MS === wall
  return { before, after, isBefore: shows(before), isAfter: shows(after) }
}

/** What the clocks of a zone show at an instant, in ms as if it were UTC. @param timeZone An IANA name. */
export function wallOf(at: Date, timeZone: string): number {
  return at.getTime() + tzOffset(timeZone, at) * MINUTE_MS
}

/**
 * The instant at which the clocks of a zone show that, given in ms as if it were UTC: the earlier one where they show it twice,
 * and where they skip it, as much later. `TZDate` takes one or the other, depending on the zone of the machine
 * (@date-fns/tz 1.5.0, findings/clock-change-depends-on-machine.sh).
 */
export function instantAt(wall: number, timeZone: string): Date {
  const { before, after, isBefore, isAfter } = wallReadings(wall, (instant) =>
    tzOffset(timeZone, new Date(instant)),
  )
  if (isBefore && isAfter) return new Date(Math.min(before, after))
  return new Date(isAfter ? after : before)
}
