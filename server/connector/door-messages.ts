import type { Refusal } from '../../certs/refusal.ts'
import type { Settings } from '../../config/settings.ts'
import type { LogFields, LogLevel } from '../log.ts'
import type { Door } from '../notification/notification.ts'

/** What a door is started with. */
export interface DoorStart {
  readonly settings: Settings
  /** `itself`: it writes to the standard output, whatever the rest of the process does. */
  readonly logs: 'itself' | 'through its owner'
  /** Never come into a line that it writes itself. */
  readonly secrets: readonly string[]
}

/** What a door is told. */
export type ToDoor =
  /** The database is there: open. */
  | { readonly kind: 'open'; readonly now: number }
  /** The time of all connectors, in milliseconds since 1970. */
  | { readonly kind: 'time'; readonly now: number }
  | { readonly kind: 'taken over'; readonly upTo: number }
  /** What taking over has met; see `Arrivals.damaged`. */
  | { readonly kind: 'damaged'; readonly error: { readonly message: string; readonly code: string } }
  | { readonly kind: 'check'; readonly question: number }
  | { readonly kind: 'stop'; readonly deadlineMs: number }

/** What a door tells. */
export type FromDoor =
  /** It can be told to open. */
  | { readonly kind: 'ready' }
  /** `thread`: the number that the system gives it, where that is known. */
  | { readonly kind: 'open'; readonly url: string; readonly thread: number | undefined }
  /** It could not open. `isExpected`: a file, an address, the database; otherwise it is a bug. */
  | { readonly kind: 'not opened'; readonly problem: string; readonly isExpected: boolean }
  | ({ readonly kind: 'news' } & DoorNews)
  | {
      readonly kind: 'log'
      readonly level: LogLevel
      readonly event: string
      readonly fields: LogFields | undefined
    }
  | { readonly kind: 'checked'; readonly question: number; readonly problem: string | undefined }
  | { readonly kind: 'stopped' }

/** What happened in one turn of the door. */
export interface DoorNews {
  /** Seconds from the headers of a notification to its answer 200 or 400, each on disk. */
  readonly acknowledged: readonly number[]
  readonly unavailable: readonly Door[]
  readonly refusedEvents: readonly Refusal['reason'][]
}
