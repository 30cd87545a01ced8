import type { JudgedActor } from '../console/judged-actor.ts'
import { createNotificationRetry } from '../console/notification-retry.ts'
import type { HumanAction } from '../record/human-decision.ts'
import { inEnglish } from '../record/sentence.ts'
import { timeOf } from '../store/clock.ts'
import type { Database } from '../store/database.ts'
import { deadSince } from '../store/inbox/requeue.ts'
import { actingOperator } from './acting-person.ts'
import { type CommandContext, CommandFailure } from './context.ts'
import { withDatabase } from './settings.ts'

/** What the command takes. */
export interface RetryOptions {
  readonly database?: string
  readonly json?: true
  /** All dead ones. */
  readonly all?: true
  /** Of those, the ones given up since then. */
  readonly since?: Date
  /** The login of the person who acts. */
  readonly as?: string
}

/**
 * Gives notifications a fresh start; of a decision of a person by the rules of `review retry`.
 * @throws {CommandFailure} If none was named, or one was refused; the others are done all the same.
 */
export async function retryNotifications(
  context: CommandContext,
  ids: readonly number[],
  options: RetryOptions,
): Promise<void> {
  if (ids.length === 0 && !options.all)
    throw new CommandFailure('name notifications, or --all for all dead ones', 2)
  await withDatabase(context, options.database, async (_overview, db) => {
    const person = await actingOperator(context, db, options.as)
    const meant = options.all ? await deadSince(db, options.since ?? new Date(0)) : ids
    const { retried, decisions, problems } = await retryEach(db, person, meant)
    if (options.json) context.print(JSON.stringify({ retried, decisions, problems }))
    else {
      for (const { notification, review, by, action } of decisions)
        context.print(
          `notification ${notification}: the decision of ${by} to ${action} review ${review} is tried again`,
        )
      context.print(`${retried} ${retried === 1 ? 'notification waits' : 'notifications wait'} again`)
    }
    if (problems.length > 0) throw new CommandFailure(problems.join('\n'))
  })
}

/** What became of the notifications. */
interface Retried {
  /** How many wait again. */
  readonly retried: number
  /** Those of them that carry a decision of a person. */
  readonly decisions: readonly {
    readonly notification: number
    readonly review: number
    readonly by: string
    readonly action: HumanAction
  }[]
  readonly problems: readonly string[]
}

async function retryEach(db: Database, person: JudgedActor, ids: readonly number[]): Promise<Retried> {
  const retry = createNotificationRetry(db, await timeOf(db))
  const decisions: Retried['decisions'][number][] = []
  const problems: string[] = []
  const meant = new Set(ids)
  for (const id of meant) {
    const outcome = await retry(person, id)
    if (outcome.kind === 'refused') problems.push(inEnglish(outcome.problem))
    if (outcome.kind !== 'decision') continue
    const { reviewId: review, by, action } = outcome.decision
    decisions.push({ notification: id, review, by, action })
  }
  return { retried: meant.size - problems.length, decisions, problems }
}
