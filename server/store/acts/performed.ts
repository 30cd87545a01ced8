import type { ActDone } from '../../record/review-act.ts'
import type { Sentence } from '../../record/sentence.ts'
import type { Actor } from '../../record/trail.ts'

/** What became of an act. */
export type Performed = { readonly ok: true; readonly isNew: boolean; readonly done: ActDone } | Refused

/** Why it could not be done. */
export interface Refused {
  readonly ok: false
  readonly reason: Sentence
  /** The same without names, for the trail; `reason`, where it has none. */
  readonly detail?: Sentence
}

/** Who does something, and when. */
export interface Doing {
  readonly by: Actor
  readonly now: Date
  /** Only says what would become of it: nothing is written, and the trail is told nothing. */
  readonly isDryRun?: boolean
}

/** @param detail Where the reason has names. */
export function refused(reason: Sentence, detail?: Sentence): Refused {
  return { ok: false, reason, ...(detail !== undefined && { detail }) }
}
