import { say } from '../../record/sentence.ts'
import type { Database } from '../database.ts'
import { giveUp } from '../decisions/give-up.ts'
import { requeueNotifications } from '../inbox/requeue.ts'
import { type Doing, type Performed, type Refused, refused } from './performed.ts'
import { type Standing, whyDecided } from './standing.ts'

// What makes a review go on: a notification that led to it waits again, in the line of its object.

interface Opener {
  readonly id: number
  readonly state: string
  readonly isRetry: boolean
}

/** Has the object read and judged by the policy again. What a person decided and was given up is given up for good. */
export async function lookAgain(trx: Database, standing: Standing, doing: Doing): Promise<Performed> {
  const { reviewId, result, decision } = standing
  const isHeld = result === 'held' || (result === undefined && decision?.state === 'dead')
  const isForRetry = result === undefined || result === 'observed'
  const obstacle = isHeld
    ? whyDecided(standing)
    : isForRetry
      ? whyOver(standing, `review retry ${reviewId}`)
      : await whyEnded(trx, standing)
  if (obstacle !== undefined) return obstacle
  const performed = await again(trx, standing, doing)
  if (performed.ok && decision !== undefined && doing.isDryRun !== true)
    await giveUp(trx, decision, doing.now)
  return performed.ok ? { ...performed, done: { kind: 'look again' } } : performed
}

/** Has a review go on that is held, was only observed or is stuck; a decision that was given up is tried again. */
export async function retry(trx: Database, standing: Standing, doing: Doing): Promise<Performed> {
  const { result, decision } = standing
  const obstacle =
    (result === undefined || result === 'held' || result === 'observed'
      ? undefined
      : await whyEnded(trx, standing)) ?? whyDecided(standing)
  if (obstacle !== undefined) return obstacle
  if (decision === undefined) return again(trx, standing, doing)
  if (doing.isDryRun !== true) await requeueNotifications(trx, { ids: [decision.notificationId] }, doing.now)
  const { by, action } = decision
  return { ok: true, isNew: true, done: { kind: 'retry', of: { by, action } } }
}

/** The policy decides again. */
async function again(
  trx: Database,
  { reviewId }: Standing,
  { now, isDryRun = false }: Doing,
): Promise<Performed> {
  const last = (await openersOf(trx, reviewId)).at(-1)
  if (last === undefined) return refused(say('no notification kept'))
  if (last.state === 'claimed') return refused(say('worked on'))
  const isNew = !(last.state === 'waiting' && last.isRetry)
  if (isNew && !isDryRun) await requeueNotifications(trx, { ids: [last.id] }, now)
  return { ok: true, isNew, done: { kind: 'retry' } }
}

/** Those that led to it, oldest first, but for decisions of people: they would do something else. */
async function openersOf(trx: Database, reviewId: number): Promise<readonly Opener[]> {
  const rows = await trx
    .selectFrom('notification')
    .select(['id', 'state', 'is_retry'])
    .where('review_id', '=', reviewId)
    .where('door', '<>', 'console')
    .orderBy('id')
    .execute()
  return rows.map(({ id, state, is_retry }) => ({ id, state, isRetry: is_retry === 1 }))
}

async function whyEnded(trx: Database, standing: Standing): Promise<Refused> {
  const dead = (await openersOf(trx, standing.reviewId)).find(({ state }) => state === 'dead')
  return whyOver(standing, dead && `inbox retry ${dead.id}`)
}

function whyOver({ result }: Standing, command: string | undefined): Refused {
  if (result === undefined)
    return refused(command === undefined ? say('open, nothing to do') : say('open, read again', { command }))
  return refused(
    command === undefined
      ? say('over, nothing to do', { result })
      : say('over, read again', { result, command }),
  )
}
