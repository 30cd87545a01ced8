import type { ConsoleActor } from '../console/actor.ts'
import { type JudgedActor, judgedActor } from '../console/judged-actor.ts'
import type { Database } from '../store/database.ts'
import { createPeople } from '../store/people/people.ts'
import { actorOf } from './actor.ts'
import { type CommandContext, CommandFailure } from './context.ts'

/**
 * The person for whom a command is typed.
 * @throws {CommandFailure} If nobody has that login.
 */
export async function actingPerson(
  context: CommandContext,
  db: Database,
  as: string | undefined,
): Promise<ConsoleActor> {
  const actor = actorOf(context, as)
  const person = await createPeople(db).find(actor.login)
  if (person === undefined) {
    throw new CommandFailure(
      `--as: nobody has the login ${actor.login}; people list shows who decides, people add adds somebody`,
      2,
    )
  }
  return { person, by: { ...actor, login: person.login } }
}

/**
 * The same for what keeps the connector going: while nobody is kept here, whoever can type a command may do it.
 * @throws {CommandFailure} If there are people, and nobody has that login.
 */
export async function actingOperator(
  context: CommandContext,
  db: Database,
  as: string | undefined,
): Promise<JudgedActor> {
  if (as !== undefined || (await createPeople(db).list()).length > 0)
    return judgedActor(db, await actingPerson(context, db, as))
  return {
    by: actorOf(context, as),
    forbids: forbidsNothing,
    forbidsAct: forbidsNothing,
    forbidsRetry: () => undefined,
  }
}

function forbidsNothing(): Promise<undefined> {
  return Promise.resolve(undefined)
}
