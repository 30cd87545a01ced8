import type { ConcurReply } from '../concur/concur-client.ts'
import type { Decision, Enforce } from '../record/decision.ts'
import type { WorkflowContent } from '../record/effect.ts'
import type { Review, ReviewResult } from '../record/review.ts'
import { isSameSubmission, readVisit, visitKey } from '../record/visit.ts'
import { decisionKey } from './decision-key.ts'
import { journalledWrites, type WriteContext } from './journalled-writes.ts'
import { again, dead, type Ending } from './retry.ts'
import type { ReadObject, SeenObject } from './seen-object.ts'

/** What the work on one review needs. */
export interface WorkContext extends WriteContext {
  readonly mode: 'act' | 'observe'
  /** The workflow step as Concur named it. */
  readonly stepName?: string
  readonly read: ReadObject
}

/** The work on one review that is this worker's. */
export interface ReviewWork {
  /** Keeps a reading in the audit trail. */
  keep(reading: ConcurReply<SeenObject>): Promise<void>
  /** Decides and acts, from an object that waits for us. */
  carryOut(object: SeenObject): Promise<Ending>
  /** Ends the review of an object that is not where it was: by an action of ours whose answer was lost, or not. */
  moved(seen: SeenObject): Promise<Ending>
}

/** Decisions that change between two readings are taken so often at most. */
const MAX_ROUNDS = 3

/** The work on the review in that context. */
export function workOn(context: WorkContext): ReviewWork {
  const { reviews, journal, now, review, mode, read } = context
  const writes = journalledWrites(context)

  return {
    keep,
    moved,
    async carryOut(object) {
      const isTold = await writes.readBack(object)
      if (!isTold) {
        return finish('held', `exceptions may have been posted, and the ${object.noun} does not tell which`)
      }
      let seen = object
      let mayTryAgain = true
      for (let round = 0; round < MAX_ROUNDS; round += 1) {
        const { decision } = seen
        await decided(seen)
        if (mode === 'observe' || decision.enforce === 'observe') return finish('observed')
        const refused = await writes.flag(seen)
        if (refused.length > 0 && decision.outcome === 'flag and approve') {
          return finish(
            'held',
            `Concur refused exceptions, so the ${seen.noun} is not approved: ${refused.join('; ')}`,
          )
        }
        if (decision.outcome === 'hold') return finish('held', refusal(refused) ?? why(decision))

        // Concur forbids an action without the certainty of a fresh reading (Workflow Action, "Prerequisites").
        const fresh = await readAgain()
        if (!isStillThere(seen, fresh)) return moved(fresh)
        seen = fresh
        if (decisionKey(fresh.decision) !== decisionKey(decision)) continue
        const action = fresh.action()
        if (action === undefined) {
          return dead('NO_ACTION', `the ${seen.noun} waits, but it offers no workflow action that we know`)
        }
        const { state, isStale = false, reason = 'no message' } = await writes.write(action)
        if (state === 'confirmed') return finish(RESULTS[decision.outcome], refusal(refused))
        if (!isStale || !mayTryAgain) {
          return dead('ACTION_REFUSED', `Concur refused the workflow action: ${reason}`)
        }
        mayTryAgain = false
        const changed = await readAgain()
        if (!isStillThere(seen, changed)) return moved(changed)
        seen = changed
      }
      return again(now(), 1000, 'UNSTEADY', `the ${seen.noun} changed between every two readings`)
    },
  }

  async function decided({ decision, kept }: SeenObject): Promise<void> {
    const { stepName } = context
    const basis = { ...(kept !== undefined && { kept }), ...(stepName !== undefined && { stepName }) }
    await reviews.decided(review, decision, basis, now())
    await reviews.record(review, { kind: 'decided', summary: decision.outcome, detail: decision }, now())
  }

  async function readAgain(): Promise<SeenObject> {
    const reading = await read()
    await keep(reading)
    return reading.value
  }

  function keep({ value, body, correlationId }: ConcurReply<SeenObject>): Promise<void> {
    const summary = `${value.noun} read at ${value.status}`
    return reviews.record(review, { kind: 'read', summary, detail: { correlationId }, document: body }, now())
  }

  async function moved(seen: SeenObject): Promise<Ending> {
    const isAt = `the ${seen.noun} is at ${seen.status}`
    for (const effect of await journal.of(review)) {
      const { content, state } = effect
      if (content.kind !== 'workflow') continue
      if (state === 'confirmed') return finish(await resultOf(content))
      if (state !== 'sent' && state !== 'unknown') continue
      const isOurs = isEffectOf(content, review, seen)
      if (isOurs === 'yes') {
        const reason = `found by reading back: ${isAt}`
        await journal.settle(effect, 'confirmed', content, reason, now())
        return finish(await resultOf(content), reason)
      }
      const found = isOurs === 'no' ? 'not applied' : 'unknown'
      await journal.settle(
        effect,
        found,
        content,
        `${isAt}${found === 'unknown' ? ', which does not tell' : ''}`,
        now(),
      )
    }
    return finish('superseded', `${isAt}, not where it was decided on`)
  }

  async function resultOf({ action }: WorkflowContent): Promise<ReviewResult> {
    if (action === 'Send Back to Employee') return 'sent back'
    const isFlagged = (await journal.of(review)).some(
      ({ content, state }) => content.kind === 'exceptions' && state === 'confirmed',
    )
    return isFlagged ? 'flagged and approved' : 'approved'
  }

  async function finish(result: ReviewResult, reason?: string): Promise<Ending> {
    await reviews.finish(review, result, reason, now())
    const summary = reason === undefined ? result : `${result}: ${reason}`
    await reviews.record(review, { kind: 'ended', summary }, now())
    return { kind: 'done' }
  }
}

