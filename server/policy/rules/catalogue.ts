import type { Rule } from '../rule.ts'
import { affidavitsTooOften } from './affidavits-too-often.ts'
import { airClass } from './air-class.ts'
import { allocationSum } from './allocation-sum.ts'
import { amountCap } from './amount-cap.ts'
import { approverAuthority } from './approver-authority.ts'
import { attendeeYearlyTotal } from './attendee-yearly-total.ts'
import { attendeesMissing } from './attendees-missing.ts'
import { bannedWords } from './banned-words.ts'
import { capPerPeriod } from './cap-per-period.ts'
import { cardClaimedAsCash } from './card-claimed-as-cash.ts'
import { cashWithdrawn } from './cash-withdrawn.ts'
import { condition } from './condition.ts'
import { costObject } from './cost-object.ts'
import { duplicateEntry } from './duplicate-entry.ts'
import { exchangeRate } from './exchange-rate.ts'
import { futureDate } from './future-date.ts'
import { hotelCap } from './hotel-cap.ts'
import { itemizationSum } from './itemization-sum.ts'
import { justUnderLimit } from './just-under-limit.ts'
import { mealLimit } from './meal-limit.ts'
import { mileageCap } from './mileage-cap.ts'
import { outsideReport } from './outside-report.ts'
import { overRequest } from './over-request.ts'
import { overlappingReport } from './overlapping-report.ts'
import { ownApproval } from './own-approval.ts'
import { perDiemAndActuals } from './per-diem-and-actuals.ts'
import { personalClaimed } from './personal-claimed.ts'
import { publicOfficial } from './public-official.ts'
import { purposeMissing } from './purpose-missing.ts'
import { receiptMissing } from './receipt-missing.ts'
import { reportSum } from './report-sum.ts'
import { roundAmount } from './round-amount.ts'
import { splitPurchase } from './split-purchase.ts'
import { staleEntry } from './stale-entry.ts'
import { tipShare } from './tip-share.ts'
import { tooManyPerPeriod } from './too-many-per-period.ts'
import { unchangedResubmission } from './unchanged-resubmission.ts'
import { vendorOutOfPolicy } from './vendor-out-of-policy.ts'
import { weekendOrHoliday } from './weekend-or-holiday.ts'

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
  affidavitsTooOften,
  cardClaimedAsCash,
  overlappingReport,
  capPerPeriod,
  tooManyPerPeriod,
  splitPurchase,
  justUnderLimit,
  roundAmount,
  perDiemAndActuals,
  cashWithdrawn,
  weekendOrHoliday,
  tipShare,
  condition,
]
