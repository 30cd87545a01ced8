import { fieldOf } from '../../policy/facts/custom-fields.ts'
import type { Allocation, Attendee, Entry, ExpenseReport, Itemization } from '../../report/expense-report.ts'
import { formatDecimal, type Money } from '../../report/money.ts'
import { typeName } from '../../report/type-name.ts'
import type { RequestEntry, TravelRequest } from '../../request/travel-request.ts'
import type { ReasonView } from './reason-view.ts'

/** An amount as the page takes it: it writes it as the reader does. */
export interface Amount {
  /** Exact decimal. */
  readonly amount: string
  readonly currency: string
}

/** An entry or an itemization as the page shows it. */
export interface LineView {
  /** Concur's key. */
  readonly id: string
  /** `2`, or `2.1` for an itemization; as the report counts them. */
  readonly number: string
  /** Concur's name of the expense type, or its code. */
  readonly type: string
  readonly day?: string
  readonly vendor?: string
  readonly place?: string
  readonly purpose?: string
  readonly paymentType?: string
  readonly posted?: Amount
  /** What is paid, where that is another amount. */
  readonly approved?: Amount
  /** What was paid there, where that was in another currency; its currency by its name where no code is known. */
  readonly paidThere?: Amount
  readonly hasImage: boolean
  /** There is a receipt, which Concur gives with all those of the report alone. */
  readonly isElectronic: boolean
  /** The employee declared the receipt missing. */
  readonly isDeclaredMissing: boolean
  readonly isPersonal: boolean
  readonly isCardCharge: boolean
  /** An approver has taken it out. */
  readonly isRejected: boolean
  /** Names of the people at the table, as Concur tells them. */
  readonly attendees: readonly string[]
  readonly comments: readonly string[]
  /** `60 % (4711) Marketing`, a share each, where there is more than one. */
  readonly shares: readonly string[]
  readonly reasons: readonly ReasonView[]
  readonly items: readonly LineView[]
  /** It or one of its items has a reason. */
  readonly isFlagged: boolean
}

/** The lines of a report: those with reasons, the others, and the reasons that are about no line. */
export interface ReportLines {
  readonly flagged: readonly LineView[]
  readonly others: readonly LineView[]
  readonly onReport: readonly ReasonView[]
}

/**
 * Sorts the reasons to the lines that they are about; pure. What stands first in the report stands first here.
 * @param costCentre The field that holds it, such as `custom7`.
 */
export function reportLines(
  report: ExpenseReport | undefined,
  reasons: readonly ReasonView[],
  costCentre?: string,
): ReportLines {
  const byObject = Map.groupBy(reasons, ({ objectId }) => objectId)
  const basis = { byObject, costCentre, source: report?.source }
  return sorted(
    (report?.entries ?? []).map((entry, index) => entryLine(entry, String(index + 1), basis)),
    reasons,
  )
}

/** The same for a travel request, whose lines are what is planned to be spent; pure. */
export function requestLines({ entries = [] }: TravelRequest, reasons: readonly ReasonView[]): ReportLines {
  const byObject = Map.groupBy(reasons, ({ objectId }) => objectId)
  return sorted(
    entries.map((entry, index) => plannedLine(entry, String(index + 1), { byObject })),
    reasons,
  )
}

function sorted(lines: readonly LineView[], reasons: readonly ReasonView[]): ReportLines {
  const placed = new Set(lines.flatMap((line) => [line, ...line.items]).flatMap((line) => line.reasons))
  return {
    flagged: lines.filter(({ isFlagged }) => isFlagged),
    others: lines.filter(({ isFlagged }) => !isFlagged),
    onReport: reasons.filter((reason) => !placed.has(reason)),
  }
}

/** What lines are made with. */
interface LineBasis {
  readonly byObject: ReadonlyMap<string | undefined, readonly ReasonView[]>
  readonly costCentre?: string | undefined
  readonly source?: ExpenseReport['source'] | undefined
}

function entryLine(entry: Entry, number: string, basis: LineBasis): LineView {
  const { vendor, location, paymentType } = entry
  const items = entry.itemizations.map((item, index) => itemLine(item, `${number}.${index + 1}`, basis))
  const line = expenseLine(entry, entry.entryId, number, basis)
  const place = location.name ?? location.city
  return {
    ...line,
    ...textOf('vendor', vendor),
    ...textOf('place', place),
    ...textOf('paymentType', paymentType),
    ...paidThereOf(entry),
    ...receiptOf(entry, basis),
    isDeclaredMissing: entry.hasMissingReceiptDeclaration === true,
    isCardCharge: entry.isCreditCardCharge === true,
    isRejected: entry.isExpenseRejected === true,
    items,
    isFlagged: line.isFlagged || items.some(({ isFlagged }) => isFlagged),
  }
}

