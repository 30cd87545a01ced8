import { createDecisionService } from '../console/decision-service.ts'
import type { HandedIn } from '../doors/receive-human-decision.ts'
import { SILENT_LOG } from '../log.ts'
import { type HoldReason, holdReasons } from '../record/hold-reason.ts'
import { decisionProblems, type HumanAction, type KeptDecision, VERDICTS } from '../record/human-decision.ts'
import { parseDecision } from '../record/parse-decision.ts'
import { resolveVerdicts, type SaidVerdict } from '../record/resolve-verdicts.ts'
import type { Database } from '../store/database.ts'
import { createHumanDecisions } from '../store/decisions/human-decisions.ts'
import { actingPerson } from './acting-person.ts'
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
 * Hands in a decision on each of the reviews.
 * @throws {CommandFailure} If one of them was refused; the others are accepted all the same.
 */
export async function decideReviews(
  context: CommandContext,
  ids: readonly number[],
  action: HumanAction,
  options: DecideOptions,
): Promise<void> {
  const verdicts = options.verdict.map(readVerdict)
  const { DECISION_UNDO_SECONDS: undoSeconds } = await requireSome(context, ['DECISION_UNDO_SECONDS'])
  await withDatabase(context, options.database, async (_overview, db) => {
    const person = await actingPerson(context, db, options.as)
    const service = createDecisionService({ db, undoSeconds, log: SILENT_LOG, now: () => new Date() })
    const accepted: KeptDecision[] = []
    const problems: string[] = []
    for (const reviewId of ids) {
      const handedIn = {
        reviewId,
        action,
        verdicts,
        ...(options.reason !== undefined && { reason: options.reason }),
        ...(options.comment !== undefined && { comment: options.comment }),
      }
      if (options.dryRun) {
        problems.push(...(await dryRun(context, db, handedIn)))
        continue
      }
      const receipt = await service.decide(person, handedIn)
      if (receipt.kind === 'accepted') accepted.push(receipt.decision)
      else problems.push(...receipt.problems)
    }
    if (options.json) context.print(JSON.stringify({ accepted, problems }, null, 2))
    else if (accepted.length > 0) context.print(accepted.map(said).join('\n'))
    if (problems.length > 0) throw new CommandFailure(problems.join('\n'))
  })
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
  { reviewId, action, verdicts: handedIn, comment }: Omit<HandedIn, 'by'>,
): Promise<readonly string[]> {
  const review = await createHumanDecisions(db).review(reviewId)
  const held = parseDecision(review?.decision)
  if (review === undefined || held === undefined || review.result !== 'held') {
    return [`review ${reviewId}: it does not wait for a person`]
  }
  const reasons = holdReasons(held, review.reason)
  const { verdicts, unknown } = resolveVerdicts(handedIn, reasons)
  const problems = decisionProblems({ action, verdicts, ...(comment !== undefined && { comment }) }, reasons)
  context.print(`review ${reviewId}: ${action}\n${judged(reasons, verdicts)}`)
  return [...unknown.map((on) => `verdict ${on}: the review is not held for it`), ...problems]
}

function judged(reasons: readonly HoldReason[], verdicts: Readonly<Record<string, string>>): string {
  return table(
    ['reason', 'verdict', 'message'],
    reasons.map(({ key, message }) => [key, verdicts[key] ?? '-', message]),
  )
}

function said({ reviewId, action, dueAt }: KeptDecision): string {
  const name = action === 'approve' ? 'is to be approved' : 'is to be sent back'
  return `review ${reviewId}: accepted, the report ${name}; review undo ${reviewId} takes it back until ${time(dueAt)}`
}
