/** Through which doors the stops of reports were announced. */
export interface DoorReport {
  /** How many stops there were, each a review. */
  readonly both: number
  readonly calloutOnly: number
  readonly eventsOnly: number
  /** Found in Concur's list of reports that wait, and announced by nobody. */
  readonly neither: number
  /** Those that only one door announced, newest first. */
  readonly single: readonly SingleStop[]
  /** Notifications that were given up before there was a review, by door. */
  readonly dead: Readonly<Record<string, number>>
}

/** A stop that only one of the two doors announced. */
export interface SingleStop {
  readonly review: number
  readonly report: string
  readonly name: string | null
  /** `EXPRPT` or `TRAVELREQ`. */
  readonly objectType: string
  /** When its review began. */
  readonly at: Date
  readonly door: 'callout' | 'events'
}
