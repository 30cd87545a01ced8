/** A key of the instances API as operators see it: without its secrets, which nobody can read again. */
export interface ElementsKeyLine {
  readonly id: number
  readonly name: string
  readonly createdAt: Date
  readonly revokedAt: Date | null
}
