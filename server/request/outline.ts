import { fieldsOf, type Outline, partLabel } from '../report/outline.ts'
import type { TravelRequest } from './travel-request.ts'

/** What people compare of a travel request. What Concur stamps, derives and translates by itself is left out. */
export function requestOutline(request: TravelRequest): Outline {
  const { name, purpose, startDate, startTime, endDate, endTime, submittedAt, total, policyKey, custom } =
    request
  const { mainDestination, cashAdvances, entries = [] } = request
  const header = { name, purpose, startDate, startTime, endDate, endTime, submittedAt, total, policyKey }
  return {
    source: request.source,
    fields: fieldsOf({ ...header, mainDestination, cashAdvances, ...custom }),
    parts: entries.map((entry) => {
      const { entryId, exchangeRate: _rate, approved: _approved, remaining: _remaining, ...facts } = entry
      const { custom: own, ...rest } = facts
      return { key: entryId, label: partLabel(entry), fields: fieldsOf({ ...rest, ...own }) }
    }),
  }
}
