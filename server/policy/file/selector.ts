import { z } from 'zod'
import type { ExpenseReport } from '../../report/expense-report.ts'
import { fold } from '../../report/fold.ts'
import { formsOf } from '../facts/coded-value.ts'
import { mapping, words } from './parameters.ts'

/** Which reports something is for: each name that is given must have one of its values. */
export type Selector = readonly { readonly field: SelectorField; readonly values: ReadonlySet<string> }[]

const ORG_UNITS = ['orgUnit1', 'orgUnit2', 'orgUnit3', 'orgUnit4', 'orgUnit5', 'orgUnit6'] as const
const FIELDS = ['policyKey', 'group', 'ledger', 'currency', 'country', ...ORG_UNITS] as const
type SelectorField = (typeof FIELDS)[number]

const VALUES = 'expected a value or a list of values, such as [EUR, CHF]'
const values = z
  .union([words.transform((word) => [word]), z.array(words).min(1, VALUES)], VALUES)
  .transform((list): ReadonlySet<string> => new Set(list.map(fold)))
  .optional()

const shape: Record<SelectorField, typeof values> = {
  policyKey: values,
  group: values,
  ledger: values,
  currency: values,
  country: values,
  orgUnit1: values,
  orgUnit2: values,
  orgUnit3: values,
  orgUnit4: values,
  orgUnit5: values,
  orgUnit6: values,
}

/** What can be picked, as far as that matters. */
export type Pickable = Pick<
  ExpenseReport,
  'policyKey' | 'group' | 'ledgerName' | 'currency' | 'country' | 'orgUnits'
>

/** Reads a selector: `{ orgUnit1: [Sales, Support], currency: EUR }`; letter case does not matter. */
export const selector = mapping(shape)
  .refine((given) => Object.keys(given).length > 0, `expected at least one of ${FIELDS.join(', ')}`)
  .transform(
    (given): Selector =>
      FIELDS.flatMap((field) => {
        const wanted = given[field]
        return wanted === undefined ? [] : [{ field, values: wanted }]
      }),
  )

/**
 * Whether the selector picks the report.
 * @returns The name of the field where the source of the report does not have it: then nobody can tell.
 */
export function picks(
  wanted: Selector,
  report: Pickable,
): { readonly kind: 'yes' | 'no' } | { readonly kind: 'absent'; readonly field: string } {
  for (const { field, values: allowed } of wanted) {
    const value = valueOf(report, field)
    if (value === undefined) return { kind: 'absent', field }
    if (!formsOf(value).some((form) => allowed.has(form))) return { kind: 'no' }
  }
  return { kind: 'yes' }
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
