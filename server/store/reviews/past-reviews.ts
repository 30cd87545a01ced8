import type { ExpenseReport } from '../../report/expense-report.ts'
import { unpackFacts } from '../../report/report-facts.ts'
import type { Database } from '../database.ts'

/** A review that was decided, with the facts that it was decided on. */
export interface PastReview {
  readonly id: number
  readonly reportId: string
  readonly result: string | null
  /** Why it ended so: of a held review that a person moved on, where the report was found. */
  readonly reason: string | null
  readonly stepName?: string
  /** As it was kept. */
  readonly decision: unknown
  /** `pruned` also where a connector before this one did not keep them; `version` where this one cannot read them. */
  readonly facts:
    | { readonly kind: 'report'; readonly report: ExpenseReport }
    | { readonly kind: 'pruned' | 'version' }
}

const BATCH = 50

/** How many reviews of reports were decided since then. */
export async function countPastReviews(db: Database, since: Date): Promise<number> {
  const { count } = await db
    .selectFrom('review')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('decided_at', '>=', since.getTime())
    .where('object_type', '=', 'EXPRPT')
    .executeTakeFirstOrThrow()
  return count
}

/** The reviews of reports that were decided since then, oldest first, a few in memory at a time. */
export async function* pastReviews(db: Database, since: Date): AsyncGenerator<PastReview> {
  const readAfter = (id: number) =>
    pastReviewRows(db)
      .where('review.decided_at', '>=', since.getTime())
      .where('review.id', '>', id)
      .orderBy('review.id')
      .limit(BATCH)
      .execute()
  let rows = await readAfter(0)
  for (let last = rows.at(-1); last !== undefined; last = rows.at(-1)) {
    // The next ones are read while these are worked on.
    const ahead = readAfter(last.id)
    ahead.catch(() => undefined)
    for (const row of rows) yield await toPastReview(row)
    rows = await ahead
  }
}

/** The newest decided review of that number, or of the report with that id. */
export async function pastReview(db: Database, which: string): Promise<PastReview | undefined> {
  const isNumber = /^\d{1,15}$/.test(which)
  const row = await pastReviewRows(db)
    .where((eb) =>
      isNumber
        ? eb.or([eb('review.id', '=', Number(which)), eb('review.report_id', '=', which)])
        : eb('review.report_id', '=', which),
    )
    .where('review.decided_at', 'is not', null)
    .orderBy('review.id', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row === undefined ? undefined : toPastReview(row)
}

/** Of each of these reports its newest decided review, by the id of the report. */
export async function newestPastReviews(
  db: Database,
  reportIds: readonly string[],
): Promise<ReadonlyMap<string, PastReview>> {
  if (reportIds.length === 0) return new Map()
  const rows = await pastReviewRows(db)
    .where('review.report_id', 'in', reportIds)
    .where('review.id', '=', (eb) =>
      eb
        .selectFrom('review as newest')
        .select((each) => each.fn.max('newest.id').as('id'))
        .whereRef('newest.report_id', '=', 'review.report_id')
        .where('newest.object_type', '=', 'EXPRPT')
        .where('newest.decided_at', 'is not', null),
    )
    .execute()
  const reviews = await Promise.all(rows.map(toPastReview))
  return new Map(reviews.map((each) => [each.reportId, each]))
}

/** The last decided review of a report before that one; of the stop before, or of the same report sent back. */
export async function reviewBefore(
  db: Database,
  { id, reportId }: Pick<PastReview, 'id' | 'reportId'>,
): Promise<PastReview | undefined> {
  const row = await pastReviewRows(db)
    .where('review.report_id', '=', reportId)
    .where('review.id', '<', id)
    .where('review.decided_at', 'is not', null)
    .orderBy('review.id', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row === undefined ? undefined : toPastReview(row)
}

/** The decided review of that number; of a report. */
export async function pastReviewNumbered(db: Database, id: number): Promise<PastReview | undefined> {
  const row = await pastReviewRows(db)
    .where('review.id', '=', id)
    .where('review.decided_at', 'is not', null)
    .executeTakeFirst()
  return row === undefined ? undefined : toPastReview(row)
}

function pastReviewRows(db: Database) {
  return (
    db
      .selectFrom('review')
      .leftJoin('report_facts', 'report_facts.review_id', 'review.id')
      // The facts of travel requests are not kept.
      .where('review.object_type', '=', 'EXPRPT')
      .select([
        'review.id',
        'review.report_id',
        'review.result',
        'review.reason',
        'review.step_name',
        'review.decision',
        'report_facts.facts',
        'report_facts.version',
      ])
  )
}

async function toPastReview(
  row: Awaited<ReturnType<ReturnType<typeof pastReviewRows>['execute']>>[number],
): Promise<PastReview> {
  const { facts, version } = row
  const report =
    facts === null || version === null ? 'pruned' : ((await unpackFacts(facts, version)) ?? 'version')
  return {
    id: row.id,
    reportId: row.report_id,
    result: row.result,
    reason: row.reason,
    ...(row.step_name !== null && { stepName: row.step_name }),
    decision: row.decision === null ? undefined : parseJson(row.decision),
    facts: typeof report === 'string' ? { kind: report } : { kind: 'report', report },
  }
}

function parseJson(text: string): unknown {
  return JSON.parse(text)
}
