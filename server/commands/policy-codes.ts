import type { Seen, SeenValue } from '../policy/seen.ts'
import { seenInReviews } from '../review/seen-in-reviews.ts'
import { countPastReviews } from '../store/reviews/past-reviews.ts'
import type { CommandContext } from './context.ts'
import { withDatabase } from './settings.ts'
import { table } from './table.ts'

/** What reviews are looked into. */
interface Options {
  readonly since?: Date
  readonly database?: string
}

/** Prints what reports have of all that a policy can name, the most frequent first. */
export async function printCodes(
  context: CommandContext,
  options: Options & { readonly json?: true },
): Promise<void> {
  const { reports, values } = await readSeen(context, options)
  const rows = [...values.values()].toSorted(inOrder)
  if (options.json) {
    context.print(JSON.stringify({ reports, values: rows }, null, 2))
    return
  }
  context.print(`In ${reports} reports:`)
  context.print(
    table(
      ['what', 'value', 'name', 'reports'],
      rows.map(({ kind, value, name = '', reports: count }) => [kind, value, name, String(count)]),
    ),
  )
}

/** What the reports have of which reviews are kept. */
export async function readSeen(
  context: CommandContext,
  { since = new Date(0), database }: Options,
): Promise<Seen> {
  return withDatabase(context, database, async (_, db) => {
    const progress = await context.progress(await countPastReviews(db, since))
    return seenInReviews(db, since, progress.step).finally(progress.stop)
  })
}

function inOrder(a: SeenValue, b: SeenValue): number {
  if (a.kind !== b.kind) return a.kind < b.kind ? -1 : 1
  return b.reports - a.reports || (a.value < b.value ? -1 : 1)
}
