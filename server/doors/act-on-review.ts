import type { KeptDecision } from '../record/human-decision.ts'
import {
  type ActOutcome,
  MAX_SNOOZE_DAYS,
  type RefusedAct,
  type ReviewAct,
  type ReviewActKind,
} from '../record/review-act.ts'
import { inEnglish, type Sentence, say } from '../record/sentence.ts'
import type { Actor } from '../record/trail.ts'
import { questionMeant } from '../store/acts/converse.ts'
import type { ReviewActs } from '../store/acts/review-acts.ts'
import type { HumanDecisions } from '../store/decisions/human-decisions.ts'
import type { People } from '../store/people/people.ts'
import type { Trail } from '../store/people/trail.ts'

/** What somebody wants to do with a review. */
export interface Wanted {
  readonly reviewId: number
  readonly act: ReviewAct
  readonly by: Actor
}

/** What acting on reviews needs. */
export interface ActDeps {
  readonly acts: ReviewActs
  readonly decisions: Pick<HumanDecisions, 'review' | 'of' | 'takeBack'>
  readonly people: Pick<People, 'find'>
  /** Why who acts may not do that with that review; nothing if they may. See `mayAct`. */
  readonly forbids: (act: ReviewActKind, reviewId: number, isTheirs: boolean) => Promise<Sentence | undefined>
  /** Why somebody else may not decide on it. */
  readonly forbidsDeciding: (login: string, reviewId: number) => Promise<Sentence | undefined>
  /** Is told of what is refused before it is kept. */
  readonly trail: Pick<Trail, 'append'>
  readonly now: () => Date
  /** Only says what would become of it. */
  readonly isDryRun?: boolean
}

const DAY_MS = 86_400_000
/** What ends sooner is over before anybody looks. */
const MIN_SNOOZE_MS = 60_000

/** Does what somebody wants with a review, besides deciding on it. What was done is on disk before they are told. */
export async function actOnReview(deps: ActDeps, wanted: Wanted): Promise<ActOutcome> {
  const { acts, decisions, now, isDryRun = false } = deps
  const { reviewId, act, by } = wanted
  if ((await decisions.review(reviewId)) === undefined)
    return refusedAct('no review', reviewId, say('no review'))
  const problem = await whatIsWrong(deps, wanted)
  if (problem !== undefined) return refusedAct('wrong', reviewId, problem)
  const last = (await decisions.of(reviewId)).at(-1)
  const isTheirs = act.kind === 'undo' ? last?.by === by.login : await isAsked(acts, wanted)
  const obstacle = await deps.forbids(act.kind, reviewId, isTheirs)
  if (obstacle !== undefined) return refuse(deps, wanted, 'forbidden', obstacle)
  if (act.kind === 'assign' && act.to !== undefined) {
    const why = await deps.forbidsDeciding(act.to, reviewId)
    if (why !== undefined)
      return refuse(deps, wanted, 'wrong', say('may not be given to', { login: act.to, why }), why)
  }
  if (act.kind === 'undo') return undo(deps, wanted, last, act.decision)
  return performed(await acts.perform(reviewId, act, { by, now: now(), isDryRun }), reviewId)
}

/** What is wrong with what is wanted, whoever wants it. */
async function whatIsWrong({ people, now }: ActDeps, { act, by }: Wanted): Promise<Sentence | undefined> {
  if ((act.kind === 'assign' || act.kind === 'ask') && act.to !== undefined) {
    if ((await people.find(act.to)) === undefined) return say('nobody to give to', { login: act.to })
    if (act.kind === 'ask' && act.to === by.login) return say('asks themselves')
  }
  if (act.kind !== 'snooze' || act.until === undefined) return undefined
  const ms = act.until.getTime() - now().getTime()
  if (ms < MIN_SNOOZE_MS) return say('time is over')
  return ms > MAX_SNOOZE_DAYS * DAY_MS ? say('time too far', { days: MAX_SNOOZE_DAYS }) : undefined
}

async function isAsked(acts: ReviewActs, { reviewId, act, by }: Wanted): Promise<boolean> {
  if (act.kind !== 'answer') return false
  const question = questionMeant(await acts.notes(reviewId), act.question, by.login)
  return 'to' in question && question.to === by.login
}

async function undo(
  deps: ActDeps,
  wanted: Wanted,
  last: KeptDecision | undefined,
  meant: number | undefined,
): Promise<ActOutcome> {
  const { decisions, now, isDryRun = false } = deps
  if (last === undefined) return refuse(deps, wanted, 'conflict', say('no decision'))
  if (meant !== undefined && meant !== last.id)
    return refusedAct('conflict', wanted.reviewId, say('not the last decision', { id: meant }))
  // Whoever names the decision has asked for this before, and missed the answer.
  if (meant !== undefined && last.state === 'taken back')
    return { kind: 'done', isNew: false, done: { kind: 'undo', by: last.by } }
  const isOpen = last.state === 'accepted' && last.dueAt > now()
  const isBack = isDryRun ? isOpen : await decisions.takeBack(last.id, wanted.by, now())
  if (isBack) return { kind: 'done', isNew: true, done: { kind: 'undo', by: last.by } }
  const reason =
    last.state === 'accepted'
      ? say('undo is over', { at: last.dueAt })
      : say('last decision is', { state: last.state })
  return refusedAct('conflict', wanted.reviewId, reason)
}

function performed(outcome: Awaited<ReturnType<ReviewActs['perform']>>, reviewId: number): ActOutcome {
  if (outcome.ok) return { kind: 'done', isNew: outcome.isNew, done: outcome.done }
  return refusedAct('conflict', reviewId, outcome.reason)
}

/** A refusal that the trail is told of. @param detail Where the reason has names. */
async function refuse(
  { trail, now, isDryRun = false }: ActDeps,
  { reviewId, act, by }: Wanted,
  why: RefusedAct['why'],
  reason: Sentence,
  detail: Sentence = reason,
): Promise<RefusedAct> {
  if (!isDryRun)
    await trail.append({
      at: now(),
      who: by,
      act: `review ${act.kind.replaceAll(' ', '-')}`,
      subject: `review ${reviewId}`,
      outcome: 'refused',
      ...('to' in act && act.to !== undefined && { whom: act.to }),
      detail: inEnglish(detail),
    })
  return refusedAct(why, reviewId, reason)
}

function refusedAct(why: RefusedAct['why'], id: number, reason: Sentence): RefusedAct {
  return { kind: 'refused', why, problems: [say('of review', { id, why: reason })] }
}
