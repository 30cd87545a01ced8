import type { Log } from '../log.ts'
import type { Arrival } from '../store/inbox/receive-batch.ts'
import { LeaseLostError } from '../store/lease-lost-error.ts'
import type { ClaimedInstance, NewDelivery, PolledResource, Polls } from '../store/polling/polls.ts'
import { buildCallbacks, type CallbackSource } from './callback-body.ts'
import type { Instance } from './instance-configuration.ts'
import type { LoadedInstance, Managed } from './manage-instances.ts'
import { nextPollAt } from './next-poll.ts'
import { PollError } from './poll-error.ts'
import type { PollOutcome } from './poll-outcome.ts'
import { pollResource } from './poll-resource.ts'
import type { Resource } from './resource.ts'
import { readState, writeState } from './resource-state.ts'
import type { VendorConnection } from './vendor.ts'
import { VENDORS } from './vendors/vendors.ts'

/** How a poll of a resource ended. `patience`: the vendor asks for it. */
export type PollResult = 'polled' | 'failed' | 'patience'

/** What polling needs. */
export interface PollInstanceDeps {
  readonly polls: Polls
  readonly load: (claimed: ClaimedInstance) => Managed
  readonly connect: (instance: Instance, signal: AbortSignal) => VendorConnection
  /** Where those reports are read that a poll found waiting; see find-reviews.ts. */
  readonly findReviews: (outcome: PollOutcome, signal: AbortSignal) => Promise<readonly Arrival[]>
  /** Called after a poll has stored callbacks, so that sending need not wait for its next look. */
  readonly stored: () => void
  readonly ended: (element: string, result: PollResult, facts: { readonly changes: number }) => void
  /** Told that an instance is not polled any more. */
  readonly disabled: (element: string) => void
  readonly log: Log
  readonly now: () => Date
}

/** FACTS of polling, section 10: "Production". */
const MAX_FAILURES = 100
/** As with reports: what ends the process each time must not do so for ever. */
const MAX_ABANDONED = 10
const HOUR_MS = 3_600_000
/** A vendor that asks for patience all this time has failed. */
const PATIENCE_MS = 24 * HOUR_MS
/** Bytes of callbacks that are stored in one transaction. */
const DRAFT_BYTES = 1_000_000

/**
 * Polls the resources of an instance, one after the other; what one of them finds is kept even if another fails.
 * @returns Does so, and gives the instance back or disables it.
 */
