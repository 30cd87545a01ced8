import { type FilterField, type ReviewFilter, readReviewFilter } from '../record/review-filter.ts'
import { ageOf, type ReviewLine } from '../record/review-line.ts'
import { type UnknownValue, unknownIn } from '../store/operators/unknown-in-filter.ts'
import { type CommandContext, CommandFailure } from './context.ts'
import type { CsvLocale } from './csv-cells.ts'
import { amountOf, nameOf, resultOf } from './review.ts'
import { pagesOf } from './review-pages.ts'
import { requireSome, withDatabase } from './settings.ts'
import { type Column, fittedTable, time } from './table.ts'

/** As typed. */
export interface ListOptions extends Readonly<Partial<Record<Exclude<FilterField, 'snoozed'>, string>>> {
  readonly snoozed?: true
  readonly database?: string
  readonly json?: true
  readonly csv?: true
  /** Of the file of `csv`. */
  readonly locale?: CsvLocale
  readonly out?: string
}

const DEFAULT_LIMIT = 50
/** Of a line, where no terminal says it. */
const DEFAULT_WIDTH = 120

/**
 * Prints reviews, newest first: a table that fits the terminal, JSON, or a file for a spreadsheet.
 * @throws {CommandFailure} With every option that is wrong; or for a rule, a policy, a step or a login that is unknown.
 */
export async function listReviews(context: CommandContext, options: ListOptions): Promise<void> {
  const { database, json, csv, locale, out, ...wish } = options
  if (csv && json) throw new CommandFailure('--csv and --json: give one of them', 2)
  if (!csv && (locale !== undefined || out !== undefined))
    throw new CommandFailure('--locale and --out: are for --csv', 2)
  const { TIME_ZONE: timeZone } = await requireSome(context, ['TIME_ZONE'])
  const now = new Date()
  const filter = requireFilter(wish, now, timeZone, csv ? Number.MAX_SAFE_INTEGER : DEFAULT_LIMIT)
  await withDatabase(context, database, async (overview, db) => {
    const pages = pagesOf(overview, filter)
    const first = await pages.next()
    if (first.done === true) refuseUnknown(await unknownIn(db, filter))
    const all = followedBy(first.done === true ? [] : [first.value], pages)
    if (csv) {
      const { printCsv } = await import('./review-csv.ts')
      await printCsv(context, all, { locale: locale ?? 'en', out, now, timeZone })
      return
    }
    const reviews: ReviewLine[] = []
    for await (const page of all) reviews.push(...page)
    if (json) context.print(JSON.stringify(reviews, null, 2))
    else context.print(fittedTable(columnsAt(now, timeZone), reviews, context.columns ?? DEFAULT_WIDTH))
  })
}

function requireFilter(wish: object, now: Date, timeZone: string, defaultLimit: number): ReviewFilter {
  const read = readReviewFilter(wish, { now, timeZone, defaultLimit, maxLimit: Number.MAX_SAFE_INTEGER })
  if (read.ok) return read.filter
  throw new CommandFailure(read.problems.map((problem) => `--${problem}`).join('\n'), 2)
}

async function* followedBy<Page>(first: readonly Page[], rest: AsyncGenerator<Page>): AsyncGenerator<Page> {
  yield* first
  yield* rest
}

function refuseUnknown(unknown: readonly UnknownValue[]): void {
  if (unknown.length === 0) return
  const lines = unknown.map(({ field, value, known }) => {
    const instead = known.length === 0 ? 'there is none yet' : `there is ${known.join(', ')}`
    return `--${field}: ${UNKNOWN[field]} ${value}; ${instead}`
  })
  throw new CommandFailure(lines.join('\n'))
}

const UNKNOWN = {
  rule: 'no review rests on the rule',
  policy: 'no review was decided by the policy',
  step: 'no review is of the step',
  assignee: 'nobody has the login',
} as const satisfies Record<UnknownValue['field'], string>

/** The most important first: where there is little room the last ones are left out. */
function columnsAt(now: Date, timeZone: string): readonly Column<ReviewLine>[] {
  return [
    { title: 'id', text: ({ id }) => String(id) },
    { title: 'age', text: (review) => String(ageOf(review, now, timeZone) ?? '-') },
    { title: 'employee', text: ({ employee }) => employee ?? '-', least: 10 },
    { title: 'amount', text: amountOf },
    { title: 'result', text: resultText, least: 8 },
    { title: 'rules', text: ({ rules }) => rules.join(' ') || '-', least: 12 },
    { title: 'assignee', text: ({ assignee }) => assignee ?? '-', least: 8 },
    { title: 'name', text: ({ reportName }) => reportName ?? '-', least: 10 },
    { title: 'report', text: nameOf },
    { title: 'exceptions', text: ({ exceptions }) => exceptions.join(' ') || '-', least: 10 },
    { title: 'finished', text: ({ finishedAt }) => time(finishedAt) },
    { title: 'reason', text: ({ reason }) => reason ?? '-', least: 16 },
  ]
}

function resultText(review: ReviewLine): string {
  return review.result === 'observed' ? `observed: ${review.outcome}` : resultOf(review)
}
