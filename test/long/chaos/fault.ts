/** What can go wrong with a machine, and is over after a while. */
export interface ChaosFault {
  /** Such as `disk full`. */
  readonly kind: string
  /** Makes it happen. @returns When it is over. */
  readonly strike: (random: () => number) => Promise<void>
}

/** What has one trouble at a time: a process, a clock, a disk, Concur. */
export type Place = readonly ChaosFault[]

/** The database's machine, whatever the engine. */
export interface StorageChaos {
  /** Of the connectors, beside the others. */
  readonly settings: Readonly<Record<string, string>>
  /** The folder to run connectors in. */
  readonly folder: string
  /** What this machine can do of it. */
  readonly place: Place
  /** Whether a service manager would start a connector now. */
  readonly mayStart: () => boolean
  /** `DATABASE_URL` for the test itself. */
  readonly url: () => string
  readonly remove: () => Promise<void>
}

/** @returns A number of milliseconds from `least` to `most`. */
export function between(least: number, most: number, random: () => number): number {
  return least + random() * (most - least)
}
