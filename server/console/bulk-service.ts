import type { HumanReceipt } from '../doors/receive-human-decision.ts'
import {
  type BulkContent,
  type BulkLimits,
  bulkKey,
  type KeptBulk,
  needSecond,
} from '../record/bulk-decision.ts'
import { holdReasons } from '../record/hold-reason.ts'
import { type DecisionWords, judgeWords } from '../record/judge-words.ts'
import type { Amount } from '../record/listing.ts'
import { decidesOnReports } from '../record/may-decide.ts'
import { parseDecision } from '../record/parse-decision.ts'
import { inEnglish, ofOne, type Sentence, say } from '../record/sentence.ts'
import { type Database, inSnapshot } from '../store/database.ts'
import { createBulkDecisions } from '../store/decisions/bulk-decisions.ts'
import { createHumanDecisions, type DecidableReview } from '../store/decisions/human-decisions.ts'
import { createPeople } from '../store/people/people.ts'
import { createTrail } from '../store/people/trail.ts'
import { type ConsoleActor, personActor } from './actor.ts'
import {
  type BulkView,
  type FollowedBulk,
  isOwn,
  isToGoOn,
  readBulk,
  readWaiting,
  voidReason,
} from './bulk-view.ts'
import type { DecisionService } from './decision-service.ts'
import { judgedActor } from './judged-actor.ts'

/** One decision on several reviews. */
export interface BulkWish extends DecisionWords {
  readonly ids: readonly number[]
  /** See `seen` of the service: if that is another one by now, nothing is decided. */
  readonly seen?: string
  /** Of the form that it comes by: sent twice it is one decision. */
  readonly formKey?: string
}

/** What became of one of them: each is decided, refused and taken back on its own. */
export interface BulkResult {
  readonly reviewId: number
  readonly receipt: HumanReceipt
}

/** What became of a decision on several reviews. */
export type BulkOutcome =
  /** `id`: of the decision, by which it is followed; one review alone has none. */
  | { readonly kind: 'decided'; readonly id?: number; readonly results: readonly BulkResult[] }
  /** Nothing is decided before a second person has confirmed it; the sums say why. */
  | { readonly kind: 'needs second'; readonly id: number; readonly above: readonly Amount[] }
  | { readonly kind: 'refused'; readonly problems: readonly Sentence[] }
  /** Not what was seen any more: nothing is decided. */
  | { readonly kind: 'changed' }

/** What became of taking one away; `rejected` by another person than who proposed it. */
export type BulkEnding =
  | { readonly kind: 'withdrawn' | 'rejected' }
  | { readonly kind: 'refused'; readonly problems: readonly Sentence[] }

