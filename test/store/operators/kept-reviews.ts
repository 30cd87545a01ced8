import type { Decision, Finding } from '../../../server/record/decision.ts'
import type { Listing } from '../../../server/record/listing.ts'
import type { ReviewResult, Subject } from '../../../server/record/review.ts'
import type { Database } from '../../../server/store/database.ts'
import { createInbox } from '../../../server/store/inbox/inbox.ts'
import { createReviews } from '../../../server/store/reviews/reviews.ts'
import { at, callout, RAW } from '../notifications.ts'

/** The version of the policy that decides here. */
export const POLICY = '0123456789ab'
export const finding = (rule: string, enforce: Finding['enforce'] = 'act'): Finding => ({
  rule,
  object: { type: 'Entry', id: 'e1', label: 'entry 1' },
  observed: '1',
  limit: '0',
  severity: 'high',
  message: 'too much',
  enforce,
})
export const decisionOf = (changes: Partial<Decision> = {}): Decision => ({
  policyVersion: POLICY,
  enforce: 'act',
  findings: [],
  notEvaluated: [],
  outcome: 'hold',
  ...changes,
})

const NOTHING_LISTED: Listing = {
  scope: { currency: 'EUR', orgUnits: {} },
  custom: {},
  inQuestion: [],
  isDuplicate: false,
}

/** What is special about a review. */
export interface DraftReview {
  readonly subject?: Partial<Subject>
  readonly decision?: Decision
  readonly result?: ReviewResult
  readonly listing?: Partial<Listing>
  readonly stepName?: string
  readonly startedAt?: Date
}

/** Keeps reviews, in their order; each of a report of its own. @param first The number that its reports have. */
export async function keepReviews(db: Database, drafts: readonly DraftReview[], first = 0): Promise<void> {
  const [inbox, reviews] = [createInbox(db), createReviews(db)]
  for (const [index, draft] of drafts.entries()) {
    const { subject, decision, result, stepName, startedAt = at(0) } = draft
    await inbox.receive(callout(`nReport${first + index}`), RAW, startedAt)
    const claimed = await inbox.claim(startedAt)
    if (claimed === undefined) throw new Error('nothing to claim')
    const visit = {
      key: `visit ${first + index}`,
      subject: { id: `R${first + index}`, currency: 'EUR', ...subject },
      mode: 'act' as const,
    }
    const opened = await reviews.open(claimed, visit, startedAt)
    if (opened.kind !== 'ours') throw new Error(`the review is ${opened.kind}`)
    const basis = {
      readingKey: 'k1',
      ...(stepName !== undefined && { stepName }),
      ...(draft.listing !== undefined && { listing: { ...NOTHING_LISTED, ...draft.listing } }),
    }
    if (decision !== undefined)
      await reviews.decided(opened.review, { by: 'policy', decision }, basis, startedAt)
    if (result !== undefined) await reviews.finish(opened.review, result, undefined, startedAt)
    await inbox.settle(claimed, { state: 'done' }, startedAt)
  }
}
