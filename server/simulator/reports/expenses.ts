import { idOf } from '../keys.ts'
import { coverage } from './draft-report.ts'
import type { EntryDraft } from './report-draft.ts'
import type { SimulatedReport } from './simulated-report.ts'

/** What v4 calls an expense: an entry, or a part of one. */
export interface Expense {
  /** 32 capital hexadecimal digits. */
  readonly expenseId: string
  readonly draft: EntryDraft
  /** The entry of which it is a part. */
  readonly parent?: EntryDraft
}

/** The entries of a report, each followed by its itemizations. */
export function expensesOf({ draft }: Pick<SimulatedReport, 'draft'>): readonly Expense[] {
  return draft.entries.flatMap((entry) => [
    { expenseId: idOf(entry.key), draft: entry },
    ...itemizationsOf(entry),
  ])
}

/** The parts of an entry; what a part does not say for itself, such as the vendor, is that of the entry. */
export function itemizationsOf(entry: EntryDraft): readonly Expense[] {
  return entry.itemizations.map((itemization) => ({
    expenseId: idOf(itemization.key),
    draft: {
      ...withoutMileage(entry),
      receiptImageId: '',
      eReceiptId: '',
      hasExceptions: false,
      hasVat: false,
      taxAmount: '',
      ...itemization,
      hasAllocation: coverage(itemization.allocations),
      itemizations: [],
    },
    parent: entry,
  }))
}

/** A journey is that of the entry, not of each part. */
function withoutMileage({ mileage: _ofTheEntry, ...entry }: EntryDraft): EntryDraft {
  return entry
}
