import { Big } from 'big.js'
import type {
  Allocation,
  Attendee,
  Entry,
  ExpenseReport,
  Itemization,
} from '../../server/report/expense-report.ts'
import type { Money } from '../../server/report/money.ts'

/** What a test changes; `undefined` takes an optional field away. */
export type Changes<T> = {
  readonly [Key in keyof T]?: undefined extends T[Key] ? T[Key] | undefined : T[Key]
}

/** An exact amount, written as Concur does: `money('18.50000000')`. */
export function money(amount: string, currency = 'USD'): Money {
  return { amount: new Big(amount), currency }
}

/** A report in USD with one clean entry, submitted on 2026-05-22 and waiting for external validation. */
export function buildReport(changes: Changes<ExpenseReport> = {}): ExpenseReport {
  const defaults: ExpenseReport = {
    source: 'v1.1',
    reportId: '7C2E5A9B04D14F6E8A31',
    reportKey: 'nReportKey0001',
    name: 'Client visit in May',
    purpose: 'Visit to a client',
    employee: { loginId: 'robin.example@example.com', name: 'Example, Robin' },
    currency: 'USD',
    approvalStatus: { code: 'A_EXTV', name: 'Pending External Validation' },
    submittedAt: '2026-05-22T09:30:00',
    hasException: false,
    everSentBack: false,
    workflowActionUrl:
      'https://www.concursolutions.com/api/expense/expensereport/v1.1/report/nStep0001/WorkFlowAction',
    orgUnits: {},
    custom: {},
    entries: [buildEntry()],
  }
  return changed(defaults, changes)
}

/** A taxi ride of 18.50 USD on 2026-05-19, with receipt and purpose; what is approved follows what is posted. */
export function buildEntry(changes: Changes<Entry> = {}): Entry {
  const posted = changes.posted ?? money('18.50')
  const defaults: Entry = {
    entryId: 'nEntry0001',
    expenseType: { code: 'TAXIX', name: 'Taxi' },
    businessPurpose: 'Ride to the client',
    vendor: 'City Cabs',
    location: { name: 'Seattle', subdivision: 'WA', country: 'US' },
    transactionDate: '2026-05-19',
    posted,
    approved: posted,
    receiptRequired: false,
    imageRequired: false,
    receiptImageId: 'ReceiptImage0001',
    hasVat: false,
    hasComments: false,
    isItemized: (changes.itemizations ?? []).length > 0,
    hasExceptions: false,
    isPersonal: false,
    isCreditCardCharge: false,
    isPersonalCardCharge: false,
    hasAttendees: (changes.attendees ?? []).length > 0,
    orgUnits: {},
    custom: {},
    itemizations: [],
    allocations: [],
    attendees: [],
  }
  return changed(defaults, changes)
}

/** A breakfast of 18.50 USD with a purpose: the whole of the default entry. */
export function buildItemization(changes: Changes<Itemization> = {}): Itemization {
  const posted = changes.posted ?? money('18.50')
  const defaults: Itemization = {
    itemizationId: 'nItem0001',
    expenseType: { code: 'BRKFT', name: 'Breakfast' },
    businessPurpose: 'Breakfast with the client',
    transactionDate: '2026-05-19',
    posted,
    approved: posted,
    isPersonal: false,
    hasComments: false,
    orgUnits: {},
    custom: {},
    allocations: [],
    attendees: [],
  }
  return changed(defaults, changes)
}

/** All of an expense, charged to one cost object. */
export function buildAllocation(changes: Changes<Allocation> = {}): Allocation {
  const defaults: Allocation = { allocationId: 'nAllocation0001', percentage: new Big(100), custom: {} }
  return changed(defaults, changes)
}

/** A business guest. */
export function buildAttendee(changes: Changes<Attendee> = {}): Attendee {
  const defaults: Attendee = {
    attendeeId: 'nAttendee0001',
    type: 'BUSGUEST',
    firstName: 'Sam',
    lastName: 'Sample',
    company: 'Sample Ltd',
    isDeleted: false,
    hasExceptionsPreviousYear: false,
    hasExceptionsYearToDate: false,
    custom: {},
  }
  return changed(defaults, changes)
}

/** The defaults with the changes. */
export function changed<T extends object>(defaults: T, changes: Changes<T>): T {
  const result = { ...defaults, ...changes }
  for (const [name, value] of Object.entries(changes)) {
    if (value === undefined) Reflect.deleteProperty(result, name)
  }
  return result
}
