import { Big } from 'big.js'
import type { ExpenseReport } from '../../server/report/expense-report.ts'

const RECEIPT_ABOVE = new Big(25)
const CAPS: Readonly<Record<string, Big>> = { HOTEL: new Big(400) }
const OTHER_CAP = new Big(1000)

/** What five of the rules find, written as one would without a catalogue, parameters or messages: lines of text. */
export function plainFive(report: ExpenseReport): readonly string[] {
  const found: string[] = []
  const submitted = Date.parse(report.submittedAt ?? '')
  for (const entry of report.entries) {
    const { entryId, posted, approved, isPersonal, transactionDate = '' } = entry
    if (isPersonal && approved?.amount.gt(0) === true) found.push(`${entryId} personal`)
    const hasReceipt = entry.receiptImageId !== undefined || entry.eReceiptId !== undefined
    if (!hasReceipt && posted?.amount.gt(RECEIPT_ABOVE) === true) found.push(`${entryId} receipt`)
    if ((entry.businessPurpose ?? '').trim() === '') found.push(`${entryId} purpose`)
    if (submitted - Date.parse(transactionDate) > 180 * 86_400_000) found.push(`${entryId} stale`)
    for (const expense of [entry, ...entry.itemizations]) {
      const cap = CAPS[expense.expenseType.code] ?? OTHER_CAP
      if (expense.posted?.amount.gt(cap) === true) found.push(`${entryId} cap`)
    }
  }
  return found
}
