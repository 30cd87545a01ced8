import type { CustomFields, ReportHeader } from '../report/expense-report.ts'

/** An amount as it is kept and shown: an exact decimal and its currency, ISO 4217. */
export interface Amount {
  readonly amount: string
  readonly currency: string
}

/** What lists show of an object beside its subject, and what says whether it is in somebody's scope. */
export interface Listing {
  /** What a scope picks by, with the names that the report has for it. */
  readonly scope: {
    readonly policyKey?: string
    readonly group?: string
    readonly ledgerName?: string
    readonly currency: string
    readonly country?: string
    readonly orgUnits: CustomFields
  }
  readonly custom: CustomFields
  /** The sum of what has a finding with consequences, one for each currency. */
  readonly inQuestion: readonly Amount[]
  /** Which finding of the decision asks for most, from 0; absent where there is none with consequences. */
  readonly worst?: number
  /** A rule has found that something is claimed twice. */
  readonly isDuplicate: boolean
}

/** What a scope picks a report by. */
export function scopeOfReport({
  policyKey,
  group,
  ledgerName,
  currency,
  country,
  orgUnits,
}: Pick<ReportHeader, keyof Listing['scope']>): Listing['scope'] {
  return {
    currency,
    orgUnits,
    ...(policyKey !== undefined && { policyKey }),
    ...(group !== undefined && { group }),
    ...(ledgerName !== undefined && { ledgerName }),
    ...(country !== undefined && { country }),
  }
}
