import { createActService } from '../console/act-service.ts'
import { type JudgedActor, judgedActor } from '../console/judged-actor.ts'
import { readUntil } from '../record/read-until.ts'
import { type ActDone, type ReviewAct, reviewAct } from '../record/review-act.ts'
import { inEnglish } from '../record/sentence.ts'
import { timeOf } from '../store/clock.ts'
import type { Database } from '../store/database.ts'
import { actingOperator, actingPerson } from './acting-person.ts'
import { type CommandContext, CommandFailure } from './context.ts'
import { requireSome, withDatabase } from './settings.ts'
import { time } from './table.ts'

/** What all of these commands take. */
export interface ActOptions {
  readonly database?: string
  readonly json?: true
  /** The login of the person who acts. */
  readonly as?: string
  readonly dryRun?: true
}

/** Until when reviews are left out, or that they are not any more. */
export interface SnoozeOptions extends ActOptions {
  readonly until?: string
  readonly off?: true
}

/** What became of the acts. */
interface Acted {
  readonly done: readonly (ActDone & { readonly reviewId: number; readonly isNew: boolean })[]
  readonly problems: readonly string[]
}

/**
 * Gives reviews to somebody, or to `nobody`.
 * @throws {CommandFailure} If one of them was refused; the others are done all the same. So do the next ones.
 */
export function assignReviews(
  context: CommandContext,
  ids: readonly number[],
  options: ActOptions & { readonly to: string },
): Promise<void> {
  const to = options.to.trim().toLowerCase()
  return act(context, ids, { kind: 'assign', ...(to !== 'nobody' && { to }) }, options)
}

/** Writes a note on each. */
export function noteReviews(
  context: CommandContext,
  ids: readonly number[],
  options: ActOptions & { readonly text: string },
): Promise<void> {
  return act(context, ids, { kind: 'note', text: options.text }, options)
}

/** Puts a question about each to somebody. */
export function askAboutReviews(
  context: CommandContext,
  ids: readonly number[],
  options: ActOptions & { readonly to: string; readonly text: string },
): Promise<void> {
  return act(context, ids, { kind: 'ask', to: options.to, text: options.text }, options)
}

/** Answers a question. */
export function answerAboutReview(
  context: CommandContext,
  id: number,
  options: ActOptions & { readonly question?: number; readonly text: string },
): Promise<void> {
  const { question, text } = options
  return act(context, [id], { kind: 'answer', ...(question !== undefined && { question }), text }, options)
}

/** Leaves reviews out until a time. */
export async function snoozeReviews(
  context: CommandContext,
  ids: readonly number[],
  options: SnoozeOptions,
): Promise<void> {
  if (options.off) return act(context, ids, { kind: 'snooze' }, options)
  if (options.until === undefined) throw new CommandFailure('say --until when, or --off', 2)
  const { TIME_ZONE: timeZone } = await requireSome(context, ['TIME_ZONE'])
  const read = readUntil(options.until, new Date(), timeZone)
  if (!read.ok) throw new CommandFailure(`--until ${options.until}: ${inEnglish(read.problem)}`, 2)
  return act(context, ids, { kind: 'snooze', until: read.until }, options)
}

/** Has the reports of held reviews read and judged by the policy again. */
export function lookAgainAtReviews(
  context: CommandContext,
  ids: readonly number[],
  options: ActOptions,
): Promise<void> {
  return act(context, ids, { kind: 'look again' }, options)
}

/** Takes decisions back that are not carried out yet. */
export function undoDecisions(
  context: CommandContext,
  ids: readonly number[],
  options: ActOptions,
): Promise<void> {
  return act(context, ids, { kind: 'undo' }, options)
}

