import { Big } from 'big.js'
import { amountJson, exactNumber } from '../http/exact-json.ts'
import { idOf, userIdOf } from '../keys.ts'
import type { Expense } from './expenses.ts'
import { itemizationsOf } from './expenses.ts'
import type { AllocationDraft, EntryDraft } from './report-draft.ts'
import type { StandingException } from './report-exceptions.ts'
import type { ReportJsonContext } from './report-json.ts'
import { customDataJson, link, longPath, orNull } from './report-json.ts'
import { approvedPart, claimedPart } from './report-totals.ts'

/** What v1.1 calls a currency, which is all that a draft has for one that is not the report's. */
const CURRENCY_CODES: Readonly<Record<string, string>> = {
  'Dollar, United States': 'USD',
  'US, Dollar': 'USD',
  Euro: 'EUR',
  Krona: 'ISK',
  Yen: 'JPY',
  'Pound Sterling': 'GBP',
  'Franc, Switzerland': 'CHF',
  'Koruna, Czech Republic': 'CZK',
}

const ALLOCATION_STATES: Readonly<Record<string, string>> = {
  F: 'FULLY_ALLOCATED',
  P: 'PARTIALLY_ALLOCATED',
  N: 'NOT_ALLOCATED',
}

/** An expense as the list and the itemizations show it. @see SAP Concur, Expenses v4, "Schema: ReportExpenseSummary". */
export function expenseJson(context: ReportJsonContext, expense: Expense): object {
  const { report, exceptions, origin } = context
  const { expenseId, draft } = expense
  const { currency } = report.draft
  const ownExceptions = exceptions.filter((exception) => isWithin(exception, expenseId))
  const approved = draft.approvedAmount === '' ? approvedPart(draft).toFixed() : draft.approvedAmount
  const self = `${origin}${longPath(report, userIdOf(report.draft.employee.loginId))}/expenses/${expenseId}`
  return {
    expenseId,
    approverAdjustedAmount: amountJson(approved, currency),
    allocationState: ALLOCATION_STATES[draft.hasAllocation] ?? 'NOT_ALLOCATED',
    allocationSetId: draft.allocations.length > 0 ? idOf(`set ${expenseId}`) : null,
    approvedAmount: amountJson(approved, currency),
    businessPurpose: orNull(draft.businessPurpose),
    canAllocate: false,
    canDelete: false,
    claimedAmount: amountJson(claimedPart(draft).toFixed(), currency),
    ereceiptImageId: orNull(draft.eReceiptId),
    exchangeRate: { value: exactNumber(draft.exchangeRate, 14), operation: 'MULTIPLY' },
    expenseSourceIdentifiers: sourceIdentifiersJson(expense),
    expenseType: {
      id: draft.expenseType.code,
      name: draft.expenseType.name,
      code: 'OTHER',
      isDeleted: false,
    },
    hasBlockingExceptions: ownExceptions.some(({ isBlocking }) => isBlocking),
    hasExceptions: ownExceptions.length > 0,
    hasMissingReceiptDeclaration: draft.hasReceiptDeclaration,
    isAutoCreated: false,
    imageCertificationStatus: null,
    isImageRequired: draft.imageRequired,
    isPaperReceiptRequired: false,
    isPersonalExpense: draft.isPersonal,
    location: locationJson(draft),
    paymentType: { id: draft.paymentType, name: draft.paymentType, code: draft.paymentType },
    postedAmount: amountJson(draft.postedAmount, currency),
    receiptImageId: orNull(draft.receiptImageId),
    ticketNumber: null,
    transactionAmount: amountJson(draft.transactionAmount, currencyCode(draft, currency)),
    transactionDate: orNull(draft.transactionDate),
    travelAllowance: {
      dailyLimitAmount: null,
      dailyTravelAllowanceId: null,
      isExpensePartOfTravelAllowance: false,
    },
    vendor: draft.vendor === '' ? null : { id: null, name: null, description: draft.vendor },
    attendeeCount: draft.attendees.length,
    links: [
      link('self', self),
      ...(expense.parent ? [] : [link('itemizations', `${self}/itemizations`)]),
      link('comments', `${self}/comments`),
    ],
  }
}

/** One expense in full. @see SAP Concur, Expenses v4, "Schema: ReportExpenseDetail". */
export function expenseDetailJson(context: ReportJsonContext, expense: Expense): object {
  const { draft, parent } = expense
  return {
    ...expenseJson(context, expense),
    budgetAccrualDate: null,
    authorizationRequestExpenseId: null,
    customData: customDataJson({ ...draft.custom, ...draft.orgUnits }, context.origin),
    expenseTaxSummary: taxSummaryJson(draft, context.report.draft.currency),
    isExcludedFromCashAdvanceByUser: false,
    isExpenseBillable: false,
    isExpenseRejected: draft.isRejected,
    isPaperReceiptReceived: false,
    merchantTaxId: null,
    mileage: mileageJson(draft),
    parentExpenseId: parent ? idOf(parent.key) : null,
    receiptType:
      draft.receiptImageId === '' ? { id: 'N', status: 'No Receipt' } : { id: 'R', status: 'Receipt' },
    taxRateLocation: 'HOME',
    travel: null,
    lastModifiedDate: draft.lastModifiedAt === '' ? null : `${draft.lastModifiedAt}Z`,
    invoiceId: null,
    governmentInvoiceId: null,
  }
}

