import type { Gap } from '../report/completeness.ts'

/** What is done with the report, from the mildest to the strictest. */
export const OUTCOMES = ['approve', 'flag and approve', 'send back', 'hold'] as const
/** One of {@link OUTCOMES}; the strictest that any finding asks for is the report's. */
export type Outcome = (typeof OUTCOMES)[number]

/** Whether what is found has consequences, or is only recorded while a rule is on trial. */
export const ENFORCE = ['observe', 'act'] as const
/** One of {@link ENFORCE}. */
export type Enforce = (typeof ENFORCE)[number]

/** The part of a report or a travel request that a finding is about. */
export interface FoundObject {
  readonly type: 'Report' | 'Entry' | 'Itemization' | 'Allocation' | 'Request' | 'Planned expense'
  /** The key that names it in Concur, such as `reportKey`, `entryId`, `itemizationId` or `allocationId`. */
  readonly id: string
  /** For people: `entry 2, BUSMEAL 115.00 USD on 2026-05-19`. */
  readonly label: string
}

/** Who sees an exception: employee, approver and processor; the latter two; or the processor. */
export const EXCEPTION_VISIBILITIES = ['ALL', 'APPROVER_PROCESSOR', 'PROCESSOR'] as const
/** One of {@link EXCEPTION_VISIBILITIES}. */
export type ExceptionVisibility = (typeof EXCEPTION_VISIBILITIES)[number]

/** One thing that a rule found wrong. */
export interface Finding {
  /** The id of the rule in the policy file. */
  readonly rule: string
  readonly object: FoundObject
  /** What was seen, as text: an amount, a date, `empty`. */
  readonly observed: string
  /** What the policy allows, as text. */
  readonly limit: string
  /** One of the severities that the policy file defines. */
  readonly severity: string
  /** The customer's own code, at most 8 capitals and digits; absent when the rule is only for the record. */
  readonly exceptionCode?: string
  /** Who is to see the exception; absent for all. */
  readonly visibility?: ExceptionVisibility
  /** For the employee and the approver, in the language of the report. */
  readonly message: string
  /** By language, with `{object}`, `{observed}` and `{limit}`; where the policy file has the message in several. */
  readonly texts?: Readonly<Record<string, string>>
  /** `observe`: only recorded, because the rule is on trial for this report; no exception and no influence. */
  readonly enforce: Enforce
}

/** A rule that could not be applied, which is not the same as a rule that was kept. */
export interface NotEvaluated {
  readonly rule: string
  readonly reason: string
  readonly enforce: Enforce
}

/** What the policy says of one report. */
export interface Decision {
  /** Hash of the policy file and its lists. */
  readonly policyVersion: string
  /** `observe`: nothing of it is carried out, because the policy is on trial for this report. */
  readonly enforce: Enforce
  readonly findings: readonly Finding[]
  readonly notEvaluated: readonly NotEvaluated[]
  readonly outcome: Outcome
  /** Lists the findings, at most 2,000 characters; sent with `Send Back to Employee`. Absent for other outcomes. */
  readonly comment?: string
  /** The object was not seen whole: it is held, whatever the policy makes of what was seen. */
  readonly gap?: Gap
}

/** A decision that is carried out, and who took it. */
export interface TakenDecision {
  readonly by: 'policy' | 'person'
  readonly decision: Decision
}
