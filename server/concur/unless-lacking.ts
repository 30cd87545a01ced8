import type { Reading } from './concur-client.ts'

/** The reason is answered, logged and kept, and a report may have thousands of entries. */
const MOST_NAMED = 10

/** What was read, or the problems that were found on the way: of a whole document, which will not get better. */
export function unlessLacking<Value>(value: Value, problems: readonly string[]): Reading<Value> {
  if (problems.length === 0) return { ok: true, value }
  const named = problems.slice(0, MOST_NAMED).join('; ')
  const more = problems.length - MOST_NAMED
  return { ok: false, problem: more > 0 ? `${named}; and ${more} more` : named, isWhole: true }
}
