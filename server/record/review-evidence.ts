import type { ReviewRecord } from './review-record.ts'
import type { TrailEntry } from './trail.ts'

/** All that is kept of one review, as it was at one moment. */
export interface ReviewEvidence {
  readonly record: Omit<ReviewRecord, 'report'>
  /** Every reading of the object, oldest first; a line of `record.events` of the kind `read` each. */
  readonly readings: readonly EvidenceReading[]
  /** What told of it, byte for byte, oldest first. */
  readonly received: readonly { readonly notification: number; readonly raw: Uint8Array }[]
  /** Of the report, as the policy was applied to it last, see `unpackFacts`. */
  readonly facts?: { readonly bytes: Uint8Array; readonly version: number }
  /** The rows of the trail about it, oldest first: what people did with it, and asked for in vain. */
  readonly acts: readonly TrailEntry[]
  /** When the people in it were replaced by pseudonyms. */
  readonly erasedAt: Date | null
}

/** One reading of an object. */
export interface EvidenceReading {
  readonly at: Date
  /** Where the object was: `report read at A_EXTV`. */
  readonly summary: string
  /** As Concur sent it; absent where it is kept no longer. */
  readonly document?: Uint8Array
  /** Of the document, if it was taken away with a person who was erased. */
  readonly erased?: { readonly bytes: number; readonly sha256: string }
}
