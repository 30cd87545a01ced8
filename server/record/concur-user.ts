/** Whom Concur's id of a user stands for, as far as it tells. */
export interface ConcurUser {
  /** `Example, Robin`, as v1.1 writes it. */
  readonly name?: string
  readonly loginId?: string
  /** The company's own. */
  readonly employeeId?: string
  readonly email?: string
}