/** Decides on several reviews at once, for commands and pages. */
export interface BulkService {
  /** Names what those reviews are held for, each on which reading, as somebody sees it who decides on them. */
  seen(ids: readonly number[]): Promise<string>
  decide(actor: ConsoleActor, wish: BulkWish): Promise<BulkOutcome>
  /** The number of what has come by that form of theirs. */
  cameBy(actor: ConsoleActor, formKey: string): Promise<number | undefined>
  /** By a second person, who has to be allowed to decide on each of them as well. May be repeated after a crash. */
  confirm(actor: ConsoleActor, id: number): Promise<BulkOutcome>
  /** Does what a process that ended has left of it; for whoever has decided it alone, or has confirmed it. */
  goOn(actor: ConsoleActor, id: number): Promise<BulkOutcome>
  /** By whoever decided; or, which rejects it, by who could confirm it. */
  withdraw(actor: ConsoleActor, id: number): Promise<BulkEnding>
  /** See {@link readBulk}. */
  open(actor: ConsoleActor, id: number): Promise<FollowedBulk | undefined>
  /** Those that wait, and those that they have decided or ended last. */
  list(
    actor: ConsoleActor,
  ): Promise<{ readonly waiting: readonly BulkView[]; readonly recent: readonly KeptBulk[] }>
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
export function createBulkService(deps: BulkServiceDeps): BulkService {
  const { db, limits, now } = deps
  const [bulk, decided] = [createBulkDecisions(db), createHumanDecisions(db)]
  const people = createPeople(db)

  return {
    seen: (ids) => bulk.seen(ids),

    async decide(actor, { ids, seen, formKey, ...said }) {
      const distinct = [...new Set(ids)]
      if (seen !== undefined && seen !== (await bulk.seen(distinct))) return { kind: 'changed' }
      const reviews = await bulk.reviews(distinct)
      const above = needSecond(reviews, limits())
      // Whoever never decides leaves nothing that looks like a decision.
      if (above.length > 0 || !decidesOnReports(actor.person)) {
        const act = above.length > 0 ? 'review bulk-propose' : `review ${said.action}`
        const problems = await obstacles(deps, actor, act, distinct, reviews)
        if (problems.length > 0) return { kind: 'refused', problems }
      }
      const judged = await Promise.all(distinct.map(async (id) => judge(id, await decided.review(id), said)))
      const wrong = above.length === 0 ? [] : judged.flatMap(({ problems }) => problems)
      if (wrong.length > 0) return { kind: 'refused', problems: eachOnce(wrong) }
      const content = { ...said, verdicts: [...said.verdicts], reviews: judged.map(({ review }) => review) }
      const [only, ...others] = judged
      if (only !== undefined && others.length === 0)
        return { kind: 'decided', results: await handIn(deps, actor, content) }
      const state = above.length > 0 ? 'proposed' : 'decided'
      const { id, isNew } = await bulk.keep(content, state, actor.by, now(), formKey)
      if (above.length > 0) return { kind: 'needs second', above, id }
      return { kind: 'decided', id, results: isNew ? await handIn(deps, actor, content, id) : [] }
    },

    cameBy: ({ by }, formKey) => bulk.cameBy(by, formKey),

    async confirm(actor, id) {
      const kept = await bulk.find(id)
      if (kept === undefined) return refused(noneWaits(id))
      const forbidden = notToConfirm(actor, kept)
      if (forbidden !== undefined) return refused(forbidden)
      const first = await people.find(kept.by)
      const voidFor = voidReason(kept, first)
      if (voidFor !== undefined || first === undefined) return refused(of(id, whyVoid(kept, voidFor)))
      const problems = await obstacles(deps, actor, 'review bulk-confirm', idsOf(kept.content))
      if (problems.length > 0) return { kind: 'refused', problems }
      if (!(await bulk.end(id, 'confirmed', actor.by, now()))) {
        // Somebody was quicker; or it was this person, and the process ended: what is decided already is known by its key.
        const overtaken = notToConfirm(actor, (await bulk.find(id)) ?? kept)
        if (overtaken !== undefined) return refused(overtaken)
      }
      return { kind: 'decided', id, results: await handIn(deps, personActor(first), kept.content, id) }
    },

    async goOn(actor, id) {
      const kept = await bulk.find(id)
      const first = kept && (await people.find(kept.by))
      if (kept === undefined || first === undefined || !isToGoOn(kept, actor.person))
        return refused(of(id, say('nothing to go on')))
      return { kind: 'decided', id, results: await handIn(deps, personActor(first), kept.content, id) }
    },

    async withdraw(actor, id) {
      const kept = await bulk.find(id)
      if (kept === undefined) return refused(noneWaits(id))
      const isTheirs = isOwn(kept, actor.person)
      const problems = isTheirs ? [] : await obstacles(deps, actor, 'review bulk-reject', idsOf(kept.content))
      if (problems.length > 0) return { kind: 'refused', problems }
      const kind = isTheirs ? 'withdrawn' : 'rejected'
      return (await bulk.end(id, kind, actor.by, now())) ? { kind } : refused(noneWaits(id))
    },

    open: (actor, id) => inSnapshot(db, (snapshot) => readBulk(snapshot, actor, id, now())),
    list: (actor) =>
      inSnapshot(db, async (snapshot) => ({
        waiting: await readWaiting(snapshot, actor),
        recent: await createBulkDecisions(snapshot).recent(actor.person.login),
      })),
  }
}

/** Hands in each of them, one after the other: each takes a lock on the trail. @param id Of what is kept of all. */
async function handIn(
  { db, decisions }: Pick<BulkServiceDeps, 'db' | 'decisions'>,
  actor: ConsoleActor,
  { reviews, ...said }: BulkContent,
  id?: number,
): Promise<readonly BulkResult[]> {
  const results: BulkResult[] = []
  for (const { id: reviewId, readingKey, verdicts = said.verdicts } of reviews) {
    const receipt = await decisions.decide(actor, {
      ...said,
      reviewId,
      verdicts,
      ...(readingKey !== '' && { readingKey }),
      ...(id !== undefined && { key: bulkKey(id, reviewId) }),
    })
    results.push({ reviewId, receipt })
  }
  const refusals = results.flatMap(({ reviewId, receipt }) =>
    receipt.kind === 'refused'
      ? [{ id: reviewId, problems: receipt.problems.map((each) => inEnglish(ofOne(each))) }]
      : [],
  )
  if (id !== undefined && refusals.length > 0) await createBulkDecisions(db).noteRefusals(id, refusals)
  return results
}

/** Why a person may not decide on some of them; a first person is told before a second one is asked. */
async function obstacles(
  { db, now }: Pick<BulkServiceDeps, 'db' | 'now'>,
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
    await createTrail(db).append({ ...told, outcome: 'refused', detail: inEnglish(reason) })
  }
  return problems
}

