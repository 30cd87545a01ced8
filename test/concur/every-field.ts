import { bundleOf } from '../../server/concur/report-bundle.ts'

const amount = (value: string) => ({ value: JSON.rawJSON(value), currencyCode: 'EUR' })
const custom = [
  { id: 'custom1', value: 'One' },
  { id: 'orgUnit1', value: 'Two' },
]

const EXPENSE = {
  expenseId: 'E1',
  parentExpenseId: null,
  expenseType: { id: 'LUNCH', name: 'Lunch' },
  paymentType: { id: 'CASH' },
  businessPurpose: 'Guests',
  transactionDate: '2026-05-19',
  transactionAmount: amount('10.00'),
  postedAmount: amount('10.00'),
  approvedAmount: amount('10.00'),
  exchangeRate: { value: 1, operation: 'MULTIPLY' },
  vendor: { description: 'Café Nord' },
  location: { name: 'Bern, Bern', city: 'Bern', countryCode: 'CH', countrySubDivisionCode: 'CH-BE' },
  allocationState: 'FULLY_ALLOCATED',
  attendeeCount: 1,
  hasExceptions: true,
  hasMissingReceiptDeclaration: true,
  isImageRequired: true,
  isPaperReceiptRequired: true,
  isPersonalExpense: true,
  isExpenseRejected: true,
  receiptImageId: 'R1',
  ereceiptImageId: 'R2',
  authorizationRequestExpenseId: 'Q1',
  mileage: { totalDistance: 12 },
  expenseTaxSummary: { totalTaxPostedAmount: amount('1.60') },
  expenseSourceIdentifiers: { creditCardTransactionId: 'C1', personalCardTransactionId: 'C2' },
  lastModifiedDate: '2026-05-20T10:00:00Z',
  customData: custom,
}

/** A report of v4 in which Concur says all that v4 can say, each flag true, and one thing that cannot be read. */
export function fullReportV4(): Uint8Array {
  const item = { ...EXPENSE, expenseId: 'E2', parentExpenseId: 'E1' }
  const unreadable = { expenseId: 'E3', lastModifiedDate: 'soon' }
  return bundleV4(
    {
      ...BARE_V4,
      name: 'Visits',
      businessPurpose: 'Fair',
      employee: { employeeId: 'E-1' },
      userId: '4B7C9E10-52AA-4C1E-9D55-0D6F3A7E8B21',
      approvalStatus: 'Pending',
      paymentStatus: 'Not paid',
      paymentStatusId: 'P_NOTP',
      reportDate: '2026-05-20',
      creationDate: '2026-05-20T08:15Z',
      submitDate: '2026-05-22t09:30:01z',
      isReportEverSentBack: true,
      hasBlockingExceptions: true,
      ledger: 'DEFAULT',
      analyticsGroupId: 'G1',
      countryCode: 'CH',
      startDate: '2026-05-18',
      endDate: '2026-05-20',
      policyId: 'P1',
      reportTotal: amount('10.00'),
      personalAmount: { value: 0, currencyCode: null },
      amountDueEmployee: amount('10.00'),
      amountDueCompanyCard: amount('10.00'),
      claimedAmount: amount('10.00'),
      approvedAmount: amount('10.00'),
      customData: custom,
    },
    [EXPENSE, item, unreadable],
    {
      comments: [
        { comment: 'On the report' },
        ...['E1', 'E2'].map((expenseId) => ({ comment: 'On it', expenseId })),
      ],
      exceptions: [{ exceptionCode: 'LATE', isBlocking: true }],
      allocations: [{ allocationId: 'A1', percentage: 100, accountCode: '4711', customData: custom }],
      attendees: {
        expenseAttendeeList: [
          {
            attendeeId: 'T1',
            transactionAmount: amount('10.00'),
            associatedAttendeeCount: 1,
            versionNumber: 1,
            customData: custom,
          },
        ],
      },
    },
  )
}

const BARE_V4 = { reportId: '5D1F0C7A9B3E4A62C801', currencyCode: 'EUR', approvalStatusId: 'A_EXTV' }

/** A report of v4 of which Concur says no more than there is no report without. */
export function bareReportV4(): Uint8Array {
  const entries = [{ expenseId: 'E1' }, { expenseId: 'E3', attendeeCount: 0 }]
  return bundleV4(BARE_V4, [...entries, { expenseId: 'E2', parentExpenseId: 'E1' }], {
    allocations: [{ allocationId: 'A1' }],
    attendees: { expenseAttendeeList: [{ attendeeId: 'T1' }] },
  })
}

function bundleV4(
  report: object,
  expenses: readonly (Readonly<Record<string, unknown>> & { readonly expenseId: string })[],
  below: Readonly<Record<'allocations' | 'attendees', object>> & {
    readonly comments?: object
    readonly exceptions?: object
  },
): Uint8Array {
  const { comments, exceptions } = below
  const [allocations, attendees] = [json(below.allocations), json(below.attendees)]
  return bundleOf({
    report: json(report),
    expenses: json(expenses.map(({ expenseId }) => ({ expenseId }))),
    ...(comments && { comments: json(comments) }),
    ...(exceptions && { exceptions: json(exceptions) }),
    parts: new Map(
      expenses.map((detail) => [detail.expenseId, { detail: json(detail), allocations, attendees }]),
    ),
  })
}

function json(value: object): Uint8Array {
  return Buffer.from(JSON.stringify(value))
}

const fields = (texts: Readonly<Record<string, string>>): string =>
  Object.entries(texts)
    .map(([name, text]) => `<${name}>${text}</${name}>`)
    .join('')

