import { z } from 'zod'
import { amount, customData, day, links, objectId, second } from './values.ts'

const text = z.string().nullable().optional()
const amountOrNone = amount.nullable().optional()
const identifier = z.string().nullable().optional()

/** @see FACTS M.2, Expense detail. */
const expenseSourceIdentifiers = z.strictObject({
  creditCardTransactionId: identifier,
  personalCardTransactionId: identifier,
  quickExpenseId: identifier,
  expenseCaptureImageId: identifier,
  ereceiptId: identifier,
  segmentId: identifier,
  segmentTypeId: identifier,
  tripId: identifier,
  receipts: z.array(z.unknown()).max(1).optional(),
})

/** @see FACTS D.4, Expense summary; M.2 for the lengths of ids and for `canDelete` and `canAllocate`. */
export const expenseSummary = z.strictObject({
  expenseId: objectId,
  expenseType: z.strictObject({
    id: z.string().max(5),
    name: z.string(),
    code: z.string(),
    isDeleted: z.boolean().optional(),
  }),
  paymentType: z.strictObject({ id: z.string().max(4), name: text, code: text }),
  transactionDate: day.nullable().optional(),
  transactionAmount: amount,
  postedAmount: amount,
  claimedAmount: amountOrNone,
  approvedAmount: amountOrNone,
  approverAdjustedAmount: amountOrNone,
  exchangeRate: z.strictObject({ value: z.number(), operation: z.enum(['MULTIPLY', 'DIVIDE']) }),
  businessPurpose: text,
  vendor: z.strictObject({ id: text, name: text, description: text }).nullable().optional(),
  location: z
    .strictObject({ id: objectId, name: text, city: text, countryCode: text, countrySubDivisionCode: text })
    .nullable()
    .optional(),
  allocationState: z.enum(['FULLY_ALLOCATED', 'NOT_ALLOCATED', 'PARTIALLY_ALLOCATED']),
  allocationSetId: objectId.nullable().optional(),
  attendeeCount: z.int().optional(),
  canAllocate: z.boolean(),
  canDelete: z.boolean(),
  hasExceptions: z.boolean(),
  hasBlockingExceptions: z.boolean(),
  hasMissingReceiptDeclaration: z.boolean(),
  isImageRequired: z.boolean(),
  isPaperReceiptRequired: z.boolean(),
  isPersonalExpense: z.boolean(),
  isAutoCreated: z.boolean(),
  receiptImageId: identifier,
  ereceiptImageId: identifier,
  imageCertificationStatus: text,
  ticketNumber: text,
  travelAllowance: z
    .strictObject({
      dailyLimitAmount: amountOrNone,
      dailyTravelAllowanceId: identifier,
      isExpensePartOfTravelAllowance: z.boolean(),
    })
    .nullable()
    .optional(),
  expenseSourceIdentifiers: expenseSourceIdentifiers.nullable().optional(),
  fuelTypeListItem: z.unknown().optional(),
  jptRouteId: identifier,
  links: links.optional(),
})

/** Four sums are in M.2, the others in the example. */
const expenseTaxSummary = z.strictObject({
  totalTaxPostedAmount: amountOrNone,
  totalTaxAdjustedAmount: amountOrNone,
  totalReclaimPostedAmount: amountOrNone,
  totalReclaimAdjustedAmount: amountOrNone,
  netTaxAmount: amountOrNone,
  netAdjustedTaxAmount: amountOrNone,
  netReclaimAmount: amountOrNone,
  netReclaimAdjustedAmount: amountOrNone,
  vatTaxTotal: amountOrNone,
})

/** "Flags" that M.2 does not name may stand beside. */
const mileage = z.looseObject({
  totalDistance: z.int(),
  vehicleId: z.string(),
  personalDistance: z.int().nullable().optional(),
  passengerCount: z.int().nullable().optional(),
  odometerStart: z.int().nullable().optional(),
  odometerEnd: z.int().nullable().optional(),
  routeId: identifier,
})

/** @see FACTS M.2, Expense detail. */
const travel = z.strictObject({
  hotelCheckinDate: day.nullable().optional(),
  hotelCheckoutDate: day.nullable().optional(),
  carRentalDays: z.int().nullable().optional(),
  startLocation: z.unknown().optional(),
  endLocation: z.unknown().optional(),
  airlineServiceClassCode: text,
})

/** @see FACTS D.4, Expense detail; M.2. */
export const expenseDetail = expenseSummary.extend({
  customData: customData.optional(),
  parentExpenseId: objectId.nullable().optional(),
  expenseTaxSummary: expenseTaxSummary.nullable().optional(),
  receiptType: z
    .strictObject({ id: z.enum(['N', 'R', 'T']), status: z.string() })
    .nullable()
    .optional(),
  taxRateLocation: z.string(),
  merchantTaxId: text,
  mileage: mileage.nullable().optional(),
  travel: travel.nullable().optional(),
  budgetAccrualDate: day.nullable().optional(),
  authorizationRequestExpenseId: identifier,
  isExpenseBillable: z.boolean(),
  isExpenseRejected: z.boolean(),
  isExcludedFromCashAdvanceByUser: z.boolean(),
  isPaperReceiptReceived: z.boolean(),
  lastModifiedDate: second.nullable().optional(),
  invoiceId: identifier,
  governmentInvoiceId: identifier,
})

/** What the examples of the page, which are older, lack. */
const LATER = { canAllocate: true, canDelete: true } as const
export const expenseSummaryOfPage = expenseSummary.partial(LATER)
export const expenseDetailOfPage = expenseDetail.partial(LATER)

/** @see FACTS D.4, Allocation. */
export const allocation = z.strictObject({
  allocationId: objectId,
  expenseId: objectId,
  percentage: z.number(),
  allocationAmount: amountOrNone,
  approvedAmount: amountOrNone,
  claimedAmount: amountOrNone,
  accountCode: text,
  overLimitAccountCode: text,
  isPercentEdited: z.boolean(),
  isSystemAllocation: z.boolean(),
  customData: customData.nullable().optional(),
})

/** @see FACTS D.4, Attendees. */
export const attendees = z.strictObject({
  noShowAttendeeCount: z.int(),
  expenseAttendeeList: z.array(
    z.strictObject({
      attendeeId: objectId,
      transactionAmount: amount,
      approvedAmount: amount,
      isAmountUserEdited: z.boolean().optional(),
      isTraveling: z.boolean().nullable().optional(),
      associatedAttendeeCount: z.int().optional(),
      versionNumber: z.int().optional(),
      customData: customData.nullable().optional(),
    }),
  ),
})
