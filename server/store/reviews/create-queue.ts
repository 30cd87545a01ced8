import { type Kysely, sql } from 'kysely'
import { amountsInQuestion } from '../../record/amounts-in-question.ts'
import { scopeOfReport } from '../../record/listing.ts'
import { parseDecision } from '../../record/parse-decision.ts'
import { unpackFacts } from '../../report/report-facts.ts'
import type { Schema } from '../schema.ts'
import { toListingColumns } from './kept-listing.ts'

type Tables = Pick<Schema, 'review' | 'report_facts'>

/** Of what is shown in no order of its own, the newest are enough. */
const NEWEST_OBSERVED = 500

/** What the queue of the console shows of a review, filled for the reviews that it shows and whose facts are kept. */
export async function createQueue(db: Kysely<unknown>): Promise<void> {
  for (const column of ['header', 'listing'])
    await db.schema.alterTable('review').addColumn(column, 'text').execute()
  await db.schema.alterTable('review').addColumn('awaits_employee', 'integer').execute()
  await sql`update review set awaits_employee = 1 where result = 'sent back' and not exists
    (select later.id from review later where later.report_id = review.report_id and later.id > review.id)`.execute(
    db,
  )
  await sql`create index review_awaits_employee on review (id) where awaits_employee = 1`.execute(db)
  await sql`create index review_observed on review (id) where result = 'observed'`.execute(db)
  await db.schema
    .createIndex('human_decision_accepted_at')
    .on('human_decision')
    .columns(['accepted_at'])
    .execute()
  await fill(db.withTables<Tables>())
}

async function fill(db: Kysely<Tables>): Promise<void> {
  const shown = await sql<{ id: number }>`select id from review where result = 'held' or awaits_employee = 1
    union select id from (select id from review where result = 'observed' order by id desc limit ${NEWEST_OBSERVED}) as observed`.execute(
    db,
  )
  for (const { id } of shown.rows) {
    const row = await db
      .selectFrom('review')
      .innerJoin('report_facts', 'report_facts.review_id', 'review.id')
      .select(['review.decision', 'report_facts.facts', 'report_facts.version'])
      .where('review.id', '=', id)
      .executeTakeFirst()
    const report = row && (await unpackFacts(row.facts, row.version))
    const decision = parseDecision(JSON.parse(row?.decision ?? 'null'))
    if (report === undefined || decision === undefined) continue
    const worst = decision.findings.findIndex(({ enforce }) => enforce === 'act')
    const listing = {
      scope: scopeOfReport(report),
      custom: report.custom,
      inQuestion: amountsInQuestion(report, decision),
      ...(worst !== -1 && { worst }),
      isDuplicate: false,
    }
    await db.updateTable('review').set(toListingColumns(listing)).where('id', '=', id).execute()
  }
}
