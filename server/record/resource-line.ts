/** How a resource of an instance is doing. What there is none of is `null`. */
export interface ResourceLine {
  readonly id: number
  readonly instanceId: number
  readonly name: string
  /** JSON: what the next poll goes on from. */
  readonly state: string
  /** Failed polls in a row. */
  readonly failures: number
  /** Since when the vendor has asked for patience, and has not been read since. */
  readonly patienceSince: Date | null
  readonly polledAt: Date | null
  readonly succeededAt: Date | null
  /** What was wrong at the last poll. */
  readonly problem: string | null
  /** What is wrong with what was read. */
  readonly warnings: readonly string[]
}
