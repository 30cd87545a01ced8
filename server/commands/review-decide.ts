import type { ConsoleActor } from '../console/actor.ts'
import { type BulkOutcome, type BulkResult, createBulkService } from '../console/bulk-service.ts'
import { createDecisionService } from '../console/decision-service.ts'
import { judgedActor } from '../console/judged-actor.ts'
import { SILENT_LOG } from '../log.ts'
import { needSecond } from '../record/bulk-decision.ts'
import { type HoldReason, holdReasons } from '../record/hold-reason.ts'
import { type HumanAction, type KeptDecision, VERDICTS } from '../record/human-decision.ts'
import { type DecisionWords, judgeWords } from '../record/judge-words.ts'
import type { Amount } from '../record/listing.ts'
import { parseDecision } from '../record/parse-decision.ts'
import type { SaidVerdict } from '../record/resolve-verdicts.ts'
import { inEnglish, type Sentence, say } from '../record/sentence.ts'
import { timeOf } from '../store/clock.ts'
import type { Database } from '../store/database.ts'
import { createBulkDecisions } from '../store/decisions/bulk-decisions.ts'
import { createHumanDecisions } from '../store/decisions/human-decisions.ts'
import { withCallersTime } from '../store/moment.ts'
import { actingPerson } from './acting-person.ts'
import { askVerdicts } from './ask-verdicts.ts'
import { readBulkLimits } from './bulk-limits.ts'
import { type CommandContext, CommandFailure } from './context.ts'
import { requireSome, withDatabase } from './settings.ts'
import { table, time } from './table.ts'

/** What the commands of people take. */
export interface DecideOptions {
  readonly database?: string
  readonly json?: true
  /** The login of the person who decides. */
  readonly as?: string
  /** Each `ON=VERDICT`. */
  readonly verdict: readonly string[]
  readonly reason?: string
  readonly comment?: string
  readonly dryRun?: true
}

/**
 * Hands in a decision on each of the reviews; or, where they come to more than one person decides on, keeps it for a second.
 * @throws {CommandFailure} If one of them was refused; the others are accepted all the same.
 */
export async function decideReviews(
  context: CommandContext,
  ids: readonly number[],
  action: HumanAction,
  options: DecideOptions,
): Promise<void> {
  const given = options.verdict.map(readVerdict)
  const { DECISION_UNDO_SECONDS: undoSeconds } = await requireSome(context, ['DECISION_UNDO_SECONDS'])
  await withDatabase(context, options.database, async (_overview, opened) => {
    const now = await timeOf(opened)
    // Where nobody has looked at the clock for long, no connector runs: that is no leap, and the time to undo counts from now.
    const db = withCallersTime(opened)
    const person = await actingPerson(context, db, options.as)
    const service = createDecisionService({ db, undoSeconds, log: SILENT_LOG, now })
    const limits = ids.length > 1 ? await readBulkLimits(context) : undefined
    const bulk = createBulkService({ db, decisions: service, limits: () => limits, now })
    // Before the first question: what is answered is about that.
    const seen = await bulk.seen(ids)
    const [first, ...others] = ids
    // Of several at once each would have questions of its own: there the verdicts have to be given.
    const isAsked = first !== undefined && others.length === 0 && options.json === undefined
    const words = {
      action,
      verdicts: isAsked ? await askVerdicts(context, db, person, first, given) : given,
      ...(options.reason !== undefined && { reason: options.reason }),
      ...(options.comment !== undefined && { comment: options.comment }),
    }
    if (options.dryRun) {
      const problems: Sentence[] = []
      for (const reviewId of ids)
        problems.push(...(await dryRun(context, db, person, { reviewId, ...words })))
      throwIfAny(problems)
      await sayWhetherSecond(context, db, ids)
      return
    }
    const outcome = await bulk.decide(person, { ids, seen, ...words })
    if (outcome.kind === 'changed')
      throw new CommandFailure(
        `review ${ids.join(', ')}: it was read anew meanwhile; look at it and decide again`,
      )
    if (outcome.kind === 'refused') throwIfAny(outcome.problems)
    if (outcome.kind === 'decided') printResults(context, outcome.results, options)
    if (outcome.kind === 'needs second') sayWhoIsNeeded(context, outcome, options)
  })
}

