/** Every reason for which a caller is not taken for Concur, or not listened to; short words, for metrics and logs. */
export const REFUSAL_REASONS = [
  'no certificate',
  'unreadable certificate',
  'other name',
  'not valid now',
  'no client purpose',
  'unknown authority',
  'no signature',
  'malformed signature',
  'unknown key',
  'too large',
] as const

/** Why a caller is not taken for Concur. */
export interface Refusal {
  readonly ok: false
  readonly reason: (typeof REFUSAL_REASONS)[number]
  /** The same in a sentence, with what to do should the caller be Concur; for the log, not for the caller. */
  readonly text: string
}

/** A {@link Refusal} in short. */
export function refusal(reason: Refusal['reason'], text: string): Refusal {
  return { ok: false, reason, text }
}
