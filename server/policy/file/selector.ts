import { z } from 'zod'
import type { ExpenseReport } from '../../report/expense-report.ts'
import { fold } from '../../report/fold.ts'
import { formsOf, isItemId } from '../facts/coded-value.ts'
import { wrongCode } from './codes.ts'
import { refuse } from './found.ts'
import { oddName, words } from './names.ts'
import { naming } from './notes.ts'
import { mapping } from './parameters.ts'

/** Which reports something is for: each name that is given must have one of its values. */
export type Selector = readonly { readonly field: SelectorField; readonly values: ReadonlySet<string> }[]

const ORG_UNITS = ['orgUnit1', 'orgUnit2', 'orgUnit3', 'orgUnit4', 'orgUnit5', 'orgUnit6'] as const
const FIELDS = ['policyKey', 'group', 'ledger', 'currency', 'country', ...ORG_UNITS] as const
/** What it can ask for. */
export type SelectorField = (typeof FIELDS)[number]

/** What can be picked, as far as that matters. */
export type Pickable = Pick<
  ExpenseReport,
  'policyKey' | 'group' | 'ledgerName' | 'currency' | 'country' | 'orgUnits'
>

const VALUES = 'expected a value or a list of values, such as [EUR, CHF]'

/**
 * Reads a selector: `{ orgUnit1: [Sales, Support], currency: EUR }`; letter case does not matter. A value that no report
 * can have is refused, for what it is to pick would not be picked.
 */
export const selector = selectorOf((field, value) => {
  if (field === 'currency' || field === 'country') return wrongCode(field, value)
  if (/^(?:!|<>|not\s)/i.test(value)) {
    return `${JSON.stringify(value)} is a name and excludes nothing: name what is left out under unless`
  }
  if (/^[*%]|[*%]$/.test(value)) return `${JSON.stringify(value)} is a whole name, not the beginning of one`
  return oddName(value)
})

/** One that was taken before: values that nothing can have pick nothing. */
export const takenSelector = selectorOf(() => undefined)

/** @param wrong What is wrong with a value, in words. */
function selectorOf(wrong: (field: SelectorField, value: string) => string | undefined) {
  const valuesOf = (field: SelectorField) => {
    const value = naming(
      words.superRefine((word, context) => {
        const problem = wrong(field, word)
        if (problem !== undefined) refuse(context, problem)
      }),
      field,
    )
    return z
      .union([value.transform((word) => [word]), z.array(value).min(1, VALUES)], VALUES)
      .transform((list): ReadonlySet<string> => new Set(list.map(fold)))
      .optional()
  }
  const shape: Record<SelectorField, ReturnType<typeof valuesOf>> = {
    policyKey: valuesOf('policyKey'),
    group: valuesOf('group'),
    ledger: valuesOf('ledger'),
    currency: valuesOf('currency'),
    country: valuesOf('country'),
    orgUnit1: valuesOf('orgUnit1'),
    orgUnit2: valuesOf('orgUnit2'),
    orgUnit3: valuesOf('orgUnit3'),
    orgUnit4: valuesOf('orgUnit4'),
    orgUnit5: valuesOf('orgUnit5'),
    orgUnit6: valuesOf('orgUnit6'),
  }
  return mapping(shape)
    .refine((given) => Object.keys(given).length > 0, `expected at least one of ${FIELDS.join(', ')}`)
    .transform(
      (given): Selector =>
        FIELDS.flatMap((field) => {
          const wanted = given[field]
          return wanted === undefined ? [] : [{ field, values: wanted }]
        }),
    )
}

/** Whether a selector picks a report; `cannot tell` with the reason. */
export type Picked =
  | { readonly kind: 'yes' | 'no' }
  | { readonly kind: 'cannot tell'; readonly reason: string }

/** Whether the selector picks the report. Where its source does not have a field, only another one can say no. */
export function picks(wanted: Selector, report: Pickable): Picked {
  let unknown: Picked | undefined
  for (const { field, values: allowed } of wanted) {
    const value = valueOf(report, field)
    if (value === undefined) {
      unknown ??= { kind: 'cannot tell', reason: `field ${field} absent from the report` }
    } else if (!formsOf(value).some((form) => allowed.has(form))) {
      if (!isItemId(value)) return { kind: 'no' }
      unknown ??= { kind: 'cannot tell', reason: `${field} holds the id of a list item, not its code` }
    }
  }
  return unknown ?? { kind: 'yes' }
}

/** `undefined` where the source does not have the field; an org unit that has no value is empty. */
function valueOf(report: Pickable, field: SelectorField): string | undefined {
  if (ORG_UNITS.some((unit) => unit === field)) return report.orgUnits[field] ?? ''
  const { policyKey, group, ledgerName: ledger, currency, country } = report
  const known: { readonly [Field in SelectorField]?: string | undefined } = {
    policyKey,
    group,
    ledger,
    currency,
    country,
  }
  return known[field]
}
