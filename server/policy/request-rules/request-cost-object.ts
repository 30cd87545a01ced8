import { z } from 'zod'
import type { FoundObject } from '../../record/decision.ts'
import type { CustomFields, Day } from '../../report/expense-report.ts'
import type { TravelRequest } from '../../request/travel-request.ts'
import { isListItemId } from '../facts/coded-value.ts'
import { costObjects, statusOf } from '../facts/cost-objects.ts'
import { fieldOf } from '../facts/custom-fields.ts'
import { daysOf, plannedExpensesOf, requestObject } from '../facts/request-parts.ts'
import { defineRequestRule, fieldAbsent, judged, notEvaluated } from '../rule.ts'

const ON = 'expected request or allocation'
const FIELD = 'expected custom1 to custom20'

/** Something that is charged to a cost object. */
interface Charge {
  readonly object: FoundObject
  readonly custom: CustomFields
  readonly days: readonly (Day | undefined)[]
}

export const requestCostObject = defineRequestRule({
  type: 'request-cost-object',
  summary:
    'A cost object that the request, or the allocations of its planned expenses, are charged to is not in the list of cost objects, or is not open on the days of the trip. Of a list value such as (1234) Project 1234 the code counts. Travel Request v4 does not tell the allocations.',
  fields: ['Custom1..20', 'AllocationsList', 'StartDate', 'EndDate', 'TransactionDate'],
  example:
    'rule: request-cost-object\nseverity: error\non: request\nfield: custom2\ncostObjects:\n  - { code: 4711 }\n  - { code: 4712, from: 2026-01-01, until: 2026-06-30 }\n  - { code: 4713, status: closed }',
  message: {
    en: '{object}: the cost object {observed} does not exist or is not open on the days of the trip.',
    de: '{object}: Das Kontierungsobjekt {observed} gibt es nicht, oder es ist an den Tagen der Reise nicht bebuchbar.',
    fr: '{object} : l’objet d’imputation {observed} n’existe pas ou n’est pas ouvert aux dates du voyage.',
    es: '{object}: el objeto de coste {observed} no existe o no está abierto en los días del viaje.',
  },
  parameters: {
    on: z
      .enum(['request', 'allocation'], ON)
      .describe('Whose field it is: of the request, or of the allocations of its planned expenses.'),
    field: z
      .string(FIELD)
      .regex(/^custom([1-9]|1\d|20)$/, FIELD)
      .describe('The field that holds the cost object, such as custom2.'),
    costObjects: costObjects.describe(
      'The cost objects: code, from and until (when it is open), and status, which is open or closed.',
    ),
  },
  untold: ({ on }) => (on === 'allocation' ? { v4: ['AllocationsList'] } : {}),
  *check(request, { on, field, costObjects: known }) {
    if (on === 'allocation' && request.entries === undefined) {
      yield fieldAbsent(request, 'AllocationsList')
      return
    }
    for (const { object, custom, days } of chargesOf(request, on)) {
      const value = fieldOf({ custom }, field)
      const status = value === undefined ? 'unknown' : statusOf(known, value, days)
      if (value === undefined) yield notEvaluated(`${object.label}, has no ${field}`)
      else if (status === 'unknown' && isListItemId(request, value)) {
        yield notEvaluated(`${field} holds the id of a list item, not its code`)
      } else if (status === 'cannot tell') yield notEvaluated(`${object.label}, has no date`)
      else yield judged(status !== 'open', object, value, '-')
    }
  },
})

function chargesOf(request: TravelRequest, on: 'request' | 'allocation'): readonly Charge[] {
  const days = daysOf(request)
  if (on === 'request') return [{ object: requestObject(request), custom: request.custom, days }]
  return plannedExpensesOf(request).flatMap(({ entry, object }) =>
    entry.allocations.map(({ custom }) => ({
      object,
      custom,
      days: entry.transactionDate === undefined ? days : [entry.transactionDate],
    })),
  )
}
