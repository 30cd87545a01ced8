import { countAttendees } from '../facts/attendees.ts'
import { entriesOf, isClaimed, isOfType } from '../facts/expenses.ts'
import { expenseTypes } from '../file/codes.ts'
import { count } from '../file/parameters.ts'
import { defineRule, judged, notEvaluated } from '../rule.ts'

/**
 * Everybody listed with the entry or its itemizations counts once; who was deleted does not. Without a list, Concur's
 * own count is taken.
 */
export const attendeesMissing = defineRule({
  type: 'attendees-missing',
  summary:
    'A business meal, as an entry or as an itemization in it, has too few attendees. Personal expenses that are not claimed need none.',
  fields: ['ExpKey', 'ExpenseKey', 'AttendeeKey', 'IsDeleted', 'AttendeeCount', 'HasAttendees', 'IsPersonal'],
  example:
    'rule: attendees-missing\nseverity: warning\nexceptionCode: ATTENDEE\nexpenseTypes: [BUSML, BUSMEAL]\natLeast: 2',
  message: {
    en: '{object}: attendees listed: {observed}, needed: {limit}.',
    de: '{object}: angegebene Teilnehmer: {observed}, nötig: {limit}.',
    fr: '{object} : participants indiqués : {observed}, requis : {limit}.',
    es: '{object}: asistentes indicados: {observed}, necesarios: {limit}.',
  },
  parameters: {
    expenseTypes: expenseTypes.describe('The expense types of business meals.'),
    atLeast: count
      .refine((people) => people > 0, 'expected at least 1')
      .default(2)
      .describe('How many attendees are needed, the employee included.'),
  },
  *check(report, { expenseTypes: meals, atLeast }) {
    for (const { entry, object } of entriesOf(report)) {
      const isMeal = [entry, ...entry.itemizations].some(
        (expense) => isClaimed(expense) && isOfType(expense, meals),
      )
      if (!isMeal) continue
      const attendees = countAttendees(entry)
      if (attendees === undefined)
        yield notEvaluated(`${object.label}, has attendees that Concur did not list`)
      else yield judged(attendees < atLeast, object, String(attendees), String(atLeast))
    }
  },
})
