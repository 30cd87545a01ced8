import type { Day } from '../../report/expense-report.ts'
import { newKey } from '../keys.ts'
import { daysBefore, draftAllocation } from '../reports/draft-report.ts'
import type { RequestEntryDraft, TravelRequestDraft } from './travel-request-draft.ts'

/** A trip to Lyon in three weeks, for two days, by air: 640.00 USD and nothing to object to. @param today The day on which it will be submitted. */
export function draftTravelRequest(
  today: Day,
  changes: Partial<TravelRequestDraft> = {},
): TravelRequestDraft {
  return {
    name: 'Trade fair in Lyon',
    purpose: 'Meet three suppliers',
    employee: { loginId: 'chris.miller@example.com', name: 'Miller, Chris' },
    currency: 'USD',
    createdAt: `${daysBefore(today, 1)}T16:05:00`,
    startDate: daysBefore(today, -21),
    startTime: '06:15',
    endDate: daysBefore(today, -23),
    endTime: '19:30',
    destination: { city: 'Lyon', subdivision: 'FR-69', country: 'FR' },
    custom: {},
    entries: [draftRequestEntry(today)],
    cashAdvances: [],
    exceptions: [],
    everSentBack: false,
    statusAfterApproval: 'Q_PEND',
    refusals: [],
    ...changes,
  }
}

/** A flight of 640.00 USD in three weeks. */
export function draftRequestEntry(today: Day, changes: Partial<RequestEntryDraft> = {}): RequestEntryDraft {
  const { postedAmount = '640.00' } = changes
  return {
    key: newKey(),
    expenseType: { code: 'AIRFR', name: 'Airfare' },
    description: '',
    transactionDate: daysBefore(today, -21),
    foreignAmount: postedAmount,
    foreignCurrencyName: 'US, Dollar',
    exchangeRate: '1',
    postedAmount,
    custom: {},
    allocations: [draftAllocation()],
    segments: [
      {
        key: newKey(),
        type: 'Air Ticket',
        from: 'Newark Liberty Intl',
        to: 'Lyon Saint Exupery',
        departureDate: daysBefore(today, -21),
        arrivalDate: daysBefore(today, -21),
        classOfService: 'S',
      },
    ],
    ...changes,
  }
}
