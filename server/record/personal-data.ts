/** A person as they stand in the database. */
export interface PersonalData {
  /** Logins, e-mail addresses, employee ids and ids of users at Concur. */
  readonly ids: readonly string[]
  readonly names: readonly string[]
  /** Whether they have an account here. */
  readonly hasAccount: boolean
  /** Their reports and requests that were reviewed here. */
  readonly reviews: readonly ReviewOfPerson[]
  /** By somebody who is called the same: themselves under another id, or somebody else. */
  readonly namesakes: readonly number[]
  /** As {@link PersonalData.namesakes}, of which no id is kept. */
  readonly unclear: readonly number[]
  /** In how many rows they are named, by table; those of their reviews too. */
  readonly places: Readonly<Record<string, number>>
  /** What stands in their place, if they were erased before. */
  readonly pseudonym?: string
}

/** A report or request of that person. */
export interface ReviewOfPerson {
  readonly id: number
  readonly reportId: string
  /** Absent while it is open. */
  readonly result: string | null
}

/** What came of erasing somebody. */
export type ErasureOutcome =
  | {
      readonly kind: 'erased'
      readonly pseudonym: string
      /** Rows that were changed, by table. */
      readonly places: Readonly<Record<string, number>>
    }
  /** Each is a sentence that names what is in the way. */
  | { readonly kind: 'refused'; readonly problems: readonly string[] }
  /** Nobody is known by that. */
  | { readonly kind: 'unknown' }
