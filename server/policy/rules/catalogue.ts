import type { Rule } from '../rule.ts'
import { allocationSum } from './allocation-sum.ts'
import { amountCap } from './amount-cap.ts'
import { attendeesMissing } from './attendees-missing.ts'
import { duplicateEntry } from './duplicate-entry.ts'
import { futureDate } from './future-date.ts'
import { itemizationSum } from './itemization-sum.ts'
import { outsideReport } from './outside-report.ts'
import { personalClaimed } from './personal-claimed.ts'
import { purposeMissing } from './purpose-missing.ts'
import { receiptMissing } from './receipt-missing.ts'
import { reportSum } from './report-sum.ts'
import { staleEntry } from './stale-entry.ts'
import { unchangedResubmission } from './unchanged-resubmission.ts'

/** Every kind of rule that a policy file can use. */
export const RULES: readonly Rule[] = [
  receiptMissing,
  purposeMissing,
  staleEntry,
  futureDate,
  duplicateEntry,
  personalClaimed,
  allocationSum,
  itemizationSum,
  amountCap,
  attendeesMissing,
  outsideReport,
  reportSum,
  unchangedResubmission,
]
