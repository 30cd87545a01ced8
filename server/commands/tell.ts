import { randomUUID } from 'node:crypto'
import { TELL_SETTINGS, tellerOptions } from '../connector/tell-from-settings.ts'
import { type Destination, destinationKey, type Way } from '../record/destination.ts'
import type { News } from '../record/news.ts'
import type { PersonLine } from '../record/person.ts'
import { createPeople } from '../store/people/people.ts'
import { createTrail } from '../store/people/trail.ts'
import { parsePeopleFile } from '../tell/parse-people-file.ts'
import type { PeopleFile, Recipient, TellRow } from '../tell/people-file.ts'
import { readPeopleFile } from '../tell/read-people-file.ts'
import { createTeller, type TellerOptions } from '../tell/teller.ts'
import { destinationOf } from '../tell/who-is-told.ts'
import { actorOf } from './actor.ts'
import { type CommandContext, CommandFailure } from './context.ts'
import { requireSome, withDatabase } from './settings.ts'
import { table } from './table.ts'

interface Options {
  readonly database?: string
  readonly json?: true
}

/** One destination of a test, and what came of it. */
interface Tried {
  readonly destination: string
  readonly result: 'sent' | 'failed'
  readonly reason?: string
}

/** A row of the people file with where it leads now. */
interface Told {
  readonly row: TellRow
  readonly destination: Destination | undefined
}

const MAX_TEST_MS = 60_000

/**
 * Sends a test message to each destination of the people file, at once and past the queue, and prints what came of it.
 * @throws {CommandFailure} If one did not arrive.
 */
export async function testTelling(
  context: CommandContext,
  options: Options & { readonly to?: string; readonly way?: Way; readonly as?: string },
): Promise<void> {
  const { file, teller: settings } = await readTelling(context)
  await withDatabase(context, options.database, async (_overview, db) => {
    const by = actorOf(context, options.as)
    const people = await createPeople(db).list()
    const chosen = toldOf(file, people, settings).filter(({ row }) => isChosen(row.recipient, options))
    if (chosen.length === 0)
      throw new CommandFailure('nobody of the people file is meant; tell list shows them', 2)
    const at = new Date()
    const news: News = { kind: 'test', id: `test-${randomUUID()}`, at: at.toISOString(), by: by.login }
    const tried = await tryAll(news, chosen, settings)
    const failed = tried.filter(({ result }) => result === 'failed').length
    await createTrail(db).append({
      at,
      who: by,
      act: 'tell test',
      subject: 'people file',
      outcome: 'done',
      detail: `${tried.length - failed} sent, ${failed} failed`,
    })
    context.print(
      options.json
        ? JSON.stringify(tried, null, 2)
        : table(
            ['to', 'result', 'reason'],
            tried.map(({ destination, result, reason }) => [destination, result, reason ?? '-']),
          ),
    )
    if (failed > 0) throw new CommandFailure(`${failed} of ${tried.length} messages were not sent`)
  })
}

/** Prints who is told of what. */
export async function listTelling(context: CommandContext, options: Options): Promise<void> {
  const { file, teller } = await readTelling(context)
  await withDatabase(context, options.database, async (_overview, db) => {
    const told = toldOf(file, await createPeople(db).list(), teller)
    context.print(
      options.json
        ? JSON.stringify(
            told.map(({ row, destination }) => ({
              ...row,
              news: [...row.news],
              destination: destination ?? null,
            })),
            null,
            2,
          )
        : table(
            ['who', 'by', 'language', 'at once', 'still held after', 'digest', 'for'],
            told.map(({ row, destination }) => [
              nameOf(row.recipient),
              destination === undefined ? 'nothing: no e-mail address' : destinationKey(destination),
              row.language,
              [...row.news].join(', ') || '-',
              row.stillHeldAfter === undefined ? '-' : `${row.stillHeldAfter} working days`,
              row.digestHour === undefined ? '-' : `${row.digestHour}:00 ${teller.timeZone}`,
              row.scope ?? '-',
            ]),
          ),
    )
  })
}

/** @throws {CommandFailure} If nobody is to be told. @throws {PeopleFileError} With everything that is wrong in the file. */
async function readTelling(
  context: CommandContext,
): Promise<{ readonly file: PeopleFile; readonly teller: TellerOptions }> {
  const settings = await requireSome(context, TELL_SETTINGS)
  const { PEOPLE_FILE: path } = settings
  if (path === undefined) {
    throw new CommandFailure('PEOPLE_FILE is not set, so nobody is told; see docs/telling.md', 2)
  }
  const teller = await tellerOptions(settings, () => new Date())
  return { file: parsePeopleFile(await readPeopleFile(path), path, teller.ways), teller }
}

function toldOf(file: PeopleFile, people: readonly PersonLine[], { ways }: TellerOptions): readonly Told[] {
  const audience = {
    person: (login: string) => people.find((person) => person.login === login),
    hasMail: ways.mail !== undefined,
  }
  return file.rows.map((row) => ({ row, destination: destinationOf(row.recipient, row.language, audience) }))
}

function isChosen(recipient: Recipient, { to, way }: { readonly to?: string; readonly way?: Way }): boolean {
  const by = recipient.kind === 'person' ? 'mail' : recipient.way
  const name = recipient.kind === 'person' ? recipient.login : recipient.name
  return (way === undefined || way === by) && (to === undefined || to.toLowerCase() === name.toLowerCase())
}

/** Each destination once, though several rows lead there. */
async function tryAll(news: News, told: readonly Told[], settings: TellerOptions): Promise<readonly Tried[]> {
  const teller = createTeller(settings)
  const signal = AbortSignal.timeout(MAX_TEST_MS)
  const once = new Map(
    told.map(({ row, destination }) => [
      destination === undefined ? nameOf(row.recipient) : destinationKey(destination),
      destination,
    ]),
  )
  const tried = Array.from(once, async ([name, destination]): Promise<Tried> => {
    if (destination === undefined) {
      return {
        destination: name,
        result: 'failed',
        reason: 'nobody has that login, or no e-mail address stands there; people list',
      }
    }
    const result = await teller.send(news, destination, signal)
    if (result.kind === 'delivered') return { destination: name, result: 'sent' }
    const reason = result.kind === 'failed' ? result.reason : `no answer within ${MAX_TEST_MS / 1000} s`
    return { destination: name, result: 'failed', reason }
  })
  try {
    return await Promise.all(tried)
  } finally {
    teller.close()
  }
}

function nameOf(recipient: Recipient): string {
  return recipient.kind === 'person' ? `person:${recipient.login}` : destinationKey(recipient)
}
