import { roleMay } from '../record/may-act.ts'
import type { Person } from '../record/person.ts'
import type { ReviewActKind } from '../record/review-act.ts'
import type { Actor } from '../record/trail.ts'
import { judgeActsByKept, judgeByKept } from '../review/judge-by-kept.ts'
import type { Database } from '../store/database.ts'
import { createPeople } from '../store/people/people.ts'
import { actorOf } from './actor.ts'
import { type CommandContext, CommandFailure } from './context.ts'

/** The person for whom a command is typed. */
export interface ActingPerson {
  readonly actor: Actor
  /** Why they may not decide on that review, by what is kept of it; what is read anew is judged once more. */
  readonly forbids: (reviewId: number) => Promise<string | undefined>
  /** Why they may not do something else with it; `isTheirs`: see `mayAct`. */
  readonly forbidsAct: (
    act: ReviewActKind,
    reviewId: number,
    isTheirs: boolean,
  ) => Promise<string | undefined>
  /** Why they may not have a notification tried again of which no review came. */
  readonly forbidsRetry: () => string | undefined
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
  return asPerson(db, actor, person)
}

/**
 * The same for what keeps the connector going: while nobody is kept here, whoever can type a command may do it.
 * @throws {CommandFailure} If there are people, and nobody has that login.
 */
export async function actingOperator(
  context: CommandContext,
  db: Database,
  as: string | undefined,
): Promise<ActingPerson> {
  if (as !== undefined || (await createPeople(db).list()).length > 0) return actingPerson(context, db, as)
  return {
    actor: actorOf(context, as),
    forbids: forbidsNothing,
    forbidsAct: forbidsNothing,
    forbidsRetry: () => undefined,
  }
}

function forbidsNothing(): Promise<undefined> {
  return Promise.resolve(undefined)
}

function asPerson(db: Database, actor: Actor, person: Person): ActingPerson {
  const [decides, acts] = [judgeByKept(db), judgeActsByKept(db)]
  return {
    actor: { ...actor, login: person.login },
    async forbids(reviewId) {
      const reason = await decides(person, reviewId)
      return reason === undefined ? undefined : `review ${reviewId}: ${reason}`
    },
    forbidsAct: (act, reviewId, isTheirs) => acts(person, act, reviewId, isTheirs),
    forbidsRetry() {
      const ruling = roleMay(person, 'retry')
      return ruling.ok ? undefined : ruling.reason
    },
  }
}
