import { Big } from 'big.js'
import { addDays } from '../../server/policy/facts/days.ts'
import type { ExpenseReport } from '../../server/report/expense-report.ts'
import {
  buildAllocation,
  buildAttendee,
  buildEntry,
  buildItemization,
  buildReport,
  money,
} from '../support/build-report.ts'

const TYPES = ['TAXIX', 'HOTEL', 'BUSML', 'LUNCH', 'AIRFR', 'PARKG', 'TIPS', 'OTHER']

/**
 * A report of so many entries, a fifth of them itemized, with allocations, and attendees at meals.
 * @param seed Reports of different seeds have different purchases.
 */
export function benchReport(count: number, seed = 0): ExpenseReport {
  return buildReport({
    policyKey: 'nPolicy',
    total: money('1000'),
    entries: Array.from({ length: count }, (_, index) => entry(index, seed)),
  })
}

function entry(index: number, seed: number) {
  const code = TYPES[index % TYPES.length] ?? 'OTHER'
  const posted = money(`${(index * 37) % 400}.${String(seed).padStart(8, '0')}`)
  const half = { amount: posted.amount.div(2), currency: 'USD' }
  const isItemized = index % 5 === 0
  const allocations = [
    buildAllocation({ percentage: new Big(60) }),
    buildAllocation({ percentage: new Big(40) }),
  ]
  return buildEntry({
    entryId: `nEntry${index}`,
    expenseType: { code },
    vendor: `Vendor ${index % 30}`,
    transactionDate: addDays('2026-05-01', index % 21),
    transaction: { amount: posted.amount, currencyName: 'US, Dollar' },
    exchangeRate: new Big(1),
    posted,
    paymentType: 'CASH',
    isCreditCardCharge: index % 3 === 0,
    attendees:
      code === 'BUSML' ? ['a', 'b', 'c'].map((id) => buildAttendee({ attendeeId: `n${index}${id}` })) : [],
    itemizations: isItemized
      ? ['1', '2'].map((id) =>
          buildItemization({ itemizationId: `n${index}-${id}`, posted: half, approved: half, allocations }),
        )
      : [],
    allocations: isItemized ? [] : allocations,
  })
}
