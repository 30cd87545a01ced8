import type { HumanReceipt } from '../doors/receive-human-decision.ts'
import {
  type BulkContent,
  type BulkLimits,
  type BulkReview,
  type KeptBulk,
  needSecond,
} from '../record/bulk-decision.ts'
import { holdReasons } from '../record/hold-reason.ts'
import { type DecisionWords, judgeWords } from '../record/judge-words.ts'
import type { Amount } from '../record/listing.ts'
import { parseDecision } from '../record/parse-decision.ts'
import { inEnglish, type Sentence, say } from '../record/sentence.ts'
import type { Database } from '../store/database.ts'
import { createBulkDecisions } from '../store/decisions/bulk-decisions.ts'
import { createHumanDecisions, type DecidableReview } from '../store/decisions/human-decisions.ts'
import { createPeople } from '../store/people/people.ts'
import { createTrail } from '../store/people/trail.ts'
import { type ConsoleActor, personActor } from './actor.ts'
import type { DecisionService } from './decision-service.ts'
import { inScope } from './in-scope.ts'
import { judgedActor } from './judged-actor.ts'

/** One decision on several reviews. */
export interface BulkWish extends DecisionWords {
  readonly ids: readonly number[]
  /** See `seen` of the service: if that is another by now, nothing is decided. */
  readonly seen?: string
}

/** What became of one of them: each is decided, refused and taken back on its own. */
export interface BulkResult {
  readonly reviewId: number
  readonly receipt: HumanReceipt
}

/** What became of a decision on several reviews. */
export type BulkOutcome =
  | { readonly kind: 'decided'; readonly results: readonly BulkResult[] }
  /** Nothing is decided before a second person has confirmed it; the sums say why. */
  | { readonly kind: 'needs second'; readonly id: number; readonly above: readonly Amount[] }
  | { readonly kind: 'refused'; readonly problems: readonly Sentence[] }
  /** Not what was seen any more: nothing is decided. */
  | { readonly kind: 'changed' }

/** Decides on several reviews at once, for commands and pages. */
export interface BulkService {
  /** Names what those reviews are held for, each on which reading, as somebody sees it who decides on them. */
  seen(ids: readonly number[]): Promise<string>
  decide(actor: ConsoleActor, wish: BulkWish): Promise<BulkOutcome>
  /** By a second person, who has to be allowed to decide on each of them as well. May be repeated after a crash. */
  confirm(actor: ConsoleActor, id: number): Promise<BulkOutcome>
  /** By whoever decided, or could confirm it. @returns Why it is not withdrawn. */
  withdraw(actor: ConsoleActor, id: number): Promise<readonly Sentence[]>
  /** Those that wait for a second person, as far as all of their reports are in the scope of who asks. */
  waiting(actor: ConsoleActor): Promise<readonly KeptBulk[]>
}

/** What deciding on several reviews needs. */
export interface BulkServiceDeps {
  readonly db: Database
  readonly decisions: DecisionService
  /** Up to which sums one person is enough; absent where nobody has set any. */
  readonly limits: () => BulkLimits | undefined
  readonly now: () => Date
}

