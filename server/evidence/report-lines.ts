import { readRequestV1 } from '../concur/read-request-v1.ts'
import { readRequestV4 } from '../concur/read-request-v4.ts'
import type { ReviewEvidence } from '../record/review-evidence.ts'
import type { Entry, ExpenseReport, Itemization } from '../report/expense-report.ts'
import { formatDecimal, formatMoney, type Money } from '../report/money.ts'
import type { Outline } from '../report/outline.ts'
import { unpackFacts } from '../report/report-facts.ts'
import { requestOutline } from '../request/outline.ts'
import { type Html, type HtmlValue, html } from './html.ts'
import { amount, facts, table } from './page.ts'
import { formOf } from './paths.ts'

/** What was read of the object, for people; `undefined` where that is kept no longer. */
export async function objectLines(evidence: ReviewEvidence): Promise<Html | undefined> {
  if (evidence.record.review.objectType === 'TRAVELREQ') return requestLines(evidence)
  const { facts: kept } = evidence
  const report = kept && (await unpackFacts(kept.bytes, kept.version))
  return report && reportLines(report)
}

function reportLines(report: ExpenseReport): Html {
  const { employee, total, totalClaimed, totalApproved, amountDueEmployee, comments = [] } = report
  return html`${facts([
    ['Report', report.name],
    ['Purpose', report.purpose],
    ['Employee', [employee.name, employee.loginId, employee.employeeId].filter(Boolean).join(', ')],
    ['Submitted', report.submittedAt],
    ['Total', money(total)],
    ['Claimed', money(totalClaimed)],
    ['Approved', money(totalApproved)],
    ['Due to the employee', money(amountDueEmployee)],
    ['Comments', comments.join(' / ')],
  ])}
${table(
  ['Date', 'Expense', 'Where', 'Purpose', 'Paid', 'Posted', 'Attendees', 'Key'],
  report.entries.flatMap((entry) => [entryRow(entry), ...entry.itemizations.map(itemizationRow)]),
)}`
}

function entryRow(entry: Entry): readonly HtmlValue[] {
  const { transaction, location, vendor } = entry
  const paid =
    transaction === undefined
      ? undefined
      : `${formatDecimal(transaction.amount)} ${transaction.currency ?? transaction.currencyName ?? ''}`
  return [
    entry.transactionDate,
    typeOf(entry),
    [vendor, location.name ?? location.city, location.country].filter(Boolean).join(', '),
    textsOf(entry),
    amount(paid),
    amount(money(entry.posted)),
    attendeesOf(entry),
    html`<code>${entry.entryId}</code>`,
  ]
}

function itemizationRow(part: Itemization): readonly HtmlValue[] {
  return [
    part.transactionDate,
    `– ${typeOf(part)}`,
    '',
    textsOf(part),
    '',
    amount(money(part.posted)),
    attendeesOf(part),
    html`<code>${part.itemizationId}</code>`,
  ]
}

function typeOf({ expenseType: { code, name } }: Pick<Entry, 'expenseType'>): string {
  return name === undefined ? code : `${code} (${name})`
}

function textsOf({ businessPurpose, comments = [] }: Pick<Entry, 'businessPurpose' | 'comments'>): string {
  return [businessPurpose, ...comments].filter(Boolean).join(' / ')
}

function attendeesOf({ attendees }: Pick<Entry, 'attendees'>): string {
  return attendees
    .map(({ firstName, lastName, company }) => [firstName, lastName, company].filter(Boolean).join(' '))
    .join('; ')
}

function money(value: Money | undefined): string | undefined {
  return value && formatMoney(value)
}

/** Of the reading that was made last and is kept. */
function requestLines({ readings }: ReviewEvidence): Html | undefined {
  const document = readings.findLast((reading) => reading.document !== undefined)?.document
  if (document === undefined) return undefined
  const read = formOf(document) === 'json' ? readRequestV4(document) : readRequestV1(document)
  return read.ok ? outlineLines(requestOutline(read.value)) : undefined
}

function outlineLines({ fields, parts }: Outline): Html {
  return html`${facts(shownOf(fields))}
<h3>Planned expenses</h3>
${table(
  ['Expense', 'What it says', 'Key'],
  parts.map((part) => [part.label, facts(shownOf(part.fields)), html`<code>${part.key}</code>`]),
)}`
}

function shownOf(fields: Outline['fields']): readonly (readonly [string, string])[] {
  return Object.entries(fields).map(([name, { shown }]) => [name, shown])
}