/** Has reports decided on again that a person was to look at, that were only observed, or that are stuck. */
export async function retryReviews(
  context: CommandContext,
  ids: readonly number[],
  options: ActOptions & { readonly result?: 'held' | 'observed' },
): Promise<void> {
  if (ids.length === 0 && options.result === undefined)
    throw new CommandFailure('name reviews, or --result', 2)
  await withDatabase(context, options.database, async (overview, db) => {
    const person = await actingOperator(context, db, options.as)
    const listed =
      options.result === undefined ? [] : await overview.reviews({ result: options.result, limit: 100_000 })
    const meant = ids.length > 0 ? ids : listed.map((review) => review.id)
    const acted = await actOnEach(db, person, meant, { kind: 'retry' }, options)
    const ofPeople = acted.done.filter((done) => done.kind === 'retry' && done.of !== undefined)
    const retried = acted.done.length
    if (options.json) context.print(JSON.stringify({ retried, ...acted }, null, 2))
    else {
      for (const each of ofPeople) context.print(said(each, options))
      context.print(`reports that are decided on again: ${retried}`)
    }
    throwIfAny(acted.problems)
  })
}

async function act(
  context: CommandContext,
  ids: readonly number[],
  given: ReviewAct,
  options: ActOptions,
): Promise<void> {
  const read = reviewAct.safeParse(given)
  if (!read.success)
    throw new CommandFailure(
      read.error.issues.map(({ path, message }) => `--${String(path[0])}: ${message}`).join('\n'),
      2,
    )
  await withDatabase(context, options.database, async (_overview, db) => {
    const person = judgedActor(db, await actingPerson(context, db, options.as))
    const acted = await actOnEach(db, person, ids, read.data, options)
    if (options.json) context.print(JSON.stringify(acted, null, 2))
    else if (acted.done.length > 0) context.print(acted.done.map((each) => said(each, options)).join('\n'))
    throwIfAny(acted.problems)
  })
}

async function actOnEach(
  db: Database,
  actor: JudgedActor,
  ids: readonly number[],
  wanted: ReviewAct,
  { dryRun = false }: { readonly dryRun?: boolean },
): Promise<Acted> {
  const service = createActService({ db, now: await timeOf(db), isDryRun: dryRun })
  const done: Acted['done'][number][] = []
  const problems: string[] = []
  for (const reviewId of new Set(ids)) {
    const outcome = await service.act(actor, reviewId, wanted)
    if (outcome.kind === 'done') done.push({ reviewId, isNew: outcome.isNew, ...outcome.done })
    else problems.push(...outcome.problems.map(inEnglish))
  }
  return { done, problems }
}

/** @throws {CommandFailure} With all of them. */
function throwIfAny(problems: readonly string[]): void {
  if (problems.length > 0) throw new CommandFailure(problems.join('\n'))
}

/** What was done, as a line; or would be. */
function said(done: Acted['done'][number], { dryRun = false }: { readonly dryRun?: boolean }): string {
  return `review ${done.reviewId}: ${dryRun ? 'would be done: ' : ''}${whatWasDone(done)}`
}

function whatWasDone(done: Acted['done'][number]): string {
  const { reviewId, isNew } = done
  switch (done.kind) {
    case 'assign': {
      const now = done.to === undefined ? "nobody's" : `${done.to}'s`
      const before = done.before === undefined ? "nobody's" : `${done.before}'s`
      return isNew ? `is ${now} now, and was ${before} before` : `is ${now} already`
    }
    case 'note':
      return isNew ? 'the note is kept, for colleagues only' : 'the note is kept already'
    case 'ask':
      return `question ${done.note.id} is put to ${done.note.to ?? 'nobody'}`
    case 'answer':
      return `question ${done.note.question ?? 0} of ${done.note.to ?? 'nobody'} is answered`
    case 'snooze':
      return done.until === undefined
        ? 'is in the list of what is held'
        : `is left out of the list until ${time(done.until)}; review snooze ${reviewId} --off shows it again`
    case 'look again':
      return 'is read and judged by the policy again'
    case 'retry':
      return done.of === undefined
        ? 'is decided on again'
        : `the decision of ${done.of.by} to ${done.of.action} it is tried again; review look-again ${reviewId} has the policy decide instead`
    case 'undo':
      return `the decision of ${done.by} is taken back, it is held again`
    default:
      return done satisfies never
  }
}
