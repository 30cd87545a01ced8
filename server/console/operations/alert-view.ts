import type { AlertCause, StandingAlert } from '../../record/alert.ts'

/** The alerts of one cause. */
export interface AlertView {
  readonly cause: AlertCause
  readonly count: number
  /** Of the one that has stood longest. */
  readonly since: Date
  /** What the first of them are about; not all of very many. */
  readonly subjects: readonly string[]
  /** How many more there are. */
  readonly more: number
}

const MAX_SUBJECTS = 5

/** Puts alerts of one cause together. Pure. */
export function alertViews(alerts: readonly StandingAlert[]): readonly AlertView[] {
  return Array.from(
    Map.groupBy(alerts, ({ cause }) => cause),
    ([cause, same]) => ({
      cause,
      count: same.length,
      since: new Date(Math.min(...same.map(({ since }) => since.getTime()))),
      subjects: same.slice(0, MAX_SUBJECTS).map(({ subject }) => subject),
      more: Math.max(0, same.length - MAX_SUBJECTS),
    }),
  )
}
