import { z } from 'zod'
import type { FoundObject } from '../../record/decision.ts'
import type { Day, ExpenseReport } from '../../report/expense-report.ts'
import { isListItemId } from '../facts/coded-value.ts'
import { type CostObjects, costObjects, statusOf } from '../facts/cost-objects.ts'
import { type FieldHolder, fieldName, fieldOf } from '../facts/custom-fields.ts'
import { entriesOf, type NamedLeaf, reportObject } from '../facts/expenses.ts'
import { defineRule, fieldAbsent, judged, notEvaluated, type Remark } from '../rule.ts'

const ON = 'expected allocation, entry or report'

/** Something that is charged to a cost object. */
interface Charge {
  readonly object: FoundObject
  readonly holder: FieldHolder
  /** The days of what is charged; `undefined` for one that has none. */
  readonly days: readonly (Day | undefined)[]
}

export const costObject = defineRule({
  type: 'cost-object',
  summary:
    'A cost object that a report, an entry or its allocations are charged to is not in the list of cost objects, or is not open on the day of the expense. Of a list value such as (1234) Project 1234 the code counts. What is not allocated and personal expenses that are not claimed are left alone.',
  fields: ['Custom1..40', 'OrgUnit1..6', 'HasAllocation', 'TransactionDate'],
  example:
    'rule: cost-object\nseverity: error\nexceptionCode: COSTOBJ\non: allocation\nfield: custom2\ncostObjects:\n  - { code: 4711 }\n  - { code: 4712, from: 2026-01-01, until: 2026-06-30 }\n  - { code: 4713, status: closed }',
  message: {
    en: '{object}: the cost object {observed} does not exist or is not open on the day of the expense.',
    de: '{object}: Das Kontierungsobjekt {observed} gibt es nicht, oder es ist am Tag der Ausgabe nicht bebuchbar.',
    fr: '{object} : l’objet d’imputation {observed} n’existe pas ou n’est pas ouvert à la date de la dépense.',
    es: '{object}: el objeto de coste {observed} no existe o no está abierto en la fecha del gasto.',
  },
  parameters: {
    on: z
      .enum(['allocation', 'entry', 'report'], ON)
      .describe('Whose field it is: of allocations, of entries and itemizations, or of the report.'),
    field: fieldName.describe('The field that holds the cost object, such as custom1 or orgUnit2.'),
    costObjects: costObjects.describe(
      'The cost objects: code, from and until (when it is open), and status, which is open or closed.',
    ),
  },
  untold({ on, field }) {
    if (on !== 'allocation' || !field.startsWith('orgUnit')) return {}
    return { v1: [`${field} of Allocations`], v4: [`${field} of Allocations`] }
  },
  *check(report, { on, field, costObjects: known }) {
    const leaves = entriesOf(report).flatMap(({ claimed }) => claimed)
    if (on === 'allocation') yield* unlisted(leaves)
    for (const charge of chargesOf(report, leaves, on)) {
      if (charge.holder.orgUnits === undefined && field.startsWith('orgUnit')) {
        yield fieldAbsent(report, `${field} of Allocations`)
      } else yield judge(report, charge, field, known)
    }
  },
})

function* unlisted(leaves: readonly NamedLeaf[]): Iterable<Remark> {
  for (const { expense, object } of leaves) {
    const hasAllocation = 'hasAllocation' in expense && /^[PF]$/i.test(expense.hasAllocation ?? '')
    if (hasAllocation && expense.allocations.length === 0) {
      yield notEvaluated(`${object.label}, has allocations that Concur did not list`)
    }
  }
}

function chargesOf(
  report: ExpenseReport,
  leaves: readonly NamedLeaf[],
  on: 'allocation' | 'entry' | 'report',
): readonly Charge[] {
  if (on === 'report') {
    const days = leaves.map(({ day }) => day)
    return [{ object: reportObject(report), holder: report, days }]
  }
  // An itemization that does not say has what its entry says.
  return leaves.flatMap(({ expense, object, entry, day }) => {
    const holders: readonly FieldHolder[] =
      on === 'allocation'
        ? expense.allocations
        : [
            {
              custom: { ...entry.custom, ...expense.custom },
              orgUnits: { ...entry.orgUnits, ...expense.orgUnits },
            },
          ]
    return holders.map((holder) => ({ object, holder, days: [day] }))
  })
}

function judge(
  report: ExpenseReport,
  { object, holder, days }: Charge,
  field: string,
  known: CostObjects,
): Remark {
  const value = fieldOf(holder, field)
  if (value === undefined) return notEvaluated(`${object.label}, has no ${field}`)
  const status = statusOf(known, value, days)
  if (status === 'unknown' && isListItemId(report, value)) {
    return notEvaluated(`${field} holds the id of a list item, not its code`)
  }
  if (status === 'cannot tell') return notEvaluated(`${object.label}, has no transaction date`)
  return judged(status !== 'open', object, value, '-')
}
