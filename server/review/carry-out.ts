import type { ConcurReply } from '../concur/concur-client.ts'
import type { WorkflowContent } from '../inbox/journal.ts'
import type { ReviewResult } from '../inbox/reviews.ts'
import type { Decision, Enforce } from '../policy/decision.ts'
import type { ReportHeader } from '../report/expense-report.ts'
import type { AssessedReport } from './assess.ts'
import { journalledWrites, type WriteContext } from './journalled-writes.ts'
import { again, dead, type Ending } from './retry.ts'
import { decisionKey, isSameVisit, isWaiting, visitKey, workflowPath } from './visit.ts'

/** One reading of a report. */
export type ReportReading = ConcurReply<AssessedReport>

/** What the work on one review needs. */
export interface WorkContext extends WriteContext {
  readonly mode: 'act' | 'observe'
  /** The workflow step as Concur named it. */
  readonly stepName?: string
  readonly read: () => Promise<ReportReading>
}

/** The work on one review that is this worker's. */
export interface ReviewWork {
  /** Keeps a reading in the audit trail. */
  keep(reading: ReportReading): Promise<void>
  /** Decides and acts, from a report that waits for us. */
  carryOut(report: AssessedReport): Promise<Ending>
  /** Ends the review of a report that is not where it was: by an action of ours whose answer was lost, or not. */
  moved(seen: ReportHeader): Promise<Ending>
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
    async carryOut(report) {
      const isTold = await writes.readBack(report)
      if (!isTold)
        return finish('held', 'exceptions may have been posted, and the report does not tell which')
      let seen = report
      let mayTryAgain = true
      for (let round = 0; round < MAX_ROUNDS; round += 1) {
        const { decision } = seen
        await decided(seen)
        if (mode === 'observe' || decision.enforce === 'observe') return finish('observed')
        const refused = await writes.post(seen)
        if (refused.length > 0 && decision.outcome === 'flag and approve') {
          return finish(
            'held',
            `Concur refused exceptions, so the report is not approved: ${refused.join('; ')}`,
          )
        }
        if (decision.outcome === 'hold') return finish('held', refusal(refused) ?? why(decision))

        // Concur forbids an action without the certainty of a fresh reading (Workflow Action, "Prerequisites").
        const fresh = await readAgain()
        if (!isSameVisit(seen.header, fresh.header)) return moved(fresh.header)
        seen = fresh
        if (decisionKey(fresh.decision) !== decisionKey(decision)) continue
        const path = workflowPath(fresh.header)
        if (path === undefined) {
          return dead(
            'NO_ACTION',
            'the report waits, but its WorkflowActionURL offers no action that we know',
          )
        }
        const status = await writes.act(path, decision)
        if (status.succeeded) return finish(RESULTS[decision.outcome], refusal(refused))
        if (!status.isStale || !mayTryAgain) {
          return dead('ACTION_REFUSED', `Concur refused the workflow action: ${status.message}`)
        }
        mayTryAgain = false
        const changed = await readAgain()
        if (!isSameVisit(seen.header, changed.header)) return moved(changed.header)
        seen = changed
      }
      return again(now(), 1000, 'UNSTEADY', 'the report changed between every two readings')
    },
  }

  async function decided({ decision, keepsake, facts }: AssessedReport): Promise<void> {
    const { stepName } = context
    const basis = { keepsake, facts, ...(stepName !== undefined && { stepName }) }
    await reviews.decided(review, decision, basis, now())
    await reviews.record(review, { kind: 'decided', summary: decision.outcome, detail: decision }, now())
  }

  async function readAgain(): Promise<AssessedReport> {
    const reading = await read()
    await keep(reading)
    return reading.value
  }

  function keep({ value, body, correlationId }: ReportReading): Promise<void> {
    const summary = `report read at ${value.header.approvalStatus.code}`
    return reviews.record(review, { kind: 'read', summary, detail: { correlationId }, document: body }, now())
  }

  async function moved(seen: ReportHeader): Promise<Ending> {
    const { code } = seen.approvalStatus
    for (const effect of await journal.of(review)) {
      const { content, state } = effect
      if (content.kind !== 'workflow') continue
      if (state === 'confirmed') return finish(await resultOf(content))
      if (state !== 'sent' && state !== 'unknown') continue
      const isOurs = isEffectOf(content, review.visitKey, seen)
      if (isOurs === 'yes') {
        const reason = `found by reading back: the report is at ${code}`
        await journal.settle(effect, 'confirmed', content, reason, now())
        return finish(await resultOf(content), reason)
      }
      const found = isOurs === 'no' ? 'not applied' : 'unknown'
      await journal.settle(effect, found, content, `the report is at ${code}, perhaps at another step`, now())
    }
    return finish('superseded', `the report is at ${code}, not where it was decided on`)
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

/** Whether where the report is now is the work of that action. */
function isEffectOf(
  { action }: WorkflowContent,
  key: string,
  seen: ReportHeader,
): 'yes' | 'no' | 'cannot tell' {
  const { code } = seen.approvalStatus
  const [before, now] = [partsOf(key), partsOf(visitKey(seen))]
  const isSubmittedAgain = before.submittedAt !== now.submittedAt
  if (action === 'Send Back to Employee') {
    // An employee may have submitted it again before we look, also for the second time. A recall looks the same.
    const isBack = code === 'A_RESU' || (now.everSentBack && !before.everSentBack)
    return isBack || isSubmittedAgain ? 'yes' : 'no'
  }
  // Somebody sent it back, which our approval does not do.
  if (code === 'A_RESU' || code === 'A_NOTF' || isSubmittedAgain) return 'no'
  // At another step of external validation, to which our approval or somebody else may have brought it.
  return isWaiting(seen) ? 'cannot tell' : 'yes'
}

function partsOf(key: string): { readonly submittedAt: unknown; readonly everSentBack: boolean } {
  const parts: unknown = key.startsWith('[') ? JSON.parse(key) : []
  const [, , submittedAt, everSentBack] = Array.isArray(parts) ? parts : []
  return { submittedAt, everSentBack: everSentBack === true }
}
