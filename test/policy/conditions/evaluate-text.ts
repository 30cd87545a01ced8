import { compileCondition } from '../../../server/policy/conditions/compile-condition.ts'
import { type Budget, newBudget } from '../../../server/policy/conditions/limits.ts'
import { subjectsOf, VARIABLES } from '../../../server/policy/conditions/subjects.ts'
import { Unknown, type Value } from '../../../server/policy/conditions/value.ts'
import type { ExpenseReport } from '../../../server/report/expense-report.ts'

/** Every type that an expression can give; a test that is not about types takes any. */
export const ANY_TYPE = ['bool', 'int', 'string', 'Money', 'Decimal', 'Day'] as const

/** Evaluates an expression about the first entry of a report. */
export function evaluateText(
  text: string,
  report: ExpenseReport,
  budget: Budget = newBudget(),
): Value | Unknown | { readonly problems: readonly string[] } {
  const compiled = compileCondition(text, VARIABLES.entry, ANY_TYPE)
  if (!compiled.ok) return { problems: compiled.problems }
  const [subject] = subjectsOf(report, 'entry')
  if (subject === undefined || subject.values instanceof Unknown) throw new Error('the report has no entry')
  return compiled.condition.evaluate(subject.values, budget)
}

/** Everything that is wrong with an expression about an entry. */
export function problemsOf(text: string): readonly string[] {
  const compiled = compileCondition(text, VARIABLES.entry, ANY_TYPE)
  return compiled.ok ? [] : compiled.problems
}
