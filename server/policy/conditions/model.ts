import type { ExpenseReport } from '../../report/expense-report.ts'
import { isJudged } from '../facts/expenses.ts'
import type { ConditionFunction } from './callable.ts'
import {
  ALLOCATION,
  ATTENDEE,
  CUSTOM_20,
  CUSTOM_40,
  ENTRY,
  ITEMIZATION,
  LOCATION,
  MILEAGE,
  ORG_UNITS,
  REQUEST_EXPENSE,
  TRANSACTION,
} from './expense-model.ts'
import { FUNCTIONS } from './functions.ts'
import {
  CODE,
  type ConcurNames,
  day,
  type Fields,
  flag,
  money,
  part,
  parts,
  text,
  texts,
} from './part-model.ts'
import {
  CASH_ADVANCE,
  PLACE,
  PLANNED_EXPENSE,
  REQUEST,
  REQUEST_ALLOCATION,
  REQUEST_EXCEPTION,
  SEGMENT,
  TRAVELLER,
} from './request-model.ts'

const EMPLOYEE: Fields<ExpenseReport['employee']> = {
  loginId: text('The login.', { v1: 'X_UserID' }, (e) => e.loginId),
  name: text('Such as `Miller, Chris`.', { v1: 'EmployeeName' }, (e) => e.name),
  employeeId: text('The number in the company.', { v4: 'employee.employeeId' }, (e) => e.employeeId),
}

/** The report as conditions see it. */
export const REPORT: Fields<ExpenseReport> = {
  reportId: text('The id that pages show.', { v1: 'ReportId', v4: 'reportId' }, (r) => r.reportId),
  name: text('The name.', { v1: 'ReportName', v4: 'name' }, (r) => r.name),
  purpose: text('What it was for.', { v1: 'Purpose', v4: 'businessPurpose' }, (r) => r.purpose),
  employee: part(
    'Employee',
    EMPLOYEE,
    'Whose report it is.',
    { v1: 'X_UserID, EmployeeName', v4: 'employee' },
    (r) => r.employee,
  ),
  currency: text('The currency of the report.', { v1: 'CrnCode', v4: 'currencyCode' }, (r) => r.currency),
  approvalStatus: part(
    'Code',
    CODE,
    '`A_EXTV` while it waits for us.',
    { v1: 'ApsKey', v4: 'approvalStatusId' },
    (r) => r.approvalStatus,
  ),
  paymentStatus: part(
    'Code',
    CODE,
    'Whether it has been paid.',
    { v1: 'PayKey', v4: 'paymentStatusId' },
    (r) => r.paymentStatus,
  ),
  reportDate: day('The date of the report.', { v1: 'ReportDate', v4: 'reportDate' }, (r) => r.reportDate),
  createdAt: day('The day it was created.', { v1: 'CreationDate', v4: 'creationDate' }, (r) => r.createdAt),
  submittedAt: day('The day it was submitted.', { v1: 'SubmitDate', v4: 'submitDate' }, (r) => r.submittedAt),
  paidAt: day('The day it was paid.', { v1: 'PaidDate' }, (r) => r.paidAt),
  startDate: day('The first day of the trip or period.', { v4: 'startDate' }, (r) => r.startDate),
  endDate: day('The last day of the trip or period.', { v4: 'endDate' }, (r) => r.endDate),
  hasException: flag(
    'It has exceptions already.',
    { v1: 'HasException', v4: 'exceptions' },
    (r) => r.hasException,
  ),
  hasBlockingExceptions: flag(
    'Some of them keep it from moving on.',
    { v4: 'hasBlockingExceptions' },
    (r) => r.hasBlockingExceptions,
  ),
  everSentBack: flag(
    'It was sent back before.',
    { v1: 'EverSentBack', v4: 'isReportEverSentBack' },
    (r) => r.everSentBack,
  ),
  ledgerName: text('The ledger.', { v1: 'LedgerName', v4: 'ledger' }, (r) => r.ledgerName),
  group: text('The group of the employee.', { v4: 'analyticsGroupId' }, (r) => r.group),
  country: text('The code, such as `US`.', { v4: 'countryCode' }, (r) => r.country),
  hasRejectedExpenses: flag(
    'An approver has rejected an expense of it.',
    { v4: 'isExpenseRejected' },
    (r) => r.hasRejectedExpenses,
  ),
  comments: texts('The comments on it as a whole.', { v4: 'comment' }, (r) => r.comments),
  approverLoginId: text(
    'Who approves next or approved last.',
    { v3: 'ApproverLoginID' },
    (r) => r.approverLoginId,
  ),
  policyKey: text("Concur's policy.", { v1: 'PolKey', v4: 'policyId' }, (r) => r.policyKey),
  total: money('The total.', { v1: 'ReportTotal', v4: 'reportTotal' }, (r) => r.total),
  personalExpenses: money(
    'Personal expenses.',
    { v1: 'PersonalExpenses', v4: 'personalAmount' },
    (r) => r.personalExpenses,
  ),
  amountDueEmployee: money(
    'Due to the employee.',
    { v1: 'AmountDueEmployee', v4: 'amountDueEmployee' },
    (r) => r.amountDueEmployee,
  ),
  amountDueCompanyCard: money(
    'Due to the company card.',
    { v1: 'AmountDueCompanyCard', v4: 'amountDueCompanyCard' },
    (r) => r.amountDueCompanyCard,
  ),
  totalClaimed: money('Claimed.', { v1: 'TotalClaimedAmount', v4: 'claimedAmount' }, (r) => r.totalClaimed),
  totalApproved: money(
    'Approved.',
    { v1: 'TotalApprovedAmount', v4: 'approvedAmount' },
    (r) => r.totalApproved,
  ),
  orgUnits: part(
    'OrgUnits',
    ORG_UNITS,
    'Org units.',
    { v1: 'OrgUnit1..6', v4: 'customData' },
    (r) => r.orgUnits,
  ),
  custom: part(
    'Custom20',
    CUSTOM_20,
    'Custom fields.',
    { v1: 'Custom1..20', v4: 'customData' },
    (r) => r.custom,
  ),
  entries: parts(
    'Entry',
    ENTRY,
    'The expenses, without those that an approver has rejected.',
    { v1: 'Entries', v4: 'expenses' },
    (r) => r.entries.filter(isJudged),
  ),
}

