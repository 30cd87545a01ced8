import type { Day } from '../../report/expense-report.ts'

/** The days on which something holds, both included; without one of them there is no bound on that side. */
export interface Period {
  readonly from?: Day | undefined
  readonly until?: Day | undefined
}

/** Whether it holds on any day at all. */
export function isPeriod({ from = '', until = LAST }: Period): boolean {
  return from <= until
}

/** Whether it holds on the day; a time of day behind the day is ignored. */
export function isValidOn({ from = '', until = LAST }: Period, on: Day): boolean {
  const day = on.slice(0, 10)
  return from <= day && day <= until
}

/**
 * Of several that hold on a day the last that is listed.
 * @param on Where it is absent, what is not bound to a time holds, or else what holds last.
 */
export function validOn<Row extends Period>(rows: readonly Row[], on?: Day): Row | undefined {
  const day = on ?? rows.at(-1)?.until ?? LAST
  return rows.findLast((row) => isValidOn(row, day))
}

const LAST = '9999-12-31'
