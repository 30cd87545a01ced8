/** What was authenticated and could not be understood, without its bytes. */
export interface QuarantineLine {
  readonly id: number
  /** Through which it came, see `Door`. */
  readonly door: string
  /** When last; the same bytes are kept once. */
  readonly receivedAt: Date
  readonly timesSeen: number
  /** What the sender called it. */
  readonly contentType: string | null
  /** Why it could not be understood, a sentence each. */
  readonly problems: readonly string[]
}