/** One field that a condition can read, for its documentation. */
export interface ModelField {
  /** The type that has the field, such as `Entry`. */
  readonly type: string
  readonly field: string
  /** The type of its value, such as `Money` or `list<Entry>`. */
  readonly celType: string
  readonly meaning: string
  /** What Concur calls it, by service. */
  readonly concur: ConcurNames
}

/** What is documented of a field, whatever part of a report it belongs to. */
type Described = Readonly<Record<string, Pick<Fields<never>[string], 'type' | 'meaning' | 'names'>>>

const TYPES: Readonly<Record<string, Described>> = {
  Report: REPORT,
  Employee: EMPLOYEE,
  Entry: ENTRY,
  Itemization: ITEMIZATION,
  Allocation: ALLOCATION,
  Attendee: ATTENDEE,
  Code: CODE,
  Location: LOCATION,
  Transaction: TRANSACTION,
  Mileage: MILEAGE,
  RequestExpense: REQUEST_EXPENSE,
  OrgUnits: ORG_UNITS,
  Custom20: CUSTOM_20,
  Custom40: CUSTOM_40,
  Money: {
    amount: { type: 'Decimal', meaning: 'The amount without its currency.', names: {} },
    currency: { type: 'string', meaning: 'The code, such as `USD`.', names: {} },
  },
}

/** The types of travel requests; those that they share with reports stand there. */
const REQUEST_TYPES: Readonly<Record<string, Described>> = {
  Request: REQUEST,
  Traveller: TRAVELLER,
  Place: PLACE,
  RequestException: REQUEST_EXCEPTION,
  PlannedExpense: PLANNED_EXPENSE,
  RequestAllocation: REQUEST_ALLOCATION,
  Segment: SEGMENT,
  CashAdvance: CASH_ADVANCE,
}

/** Every field that a condition on a report can read, by type, in the order of the documentation. */
export const CONDITION_MODEL: readonly ModelField[] = modelOf(TYPES)
/** The fields that a condition on a travel request can read besides. */
export const REQUEST_MODEL: readonly ModelField[] = modelOf(REQUEST_TYPES)

function modelOf(types: Readonly<Record<string, Described>>): readonly ModelField[] {
  return Object.entries(types).flatMap(([type, fields]) =>
    Object.entries(fields).map(([field, { type: celType, meaning, names }]) => ({
      type,
      field,
      celType,
      meaning,
      concur: names,
    })),
  )
}

/** Every function that a condition can call, those of CEL that go through lists included. */
export const CONDITION_FUNCTIONS: readonly ConditionFunction[] = [
  ...FUNCTIONS.map(({ name, signature, meaning }) => ({ name, signature, meaning })),
  listFunction('has(field): bool', 'Whether the field has a value: `has(entry.vendor)`.'),
  listFunction('list.exists(x, condition): bool', 'Whether it holds for one of the list at least.'),
  listFunction('list.all(x, condition): bool', 'Whether it holds for all of the list, as it does for none.'),
  listFunction('list.exists_one(x, condition): bool', 'Whether it holds for exactly one of the list.'),
  listFunction('list.filter(x, condition): list', 'Those of the list for which it holds.'),
  listFunction(
    'list.map(x, expression): list',
    'The list with each replaced by the value of the expression.',
  ),
]

function listFunction(signature: string, meaning: string): ConditionFunction {
  return { name: /(\w+)\(/.exec(signature)?.[1] ?? '', signature, meaning }
}
