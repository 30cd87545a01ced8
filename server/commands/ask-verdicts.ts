import type { ConsoleActor } from '../console/actor.ts'
import { judgedActor } from '../console/judged-actor.ts'
import { holdReasons } from '../record/hold-reason.ts'
import { VERDICTS, type Verdict } from '../record/human-decision.ts'
import { parseDecision } from '../record/parse-decision.ts'
import { resolveVerdicts, type SaidVerdict } from '../record/resolve-verdicts.ts'
import type { Database } from '../store/database.ts'
import { createHumanDecisions } from '../store/decisions/human-decisions.ts'
import { type CommandContext, CommandFailure } from './context.ts'

/** How often a question is asked before it is given up. */
const MAX_TRIES = 3
const CHOICES = VERDICTS.map((verdict, index) => `${index + 1} ${verdict}`).join(', ')

/**
 * Asks a person for a verdict on each reason that none was given for. Who may not decide on the review is asked nothing:
 * the reasons are none of their business, and handing in says why.
 * @param said What was given with the command.
 * @returns All verdicts, those that were given first.
 * @throws {CommandFailure} If a question is not answered; nothing is decided then.
 */
export async function askVerdicts(
  { ask, print }: CommandContext,
  db: Database,
  person: ConsoleActor,
  reviewId: number,
  said: readonly SaidVerdict[],
): Promise<readonly SaidVerdict[]> {
  if (ask === undefined) return said
  const review = await createHumanDecisions(db).review(reviewId)
  const held = review?.result === 'held' ? parseDecision(review.decision) : undefined
  if (review === undefined || held === undefined) return said
  if ((await judgedActor(db, person).forbids(reviewId)) !== undefined) return said
  const reasons = holdReasons(held, review.reason)
  const { verdicts } = resolveVerdicts(said, reasons)
  const answers: SaidVerdict[] = []
  for (const { key, message } of reasons) {
    if (verdicts[key] !== undefined) continue
    print(`${key}: ${message}`)
    answers.push({ on: key, verdict: await askVerdict(ask, key) })
  }
  return [...said, ...answers]
}

async function askVerdict(
  ask: (question: string) => Promise<string | undefined>,
  key: string,
): Promise<Verdict> {
  for (let tries = 0; tries < MAX_TRIES; tries += 1) {
    const typed = await ask(`verdict (${CHOICES}): `)
    if (typed === undefined) break
    const answer = typed.trim().toLowerCase().replaceAll('-', ' ')
    const verdict = VERDICTS.find((each, index) => answer === each || answer === String(index + 1))
    if (verdict !== undefined) return verdict
  }
  throw new CommandFailure(`verdict ${key}: none of ${CHOICES} was typed; nothing is decided`)
}
