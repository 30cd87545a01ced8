import { styleText } from 'node:util'
import { EMERGENCY_SIGN_IN } from '../record/session.ts'
import type { TrailEntry, TrailHead, TrailProblem } from '../record/trail.ts'
import { createTrail } from '../store/people/trail.ts'
import { type CommandContext, CommandFailure } from './context.ts'
import { withDatabase } from './settings.ts'
import { short, table, time } from './table.ts'

/** What all of these commands take. */
interface Options {
  readonly database?: string
  readonly json?: true
}

/** Prints what was done and asked for in vain, newest first. */
export async function listTrail(
  context: CommandContext,
  options: Options & { readonly person?: string; readonly since?: Date; readonly limit: number },
): Promise<void> {
  await withDatabase(context, options.database, async (_overview, db) => {
    const { person, since, limit } = options
    const entries = await createTrail(db).list({ person, since, limit })
    context.print(
      options.json
        ? JSON.stringify(entries, null, 2)
        : table(
            ['number', 'at', 'who', 'typed by', 'act', 'on', 'whom', 'outcome', 'detail'],
            entries.map((entry) =>
              [
                String(entry.number),
                time(entry.at),
                entry.who,
                entry.via ?? '-',
                entry.act,
                entry.subject,
                entry.whom ?? '-',
                entry.outcome,
                short(entry.detail, 90),
              ].map((cell) =>
                isRed(context, entry) ? styleText('red', cell, { validateStream: false }) : cell,
              ),
            ),
          ),
    )
  })
}

/**
 * Reads the whole trail and says whether it is as it was written.
 * @param options `known`: number and hash of a row, from the log, to find a cut tail and a chain that was made anew.
 * @throws {CommandFailure} With what is wrong.
 */
export async function verifyTrail(
  context: CommandContext,
  options: Options & { readonly known?: TrailHead },
): Promise<void> {
  await withDatabase(context, options.database, async (_overview, db) => {
    const check = await createTrail(db).verify(options.known)
    const { rows, head, erasedNames, problems } = check
    if (options.json) context.print(JSON.stringify(check, null, 2))
    else context.print(`${rows} rows, ${erasedNames} names erased; the last is ${head.number}:${head.hash}`)
    if (problems.length > 0)
      throw new CommandFailure(
        ['the trail is not as it was written:', ...problems.map(problemText)].join('\n- '),
      )
    if (!options.json)
      context.print(
        options.known === undefined
          ? 'All are as they were written. Whether later ones were cut off only --known can tell.'
          : 'All are as they were written.',
      )
  })
}

const PROBLEMS: Readonly<Record<TrailProblem['kind'], string>> = {
  changed: 'is not what was written there: it was changed, or stands in the place of another',
  unlinked: 'does not follow the one before it, which was written anew or stands in the place of another',
  missing: 'is missing, or more rows from there on',
  cut: 'and what followed was cut off',
  'not as known': 'is not the one whose hash was given: the chain was written anew up to there',
  'name changed': 'has another name than it was written with, or has lost it without erasing',
}

function problemText({ number, kind }: TrailProblem): string {
  return `row ${number} ${PROBLEMS[kind]}`
}

/** Somebody got in without the provider, and a person is looking at colours. */
function isRed({ columns, environment }: CommandContext, { act }: TrailEntry): boolean {
  return act === EMERGENCY_SIGN_IN && columns !== undefined && (environment['NO_COLOR'] ?? '') === ''
}
