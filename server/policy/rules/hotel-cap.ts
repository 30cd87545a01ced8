import { Big } from 'big.js'
import type { z } from 'zod'
import type { FoundObject } from '../../record/decision.ts'
import type { Day, Entry } from '../../report/expense-report.ts'
import { type Decimal, type Money, parseDecimal, roundedUp } from '../../report/money.ts'
import { codeOf } from '../facts/coded-value.ts'
import { fieldName, fieldOf } from '../facts/custom-fields.ts'
import { entriesOf, isOfType, type NamedEntry, postedSum } from '../facts/expenses.ts'
import { countryCode, expenseTypes } from '../file/codes.ts'
import { wholeName } from '../file/names.ts'
import { amountColumns, BOUNDS, bounds, mapping, withAmount } from '../file/parameters.ts'
import { keyOf, rowsBy } from '../file/rows.ts'
import { isPeriod, validOn } from '../file/validity.ts'
import { defineRule, judged, notEvaluated, type Remark } from '../rule.ts'

const row = mapping({ city: wholeName.optional(), country: countryCode, ...amountColumns, ...bounds })

const caps = rowsBy(withAmount(row.refine(isPeriod, BOUNDS)), ({ city = '', country, currency }) => [
  city,
  country,
  currency,
])
type Caps = z.output<typeof caps>

/** What was paid for a night or several. */
interface Stay {
  readonly object: FoundObject
  readonly total: Money | undefined
  readonly day?: Day
  /** `undefined` where the report does not say. */
  readonly nights: Decimal | undefined
}

/** The city of v1.1 is the first part of the location's name: `Seattle, Washington`. */
export const hotelCap = defineRule({
  type: 'hotel-cap',
  summary:
    'A hotel costs more for a night than the cap of its city. Each itemization of a room type is one night; without such itemizations, a custom field may hold the number of nights. Where neither tells, a stay that is within the cap of one night is fine, and a dearer one cannot be judged. Credits and personal expenses that are not claimed are left alone.',
  fields: [
    'ExpKey',
    'ExpenseKey',
    'PostedAmount',
    'LocationName',
    'LocationCountry',
    'TransactionDate',
    'Custom1..40',
  ],
  example:
    'rule: hotel-cap\nseverity: warning\nexceptionCode: HOTELCAP\nexpenseTypes: [HOTEL]\nroomTypes: [ROOM]\ncaps:\n  - { city: Seattle, country: US, currency: USD, amount: 250 }\n  - { country: US, currency: USD, amount: 180, from: 2026-01-01 }',
  message: {
    en: '{object}: {observed} per night; the limit for that city is {limit}.',
    de: '{object}: {observed} pro Nacht; die Obergrenze für diesen Ort beträgt {limit}.',
    fr: '{object} : {observed} par nuit ; le plafond pour cette ville est de {limit}.',
    es: '{object}: {observed} por noche; el límite para esa ciudad es de {limit}.',
  },
  parameters: {
    expenseTypes: expenseTypes.describe('The expense types of hotel entries.'),
    roomTypes: expenseTypes
      .optional()
      .describe('The expense types of itemizations that are one night each; as the entries if left out.'),
    nightsField: fieldName
      .optional()
      .describe('The custom field of the entry that holds the number of nights, such as custom7.'),
    caps: caps.describe(
      'What a night may cost: city, country (its ISO 3166 code, such as US), currency, amount, from and until. Without a city, a row is for all other cities of the country.',
    ),
  },
  *check(report, { expenseTypes: hotels, roomTypes = hotels, nightsField, caps: byPlace }) {
    for (const named of entriesOf(report)) {
      if (!isOfType(named.entry, hotels)) continue
      for (const stay of staysOf(named, roomTypes, nightsField)) yield judge(stay, named.entry, byPlace)
    }
  },
})

const ONE = new Big(1)

function staysOf(
  named: NamedEntry,
  roomTypes: ReadonlySet<string>,
  nightsField: string | undefined,
): readonly Stay[] {
  const claimed = named.claimed
  const rooms = claimed.filter(
    ({ object, expense }) => object.type === 'Itemization' && isOfType(expense, roomTypes),
  )
  if (rooms.length > 0) {
    return rooms.map(({ object, expense, day }) => ({
      object,
      total: expense.posted,
      nights: ONE,
      ...(day !== undefined && { day }),
    }))
  }
  if (claimed.length === 0) return []
  const { object, entry } = named
  const given = nightsField === undefined ? undefined : fieldOf(entry, nightsField)
  const nights = given === undefined ? undefined : parseDecimal(codeOf(given))
  const day = entry.transactionDate
  return [
    {
      object,
      total: postedSum(claimed),
      nights: nights?.gte(ONE) ? nights : undefined,
      ...(day !== undefined && { day }),
    },
  ]
}

function judge({ object, total, day, nights }: Stay, { location }: Entry, byPlace: Caps): Remark {
  if (total === undefined) return notEvaluated(`${object.label}, has no amount`)
  const { country } = location
  const city = (location.city ?? location.name?.split(',', 1)[0])?.trim()
  if (city === undefined || country === undefined) {
    return notEvaluated(`${object.label}, has no ${city === undefined ? 'city' : 'country'}`)
  }
  const { currency } = total
  const cap =
    validOn(byPlace.get(keyOf([city, country, currency])) ?? [], day) ??
    validOn(byPlace.get(keyOf(['', country, currency])) ?? [], day)
  if (cap === undefined) return notEvaluated(`no amount is given for ${city}, ${country} in ${currency}`)

  const limit = { amount: cap.amount, currency }
  if (total.amount.lte(cap.amount)) return judged(false, object, total, limit)
  if (nights === undefined) return notEvaluated(`${object.label}, does not say for how many nights`)
  const perNight = total.amount.div(nights)
  return judged(perNight.gt(cap.amount), object, { amount: roundedUp(perNight), currency }, limit)
}
