import { Big } from 'big.js'
import type { Day } from '../../report/expense-report.ts'
import { sumOf } from '../../report/money.ts'
import { newKey, newTill } from '../keys.ts'
import type {
  AllocationDraft,
  AttendeeDraft,
  EntryDraft,
  ItemizationDraft,
  ReportDraft,
} from './report-draft.ts'

/**
 * A report that no sensible policy objects to: one taxi ride, in USD. Its vendors get the number of a till.
 * @param today The day on which it will be submitted; dates are counted back from it.
 */
export function draftReport(today: Day, changes: Partial<ReportDraft> = {}): ReportDraft {
  return {
    name: 'Client visit',
    purpose: 'Visit to a client',
    employee: { loginId: 'chris.miller@example.com', name: 'Miller, Chris' },
    currency: 'USD',
    reportDate: today,
    createdAt: `${daysBefore(today, 1)}T16:05:00`,
    paidAt: '',
    paymentStatus: { code: 'P_NOTP', name: 'Not Paid' },
    receiptImageUrl: 'http://www.concursolutions.com/getImage?cid=p0000002tcnl&val=D9EC86BB902B8D48',
    ledgerName: 'DEFAULT',
    policyKey: 'n3VIbuLd1AU4tlT7As3ThJYJf2dADsJ1V',
    orgUnits: {},
    custom: {},
    hasException: false,
    everSentBack: false,
    cashAdvance: '0',
    countsItemizations: false,
    totals: {},
    statusAfterApproval: 'A_APPR',
    trouble: {},
    ...changes,
    entries: atTillsOfItsOwn(changes.entries ?? [draftEntry(today)]),
  }
}

/** Equal purchases of two reports would be one purchase that is claimed twice; nobody has drawn these up to show that. */
function atTillsOfItsOwn(entries: readonly EntryDraft[]): readonly EntryDraft[] {
  const till = newTill()
  return entries.map((entry) =>
    entry.vendor === '' ? entry : { ...entry, vendor: `${entry.vendor}, till ${till}` },
  )
}

/**
 * An entry with its receipt and purpose: a taxi ride of 18.50 USD three days before `today`. What follows from
 * the changes is adapted: posted, approved and tax amounts, and the allocation of all of it to one account.
 */
export function draftEntry(today: Day, changes: Partial<EntryDraft> = {}): EntryDraft {
  const { transactionAmount = '18.50', exchangeRate = '1', itemizations = [] } = changes
  const expenseType = changes.expenseType ?? { code: 'TAXIX', name: 'Taxi' }
  const postedAmount = changes.postedAmount ?? converted(transactionAmount, exchangeRate)
  const isItemized = itemizations.length > 0
  const taxAmount = changes.taxAmount ?? (changes.hasVat === true ? taxWithin(postedAmount) : '')
  return {
    key: newKey(),
    expenseType,
    spendCategory: 'Transportation',
    paymentType: 'CASH',
    businessPurpose: 'Ride to the client',
    vendor: 'Yellow Cab',
    location: { name: 'Seattle', subdivision: 'WA', country: 'US' },
    transactionDate: daysBefore(today, 3),
    transactionAmount,
    currencyName: 'Dollar, United States',
    exchangeRate,
    postedAmount,
    approvedAmount: isItemized ? '' : postedAmount,
    receiptRequired: true,
    imageRequired: true,
    receiptImageId: '6EA8D791D82231349763EFCBC1822318',
    eReceiptId: '',
    hasVat: taxAmount !== '',
    taxAmount,
    hasComments: false,
    commentCount: 0,
    hasExceptions: false,
    isPersonal: false,
    isCreditCardCharge: false,
    isPersonalCardCharge: false,
    isCompanyPaid: false,
    isRejected: false,
    hasReceiptDeclaration: false,
    hasAllocation: coverage(changes.allocations ?? []),
    formKey: 'nnamf5z0cLe4MHs53YwSIjwY0uP8kby5p',
    lastModifiedAt: `${daysBefore(today, 1)}T16:10:00`,
    orgUnits: {},
    custom: {},
    itemizations,
    allocations: isItemized ? [] : [draftAllocation({ accountCode1: expenseType.code })],
    attendees: [],
    ...changes,
  }
}

/** A part of an entry: breakfast for 12.00 three days before `today`, charged to one account. */
export function draftItemization(today: Day, changes: Partial<ItemizationDraft> = {}): ItemizationDraft {
  const { transactionAmount = '12.00' } = changes
  const expenseType = changes.expenseType ?? { code: 'BRKFT', name: 'Breakfast' }
  const postedAmount = changes.postedAmount ?? transactionAmount
  return {
    key: newKey(),
    expenseType,
    businessPurpose: 'Stay at the client',
    transactionDate: daysBefore(today, 3),
    transactionAmount,
    postedAmount,
    approvedAmount: postedAmount,
    isPersonal: false,
    hasComments: false,
    commentCount: 0,
    lastModifiedAt: `${daysBefore(today, 1)}T16:12:00`,
    orgUnits: {},
    custom: {},
    allocations: [draftAllocation({ accountCode1: expenseType.code })],
    attendees: [],
    ...changes,
  }
}

/** All of an expense to one account; the usual case. */
export function draftAllocation(changes: Partial<AllocationDraft> = {}): AllocationDraft {
  return { key: newKey(), percentage: '100', accountCode1: '', accountCode2: '', custom: {}, ...changes }
}

/** A guest from another company. */
export function draftAttendee(changes: Partial<AttendeeDraft> = {}): AttendeeDraft {
  return {
    key: newKey(),
    type: 'BUSGUEST',
    firstName: 'Pat',
    lastName: 'Davis',
    company: 'Medico',
    title: 'Finance Manager',
    externalId: '',
    ownerName: 'Miller, Chris',
    isDeleted: false,
    hasExceptionsPreviousYear: false,
    hasExceptionsYearToDate: false,
    totalPreviousYear: '0',
    totalYearToDate: '0',
    versionNumber: 1,
    custom: {},
    ...changes,
  }
}

/** The day so many days earlier; a negative number looks ahead. */
export function daysBefore(today: Day, days: number): Day {
  const day = new Date(`${today}T00:00:00Z`)
  day.setUTCDate(day.getUTCDate() - days)
  return day.toISOString().slice(0, 10)
}

function converted(amount: string, rate: string): string {
  return amount === '' || rate === '' ? '' : new Big(amount).times(rate).toFixed(2)
}

/** A tax of 10 % in a posted amount. */
function taxWithin(postedAmount: string): string {
  return postedAmount === '' ? '' : new Big(postedAmount).div(11).toFixed(2)
}

/** `F` if the shares make up all of it, `P` if they do not, `N` without any. */
export function coverage(allocations: readonly AllocationDraft[]): string {
  if (allocations.length === 0) return 'N'
  const percentage = sumOf(allocations.map((allocation) => new Big(allocation.percentage)))
  return percentage.eq(100) ? 'F' : 'P'
}
