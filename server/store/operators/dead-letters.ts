import type { KeptDecision } from '../../record/human-decision.ts'
import type { NotificationLine } from '../../record/notification-line.ts'
import type { Database } from '../database.ts'
import { createHumanDecisions } from '../decisions/human-decisions.ts'
import { listNotifications } from './notification-lines.ts'

/** A notification that was given up. */
export interface DeadLetter {
  readonly line: NotificationLine
  /** The decision of a person that it carries, if it does. */
  readonly decision?: KeptDecision
}

/** Newest first. */
export async function listDeadLetters(db: Database, limit: number): Promise<readonly DeadLetter[]> {
  const lines = await listNotifications(db, { state: 'dead', limit })
  const carriers = lines.filter(({ door }) => door === 'console').map(({ id }) => id)
  const decisions = await createHumanDecisions(db).carriedByEach(carriers)
  return lines.map((line) => {
    const decision = decisions.get(line.id)
    return decision === undefined ? { line } : { line, decision }
  })
}
