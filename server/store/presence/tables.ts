/** Of who looks at what. */
export interface PresenceTables {
  presence: PresenceTable
}

/** Who has which review open. */
export interface PresenceTable {
  id: string
  review_id: number
  login: string
  since: number
  seen_at: number
}
