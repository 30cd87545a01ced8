import { type DecisionState, type HumanAction, humanDecision } from '../../record/human-decision.ts'
import type { NotificationState } from '../../record/notification-line.ts'
import { readOrKeep } from '../../record/read-sentence.ts'
import { say } from '../../record/sentence.ts'
import type { Database } from '../database.ts'
import { type Refused, refused } from './performed.ts'

/** Where a review stands, as far as it decides what people can do with it. */
export interface Standing {
  readonly reviewId: number
  readonly reportId: string
  /** Absent while it is open. */
  readonly result?: string
  /** Why it ended so, or why it does not go on. */
  readonly reason: string | null
  readonly assignee?: string
  readonly snoozedUntil?: Date
  /** What a person decided last and is not settled. */
  readonly decision?: WaitingDecision
}

/** A decision of a person that is accepted, and where its notification stands: if that is dead it was given up. */
export interface WaitingDecision {
  readonly id: number
  readonly by: string
  readonly at: Date
  readonly action: HumanAction
  readonly notificationId: number
  readonly state: NotificationState
}

const ACCEPTED: DecisionState = 'accepted'

/** Where the review of that number stands; `undefined` if there is none. */
export async function standingOf(db: Database, reviewId: number): Promise<Standing | undefined> {
  const row = await db
    .selectFrom('review')
    .select(['id', 'report_id', 'result', 'reason', 'assignee', 'snoozed_until'])
    .where('id', '=', reviewId)
    .executeTakeFirst()
  if (row === undefined) return undefined
  const decision = await waitingDecision(db, reviewId)
  return {
    reviewId: row.id,
    reportId: row.report_id,
    reason: row.reason,
    ...(row.result !== null && { result: row.result }),
    ...(row.assignee !== null && { assignee: row.assignee }),
    ...(row.snoozed_until !== null && { snoozedUntil: new Date(row.snoozed_until) }),
    ...(decision !== undefined && { decision }),
  }
}

/** Why nobody can do now what is done with held reviews. */
export function whyNotHeld({ result, reason }: Standing): Refused | undefined {
  if (result === 'held') return undefined
  if (result !== undefined) return refused(say('ended as', { result }))
  if (reason === null) return refused(say('worked on'))
  return refused(say('stuck for', { why: readOrKeep(reason) }), say('stuck'))
}

/** That a person has decided on it, and that is to be carried out yet. */
export function whyDecided({ decision }: Standing): Refused | undefined {
  if (decision === undefined || decision.state === 'dead') return undefined
  const { by, at } = decision
  return refused(say('decided by', { by, at }), say('decided already'))
}

async function waitingDecision(db: Database, reviewId: number): Promise<WaitingDecision | undefined> {
  const row = await db
    .selectFrom('human_decision')
    .innerJoin('notification', 'notification.id', 'human_decision.notification_id')
    .select(['human_decision.id', 'content', 'accepted_at', 'notification_id', 'notification.state'])
    .where('human_decision.review_id', '=', reviewId)
    .where('human_decision.state', '=', ACCEPTED)
    .executeTakeFirst()
  if (row === undefined) return undefined
  const { by, action } = humanDecision.parse(JSON.parse(row.content))
  const { id, notification_id: notificationId, state } = row
  return { id, by, action, at: new Date(row.accepted_at), notificationId, state }
}
