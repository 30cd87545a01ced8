/** What one employee has claimed in twelve months, as far as reviews here have seen it. */
export interface EmployeeYear {
  /** Each counted once, however often it was reviewed; the one that is looked at is left out. */
  readonly reports: number
  /** Those of them whose last review sent them back. */
  readonly sentBack: number
  /** Those of them that a person has decided on. */
  readonly decidedByPerson: number
  /** By currency, the sum of their totals as an exact decimal; of different currencies nothing is added. */
  readonly totals: readonly { readonly currency: string; readonly total: string }[]
}
