import { sql } from 'kysely'
import type { TakenDecision } from '../../record/decision.ts'
import type { Basis, Review } from '../../record/review.ts'
import type { Database } from '../database.ts'
import { historyKeyNow, NewPseudonymError } from '../personal-data/pseudonyms.ts'
import { keepLoadedPolicy, knownPolicy, UnknownPolicyError } from '../policies/policy-versions.ts'
import { prepared } from '../prepared.ts'
import { orElse, type Statement } from '../statement.ts'
import { together } from '../together.ts'
import { keepRules } from './keep-rules.ts'
import { toListingColumns } from './kept-listing.ts'
import { rulesIn } from './listed.ts'
import { keepFacts } from './report-history.ts'
import { eventToKeep, keepEvent } from './review-events.ts'
import { notOurs, ours } from './worker-of.ts'

/** Keeps a decision; see `Reviews.decided`. */
export async function keepDecision(
  db: Database,
  review: Review,
  taken: TakenDecision,
  basis: Basis,
  now: Date,
): Promise<void> {
  const { policy } = basis
  try {
    await together(db, await statementsOf(db, review, taken, basis, now))
  } catch (error) {
    if (error instanceof NewPseudonymError) return keepDecision(db, review, taken, basis, now)
    if (!(error instanceof UnknownPolicyError) || policy === undefined || db.isTransaction) throw error
    await db.transaction().execute(async (trx) => {
      await keepLoadedPolicy(trx, policy, now)
      await keepDecision(trx, review, taken, basis, now)
    })
  }
}

async function statementsOf(
  db: Database,
  review: Review,
  { by, decision }: TakenDecision,
  { kept, listing, stepName, readingKey, policy }: Basis,
  now: Date,
): Promise<readonly Statement[]> {
  const employeeKey = kept?.historyRecord.employeeKey
  // P2 of pseudonyms.ts
  const key = employeeKey === undefined ? undefined : await historyKeyNow(db, employeeKey)
  const { header = null, listing: listed = null } = listing === undefined ? {} : toListingColumns(listing)
  const update = updateReview(db, {
    id: review.id,
    worker: review.worker ?? null,
    result: review.result ?? null,
    factsKey: kept?.historyRecord.factsKey ?? null,
    readingKey,
    stepName: stepName ?? null,
    header,
    listing: listed,
    decision: JSON.stringify(decision),
    version: decision.policyVersion,
    outcome: decision.outcome,
    by,
    now,
  })
  const event = { kind: 'decided', summary: decision.outcome, detail: { by, ...decision } } as const
  return [
    ...(policy === undefined ? [] : [knownPolicy(db, policy.version)]),
    orElse(update, notOurs),
    ...keepRules(db, review.id, rulesIn(decision)),
    ...(kept === undefined ? [] : keepFacts(db, review.id, kept.facts, kept.historyRecord, key)),
    keepEvent(db, review.id, await eventToKeep(event, now)),
  ]
}

interface DecisionToKeep {
  readonly id: number
  readonly worker: string | null
  readonly result: string | null
  readonly factsKey: string | null
  readonly readingKey: string
  readonly stepName: string | null
  /** As they were, if they are not known. */
  readonly header: string | null
  readonly listing: string | null
  readonly decision: string
  readonly version: string
  readonly outcome: string
  readonly by: string
  readonly now: Date
}

const updateReview = prepared((db, given: DecisionToKeep) =>
  ours(db, given)
    .set((eb) => ({
      facts_key: given.factsKey,
      reading_key: given.readingKey,
      step_name: given.stepName,
      header: eb.fn.coalesce(eb.val(given.header), 'header'),
      listing: eb.fn.coalesce(eb.val(given.listing), 'listing'),
      decision: given.decision,
      policy_version: given.version,
      earlier_policy_versions: withVersionBefore(given.version),
      outcome: given.outcome,
      decided_by: given.by,
      decided_at: given.now.getTime(),
    }))
    .compile(),
)

/** The versions before that one, with the one that the row has had until now. */
function withVersionBefore(version: string) {
  return sql<string | null>`case
    when policy_version is null or policy_version = ${version}
      or ' ' || coalesce(earlier_policy_versions, '') || ' ' like '% ' || policy_version || ' %'
      then earlier_policy_versions
    else coalesce(earlier_policy_versions || ' ', '') || policy_version end`
}
