import type { Reading } from './concur-client.ts'

/** The reason is answered, logged and kept, and a report may have thousands of entries. */
const MAX_NAMED = 10

/**
 * What was read, or the problems that were found on the way: of a whole document, which will not get better.
 * @param notes Of what need not be there and could not be read; kept with the value as `notRead`.
 */
export function unlessLacking<Value extends object>(
  value: Value,
  problems: readonly string[],
  notes: readonly string[],
): Reading<Value & { readonly notRead?: readonly string[] }> {
  if (problems.length > 0) return { ok: false, problem: someOf(problems).join('; '), isWhole: true }
  return { ok: true, value: notes.length === 0 ? value : { ...value, notRead: someOf(notes) } }
}

function someOf(all: readonly string[]): readonly string[] {
  const more = all.length - MAX_NAMED
  return more > 0 ? [...all.slice(0, MAX_NAMED), `and ${more} more`] : all
}