/**
 * Prints what was accepted of each.
 * @throws {CommandFailure} If one of them was refused; the others are accepted all the same.
 */
export function printResults(
  context: CommandContext,
  results: readonly BulkResult[],
  { json = false }: { readonly json?: boolean },
): void {
  const accepted = results.flatMap(({ receipt }) => (receipt.kind === 'accepted' ? [receipt.decision] : []))
  const problems = results.flatMap(({ receipt }) => (receipt.kind === 'accepted' ? [] : receipt.problems))
  if (json) context.print(JSON.stringify({ accepted, problems: problems.map(inEnglish) }, null, 2))
  else if (accepted.length > 0) context.print(accepted.map(said).join('\n'))
  throwIfAny(problems)
}

function sayWhoIsNeeded(
  context: CommandContext,
  { id, above }: Extract<BulkOutcome, { readonly kind: 'needs second' }>,
  { json = false }: { readonly json?: boolean },
): void {
  const sums = sumsText(above)
  if (json) context.print(JSON.stringify({ accepted: [], needsSecond: { id, above } }, null, 2))
  else
    context.print(
      `bulk decision ${id}: nothing is decided yet, because one person alone does not decide on ${sums}; another person confirms it by review confirm ${id}`,
    )
}

/** @throws {CommandFailure} With all of them. */
function throwIfAny(problems: readonly Sentence[]): void {
  if (problems.length > 0) throw new CommandFailure(problems.map(inEnglish).join('\n'))
}

/** @throws {CommandFailure} If it is not `ON=VERDICT`. */
function readVerdict(text: string): SaidVerdict {
  const end = text.lastIndexOf('=')
  const word = text.slice(end + 1).replaceAll('-', ' ')
  const verdict = VERDICTS.find((each) => each === word)
  if (end < 1 || verdict === undefined) {
    const words = VERDICTS.map((each) => each.replaceAll(' ', '-')).join(', ')
    throw new CommandFailure(
      `--verdict ${text}: expected a rule, RULE@ENTRY or all, then = and one of ${words}`,
      2,
    )
  }
  return { on: text.slice(0, end), verdict }
}

/** Prints what would be decided. @returns What would be refused. */
async function dryRun(
  context: CommandContext,
  db: Database,
  person: ConsoleActor,
  { reviewId, ...words }: DecisionWords & { readonly reviewId: number },
): Promise<readonly Sentence[]> {
  const review = await createHumanDecisions(db).review(reviewId)
  const held = parseDecision(review?.decision)
  if (review === undefined || held === undefined || review.result !== 'held') {
    return [say('of review', { id: reviewId, why: say('not held') })]
  }
  const reasons = holdReasons(held, review.reason)
  const { verdicts, problems } = judgeWords(reviewId, words, reasons)
  context.print(`review ${reviewId}: ${words.action}\n${judged(reasons, verdicts)}`)
  const obstacle = await judgedActor(db, person).forbids(reviewId)
  return [...problems, ...(obstacle === undefined ? [] : [obstacle])]
}

/** Of what nothing else is in the way. */
async function sayWhetherSecond(
  context: CommandContext,
  db: Database,
  ids: readonly number[],
): Promise<void> {
  if (ids.length < 2) return
  const reviews = await createBulkDecisions(db).reviews([...new Set(ids)])
  const above = needSecond(reviews, await readBulkLimits(context))
  if (above.length > 0) context.print(`another person would have to confirm it: ${sumsText(above)}`)
}

function sumsText(sums: readonly Amount[]): string {
  return sums.map(({ amount, currency }) => `${amount} ${currency}`).join(', ')
}

function judged(reasons: readonly HoldReason[], verdicts: Readonly<Record<string, string>>): string {
  return table(
    ['reason', 'verdict', 'message'],
    reasons.map(({ key, message }) => [key, verdicts[key] ?? '-', message]),
  )
}

function said({ reviewId, action, dueAt, state, by }: KeptDecision): string {
  // Handed in before, and over since.
  if (state !== 'accepted') return `review ${reviewId}: the decision of ${by} is ${state}`
  const name = action === 'approve' ? 'is to be approved' : 'is to be sent back'
  return `review ${reviewId}: accepted, the report ${name}; review undo ${reviewId} takes it back until ${time(dueAt)}`
}
