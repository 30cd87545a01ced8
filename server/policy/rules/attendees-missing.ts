import { z } from 'zod'
import type { Entry } from '../../report/expense-report.ts'
import { entriesOf, isClaimed } from '../expenses.ts'
import { count, expenseTypeCode } from '../parameters.ts'
import { defineRule, hit, notEvaluated } from '../rule.ts'

const CODES = 'expected a list of expense types, such as [BUSML, BUSMEAL]'

/**
 * A business meal, as an entry or as an itemization in it, has too few attendees. Everybody listed with the entry or
 * its itemizations counts once; who was deleted does not. Without a list, Concur's own count is taken. Personal
 * expenses that are not claimed need none.
 * Fields: `ExpKey`, `ExpenseKey`, `AttendeeDetails` (`AttendeeKey`, `IsDeleted`), `AttendeeCount`, `HasAttendees`,
 * `IsPersonal`.
 */
export const attendeesMissing = defineRule({
  type: 'attendees-missing',
  message: '{object}: {observed} listed, {limit} needed.',
  parameters: { expenseTypes: z.array(expenseTypeCode, CODES).min(1, CODES), atLeast: count.default(2) },
  *check(report, { expenseTypes, atLeast }) {
    for (const { entry, object } of entriesOf(report)) {
      const isMeal = [entry, ...entry.itemizations].some(
        (expense) => isClaimed(expense) && expenseTypes.includes(expense.expenseType.code.toUpperCase()),
      )
      if (!isMeal) continue
      const attendees = countAttendees(entry)
      if (attendees === undefined)
        yield notEvaluated(`${object.label}, has attendees that Concur did not list`)
      else if (attendees < atLeast) yield hit(object, people(attendees), `at least ${people(atLeast)}`)
    }
  },
})

function countAttendees(entry: Entry): number | undefined {
  const listed = [entry, ...entry.itemizations].flatMap(({ attendees }) => attendees)
  if (listed.length === 0) return entry.attendeeCount ?? (entry.hasAttendees ? undefined : 0)
  return new Set(listed.filter(({ isDeleted }) => !isDeleted).map(({ attendeeId }) => attendeeId)).size
}

function people(attendees: number): string {
  return attendees === 1 ? '1 attendee' : `${attendees} attendees`
}