/**
 * What is said of one of them, by the reasons that it is held for now: nothing else is decided, whoever confirms it and
 * whenever. Pure.
 */
function judge(id: number, review: DecidableReview | undefined, words: DecisionWords) {
  const { result, reason = null, readingKey = '', decision } = review ?? {}
  const held = parseDecision(decision)
  if (result !== 'held' || held === undefined)
    return { review: { id, readingKey }, problems: [say('of review', { id, why: say('not held') })] }
  const { verdicts, problems } = judgeWords(id, words, holdReasons(held, reason))
  // What is wrong is said again by what refuses it.
  if (problems.length > 0) return { review: { id, readingKey }, problems }
  const said = Object.entries(verdicts).map(([on, verdict]) => ({ on, verdict }))
  return { review: { id, readingKey, verdicts: said }, problems }
}

/** Why somebody cannot confirm it; a person who has confirmed it may go on. */
function notToConfirm({ person }: ConsoleActor, kept: KeptBulk): Sentence | undefined {
  const { id, state, by, endedBy = 'somebody' } = kept
  if (state !== 'proposed' && state !== 'void' && state !== 'confirmed') return noneWaits(id)
  if (isOwn(kept, person)) return of(id, say('another person needed', { by }))
  return state === 'confirmed' && endedBy !== person.login
    ? of(id, say('confirmed by', { by: endedBy }))
    : undefined
}

function whyVoid({ by }: KeptBulk, reason: BulkView['voidFor']): Sentence {
  return reason === 'role' ? say('proposer decides no more', { by }) : say('proposer gone', { by })
}

function noneWaits(id: number): Sentence {
  return of(id, say('none waits'))
}

function of(id: number, why: Sentence): Sentence {
  return say('of bulk', { id, why })
}

/** Of several reviews the same may be wrong. */
function eachOnce(problems: readonly Sentence[]): readonly Sentence[] {
  return [...new Map(problems.map((each) => [inEnglish(each), each])).values()]
}

function idsOf({ reviews }: BulkContent): readonly number[] {
  return reviews.map(({ id }) => id)
}

function refused(problem: Sentence): Extract<BulkOutcome, { readonly kind: 'refused' }> {
  return { kind: 'refused', problems: [problem] }
}
