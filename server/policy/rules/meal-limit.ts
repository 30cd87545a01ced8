import type { FoundObject } from '../../record/decision.ts'
import { roundedUp } from '../../report/money.ts'
import { countAttendees, headsOf, largestShare, listedWith } from '../facts/attendees.ts'
import { entriesOf, isOfType, type NamedEntry, type NamedLeaf, postedSum } from '../facts/expenses.ts'
import { expenseTypes } from '../file/codes.ts'
import { type Limits, limits } from '../file/parameters.ts'
import { defineRule, judged, notEvaluated, type Remark } from '../rule.ts'

/** What is shared by those at one table. */
interface Meal {
  readonly object: FoundObject
  readonly parts: readonly NamedLeaf[]
  /** It is all of its entry, so that the attendees' shares of the entry are shares of the meal. */
  readonly isWholeEntry: boolean
}

/**
 * An entry of a meal type is one meal, of which the itemizations of such types count, or all where none has one. In
 * another entry, such as a hotel bill, the itemizations of one type and day are one meal.
 */
export const mealLimit = defineRule({
  type: 'meal-limit',
  summary:
    'A meal costs more per person than a limit. Where Concur gives the share of each attendee, the largest counts; otherwise the amount is divided by the number of attendees, and a meal with nobody listed is that of one person. Credits and personal expenses that are not claimed are left alone.',
  fields: ['ExpKey', 'ExpenseKey', 'PostedAmount', 'AttendeeDetails', 'AttendeeCount', 'transactionAmount'],
  example:
    'rule: meal-limit\nseverity: warning\nexceptionCode: MEALHIGH\nexpenseTypes: [BUSML, BUSMEAL]\nperPerson: { USD: 75, EUR: 70 }',
  message: {
    en: '{object}: {observed} per person; the limit is {limit}.',
    de: '{object}: {observed} pro Person; die Obergrenze beträgt {limit}.',
    fr: '{object} : {observed} par personne ; le plafond est de {limit}.',
    es: '{object}: {observed} por persona; el límite es de {limit}.',
  },
  parameters: {
    expenseTypes: expenseTypes.describe('The expense types of meals, of entries and itemizations.'),
    perPerson: limits.describe('What a meal may cost for each person at it, in the currency of the report.'),
  },
  *check(report, { expenseTypes: types, perPerson }) {
    for (const named of entriesOf(report)) {
      for (const meal of mealsOf(named, types)) yield judge(meal, named, perPerson)
    }
  },
})

function mealsOf(named: NamedEntry, types: ReadonlySet<string>): readonly Meal[] {
  const { entry, object } = named
  const claimed = named.claimed
  const ofType = claimed.filter(({ expense }) => isOfType(expense, types))
  if (isOfType(entry, types)) {
    const parts = ofType.length > 0 ? ofType : claimed
    return parts.length > 0 ? [{ object, parts, isWholeEntry: parts.length === named.parts.length }] : []
  }
  const meals = Map.groupBy(ofType, ({ expense, day }) => `${expense.expenseType.code} ${day}`)
  return [...meals.values()].flatMap((parts) =>
    parts.slice(0, 1).map((first) => ({ object: first.object, parts, isWholeEntry: false })),
  )
}

function judge({ object, parts, isWholeEntry }: Meal, { entry }: NamedEntry, limitsOf: Limits): Remark {
  const total = postedSum(parts)
  if (total === undefined) return notEvaluated(`${object.label}, has no amount`)
  const { amount, currency } = total
  const limit = limitsOf.at(currency, parts[0]?.day)
  if (limit === undefined) return notEvaluated(`no amount is given for ${currency}`)

  const own = isWholeEntry ? listedWith(entry) : parts.flatMap(({ expense }) => expense.attendees)
  const shared = entry.attendees.length > 0 && isWholeEntry ? entry.attendees : own
  const share = largestShare(shared, entry)
  const people = own.length > 0 ? headsOf(own) : countAttendees(entry)
  // A meal within the limit of one person is within that of any number.
  if (share === undefined && people === undefined && amount.gt(limit)) {
    return notEvaluated(`${object.label}, has attendees that Concur did not list`)
  }
  const perPerson = share ?? amount.div(Math.max(people ?? 1, 1))
  return judged(perPerson.gt(limit), object, () => ({ amount: roundedUp(perPerson), currency }), {
    amount: limit,
    currency,
  })
}
