import { NOBODY, type ReviewFilter } from '../../record/review-filter.ts'
import type { Database } from '../database.ts'

/** What a filter asks for, and no review has. */
export interface UnknownValue {
  readonly field: 'rule' | 'policy' | 'step' | 'assignee'
  readonly value: string
  /** What reviews have instead, or who could have them; not all of very many. */
  readonly known: readonly string[]
}

const MAX_KNOWN = 50

/**
 * What of a filter is a slip, rather than that there is nothing: a rule, a version or a step that is in no review, a
 * login that is nobody's. Looks through all reviews; for a filter that has found nothing.
 */
export async function unknownIn(
  db: Database,
  { rule, policy, step, assignee }: ReviewFilter,
): Promise<readonly UnknownValue[]> {
  const login = assignee === NOBODY ? undefined : assignee
  const asked = [
    { field: 'rule', value: rule, known: () => rulesKnown(db) },
    { field: 'policy', value: policy, known: () => valuesOf(db, 'policy_version') },
    { field: 'step', value: step, known: () => valuesOf(db, 'step_name') },
    { field: 'assignee', value: login, known: () => loginsKnown(db) },
  ] as const
  const unknown: UnknownValue[] = []
  for (const { field, value, known } of asked) {
    if (value === undefined) continue
    const values = await known()
    if (!values.includes(value)) unknown.push({ field, value, known: values.slice(0, MAX_KNOWN) })
  }
  return unknown
}

async function rulesKnown(db: Database): Promise<readonly string[]> {
  const rows = await db.selectFrom('review_rule').select('rule').distinct().orderBy('rule').execute()
  return rows.map(({ rule }) => rule)
}

async function valuesOf(db: Database, column: 'policy_version' | 'step_name'): Promise<readonly string[]> {
  const rows = await db
    .selectFrom('review')
    .select(`${column} as value`)
    .distinct()
    .where(column, 'is not', null)
    .orderBy('value')
    .execute()
  return rows.flatMap(({ value }) => (value === null ? [] : [value]))
}

/** Somebody who is gone may have reviews yet. */
async function loginsKnown(db: Database): Promise<readonly string[]> {
  const people = await db.selectFrom('person').select('login').execute()
  const assigned = await db
    .selectFrom('review')
    .select('assignee as login')
    .distinct()
    .where('assignee', 'is not', null)
    .execute()
  return [...new Set([...people, ...assigned].map(({ login }) => login ?? ''))].toSorted()
}