/** Decides in that database. */
export function createBulkService({ db, decisions, limits, now }: BulkServiceDeps): BulkService {
  const [bulk, decided] = [createBulkDecisions(db), createHumanDecisions(db)]
  const [people, trail] = [createPeople(db), createTrail(db)]

  return {
    seen: (ids) => bulk.seen(ids),

    async decide(actor, { ids, seen, ...said }) {
      const distinct = [...new Set(ids)]
      if (seen !== undefined && seen !== (await bulk.seen(distinct))) return { kind: 'changed' }
      const reviews = await bulk.reviews(distinct)
      const above = needSecond(reviews, limits())
      if (above.length === 0) {
        const handedIn = distinct.map((reviewId) => ({ reviewId, ...said, ...readingOf(reviewId, reviews) }))
        return { kind: 'decided', results: await eachOf(handedIn, (each) => decisions.decide(actor, each)) }
      }
      const problems = await obstacles(actor, 'review bulk-propose', distinct, reviews)
      if (problems.length > 0) return { kind: 'refused', problems }
      const judged = await Promise.all(
        reviews.map(async ({ id }) => judge(id, await decided.review(id), said)),
      )
      const wrong = judged.flatMap((each) => each.problems)
      if (wrong.length > 0) return { kind: 'refused', problems: eachOnce(wrong) }
      const content = { ...said, verdicts: [...said.verdicts], reviews: judged.map(({ review }) => review) }
      return { kind: 'needs second', above, id: await bulk.propose(content, actor.by, now()) }
    },

    async confirm(actor, id) {
      const kept = await bulk.find(id)
      if (kept === undefined) return refused(of(id, say('none waits')))
      const forbidden = notToConfirm(actor, id, kept)
      if (forbidden !== undefined) return refused(forbidden)
      const first = await people.find(kept.by)
      if (first === undefined) return refused(of(id, say('nobody has login now', { login: kept.by })))
      const problems = await obstacles(actor, 'review bulk-confirm', idsOf(kept.content))
      if (problems.length > 0) return { kind: 'refused', problems }
      if (!(await bulk.end(id, 'confirmed', actor.by, now()))) {
        // Somebody was quicker; or it was this person, and the process ended: what is decided already is known by its key.
        const overtaken = notToConfirm(actor, id, (await bulk.find(id)) ?? kept)
        if (overtaken !== undefined) return refused(overtaken)
      }
      const { reviews, ...said } = kept.content
      const handedIn = reviews.map(({ id: reviewId, readingKey, verdicts = said.verdicts }) => ({
        reviewId,
        readingKey,
        ...said,
        verdicts,
        key: `bulk-${id}-${reviewId}`,
      }))
      return {
        kind: 'decided',
        results: await eachOf(handedIn, (each) => decisions.decide(personActor(first), each)),
      }
    },

    async withdraw(actor, id) {
      const none = [of(id, say('none waits'))]
      const kept = await bulk.find(id)
      if (kept === undefined) return none
      const isTheirs = kept.by === actor.person.login
      const problems = isTheirs ? [] : await obstacles(actor, 'review bulk-withdraw', idsOf(kept.content))
      if (problems.length > 0) return problems
      return (await bulk.end(id, 'withdrawn', actor.by, now())) ? [] : none
    },

    async waiting({ person }) {
      const all = await bulk.waiting()
      const seen = await Promise.all(
        all.map(async (each) => {
          const ids = idsOf(each.content).map((id) => ({ id }))
          return (await inScope(db, person, ids)).length === ids.length ? [each] : []
        }),
      )
      return seen.flat()
    },
  }

  /** Why a person may not decide on some of them; a first person is told before a second one is asked. */
  async function obstacles(
    actor: ConsoleActor,
    act: string,
    ids: readonly number[],
    known?: readonly { readonly id: number }[],
  ): Promise<readonly Sentence[]> {
    const { forbids } = judgedActor(db, actor)
    const problems: Sentence[] = []
    for (const id of ids) {
      if (known?.every((each) => each.id !== id) === true) {
        problems.push(say('of review', { id, why: say('no review') }))
        continue
      }
      const reason = await forbids(id)
      if (reason === undefined) continue
      problems.push(reason)
      const told = { at: now(), who: actor.by, act, subject: `review ${id}` }
      await trail.append({ ...told, outcome: 'refused', detail: inEnglish(reason) })
    }
    return problems
  }
}

function readingOf(reviewId: number, reviews: readonly BulkReview[]): { readonly readingKey?: string } {
  const { readingKey } = reviews.find(({ id }) => id === reviewId) ?? {}
  return readingKey === undefined ? {} : { readingKey }
}

/** What is said of one of them, by the reasons that it is held for now: a second person confirms nothing else. Pure. */
function judge(id: number, review: DecidableReview | undefined, words: DecisionWords) {
  const { result, reason = null, readingKey = '', decision } = review ?? {}
  const held = parseDecision(decision)
  if (result !== 'held' || held === undefined)
    return { review: { id, readingKey }, problems: [say('of review', { id, why: say('not held') })] }
  const { verdicts, problems } = judgeWords(id, words, holdReasons(held, reason))
  const said = Object.entries(verdicts).map(([on, verdict]) => ({ on, verdict }))
  return { review: { id, readingKey, verdicts: said }, problems }
}

/** Why somebody cannot confirm it; a person who has confirmed it may go on. */
function notToConfirm({ person }: ConsoleActor, id: number, kept: KeptBulk): Sentence | undefined {
  if (kept.state === 'withdrawn') return of(id, say('none waits'))
  if (kept.by === person.login) return of(id, say('another person needed', { by: kept.by }))
  return kept.state === 'confirmed' && kept.endedBy !== person.login
    ? of(id, say('confirmed by', { by: kept.endedBy ?? 'somebody' }))
    : undefined
}

function idsOf({ reviews }: BulkContent): readonly number[] {
  return reviews.map(({ id }) => id)
}

/** One after the other: each takes a lock on the trail. */
async function eachOf<Wish extends { readonly reviewId: number }>(
  wishes: readonly Wish[],
  decide: (wish: Wish) => Promise<HumanReceipt>,
): Promise<readonly BulkResult[]> {
  const results: BulkResult[] = []
  for (const wish of wishes) results.push({ reviewId: wish.reviewId, receipt: await decide(wish) })
  return results
}

function of(id: number, why: Sentence): Sentence {
  return say('of bulk', { id, why })
}

/** Of several reviews the same may be wrong. */
function eachOnce(problems: readonly Sentence[]): readonly Sentence[] {
  return [...new Map(problems.map((each) => [inEnglish(each), each])).values()]
}

function refused(problem: Sentence): BulkOutcome {
  return { kind: 'refused', problems: [problem] }
}
