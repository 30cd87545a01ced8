import type { TravelRequest } from '../../request/travel-request.ts'
import { plannedExpensesOf, requestObject } from '../facts/request-parts.ts'
import type { Variables } from './condition-problem.ts'
import { partOf } from './part-model.ts'
import { REQUEST } from './request-model.ts'
import { partsIn, type Subject } from './subjects.ts'
import { Unknown } from './value.ts'

/** What a condition on a travel request is about: it is evaluated once for each of them. */
export const REQUEST_SUBJECTS = ['request', 'expense'] as const

/** What a condition can speak of, by what it is about. */
export const REQUEST_VARIABLES: Readonly<Record<(typeof REQUEST_SUBJECTS)[number], Variables>> = {
  request: { request: 'Request' },
  expense: { request: 'Request', expense: 'PlannedExpense' },
}

/** Everything in a request that a condition about `on` is evaluated for, in the order of the request. */
export function requestSubjectsOf(
  request: TravelRequest,
  on: (typeof REQUEST_SUBJECTS)[number],
): readonly Subject[] {
  const whole = partOf(REQUEST, request, request.source)
  const object = requestObject(request)
  if (on === 'request') return [{ object, values: [whole] }]
  const list = whole.read('entries')
  if (list instanceof Unknown) return [{ object, values: list }]
  const parts = partsIn(whole, 'entries')
  return plannedExpensesOf(request).flatMap((expense, index) => {
    const part = parts[index]
    return part === undefined ? [] : [{ object: expense.object, values: [whole, part] }]
  })
}
