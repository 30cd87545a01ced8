import { z } from 'zod'
import type { FoundObject } from '../../record/decision.ts'
import type { ExpenseReport } from '../../report/expense-report.ts'
import { fold } from '../../report/fold.ts'
import { signOf } from '../../report/money.ts'
import { codeOf, formsOf, isListItemId } from '../facts/coded-value.ts'
import { type FieldHolder, fieldName, fieldOf } from '../facts/custom-fields.ts'
import { entriesOf, isOfType, type NamedEntry } from '../facts/expenses.ts'
import { expenseTypes } from '../file/codes.ts'
import { wholeName } from '../file/names.ts'
import { byName } from '../file/parameters.ts'
import { defineRule, judged, notEvaluated } from '../rule.ts'

const ALLOWED = "expected a list of classes per grade, such as { VP: [economy, business], '*': [economy] }"
const CLASSES = 'expected a list of classes, such as [economy, business]'

/** The classes of a grade, as the policy file writes them. */
type ClassesByGrade = ReadonlyMap<string, readonly string[]>

const allowed = byName(wholeName.transform(fold), () => z.array(wholeName, CLASSES).min(1, CLASSES), ALLOWED)

/** v4 gives of a list field only the id of the item, by which neither class nor grade can be recognised. */
export const airClass = defineRule({
  type: 'air-class',
  summary:
    "A flight was booked in a class of service that the employee's grade does not allow. Concur has no field of its own for either: the rule names the custom fields or org units that hold them. Refunds and personal expenses that are not claimed are left alone.",
  fields: ['ExpKey', 'ExpenseKey', 'Custom1..40', 'OrgUnit1..6'],
  example:
    "rule: air-class\nseverity: warning\nexceptionCode: AIRCLASS\nexpenseTypes: [AIRFR]\nclassField: custom5\ngradeField: orgUnit2\nallowed: { VP: [economy, business], '*': [economy, premium economy] }",
  message: {
    en: '{object}: class of service {observed}; your grade allows: {limit}.',
    de: '{object}: Reiseklasse {observed}; für Ihre Stufe zulässig: {limit}.',
    fr: '{object} : classe de voyage {observed} ; votre niveau permet : {limit}.',
    es: '{object}: clase de viaje {observed}; su categoría permite: {limit}.',
  },
  parameters: {
    expenseTypes: expenseTypes.describe('The expense types of flights.'),
    classField: fieldName.describe(
      'The field of the entry or itemization that holds the class of service, such as custom5.',
    ),
    gradeField: fieldName.describe(
      'The field of the report that holds the grade of the employee, such as orgUnit2.',
    ),
    allowed: allowed.describe(
      'The classes that each grade may book; * is every other grade. Of a list value, its code or its name.',
    ),
  },
  *check(report, { expenseTypes: flights, classField, gradeField, allowed: byGrade }) {
    const classes = classesFor(report, gradeField, byGrade)
    for (const { object, holders } of entriesOf(report).flatMap((named) => flightsOf(named, flights))) {
      const booked = holders.flatMap((holder) => fieldOf(holder, classField) ?? [])[0]
      if (typeof classes === 'string') yield notEvaluated(classes)
      else if (booked === undefined) yield notEvaluated(`${object.label}, has no ${classField}`)
      else {
        const forms = formsOf(booked)
        const isAllowed = classes.some((each) => forms.includes(fold(each)))
        if (!isAllowed && isListItemId(report, booked)) {
          yield notEvaluated(`${classField} holds the id of a list item, not its code`)
        } else yield judged(!isAllowed, object, codeOf(booked), classes.join(', '))
      }
    }
  },
})

/** Something that is booked in one class, with what may say in which. */
interface Flight {
  readonly object: FoundObject
  readonly holders: readonly FieldHolder[]
}

/** An entry of the types as a whole, or the itemizations of the types in another entry. */
function flightsOf(named: NamedEntry, types: ReadonlySet<string>): readonly Flight[] {
  const { entry, object } = named
  const claimed = named.claimed.filter(
    ({ expense: { posted } }) => posted === undefined || signOf(posted.amount) >= 0,
  )
  if (isOfType(entry, types)) {
    const holders = [entry, ...claimed.map(({ expense }) => expense)]
    return claimed.length > 0 ? [{ object, holders }] : []
  }
  return claimed
    .filter(({ expense }) => isOfType(expense, types))
    .map((part) => ({ object: part.object, holders: [part.expense, entry] }))
}

/** The classes for the employee of the report, or the reason why they are not known. */
function classesFor(
  report: ExpenseReport,
  gradeField: string,
  byGrade: ClassesByGrade,
): readonly string[] | string {
  const grade = fieldOf(report, gradeField)
  if (grade === undefined) return `the report has no ${gradeField}`
  const form = formsOf(grade).find((each) => byGrade.has(each))
  if (form === undefined && isListItemId(report, grade)) {
    return `${gradeField} holds the id of a list item, not its code`
  }
  return byGrade.get(form ?? '*') ?? `no classes are given for the grade ${codeOf(grade)}`
}
