import { mayDecide } from '../record/may-decide.ts'
import type { Actor } from '../record/trail.ts'
import { parseDecimal } from '../report/money.ts'
import { isInScope } from '../review/judge-person.ts'
import { ownerOf } from '../review/report-status.ts'
import type { Database } from '../store/database.ts'
import { createOverview } from '../store/operators/overview.ts'
import { createPeople } from '../store/people/people.ts'
import { pastReview } from '../store/reviews/past-reviews.ts'
import { actorOf } from './actor.ts'
import { type CommandContext, CommandFailure } from './context.ts'

/** The person for whom a command is typed. */
export interface ActingPerson {
  readonly actor: Actor
  /** Why they may not decide on that review, by what is kept of it; what is read anew is judged once more. */
  readonly forbids: (reviewId: number) => Promise<string | undefined>
}

/** @throws {CommandFailure} If nobody has that login. */
export async function actingPerson(
  context: CommandContext,
  db: Database,
  as: string | undefined,
): Promise<ActingPerson> {
  const actor = actorOf(context, as)
  const person = await createPeople(db).find(actor.login)
  if (person === undefined) {
    throw new CommandFailure(
      `--as: nobody has the login ${actor.login}; people list shows who decides, people add adds somebody`,
      2,
    )
  }
  return {
    actor: { ...actor, login: person.login },
    async forbids(reviewId) {
      const ruling = mayDecide(person, await keptOf(db, reviewId, (facts) => isInScope(person, facts)))
      return ruling.ok ? undefined : `review ${reviewId}: ${ruling.reason}`
    },
  }
}

/**
 * What is kept of a review, as far as it decides who may decide. Of a travel request, and of a report by an owner whom
 * version 4 only knows by an id, whose it is cannot be told here; then the reading before anything is sent tells.
 */
async function keptOf(
  db: Database,
  reviewId: number,
  isInScopeOf: (facts: Parameters<typeof isInScope>[1]) => boolean,
): Promise<Parameters<typeof mayDecide>[1]> {
  const past = await pastReview(db, String(reviewId))
  if (past?.facts.kind === 'report') {
    const { report } = past.facts
    const { loginId, employeeId } = ownerOf(report)
    const isKnown = loginId !== undefined || employeeId !== undefined
    return {
      owner: isKnown ? { loginId, employeeId } : { isSelf: false },
      total: report.total,
      isInScope: isInScopeOf(report),
    }
  }
  const review = (await createOverview(db).review(String(reviewId)))?.review
  const amount = review === undefined || review.total === null ? undefined : parseDecimal(review.total)
  const total = amount && { amount, currency: review?.currency ?? '' }
  return { owner: { isSelf: false }, total, isInScope: true }
}