const EXPENSE_V11 = fields({
  BusinessPurpose: 'Guests',
  TransactionAmount: '10.00000000',
  TransactionDate: '2026-05-19T00:00:00',
  PostedAmount: '10.00000000',
  ApprovedAmount: '10.00000000',
  IsPersonal: 'Y',
  HasComments: 'Y',
  CommentCount: '1',
  LastModified: '2026-05-20T10:00:00',
  OrgUnit1: 'Two',
  Custom1: 'One',
})
const ATTENDEE_V11 = `<AttendeeDetails>${fields({
  AttendeeKey: 'T1',
  AttendeeType: 'BUSGUEST',
  FirstName: 'Sam',
  LastName: 'Sample',
  Company: 'Sample Ltd',
  Title: 'Dr',
  ExternalId: 'X1',
  OwnerEmpName: 'Owner',
  IsDeleted: 'Y',
  HasExceptionsPrevYear: 'Y',
  HasExceptionsYtd: 'Y',
  TotalAmountPrevYear: '1',
  TotalAmountYtd: '1',
  VersionNumber: '1',
  Custom1: 'One',
})}</AttendeeDetails>`
const ALLOCATION_V11 = `<Allocations>${fields({
  allocKey: 'A1',
  Percentage: '100.00000000%',
  AccountCode1: '4711',
  AccountCode2: '4712',
  Custom1: 'One',
})}</Allocations>`
const BARE_V11 = fields({ ReportId: 'R1', RptKey: 'K1', CrnCode: 'EUR', ApsKey: 'A_EXTV' })

/** A report of v1.1 in which Concur says all that v1.1 can say, each flag true, and one thing that cannot be read. */
export function fullReportV11(): Uint8Array {
  const item = `<ItemizationEntryDetails>${fields({ ItemizationKey: 'I1', ExpenseKey: 'LUNCH', ExpenseName: 'Lunch' })}${EXPENSE_V11}${ALLOCATION_V11}${ATTENDEE_V11}</ItemizationEntryDetails>`
  const entry = fields({
    RpeKey: 'E1',
    ExpKey: 'LUNCH',
    ExpName: 'Lunch',
    SpendCategory: 'Meals',
    PaymentTypeKey: 'CASH',
    VendorDescription: 'Café Nord',
    LocationName: 'Bern',
    LocationSubdivision: 'BE',
    LocationCountry: 'CH',
    TransactionCurrencyName: 'Euro',
    ExchangeRate: '1.00000000000000',
    ReceiptRequired: 'Y',
    ImageRequired: 'Y',
    ReceiptImageId: 'R1',
    EreceiptId: 'R2',
    HasVat: 'Y',
    IsItemized: 'Y',
    HasExceptions: 'Y',
    IsCreditCardCharge: 'Y',
    IsPersonalCardCharge: 'Y',
    HasAttendees: 'Y',
    AttendeeCount: '1',
    HasAllocation: 'F',
    FormKey: 'F1',
  })
  const header = fields({
    ReportName: 'Visits',
    Purpose: 'Fair',
    X_UserID: 'sam@example.com',
    EmployeeName: 'Sample, Sam',
    ApvStatusName: 'Pending',
    PayKey: 'P_NOTP',
    PayStatusName: 'Not paid',
    ReportDate: '2026-05-20T00:00:00',
    CreationDate: '2026-05-20T08:15:00',
    SubmitDate: '2026-05-22T09:30:01',
    PaidDate: '2026-05-23T00:00:00',
    HasException: 'Y',
    EverSentBack: 'Y',
    EntryCount: '2',
    LedgerName: 'DEFAULT',
    PolKey: 'P1',
    ReportTotal: '10.00000000',
    PersonalExpenses: '0.00000000',
    AmountDueEmployee: '10.00000000',
    AmountDueCompanyCard: '0.00000000',
    TotalClaimedAmount: '10.00000000',
    TotalApprovedAmount: '10.00000000',
    WorkflowActionURL: 'https://www.concursolutions.com/x',
    ReceiptImageUrl: 'https://www.concursolutions.com/y',
    OrgUnit1: 'Two',
    Custom1: 'One',
  })
  const unreadable = fields({ RpeKey: 'E2', ExchangeRate: 'about one' })
  return documentV11(
    `${header}<Entries Count="2"><ExpenseEntry>${entry}${EXPENSE_V11}<ItemizationsList>${item}</ItemizationsList>${ALLOCATION_V11}${ATTENDEE_V11}</ExpenseEntry><ExpenseEntry>${unreadable}</ExpenseEntry></Entries>`,
  )
}

/** A report of v1.1 of which Concur says no more than there is no report without. */
export function bareReportV11(): Uint8Array {
  const attendee = '<AttendeeDetails><AttendeeKey>T1</AttendeeKey></AttendeeDetails>'
  const allocation = '<Allocations><allocKey>A1</allocKey></Allocations>'
  const item = `<ItemizationEntryDetails><ItemizationKey>I1</ItemizationKey>${allocation}${attendee}</ItemizationEntryDetails>`
  return documentV11(
    `<Entries><ExpenseEntry><RpeKey>E1</RpeKey><ItemizationsList>${item}</ItemizationsList>${allocation}${attendee}</ExpenseEntry></Entries>`,
  )
}

function documentV11(content: string): Uint8Array {
  return Buffer.from(`<ReportDetails>${BARE_V11}${content}</ReportDetails>`)
}
