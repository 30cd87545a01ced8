import { Big } from 'big.js'
import { z } from 'zod'
import type { ExpenseReport } from './expense-report.ts'
import { pack, unpack } from './packed.ts'

/** Of what {@link encodeFacts} writes; a reader knows every version that was ever written. */
export const FACTS_VERSION = 2
/** Had `false` for what v4 does not tell. */
const FIRST_VERSION = 1

const text = z.string()
const maybeText = text.exactOptional()
const flag = z.boolean()
const maybeFlag = flag.exactOptional()
const maybeCount = z.number().exactOptional()
const decimal = text.transform((digits) => new Big(digits))
const money = z.object({ amount: decimal, currency: text })
const maybeMoney = money.exactOptional()
const coded = z.object({ code: text, name: maybeText })
const fields = z.record(text, text)
const comments = z.array(text).exactOptional()

const allocation = z.object({
  allocationId: text,
  percentage: decimal.exactOptional(),
  accountCode1: maybeText,
  accountCode2: maybeText,
  custom: fields,
})

const attendee = z.object({
  attendeeId: text,
  type: maybeText,
  firstName: maybeText,
  lastName: maybeText,
  company: maybeText,
  title: maybeText,
  externalId: maybeText,
  ownerName: maybeText,
  amount: maybeMoney,
  people: maybeCount,
  isDeleted: maybeFlag,
  hasExceptionsPreviousYear: maybeFlag,
  hasExceptionsYearToDate: maybeFlag,
  totalPreviousYear: decimal.exactOptional(),
  totalYearToDate: decimal.exactOptional(),
  versionNumber: maybeCount,
  custom: fields,
})

const expense = {
  expenseType: coded,
  businessPurpose: maybeText,
  transactionDate: maybeText,
  posted: maybeMoney,
  approved: maybeMoney,
  isPersonal: flag,
  hasComments: maybeFlag,
  commentCount: maybeCount,
  comments,
  lastModifiedAt: maybeText,
  orgUnits: fields,
  custom: fields,
  allocations: z.array(allocation),
  attendees: z.array(attendee),
}

const entry = z.object({
  ...expense,
  entryId: text,
  spendCategory: maybeText,
  paymentType: maybeText,
  vendor: maybeText,
  location: z.object({ name: maybeText, city: maybeText, subdivision: maybeText, country: maybeText }),
  transaction: z.object({ amount: decimal, currencyName: maybeText, currency: maybeText }).exactOptional(),
  exchangeRate: decimal.exactOptional(),
  receiptRequired: flag,
  imageRequired: flag,
  receiptImageId: maybeText,
  eReceiptId: maybeText,
  hasMissingReceiptDeclaration: maybeFlag,
  requestExpense: z.object({ id: text, approved: maybeMoney }).exactOptional(),
  mileage: z.object({ distance: decimal, unit: z.enum(['K', 'M']).exactOptional() }).exactOptional(),
  isExpenseRejected: maybeFlag,
  hasVat: maybeFlag,
  isItemized: flag,
  hasExceptions: flag,
  isCreditCardCharge: maybeFlag,
  isPersonalCardCharge: maybeFlag,
  hasAttendees: flag,
  attendeeCount: maybeCount,
  hasAllocation: maybeText,
  formKey: maybeText,
  itemizations: z.array(
    z.object({ ...expense, itemizationId: text, transactionAmount: decimal.exactOptional() }),
  ),
})

/** Must hold every field of {@link ExpenseReport}, as a test sees to: what it lacks would be lost without a word. */
export const reportFacts = z.strictObject({
  source: z.enum(['v1.1', 'v4']),
  reportId: text,
  reportKey: text,
  name: maybeText,
  purpose: maybeText,
  employee: z.object({ loginId: maybeText, name: maybeText, employeeId: maybeText }),
  ownerUserId: maybeText,
  currency: text,
  approvalStatus: coded,
  paymentStatus: coded.exactOptional(),
  reportDate: maybeText,
  createdAt: maybeText,
  submittedAt: maybeText,
  paidAt: maybeText,
  hasException: maybeFlag,
  hasBlockingExceptions: maybeFlag,
  everSentBack: flag,
  entryCount: maybeCount,
  listedEntries: maybeCount,
  ledgerName: maybeText,
  group: maybeText,
  country: maybeText,
  hasRejectedExpenses: maybeFlag,
  comments,
  startDate: maybeText,
  endDate: maybeText,
  approverLoginId: maybeText,
  policyKey: maybeText,
  total: maybeMoney,
  personalExpenses: maybeMoney,
  amountDueEmployee: maybeMoney,
  amountDueCompanyCard: maybeMoney,
  totalClaimed: maybeMoney,
  totalApproved: maybeMoney,
  workflowActionUrl: maybeText,
  receiptImageUrl: maybeText,
  orgUnits: fields,
  custom: fields,
  notRead: z.array(text).exactOptional(),
  entries: z.array(entry),
})

/** Packs the facts of a report to be kept. */
export function packFacts(report: ExpenseReport): Promise<Uint8Array> {
  return pack(encodeFacts(report))
}

/** Unpacks them. @returns `undefined` for a version that is not known here. */
export async function unpackFacts(facts: Uint8Array, version: number): Promise<ExpenseReport | undefined> {
  const json = await unpack(facts)
  return decodeFacts(json.toString('utf8'), version)
}

/** The facts of a report as JSON, amounts as exact text. */
export function encodeFacts(facts: ExpenseReport): string {
  return JSON.stringify(facts)
}

/**
 * Reads facts back.
 * @returns `undefined` for a version that this connector does not know, or text that is no longer whole.
 */
export function decodeFacts(json: string, version: number): ExpenseReport | undefined {
  if (version !== FACTS_VERSION && version !== FIRST_VERSION) return undefined
  const read = reportFacts.safeParse(jsonOf(json))
  if (!read.success || version === FACTS_VERSION || read.data.source !== 'v4') return read.data
  return reportFacts.safeParse(jsonOf(json, withoutConstants)).data
}

/** What the first version says of every report of v4, whatever Concur had sent. */
const CONSTANTS = new Set([
  'hasVat',
  'isCreditCardCharge',
  'isPersonalCardCharge',
  'isDeleted',
  'hasExceptionsPreviousYear',
  'hasExceptionsYearToDate',
])

function withoutConstants(name: string, value: unknown): unknown {
  return CONSTANTS.has(name) ? undefined : value
}

function jsonOf(json: string, reviver?: (name: string, value: unknown) => unknown): unknown {
  try {
    return JSON.parse(json, reviver)
  } catch {
    return undefined
  }
}
