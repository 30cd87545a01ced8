import type { TrailLine } from '../record/review-record.ts'

/** How the line of a workflow action begins, see `journalledWrites`. */
const ACTION = 'workflow action'

/**
 * What each reading was for, in the order of the readings; pure. A reading that was decided on, and one that was made
 * before the report was moved on, say so; others found that there was nothing to do.
 */
export function rolesOfReadings(events: readonly TrailLine[]): readonly string[] {
  const roles: Set<string>[] = []
  for (const { kind, summary } of events) {
    if (kind === 'read') roles.push(new Set())
    else if (kind === 'decided') roles.at(-1)?.add('decided on')
    else if (kind === 'call' && summary.startsWith(ACTION)) roles.at(-1)?.add('read before it was moved on')
  }
  return roles.map((each) => [...each].join(', ') || '-')
}
