import type { PersonalData } from '../record/personal-data.ts'
import type { Database } from '../store/database.ts'
import { usersOf } from '../store/personal-data/concur-users.ts'
import {
  accountOf,
  decisionsBy,
  notesOnOthers,
  trailOf,
  wholeReview,
} from '../store/personal-data/kept-of-person.ts'
import { emptyWriteAheadLog, rewriteFile } from '../store/personal-data/leave-file.ts'
import { createPersonalData } from '../store/personal-data/personal-data.ts'
import { actorOf, refusal } from './actor.ts'
import { type CommandContext, CommandFailure } from './context.ts'
import { withDatabase } from './settings.ts'
import { table } from './table.ts'
import { requireNoFile, writeWhole } from './write-whole.ts'

/** What all of these commands take. */
interface Options {
  readonly database?: string
  readonly json?: true
  readonly as?: string
  /** Other ids of the same person. */
  readonly also: readonly string[]
}

/** Prints where somebody stands. @throws {CommandFailure} If whoever asks may not see it. */
export async function showPerson(context: CommandContext, login: string, options: Options): Promise<void> {
  await withDatabase(context, options.database, async (_overview, db) => {
    const found = await find(context, db, login, options, 'person show')
    context.print(options.json ? JSON.stringify(found, null, 2) : described(login, found))
  })
}

/**
 * Writes everything that is kept of somebody into a file, review by review; under its name it stands only when it is
 * whole.
 * @throws {CommandFailure} If the file is there already, nobody is known by that, or it is refused.
 */
export async function exportPerson(
  context: CommandContext,
  login: string,
  options: Options & { readonly out: string; readonly force?: true },
): Promise<void> {
  await withDatabase(context, options.database, async (_overview, db) => {
    await requireNoFile(context, options)
    const found = await find(context, db, login, options, 'person export')
    if (isNobody(found)) throw new CommandFailure(nobody(login, found))
    const written = await writeWhole(context, options, async (file, path) => {
      for await (const piece of exported(db, found)) await file.write(piece)
      return path
    })
    context.print(`${found.reviews.length} reviews are written to ${written}`)
  })
}

/**
 * Erases somebody, or says what that would change.
 * @throws {CommandFailure} With all that is in the way, or if nobody is known by that.
 */
export async function erasePerson(
  context: CommandContext,
  login: string,
  options: Options & { readonly dryRun?: true; readonly rewriteFile?: true },
): Promise<void> {
  await withDatabase(context, options.database, async (_overview, db) => {
    const ids = [login, ...options.also]
    const store = createPersonalData(db)
    if (options.dryRun) {
      const found = await find(context, db, login, options, 'person erase --dry-run')
      const problems = await store.obstacles(ids)
      context.print(options.json ? JSON.stringify({ ...found, problems }, null, 2) : described(login, found))
      if (problems.length > 0) throw new CommandFailure(inTheWay(problems))
      return
    }
    const outcome = await store.erase(ids, actorOf(context, options.as), () => new Date())
    if (outcome.kind === 'unknown') throw new CommandFailure(`${login}: nothing is kept of them here`)
    if (outcome.kind === 'refused') throw refusal(context, options.as, inTheWay(outcome.problems))
    if (options.rewriteFile) await rewriteFile(db)
    const isGone = await emptyWriteAheadLog(db)
    context.print(
      options.json
        ? JSON.stringify(outcome, null, 2)
        : `${countsTable(outcome.places)}\nin their place stands ${outcome.pseudonym}`,
    )
    if (!isGone && !options.json)
      context.print(
        'the file beside the database (-wal) is in use: it holds the names until it is written over',
      )
  })
}

async function find(
  context: CommandContext,
  db: Database,
  login: string,
  { as, also }: Options,
  act: string,
): Promise<PersonalData> {
  const outcome = await createPersonalData(db).find([login, ...also], act, actorOf(context, as), new Date())
  if (!outcome.ok) throw refusal(context, as, outcome.reason)
  return outcome.found
}

function inTheWay(problems: readonly string[]): string {
  return ['this is in the way:', ...problems].join('\n- ')
}

function isNobody({ hasAccount, reviews, places }: PersonalData): boolean {
  return !hasAccount && reviews.length === 0 && Object.keys(places).length === 0
}

function nobody(login: string, { pseudonym }: PersonalData): string {
  const before = pseudonym === undefined ? '' : `; who was known by it stands here as ${pseudonym}`
  return `${login}: nothing is kept of them here${before}`
}

function described(login: string, found: PersonalData): string {
  if (isNobody(found)) return nobody(login, found)
  const { ids, names, hasAccount, reviews, places, pseudonym } = found
  return [
    `known as ${[...ids, ...names].join('; ')}`,
    ...(pseudonym === undefined ? [] : [`erased before as ${pseudonym}`]),
    ...(hasAccount ? ['has an account, see people list'] : []),
    ...similar(
      'is of somebody of the same name; if it is them, name the other id with --also',
      found.namesakes,
    ),
    ...similar('is of somebody of that name, and no id of theirs is kept: it stays as it is', found.unclear),
    ...(reviews.length === 0
      ? []
      : [
          table(
            ['review', 'report', 'result'],
            reviews.map(({ id, reportId, result }) => [String(id), reportId, result ?? 'open']),
          ),
        ]),
    countsTable(places),
  ].join('\n')
}

function similar(text: string, reviews: readonly number[]): readonly string[] {
  return reviews.map((id) => `review ${id} ${text}`)
}

function countsTable(places: Readonly<Record<string, number>>): string {
  return table(
    ['where', 'rows'],
    Object.entries(places).map(([place, rows]) => [place, String(rows)]),
  )
}

/** One JSON object, a review at a time. */
async function* exported(db: Database, found: PersonalData): AsyncGenerator<string> {
  const { reviews, ...known } = found
  const head = {
    madeAt: new Date(),
    ...known,
    account: (await accountOf(db, found.ids)) ?? null,
    concurUsers: await usersOf(db, found.ids),
    decisions: await decisionsBy(db, found.ids),
    notes: await notesOnOthers(
      db,
      found.ids,
      reviews.map(({ id }) => id),
    ),
    trail: await trailOf(db, found.ids),
  }
  yield `${JSON.stringify(head, null, 2).slice(0, -2)},\n  "reviews": [`
  for (const [index, { id }] of reviews.entries()) {
    yield `${index === 0 ? '' : ','}\n${JSON.stringify((await wholeReview(db, id)) ?? { id }, null, 2)}`
  }
  yield '\n  ]\n}\n'
}
