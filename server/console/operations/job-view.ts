import type { JobRun } from '../../store/jobs.ts'

const MINUTE_MS = 60_000
const DAY_MS = 86_400_000
/** A run may take a while, and a process that has just started has more pressing work. */
const PATIENCE_MS = 15 * MINUTE_MS

/** A job with its last start. */
export interface JobView extends JobRun {
  /** Whether it is overdue: it has missed a turn. Never of a job whose turns are not known. */
  readonly isLate: boolean
}

/** How often each job has its turn. @param reconcileMinutes `RECONCILE_MINUTES` */
function turnsMs(reconcileMinutes: number): ReadonlyMap<string, number> {
  return new Map([
    ['failed-list', reconcileMinutes * MINUTE_MS],
    ['waiting-list', reconcileMinutes * MINUTE_MS],
    ['alerts', 5 * MINUTE_MS],
    ['subscriptions', DAY_MS],
    ['retention', DAY_MS],
    ['names', DAY_MS],
  ])
}

/** The jobs of all processes, and whether one of them is overdue. Pure. */
export function jobViews(runs: readonly JobRun[], reconcileMinutes: number, now: Date): readonly JobView[] {
  const turns = turnsMs(reconcileMinutes)
  return runs.map((run) => {
    const everyMs = turns.get(run.name)
    const isLate =
      everyMs !== undefined && now.getTime() - run.startedAt.getTime() > 2 * everyMs + PATIENCE_MS
    return { ...run, isLate }
  })
}
