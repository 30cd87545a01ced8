import type { Limited } from '../uses.ts'
import type { EXCEPTION_REFUSALS, WORKFLOW_REFUSALS } from './report-refusals.ts'

/** What goes wrong with one report on purpose. */
export interface ReportTrouble {
  readonly entries?: IncompleteEntries
  readonly text?: UncleanText
  /** In place of the effect, once what is wrong with the call itself has been told. */
  readonly refusals?: readonly ReportRefusal[]
}

/**
 * Entries that are late, or never come, though the header counts them and sums them up. A reading is one `GET` of
 * `reportfulldetails` or of the list of expenses; `times` says how many show this, of which the default is all.
 */
export interface IncompleteEntries extends Limited {
  readonly shape: EntriesShape
}

/**
 * What v1.1 has in the place of the entries: `nil` is `<Entries i:nil="true"/>`, `absent` nothing, `empty` the element
 * with its `Count` and nothing in it, `fewer` all but the last and a `Count` of those. v4's list is `[]`, or with
 * `fewer` all but the last.
 */
export type EntriesShape = (typeof ENTRIES_SHAPES)[number]
export const ENTRIES_SHAPES = ['nil', 'absent', 'empty', 'fewer'] as const

/**
 * What free text of v1.1 has in it: `references` to control characters, which XML cannot hold, the characters
 * themselves (`raw`), or `ampersands` that nobody has escaped.
 */
export type UncleanText = (typeof UNCLEAN_TEXTS)[number]
export const UNCLEAN_TEXTS = ['references', 'raw', 'ampersands'] as const

/** A write that is refused with a documented code: by v4 as such, by v1.1 in its own shape. */
export type ReportRefusal = Limited &
  (
    | { readonly of: 'approve' | 'sendBack'; readonly code: keyof typeof WORKFLOW_REFUSALS }
    | { readonly of: 'exceptions'; readonly code: keyof typeof EXCEPTION_REFUSALS }
  )