/** Of v4 only an image has a key that a receipt can be asked for by; of v1.1 the entry has one. */
function receiptOf(
  { receiptImageId, eReceiptId }: Entry,
  { source }: LineBasis,
): Pick<LineView, 'hasImage' | 'isElectronic'> {
  const isElectronic = source === 'v4' && receiptImageId === undefined && eReceiptId !== undefined
  return { hasImage: !isElectronic && (receiptImageId ?? eReceiptId) !== undefined, isElectronic }
}

/** v1.1 names a currency in words alone, such as `Dollar, United States`: it is another one if the amount is. */
function paidThereOf({ transaction, posted }: Entry): Pick<LineView, 'paidThere'> {
  if (transaction === undefined) return {}
  const { amount, currency, currencyName } = transaction
  const name = currency ?? currencyName
  const isSame = currency === undefined ? posted?.amount.eq(amount) === true : currency === posted?.currency
  return name === undefined || isSame ? {} : { paidThere: { amount: amount.toFixed(), currency: name } }
}

function itemLine(item: Itemization, number: string, basis: LineBasis): LineView {
  return expenseLine(item, item.itemizationId, number, basis)
}

function plannedLine(entry: RequestEntry, number: string, basis: LineBasis): LineView {
  const { entryId, expenseType, description, transactionDate, posted, approved, custom } = entry
  const expense = {
    expenseType,
    custom,
    ...(description !== undefined && { businessPurpose: description }),
    ...(transactionDate !== undefined && { transactionDate }),
    ...(posted !== undefined && { posted }),
    ...(approved !== undefined && { approved }),
    isPersonal: false,
    orgUnits: {},
    allocations: [],
    attendees: [],
  }
  return expenseLine({ ...expense, itemizationId: entryId }, entryId, number, basis)
}

/** What entries and itemizations have in common; the findings on its shares are its own. */
function expenseLine(
  expense: Entry | Itemization,
  id: string,
  number: string,
  { byObject, costCentre }: LineBasis,
): LineView {
  const { expenseType, transactionDate, businessPurpose, posted, approved, allocations } = expense
  const reasons = [id, ...allocations.map(({ allocationId }) => allocationId)]
    .filter((each) => each !== '')
    .flatMap((each) => byObject.get(each) ?? [])
  const isCut = approved !== undefined && (posted === undefined || !approved.amount.eq(posted.amount))
  return {
    id,
    number,
    type: typeName(expenseType),
    ...textOf('day', transactionDate?.slice(0, 10)),
    ...textOf('purpose', businessPurpose),
    ...(posted !== undefined && { posted: amountOf(posted) }),
    ...(isCut && { approved: amountOf(approved) }),
    hasImage: false,
    isElectronic: false,
    isDeclaredMissing: false,
    isPersonal: expense.isPersonal,
    isCardCharge: false,
    isRejected: false,
    attendees: expense.attendees.filter(({ isDeleted }) => isDeleted !== true).map(nameOf),
    comments: expense.comments ?? [],
    shares: allocations.length < 2 ? [] : sharesOf(allocations, costCentre),
    reasons: [...new Set(reasons)],
    items: [],
    isFlagged: reasons.length > 0,
  }
}

/** Who bears how much of it: the cost centre, or else what the company's own fields say; the account where it tells them apart. */
function sharesOf(allocations: readonly Allocation[], costCentre: string | undefined): readonly string[] {
  const accounts = allocations.map(({ accountCode1, accountCode2 }) =>
    [accountCode1, accountCode2].filter((text) => text?.trim()).join(' '),
  )
  return allocations.map(({ percentage, custom }, index) => {
    const named = costCentre === undefined ? undefined : fieldOf({ custom }, costCentre)
    const bearer =
      named ??
      Object.values(custom)
        .filter((text) => text.trim())
        .join(', ')
    const account = bearer === '' || new Set(accounts).size > 1 ? accounts[index] : undefined
    return [percentage && `${formatDecimal(percentage)} %`, bearer, account].filter(Boolean).join(' ')
  })
}

/** As the page takes it. */
export function amountOf({ amount, currency }: Money): Amount {
  return { amount: amount.toFixed(), currency }
}

function nameOf({ firstName, lastName, company, type, attendeeId }: Attendee): string {
  const name = [firstName, lastName].filter((text) => text?.trim()).join(' ')
  return [name || (type ?? attendeeId), company].filter((text) => text?.trim()).join(', ')
}

/** Nothing where there is no text: Concur sends blanks. */
function textOf<Name extends string>(
  name: Name,
  text: string | undefined,
): { readonly [Key in Name]?: string }
function textOf(name: string, text: string | undefined) {
  return text === undefined || text.trim() === '' ? {} : { [name]: text.trim() }
}
