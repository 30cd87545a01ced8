import { randomUUID } from 'node:crypto'
import type { ConcurClient } from '../concur/concur-client.ts'
import { listSubscriptions, type Subscription } from '../concur/subscriptions.ts'
import { type JobResult, startConcurJob } from '../jobs/concur-job.ts'
import type { Log } from '../log.ts'
import { knownTopic } from '../notification/topics.ts'
import type { Jobs } from '../store/jobs.ts'
import type { SubscriptionSighting, SubscriptionStore } from '../store/operators/subscriptions.ts'
import type { Timer } from '../timers/repeat.ts'
import { type Expectation, findProblem } from './find-problem.ts'

/** What watching needs. */
export interface SubscriptionWatchDeps extends Expectation {
  /** `ESS_SUBSCRIPTIONS`. */
  readonly ids: readonly string[]
  readonly concur: ConcurClient
  readonly store: SubscriptionStore
  readonly jobs: Jobs
  readonly log: Log
  readonly now: () => Date
}

const DAY_MS = 86_400_000
/** What is looked at once a day is in no hurry. */
const RETRY_MS = [60_000, 600_000, 3_600_000]

/**
 * Looks now and once a day at the subscriptions that are to be there, in one process of all that share the inbox. What
 * is wrong with them becomes alerts and metrics; receiving goes on as it is.
 */
export function watchSubscriptions(deps: SubscriptionWatchDeps, everyMs = DAY_MS): Timer {
  const { jobs, log, now } = deps
  const run = (signal: AbortSignal) => lookAtSubscriptions(deps, signal)
  return startConcurJob({ name: 'subscriptions', run, retryMs: RETRY_MS, jobs, log, now }, everyMs)
}

/** One look. @throws {ConcurError} If Concur does not show its subscriptions. */
export async function lookAtSubscriptions(
  deps: Omit<SubscriptionWatchDeps, 'jobs'>,
  signal?: AbortSignal,
): Promise<JobResult> {
  const { ids, concur, store, log, now } = deps
  // Before Concur is asked: should it not answer, this is what cannot be looked at.
  await store.expect(ids, now())
  if (ids.length === 0) return { isDone: true, facts: { expected: 0 } }
  const listed = await listSubscriptions(concur, { correlationId: randomUUID(), signal })
  const sightings = ids.map((id) => sightingOf(id, listed, deps))
  await store.sighted(sightings, now())
  const problems = sightings.flatMap(({ id, problem }) =>
    problem === undefined ? [] : [`${id}: ${problem}`],
  )
  if (problems.length > 0) log.warn('subscriptions.amiss', { problems })
  return { isDone: true, facts: { expected: ids.length, amiss: problems.length } }
}

function sightingOf(
  id: string,
  listed: readonly Subscription[],
  expectation: Expectation,
): SubscriptionSighting {
  const subscription = listed.find((each) => each.id === id)
  const problem = findProblem(subscription, expectation)
  return {
    id,
    ...(subscription !== undefined && {
      objectType: knownTopic(subscription.topic)?.objectType ?? subscription.topic,
    }),
    ...(problem !== undefined && { problem }),
  }
}
