/** A policy as it was written, so that what it said can be read again when it has been changed. */
export interface PolicySource {
  /** See `Policy`. */
  readonly version: string
  /** For people. */
  readonly name: string
  readonly texts: {
    readonly text: string
    /** Of its lists, by the path that the policy file gives. */
    readonly lists: ReadonlyMap<string, string>
  }
}

/** A version of the policy that is kept. */
export interface KeptPolicy extends PolicySource {
  readonly keptAt: Date
}

/** A version that is kept, as lists show it. */
export interface PolicyVersionLine {
  readonly version: string
  readonly name: string
  /** When a connector had it for the first time, as far as this is known here. */
  readonly keptAt: Date
  /** When one was started with it, or changed to it, last. */
  readonly loadedAt: Date
  /** How many reviews were decided by it last. */
  readonly reviews: number
}
