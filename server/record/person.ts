/** What somebody may do, each apart from the others. */
export const ROLES = ['viewer', 'reviewer', 'controller', 'policy', 'auditor', 'admin'] as const
/**
 * One of {@link ROLES}: `viewer` and `auditor` look, `reviewer` decides within a scope and up to an amount,
 * `controller` decides without those bounds, `policy` changes the policy, `admin` runs the connector and keeps its
 * people, and decides on no money.
 */
export type Role = (typeof ROLES)[number]

/** Somebody who looks at reports here, or decides on them. */
export interface Person {
  /** In small letters; nobody else has it. */
  readonly login: string
  readonly name: string
  readonly email?: string
  readonly employeeId?: string
  readonly role: Role
  /** Of a reviewer: JSON of the same names as a rule's `for`, which `readScope` reads. All reports, if absent. */
  readonly scope?: string
  /** Of a reviewer: by currency, the greatest total that they decide on, as the text of an exact decimal. */
  readonly maxAmounts?: Readonly<Record<string, string>>
  /** Of an admin: gets in with their password also where a provider signs people in, for the day when it is away. */
  readonly isEmergency?: true
}

/** A person as operators see one. */
export interface PersonLine extends Person {
  /** Given once: who comes after a person that was removed has another one. */
  readonly id: number
  readonly hasPassword: boolean
  readonly createdAt: Date
}

/** What is to be different of a person; `null` takes it away. */
export interface PersonChanges {
  readonly name?: string
  readonly email?: string | null
  readonly employeeId?: string | null
  readonly role?: Role
  readonly scope?: string | null
  /** All currencies at once: one that is not named has no limit any more, and so is not decided on. */
  readonly maxAmounts?: Readonly<Record<string, string>> | null
  readonly isEmergency?: true | null
}
