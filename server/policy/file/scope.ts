import { parse } from 'yaml'
import { insideUnion } from './found.ts'
import { type Selector, selector, takenSelector } from './selector.ts'

/** What came of reading a scope. */
export type ReadScope =
  | {
      readonly ok: true
      readonly scope: Selector
      /** The text to keep. */
      readonly json: string
    }
  | { readonly ok: false; readonly problems: readonly string[] }

/**
 * Reads which reports a person decides on: a text of the same names as a rule's `for`, such as
 * `{ orgUnit1: [Sales, Support], currency: EUR }`. JSON is fine.
 * @param text Untrusted.
 */
export function readScope(text: string): ReadScope {
  return readScopeAs(selector, text)
}

/** The same of a text that was taken before, maybe by a version that looked less closely. */
export function readTakenScope(text: string): ReadScope {
  return readScopeAs(takenSelector, text)
}

function readScopeAs(form: typeof selector, text: string): ReadScope {
  const content = contentOf(text)
  if (!content.ok) return content
  const read = form.safeParse(content.value)
  if (read.success) return { ok: true, scope: read.data, json: JSON.stringify(content.value) }
  return {
    ok: false,
    problems: read.error.issues.flatMap(insideUnion).map((issue) => {
      const names = issue.code === 'unrecognized_keys' ? issue.keys : issue.path.map(String)
      return names.length === 0 ? issue.message : `${names.join('.')}: ${issue.message}`
    }),
  }
}

function contentOf(text: string): { ok: true; value: unknown } | { ok: false; problems: readonly string[] } {
  try {
    // Every value stays the text that was typed: an org unit such as 0100 keeps its zero.
    const value: unknown = parse(text, { schema: 'failsafe' })
    return { ok: true, value }
  } catch (error) {
    // No YAML, or an alias (*name) without its anchor (&name).
    const reason = error instanceof Error ? error.message : String(error)
    return { ok: false, problems: [reason.split('\n')[0] ?? reason] }
  }
}
