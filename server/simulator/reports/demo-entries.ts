import type { Day } from '../../report/expense-report.ts'
import { daysBefore, draftAllocation, draftEntry } from './draft-report.ts'
import type { AllocationDraft, EntryDraft } from './report-draft.ts'

/** Expense types of the demonstration company, with Concur's usual codes. */
export const EXPENSE_TYPES = {
  lunch: { code: 'LUNCH', name: 'Lunch' },
  dinner: { code: 'DINNR', name: 'Dinner' },
  businessMeal: { code: 'BUSML', name: 'Business Meal' },
  hotel: { code: 'LODNG', name: 'Hotel' },
  roomTax: { code: 'LODTX', name: 'Hotel Tax' },
  breakfast: { code: 'BRKFT', name: 'Breakfast' },
  train: { code: 'TRAIN', name: 'Train' },
  parking: { code: 'PARKG', name: 'Parking' },
  officeSupplies: { code: 'OFCSP', name: 'Office Supplies' },
} as const

/** A lunch while travelling, three days before `today`, with receipt and purpose. */
export function lunch(today: Day, transactionAmount: string): EntryDraft {
  return draftEntry(today, {
    expenseType: EXPENSE_TYPES.lunch,
    spendCategory: 'Meals and Entertainment',
    transactionAmount,
    vendor: "Mel's Diner ",
    businessPurpose: 'Lunch while travelling',
  })
}

/** A dinner with business partners, three days before `today`, that names nobody yet. */
export function businessMeal(today: Day, transactionAmount: string): EntryDraft {
  return draftEntry(today, {
    expenseType: EXPENSE_TYPES.businessMeal,
    spendCategory: 'Meals and Entertainment',
    transactionAmount,
    vendor: 'Trattoria Roma',
    businessPurpose: 'Dinner with the supplier',
  })
}

/** A stay that ended two days before `today`. */
export function hotel(today: Day, changes: Partial<EntryDraft>): EntryDraft {
  return draftEntry(today, {
    expenseType: EXPENSE_TYPES.hotel,
    spendCategory: 'Lodging',
    transactionDate: daysBefore(today, 2),
    vendor: 'Harbour Inn',
    businessPurpose: 'Stay at the client',
    ...changes,
  })
}

/** A share for one cost centre. @param name Code and name, such as `(100) Sales`. */
export function costCentre(name: string, percentage: string): AllocationDraft {
  return draftAllocation({ percentage, accountCode1: 'EXPENSE', custom: { custom1: name } })
}
