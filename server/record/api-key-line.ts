import type { Role } from './person.ts'

/** A key that a program acts with, as operators see it: without its secret, which nobody can read again. */
export interface ApiKeyLine {
  readonly id: number
  readonly name: string
  readonly role: Role
  readonly createdAt: Date
  readonly revokedAt: Date | null
}
