/** Where an instance stands. `off`: its configuration asks for no polls. `disabled`: it failed too often, or somebody said so. */
export type InstanceState = 'waiting' | 'claimed' | 'off' | 'disabled'

/** A vendor's account that is polled, as operators see it. */
export interface InstanceLine {
  readonly id: number
  /** The key of the vendor, such as `sageone`. */
  readonly element: string
  readonly name: string
  /** The file that declares it; absent where the API made it. */
  readonly file?: string
  readonly createdAt: Date
  readonly updatedAt: Date
  readonly state: InstanceState
  /** When it is polled next, if it waits. */
  readonly dueAt: Date
  /** Why it is disabled, and since when. */
  readonly disabled?: Since
  /** Why its callbacks wait for somebody, and since when. */
  readonly stopped?: Since
}

/** An instance with what is needed to poll it. */
export interface StoredInstance extends InstanceLine {
  /** JSON, without secrets. */
  readonly body: string
  /** Encrypted. */
  readonly secrets: string
}

/** A reason for something that has not ended. */
export interface Since {
  readonly reason: string
  readonly at: Date
}