const RESULTS = {
  approve: 'approved',
  'flag and approve': 'flagged and approved',
  'send back': 'sent back',
  hold: 'held',
} as const satisfies Record<Decision['outcome'], ReviewResult>

/** What a person is asked to look at. */
function why({ findings, notEvaluated }: Decision): string {
  const rules = notEvaluated
    .filter(isActed)
    .map(({ rule, reason }) => `rule ${rule} could not be applied: ${reason}`)
  return [...findings.filter(isActed).map(({ message }) => message), ...rules].join(' ')
}

function isActed({ enforce }: { readonly enforce: Enforce }): boolean {
  return enforce === 'act'
}

function refusal(refused: readonly string[]): string | undefined {
  return refused.length === 0 ? undefined : `Concur refused exceptions: ${refused.join('; ')}`
}

/** Whether where the object is now is the work of that action. */
function isEffectOf(
  { action }: WorkflowContent,
  { visitKeys }: Review,
  seen: SeenObject,
): 'yes' | 'no' | 'cannot tell' {
  const { place, visit } = seen
  const visits = visitKeys.flatMap((key) => readVisit(key) ?? [])
  const before = visits.find(({ source }) => source === visit.source) ?? visits[0]
  const { everSentBack } = visit
  const isSubmittedAgain = before !== undefined && !isSameSubmission({ ...before, everSentBack }, visit)
  if (action === 'Send Back to Employee') {
    const wasSentBack = everSentBack && before?.everSentBack !== true
    // An employee may have submitted it again before we look, also for the second time. A recall looks the same.
    return place === 'sent back' || wasSentBack || isSubmittedAgain ? 'yes' : 'no'
  }
  // Somebody sent it back, which our approval does not do.
  if (place === 'sent back' || place === 'not submitted' || isSubmittedAgain) return 'no'
  // At another step of external validation, to which our approval or somebody else may have brought it.
  return place === 'waits for us' || place === 'canceled' ? 'cannot tell' : 'yes'
}

/** Whether the object is still where it was: pending, at the same step, in the same submission. */
function isStillThere(before: SeenObject, now: SeenObject): boolean {
  return now.place === 'waits for us' && visitKey(before.visit) === visitKey(now.visit)
}