export function createInstancePoller(
  deps: PollInstanceDeps,
): (claimed: ClaimedInstance, signal: AbortSignal) => Promise<void> {
  const { polls, log, now } = deps

  return async (claimed, signal) => {
    const loaded = readable(claimed)
    if (loaded === undefined) {
      const foundAt = now()
      await polls.settle(claimed, new Date(foundAt.getTime() + HOUR_MS), foundAt)
      return
    }
    if (claimed.abandoned >= MAX_ABANDONED) {
      await disable(
        claimed,
        `${claimed.abandoned} times in a row the process that polled it did not live to end it`,
      )
      return
    }
    const startedAt = now()
    const { instance } = loaded
    const kept = await polls.resources(claimed)
    let notBefore = 0
    for (const resource of instance.resources) {
      const known = kept.find(({ name }) => name === resource.name)
      if (known === undefined) continue
      if (signal.aborted) break
      const failure = await pollOne(claimed, loaded, { resource, known }, signal)
      if (failure === undefined) continue
      notBefore = Math.max(notBefore, failure.notBefore)
      if (failure.isLast) {
        await disable(claimed, `${resource.name} failed ${MAX_FAILURES} times in a row: ${failure.problem}`)
        return
      }
    }
    const next = nextPollAt(claimed.id, instance.intervalMinutes, startedAt).getTime()
    const dueAt = signal.aborted ? startedAt : new Date(Math.max(next, notBefore))
    await polls.settle(claimed, dueAt, now())
  }

  /** What was checked when it was created can still be wrong after an update, or without its key. */
  function readable(claimed: ClaimedInstance): LoadedInstance | undefined {
    try {
      const loaded = deps.load(claimed)
      if (loaded.ok) return loaded
      log.error('instance.unreadable', { instance: claimed.id, problems: loaded.problems })
    } catch (error) {
      log.error('instance.unreadable', { instance: claimed.id, error: messageOf(error) })
    }
    return undefined
  }

  async function pollOne(
    claimed: ClaimedInstance,
    { instance, stored }: LoadedInstance,
    { resource, known }: { readonly resource: Resource; readonly known: PolledResource },
    signal: AbortSignal,
  ): Promise<{ notBefore: number; isLast: boolean; problem: string } | undefined> {
    const facts = { instance: claimed.id, element: instance.element, resource: resource.name }
    const startedAt = now()
    try {
      await polls.begin(claimed, known)
      const outcome = await pollResource({
        instance,
        resource,
        state: readState(known.state),
        ledger: { versionsOf: (objectIds) => polls.versionsOf(known, objectIds) },
        connection: deps.connect(instance, signal),
        now,
        signal,
      })
      const arrivals = instance.review ? await deps.findReviews(outcome, signal) : []
      await draft(claimed, known, callbacksOf(instance, { id: stored.id, resource, outcome }))
      const { state, changes, found, keepLedgerFrom, problems } = outcome
      await polls.commit(
        claimed,
        known,
        {
          state: writeState(state),
          ledger: [...changes, ...found],
          forgetBefore: keepLedgerFrom,
          warnings: problems.map(({ field, count, message }) => `${field}: ${count} ${message}`),
          arrivals,
        },
        now(),
      )
      deps.ended(instance.element, 'polled', { changes: changes.length })
      if (changes.length > 0) deps.stored()
      log.info('poll.ended', {
        ...facts,
        read: outcome.recordsRead,
        changes: changes.length,
        reviews: arrivals.length,
        durationMs: now().getTime() - startedAt.getTime(),
      })
      return undefined
    } catch (error) {
      if (error instanceof LeaseLostError || signal.aborted) return undefined
      return failed(claimed, { known, facts, element: instance.element }, error)
    }
  }

  async function failed(
    claimed: ClaimedInstance,
    { known, facts, element }: { known: PolledResource; facts: object; element: string },
    error: unknown,
  ) {
    const problem = messageOf(error)
    const retryAt = error instanceof PollError ? error.retryAt : undefined
    const isTired =
      known.patienceSince !== undefined && now().getTime() - known.patienceSince.getTime() >= PATIENCE_MS
    const counts = retryAt === undefined || isTired
    await polls.failed(claimed, known, problem, counts, now())
    deps.ended(element, counts ? 'failed' : 'patience', { changes: 0 })
    const code = error instanceof PollError ? error.code : 'UNEXPECTED'
    log.warn('poll.failed', { ...facts, code, problem, failures: known.failures + (counts ? 1 : 0) })
    if (code === 'UNEXPECTED') log.error('poll.unexpected', { ...facts, error })
    // What needs a person is not asked more often than that.
    const isRefused = error instanceof PollError && error.code === 'POLL_UNAUTHORIZED'
    const notBefore = Math.max(retryAt?.getTime() ?? 0, isRefused ? now().getTime() + HOUR_MS : 0)
    return { problem, notBefore, isLast: counts && known.failures + 1 >= MAX_FAILURES }
  }

  async function draft(
    claimed: ClaimedInstance,
    known: PolledResource,
    callbacks: Iterable<NewDelivery>,
  ): Promise<void> {
    let batch: NewDelivery[] = []
    let bytes = 0
    for (const callback of callbacks) {
      batch.push(callback)
      bytes += callback.body.length
      if (bytes < DRAFT_BYTES) continue
      await polls.draft(claimed, known, batch, now())
      batch = []
      bytes = 0
    }
    if (batch.length > 0) await polls.draft(claimed, known, batch, now())
  }

  async function disable(claimed: ClaimedInstance, reason: string): Promise<void> {
    const isOurs = await polls.disable(claimed, reason, now())
    if (!isOurs) return
    deps.disabled(claimed.instance.element)
    log.error('instance.disabled', { instance: claimed.id, element: claimed.instance.element, reason })
  }
}

/** The callbacks of a poll; each is signed when it is sent. */
export function* callbacksOf(
  instance: Instance,
  news: { readonly id: number; readonly resource: Resource; readonly outcome: PollOutcome },
): Generator<NewDelivery, void, undefined> {
  const { id, resource, outcome } = news
  const encoder = new TextEncoder()
  const callbacks = buildCallbacks({
    source: sourceOf(instance, id),
    resource: resource.name,
    newObject: resource.newObject,
    changes: outcome.changes,
    createdAt: outcome.startedAt,
  })
  for (const { eventId, body, changes } of callbacks) {
    yield { eventId, body: encoder.encode(body), events: changes.length }
  }
}

/** There is one user of one account of one company here. */
const ONLY = 1

function sourceOf({ element, name, tags }: Instance, instanceId: number): CallbackSource {
  return {
    instanceId,
    instanceName: name,
    tags,
    user: ONLY,
    accountId: ONLY,
    companyId: ONLY,
    elementKey: element,
    hubKey: VENDORS.find(({ key }) => key === element)?.hub ?? element,
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