/** Where an expense came from; one that was typed in has nothing here. */
function sourceIdentifiersJson({ expenseId, draft, parent }: Expense): object | null {
  const charge = (isOne: boolean) => (isOne && !parent ? idOf(`charge of ${expenseId}`) : null)
  const identifiers = {
    creditCardTransactionId: charge(draft.isCreditCardCharge && !draft.isPersonalCardCharge),
    personalCardTransactionId: charge(draft.isPersonalCardCharge),
    ereceiptId: orNull(draft.eReceiptId),
  }
  if (Object.values(identifiers).every((identifier) => identifier === null)) return null
  return {
    ...identifiers,
    quickExpenseId: null,
    expenseCaptureImageId: null,
    segmentId: null,
    segmentTypeId: null,
    tripId: null,
    receipts: [],
  }
}

/** All of the tax is reclaimed; without any the sums are zero, as in the example. */
function taxSummaryJson({ postedAmount, taxAmount }: EntryDraft, currency: string): object {
  const tax = amountJson(taxAmount, currency)
  const net = amountJson(new Big(postedAmount || '0').minus(taxAmount || '0').toFixed(), currency)
  return {
    totalTaxPostedAmount: tax,
    totalTaxAdjustedAmount: tax,
    totalReclaimPostedAmount: tax,
    totalReclaimAdjustedAmount: tax,
    netTaxAmount: net,
    netAdjustedTaxAmount: net,
    netReclaimAmount: net,
    netReclaimAdjustedAmount: net,
    vatTaxTotal: taxAmount === '' ? null : tax,
  }
}

function mileageJson({ key, mileage }: EntryDraft): object | null {
  return mileage ? { ...mileage, vehicleId: idOf(`vehicle of ${key}`), routeId: null } : null
}

/** @see SAP Concur, Expenses v4, "Get a list of itemizations". */
export function itemizationsJson(context: ReportJsonContext, { draft }: Expense): readonly object[] {
  return itemizationsOf(draft).map((itemization) => expenseJson(context, itemization))
}

/** @see SAP Concur, Allocations v4, "Schema: Allocation". */
export function allocationsJson(
  { report, origin }: ReportJsonContext,
  { expenseId, draft }: Expense,
): readonly object[] {
  return draft.allocations.map((allocation) => {
    const amount = {
      value: JSON.rawJSON(shareOf(draft, allocation).toFixed(2)),
      currencyCode: report.draft.currency,
    }
    return {
      customData: customDataJson(allocation.custom, origin).map(({ listItemUrl: _url, ...field }) => field),
      allocationId: idOf(allocation.key),
      accountCode: orNull(allocation.accountCode1),
      overLimitAccountCode: orNull(allocation.accountCode2),
      allocationAmount: amount,
      approvedAmount: amount,
      claimedAmount: amount,
      expenseId,
      isSystemAllocation: draft.hasAllocation === 'N',
      isPercentEdited: false,
      percentage: exactNumber(allocation.percentage),
    }
  })
}

/** Attendees share an expense equally; names are not told. @see SAP Concur, Expense Attendee Associations v4. */
export function attendeesJson({ report }: ReportJsonContext, { draft }: Expense): object {
  const share = new Big(draft.transactionAmount || '0').div(Math.max(draft.attendees.length, 1)).toFixed(2)
  return {
    noShowAttendeeCount: 0,
    expenseAttendeeList: draft.attendees.map((attendee) => ({
      attendeeId: idOf(attendee.key),
      customData: null,
      isAmountUserEdited: false,
      isTraveling: null,
      associatedAttendeeCount: 1,
      versionNumber: attendee.versionNumber,
      transactionAmount: {
        value: JSON.rawJSON(share),
        currencyCode: currencyCode(draft, report.draft.currency),
      },
      approvedAmount: { value: JSON.rawJSON(share), currencyCode: report.draft.currency },
    })),
  }
}

/** An exception at an expense, or at a part of it, shows on the expense. */
function isWithin({ expense }: StandingException, expenseId: string): boolean {
  return expense?.expenseId === expenseId || (expense?.parent && idOf(expense.parent.key)) === expenseId
}

function shareOf(draft: EntryDraft, { percentage }: AllocationDraft): Big {
  return new Big(draft.postedAmount || '0').times(percentage).div(100)
}

function currencyCode({ exchangeRate, currencyName }: EntryDraft, reportCurrency: string): string {
  const code = CURRENCY_CODES[currencyName] ?? (Number(exchangeRate) === 1 ? reportCurrency : undefined)
  if (code === undefined) throw new Error(`the simulator knows no ISO code for ${currencyName}`)
  return code
}

function locationJson({ location: { name, subdivision, country } }: EntryDraft): object | null {
  if (name === '' && country === '') return null
  return {
    id: idOf(name),
    name: subdivision === '' ? name : `${name}, ${subdivision}`,
    city: name,
    countrySubDivisionCode: subdivision === '' ? null : `${country}-${subdivision}`,
    countryCode: country,
  }
}
