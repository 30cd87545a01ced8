import type { Day } from '../../report/expense-report.ts'

/** The days on which something holds, both included; without one of them there is no bound on that side. */
export interface Period {
  readonly from?: Day | undefined
  readonly until?: Day | undefined
}

/** Whether it holds on any day at all. */
export function isPeriod({ from = FIRST, until = LAST }: Period): boolean {
  return from <= until
}

/** Whether it holds on the day; a time of day behind the day is ignored. */
export function isValidOn({ from = FIRST, until = LAST }: Period, on: Day): boolean {
  const day = on.slice(0, 10)
  return from <= day && day <= until
}

/**
 * Of several the one that holds on a day.
 * @param on Where it is absent, what holds last.
 */
export function validOn<Row extends Period>(rows: readonly Row[], on?: Day): Row | undefined {
  const [first, ...others] = rows
  if (on !== undefined) return rows.find((row) => isValidOn(row, on))
  return others.reduce((last, row) => (endOf(row) > endOf(last ?? row) ? row : last), first)
}

/** Two that hold on the same day. */
export interface Overlap<Row> {
  readonly rows: readonly [Row, Row]
  /** The first such day; absent where neither says from when on. */
  readonly on: Day | undefined
}

/** The first two of several that hold on the same day, where there are such. */
export function firstOverlap<Row extends Period>(rows: readonly Row[]): Overlap<Row> | undefined {
  const inOrder = rows.toSorted((a, b) => compare(a.from ?? FIRST, b.from ?? FIRST))
  let open: Row | undefined
  for (const row of inOrder) {
    if (open !== undefined && (row.from ?? FIRST) <= endOf(open)) return { rows: [open, row], on: row.from }
    if (open === undefined || endOf(row) > endOf(open)) open = row
  }
  return undefined
}

const FIRST = ''
const LAST = '9999-12-31'

function endOf({ until = LAST }: Period): Day {
  return until
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a === b ? 0 : 1
}
