import { readScope } from '../policy/file/scope.ts'
import type { Person, PersonChanges, PersonLine } from '../record/person.ts'
import { readPerson } from '../record/read-person.ts'
import { createPeople, type PersonOutcome } from '../store/people/people.ts'
import { actorOf, refusal } from './actor.ts'
import { type CommandContext, CommandFailure } from './context.ts'
import { withDatabase } from './settings.ts'
import { table, time } from './table.ts'

/** What all of these commands take. */
interface Options {
  readonly database?: string
  readonly json?: true
}

/** What those take that change something. */
interface ActingOptions extends Options {
  readonly as?: string
}

/** What is said of a person on the command line. */
interface PersonOptions {
  readonly name?: string
  readonly email?: string | false
  readonly employeeId?: string | false
  readonly role?: Person['role']
  readonly scope?: string | false
  readonly max?: Readonly<Record<string, string>> | false
  readonly emergency?: boolean
}

/** Adds somebody. @throws {CommandFailure} If it is refused, with the reason, or with everything that is wrong. */
export async function addPerson(
  context: CommandContext,
  login: string,
  options: ActingOptions & PersonOptions,
): Promise<void> {
  const read = readPerson({ login, ...changesIn(options) })
  if (!read.ok) throw new CommandFailure(read.problems.join('\n'), 2)
  await withDatabase(context, options.database, async (_overview, db) => {
    const outcome = await createPeople(db).add(read.person, actorOf(context, options.as), new Date())
    report(context, options, outcome, (person) => `is added with the role ${person.role}`)
  })
}

/** Prints everybody. */
export async function listPeople(context: CommandContext, options: Options): Promise<void> {
  await withDatabase(context, options.database, async (_overview, db) => {
    const people = await createPeople(db).list()
    context.print(
      options.json
        ? JSON.stringify(people, null, 2)
        : table(
            ['id', 'login', 'name', 'e-mail', 'employee id', 'role', 'scope', 'up to', 'password', 'added'],
            people.map((person) => [
              String(person.id),
              person.login,
              person.name,
              person.email ?? '-',
              person.employeeId ?? '-',
              person.isEmergency === true ? `${person.role}, for emergencies` : person.role,
              person.scope ?? '-',
              amountsText(person),
              person.hasPassword ? 'yes' : 'no',
              time(person.createdAt),
            ]),
          ),
    )
  })
}

/** Changes somebody. @throws {CommandFailure} If it is refused, with the reason, or nothing is to be changed. */
export async function changePerson(
  context: CommandContext,
  login: string,
  options: ActingOptions & PersonOptions,
): Promise<void> {
  const changes = changesIn(options)
  if (Object.keys(changes).length === 0)
    throw new CommandFailure('say what is to be changed, such as --role or --max', 2)
  await withDatabase(context, options.database, async (_overview, db) => {
    const outcome = await createPeople(db).change(login, changes, actorOf(context, options.as), new Date())
    report(context, options, outcome, () => 'is changed')
  })
}

/** Removes somebody. @throws {CommandFailure} If it is refused, with the reason. */
export async function removePerson(
  context: CommandContext,
  login: string,
  options: ActingOptions,
): Promise<void> {
  await withDatabase(context, options.database, async (_overview, db) => {
    const outcome = await createPeople(db).remove(login, actorOf(context, options.as), new Date())
    report(context, options, outcome, () => 'is removed')
  })
}

/** Asks for a password, and keeps what it can be recognised by. @throws {CommandFailure} If it is refused. */
export async function setPassword(
  context: CommandContext,
  login: string,
  options: ActingOptions,
): Promise<void> {
  await withDatabase(context, options.database, async (_overview, db) => {
    const password = await context.readNewSecret('password')
    const outcome = await createPeople(db).setPassword(
      login,
      password,
      actorOf(context, options.as),
      new Date(),
    )
    report(context, options, outcome, () => 'has a new password')
  })
}

function report(
  context: CommandContext,
  { json, as }: ActingOptions,
  outcome: PersonOutcome,
  text: (person: PersonLine) => string,
): void {
  if (!outcome.ok) throw refusal(context, as, outcome.reason)
  const { person } = outcome
  context.print(json ? JSON.stringify(person, null, 2) : `${person.login} ${text(person)}`)
}

/** What was said, and nothing else. @throws {CommandFailure} If the scope cannot be read. */
function changesIn({ name, email, employeeId, role, scope, max, emergency }: PersonOptions): PersonChanges {
  return {
    ...(name !== undefined && { name }),
    ...(email !== undefined && { email: email === false ? null : email }),
    ...(employeeId !== undefined && { employeeId: employeeId === false ? null : employeeId }),
    ...(role !== undefined && { role }),
    ...(scope !== undefined && { scope: scope === false ? null : scopeIn(scope) }),
    ...(max !== undefined && { maxAmounts: max === false ? null : max }),
    ...(emergency !== undefined && { isEmergency: emergency ? true : null }),
  }
}

function scopeIn(text: string): string {
  const read = readScope(text)
  if (!read.ok) throw new CommandFailure(read.problems.map((problem) => `--scope: ${problem}`).join('\n'), 2)
  return read.json
}

function amountsText({ maxAmounts = {} }: Person): string {
  const texts = Object.entries(maxAmounts).map(([currency, amount]) => `${amount} ${currency}`)
  return texts.length === 0 ? '-' : texts.join(', ')
}
