import { Big } from 'big.js'
import { z } from 'zod'
import type { Entry } from '../../report/expense-report.ts'
import { type Decimal, parseDecimal } from '../../report/money.ts'
import { codeOf } from '../facts/coded-value.ts'
import { fieldName, fieldOf } from '../facts/custom-fields.ts'
import { entriesOf, isClaimed, isOfType, type NamedEntry } from '../facts/expenses.ts'
import { expenseTypes } from '../file/codes.ts'
import { amount } from '../file/parameters.ts'
import { defineRule, fieldAbsent, judged, notEvaluated } from '../rule.ts'

const KM_PER_MILE = new Big('1.609344')

const PER = 'expected entry or day'
const UNIT = 'expected km or mi'

/** The distances of history are not known: a day counts within one report. */
export const mileageCap = defineRule({
  type: 'mileage-cap',
  summary:
    'A journey by car is longer than a limit, by entry or by all entries of one day in the report. Where Concur does not send the distance, a custom field may hold it; where it does not say the unit, as in v4, the distance is in that of the limit. Personal expenses that are not claimed are left alone.',
  fields: [
    'ExpKey',
    'TransactionDate',
    'Journey.BusinessDistance',
    'Journey.UnitOfMeasure',
    'mileage.totalDistance',
    'Custom1..40',
  ],
  example:
    'rule: mileage-cap\nseverity: warning\nexceptionCode: MILES\nexpenseTypes: [MILEG]\nmost: 300\nunit: km\nper: day',
  message: {
    en: '{object}: {observed} driven; the limit is {limit}.',
    de: '{object}: {observed} gefahren; zulässig sind {limit}.',
    fr: '{object} : {observed} parcourus ; la limite est de {limit}.',
    es: '{object}: {observed} recorridos; el límite es de {limit}.',
  },
  parameters: {
    expenseTypes: expenseTypes.describe('The expense types of journeys by car.'),
    most: amount.describe('The longest distance that is allowed.'),
    unit: z
      .enum(['km', 'mi'], UNIT)
      .describe(
        'The unit of the limit, of the custom field, and of a distance of which Concur does not say it: km or mi.',
      ),
    per: z
      .enum(['entry', 'day'], PER)
      .default('entry')
      .describe('Whether the limit is for each entry, or for all entries of one day together.'),
    field: fieldName
      .optional()
      .describe('The custom field of the entry that holds the distance, such as custom7; else Concur’s own.'),
  },
  untold: ({ field }) => (field === undefined ? { v1: ['Journey.BusinessDistance'] } : {}),
  *check(report, { expenseTypes: types, most, unit, per, field }) {
    const sums = new Map<string, { readonly named: NamedEntry; readonly distance: Decimal }>()
    for (const named of entriesOf(report)) {
      const { entry, object } = named
      if (!isOfType(entry, types) || !isClaimed(entry)) continue
      const distance = distanceOf(entry, unit, field)
      const key = per === 'day' ? entry.transactionDate : entry.entryId
      if (distance === undefined) {
        yield field === undefined
          ? fieldAbsent(report, report.source === 'v4' ? 'mileage' : 'Journey.BusinessDistance')
          : notEvaluated(`${object.label}, has no distance in ${field}`)
      } else if (key === undefined) yield notEvaluated(`${object.label}, has no transaction date`)
      // The last entry of a day stands for it.
      else sums.set(key, { named, distance: distance.plus(sums.get(key)?.distance ?? 0) })
    }
    for (const { named, distance } of sums.values()) {
      yield judged(
        distance.gt(most),
        named.object,
        `${distance.round(8).toFixed()} ${unit}`,
        `${most.toFixed()} ${unit}`,
      )
    }
  },
})

function distanceOf(entry: Entry, unit: 'km' | 'mi', field: string | undefined): Decimal | undefined {
  if (field !== undefined) {
    const value = fieldOf(entry, field)
    return value === undefined ? undefined : parseDecimal(codeOf(value))
  }
  const { mileage } = entry
  if (mileage?.unit === undefined || (mileage.unit === 'K') === (unit === 'km')) return mileage?.distance
  return unit === 'km' ? mileage.distance.times(KM_PER_MILE) : mileage.distance.div(KM_PER_MILE)
}
