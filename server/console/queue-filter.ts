import type { QueueEntry } from '../record/queue-entry.ts'
import { NOBODY, type ReviewFilter, readReviewFilter } from '../record/review-filter.ts'
import { fold } from '../report/fold.ts'
import { parseDecimal } from '../report/money.ts'

/** What the queue can be narrowed to in an address, by the names of `review list`; none of them names a person. */
export const FILTER_FIELDS = ['rule', 'step', 'over', 'age', 'policy'] as const
/** The same for what is saved, which has no address. */
export const SAVED_FIELDS = [...FILTER_FIELDS, 'assignee', 'employee'] as const
/** As typed, each a field of {@link SAVED_FIELDS}. */
export type QueueFilter = { readonly [Field in (typeof SAVED_FIELDS)[number]]?: string }

/** A filter that was read, or every problem of it, each beginning with the name of its field. */
export type ReadQueueFilter =
  | { readonly ok: true; readonly filter: QueueFilter; readonly isMeant: (entry: QueueEntry) => boolean }
  | { readonly ok: false; readonly filter: QueueFilter; readonly problems: readonly string[] }

/**
 * Reads what the queue is narrowed to. Pure.
 * @param given Untrusted, such as the query of an address; empty is absent, and what it has besides is left out.
 */
export function readQueueFilter(
  given: Readonly<Record<string, unknown>>,
  fields: readonly (typeof SAVED_FIELDS)[number][],
  now: Date,
  timeZone: string,
): ReadQueueFilter {
  const filter: QueueFilter = Object.fromEntries(
    fields.flatMap((field) => {
      const value = given[field]
      return typeof value === 'string' && value.trim() !== '' ? [[field, value.trim()]] : []
    }),
  )
  const read = readReviewFilter(filter, { now, timeZone, defaultLimit: 1, maxLimit: 1 })
  return read.ok
    ? { ok: true, filter, isMeant: (entry) => isMeant(entry, read.filter) }
    : { ok: false, filter, problems: read.problems }
}

/** Whether every word stands in the name, the login or the id of the employee, or names the report. @param words As typed. */
export function isFound({ search, reportName = '', reportId, id }: QueueEntry, words: string): boolean {
  return haveWords([search, fold(reportName), fold(reportId), String(id)], words)
}

function haveWords(texts: readonly string[], words: string): boolean {
  return words
    .split(/[\s,;]+/)
    .map(fold)
    .every((word) => texts.some((text) => text.includes(word)))
}

function isMeant(
  entry: QueueEntry,
  { rule, step, policy, over, assignee, employee, until }: ReviewFilter,
): boolean {
  return (
    (rule === undefined || entry.rules.includes(rule)) &&
    (step === undefined || entry.stepName === step) &&
    (policy === undefined || entry.policyVersion === policy) &&
    (until === undefined || entry.startedAt < until) &&
    (assignee === undefined || (entry.assignee ?? NOBODY) === assignee) &&
    (employee === undefined || haveWords([entry.search], employee)) &&
    (over === undefined || isOver(entry, over))
  )
}

function isOver({ total, currency }: QueueEntry, over: NonNullable<ReviewFilter['over']>): boolean {
  return currency === over.currency && parseDecimal(total ?? '')?.gt(over.amount) === true
}
