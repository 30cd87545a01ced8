import { z } from 'zod'
import { fold } from '../../report/fold.ts'
import { claimedLeavesOf, isCredit } from '../facts/claims.ts'
import { weekdayOf } from '../facts/days.ts'
import { countryCode, expenseTypes } from '../file/codes.ts'
import { words } from '../file/names.ts'
import { day, mapping } from '../file/parameters.ts'
import { rowsOf } from '../file/rows.ts'
import { defineRule, hit, kept, notEvaluated } from '../rule.ts'

const WEEKDAYS = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'] as const
const WEEKDAY_LIST = 'expected a list of weekdays, such as [saturday, sunday]'

const holiday = mapping({ day, country: countryCode.optional(), name: words.optional() })
const holidays = rowsOf(holiday).transform((rows) => Map.groupBy(rows, (row) => row.day))

/** Credits are left alone: when money comes back is not the employee's choice. */
export const weekendOrHoliday = defineRule({
  type: 'weekend-or-holiday',
  summary:
    'An entry or itemization is dated on a weekend, or on a day of a list of public holidays. A holiday that the list gives for a country is one only for expenses there. Credits and personal expenses that are not claimed are left alone.',
  fields: ['TransactionDate', 'LocationCountry', 'ExpKey', 'ExpenseKey', 'PostedAmount', 'IsPersonal'],
  example:
    'rule: weekend-or-holiday\nseverity: note\nexpenseTypes: [BUSML, TAXIX]\nholidays:\n  - { day: 2026-12-25, name: Christmas Day }\n  - { day: 2026-07-04, country: US, name: Independence Day }',
  message: {
    en: '{object}: {observed} is a weekend day or a public holiday.',
    de: '{object}: {observed} ist ein Wochenend- oder Feiertag.',
    fr: '{object} : {observed} est un jour de week-end ou un jour férié.',
    es: '{object}: {observed} es fin de semana o día festivo.',
  },
  parameters: {
    weekendDays: z
      .array(z.enum(WEEKDAYS, WEEKDAY_LIST), WEEKDAY_LIST)
      .default(['saturday', 'sunday'])
      .describe(
        'The days of the weekend, such as [friday, saturday]; [] for none. Without it Saturday and Sunday.',
      ),
    holidays: holidays
      .default(new Map())
      .describe('Public holidays, or a list of them: the columns are day, country (ISO 3166) and name.'),
    expenseTypes: expenseTypes
      .optional()
      .describe('The expense types that are looked at; without it all of them.'),
  },
  objection: ({ weekendDays, holidays: listed }) =>
    weekendDays.length === 0 && listed.size === 0 ? 'expected days of the weekend, or holidays' : undefined,
  *check(report, { weekendDays, holidays: listed, expenseTypes: types }) {
    const weekend = new Set(weekendDays.map((name): number => WEEKDAYS.indexOf(name)))
    for (const { object, day: on, entry, expense } of claimedLeavesOf(report, types)) {
      if (isCredit(expense)) continue
      const weekday = on === undefined ? undefined : weekdayOf(on)
      if (on === undefined || weekday === undefined) {
        yield notEvaluated(`${object.label}, has no valid transaction date`)
        continue
      }
      const country = entry.location.country === undefined ? undefined : fold(entry.location.country)
      const rows = listed.get(on) ?? []
      const found = rows.find((row) => row.country === undefined || fold(row.country) === country)
      if (weekend.has(weekday) || found !== undefined) {
        yield hit(object, found?.name === undefined ? on : `${on} (${found.name})`, '-')
      } else if (rows.length > 0 && country === undefined) {
        yield notEvaluated(`${object.label}, has no country`)
      } else yield kept(object, on, '-')
    }
  },
})
