import type { CallContext, ConcurClient } from '../concur/concur-client.ts'
import { ConcurError } from '../concur/concur-error.ts'
import { postExceptions } from '../concur/exceptions.ts'
import { type ActionStatus, postWorkflowAction } from '../concur/workflow-action.ts'
import type { Claimed } from '../inbox/inbox.ts'
import type { Effect, EffectContent, EffectState, Journal, WorkflowContent } from '../inbox/journal.ts'
import type { Review, Reviews } from '../inbox/reviews.ts'
import type { Decision } from '../policy/decision.ts'
import type { AssessedReport } from './assess.ts'
import { exceptionsToPost, readBackExceptions, type WantedException } from './exceptions-to-post.ts'

/** What the writes of one review need. */
export interface WriteContext {
  readonly concur: ConcurClient
  readonly reviews: Reviews
  readonly journal: Journal
  readonly now: () => Date
  readonly claimed: Claimed
  readonly review: Review
  readonly call: CallContext
}

/** The writes of one review to Concur, each in the journal before it is sent. */
export interface JournalledWrites {
  /**
   * Finds out what became of writes whose answers never came, from a report that is still where it was.
   * @returns False if the report does not tell.
   */
  readBack(seen: AssessedReport): Promise<boolean>
  /** Posts the exceptions that are not there yet. @returns What Concur refused, in words. */
  post(seen: AssessedReport): Promise<readonly string[]>
  /** Approves or sends back. @param path Of the workflow action, from a reading just made. */
  act(path: string, decision: Decision): Promise<ActionStatus>
}

/** What Concur answered to a write. */
interface Outcome<Content> {
  readonly state: EffectState
  readonly content: Content
  readonly reason?: string
  /** For the audit trail. */
  readonly detail: unknown
}

/** The writes of the review in that context. */
export function journalledWrites(context: WriteContext): JournalledWrites {
  const { concur, reviews, journal, now, claimed, review, call } = context

  return {
    async readBack(seen) {
      for (const effect of await journal.of(review)) {
        if (effect.state === 'planned') {
          await settle(effect, 'not applied', effect.content, 'never sent')
        } else if (effect.state === 'sent' || effect.state === 'unknown') {
          const isTold = await readBackOne(effect, seen)
          if (!isTold) return false
        }
      }
      return true
    },

    async post({ header, flags, decision }) {
      const wanted = exceptionsToPost(decision, await journal.of(review))
      if (wanted.length === 0) return []
      const content = { kind: 'exceptions' as const, exceptions: wanted, flagsBefore: flags }
      const { exceptions } = await write(content, async () => {
        const { value, correlationId } = await postExceptions(concur, header.reportKey, wanted, call)
        const answered = wanted.map((exception, index): WantedException => {
          const { accepted = false, message } = value[index] ?? {}
          return Object.assign({}, exception, { state: accepted ? 'confirmed' : 'refused', message })
        })
        return {
          state: answered.some(({ state }) => state === 'confirmed') ? 'confirmed' : 'refused',
          content: { ...content, exceptions: answered },
          detail: { exceptions: answered, correlationId },
        }
      })
      return exceptions
        .filter(({ state }) => state === 'refused')
        .map(({ code, rule, message }) => `${code} (rule ${rule}): ${message ?? 'refused'}`)
    },

    async act(path, { outcome, comment }) {
      const action = outcome === 'send back' ? 'Send Back to Employee' : 'Approve'
      const content: WorkflowContent = { kind: 'workflow', action, comment, path }
      const answer: { status?: ActionStatus } = {}
      await write(content, async () => {
        const { value, correlationId } = await postWorkflowAction(concur, path, action, comment, call)
        answer.status = value
        return {
          state: value.succeeded ? 'confirmed' : 'refused',
          content,
          reason: value.message,
          detail: { ...value, correlationId },
        }
      })
      return answer.status ?? { succeeded: false, message: 'no answer', isStale: false }
    },
  }

  async function readBackOne(effect: Effect, seen: AssessedReport): Promise<boolean> {
    const { content } = effect
    if (content.kind === 'workflow') {
      await settle(effect, 'not applied', content, 'the report is still at the step')
      return true
    }
    const exceptions = readBackExceptions(content, seen.flags)
    if (exceptions === undefined) return false
    const isThere = exceptions.some(({ state }) => state === 'confirmed')
    await settle(
      effect,
      isThere ? 'confirmed' : 'not applied',
      { ...content, exceptions },
      'found by reading the report back',
    )
    return true
  }

  /** The order that makes a crash harmless: planned, on disk; sent, on disk, while we hold the lease; then sent. */
  async function write<Content extends EffectContent>(
    content: Content,
    send: () => Promise<Outcome<Content>>,
  ): Promise<Content> {
    const effect = await journal.plan(review, content, now())
    await journal.sent(effect, claimed, now())
    try {
      const outcome = await send()
      await settle(effect, outcome.state, outcome.content, outcome.reason)
      await record(`${describe(content)}: ${outcome.state}`, outcome.detail)
      return outcome.content
    } catch (error) {
      if (error instanceof ConcurError) {
        const { mayHaveHappened, message, status, reply } = error
        const state = mayHaveHappened ? 'unknown' : 'not applied'
        await settle(effect, state, content, message)
        await record(`${describe(content)}: ${state}`, { status, message, reply })
      }
      throw error
    }
  }

  function settle(
    effect: Effect,
    state: EffectState,
    content: EffectContent,
    reason?: string,
  ): Promise<void> {
    return journal.settle(effect, state, content, reason, now())
  }

  function record(summary: string, detail: unknown): Promise<void> {
    return reviews.record(review, { kind: 'call', summary, detail }, now())
  }
}

function describe(content: EffectContent): string {
  return content.kind === 'workflow'
    ? `workflow action ${content.action}`
    : `exceptions ${content.exceptions.map(({ code }) => code).join(' ')}`
}
