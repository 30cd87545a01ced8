import type { Rule } from '../rule.ts'
import { airClass } from './air-class.ts'
import { allocationSum } from './allocation-sum.ts'
import { amountCap } from './amount-cap.ts'
import { approverAuthority } from './approver-authority.ts'
import { attendeeYearlyTotal } from './attendee-yearly-total.ts'
import { attendeesMissing } from './attendees-missing.ts'
import { bannedWords } from './banned-words.ts'
import { costObject } from './cost-object.ts'
import { duplicateEntry } from './duplicate-entry.ts'
import { exchangeRate } from './exchange-rate.ts'
import { futureDate } from './future-date.ts'
import { hotelCap } from './hotel-cap.ts'
import { itemizationSum } from './itemization-sum.ts'
import { mealLimit } from './meal-limit.ts'
import { mileageCap } from './mileage-cap.ts'
import { outsideReport } from './outside-report.ts'
import { overRequest } from './over-request.ts'
import { ownApproval } from './own-approval.ts'
import { personalClaimed } from './personal-claimed.ts'
import { publicOfficial } from './public-official.ts'
import { purposeMissing } from './purpose-missing.ts'
import { receiptMissing } from './receipt-missing.ts'
import { reportSum } from './report-sum.ts'
import { staleEntry } from './stale-entry.ts'
import { unchangedResubmission } from './unchanged-resubmission.ts'
import { vendorOutOfPolicy } from './vendor-out-of-policy.ts'

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
  mealLimit,
  attendeeYearlyTotal,
  publicOfficial,
  hotelCap,
  airClass,
  bannedWords,
  vendorOutOfPolicy,
  exchangeRate,
  mileageCap,
  costObject,
  overRequest,
  ownApproval,
  approverAuthority,
]
