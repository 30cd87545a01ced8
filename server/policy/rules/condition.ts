import { z } from 'zod'
import type { ExpenseReport } from '../../report/expense-report.ts'
import type { Decimal } from '../../report/money.ts'
import { compileCondition, type Condition } from '../conditions/compile-condition.ts'
import { LIMITS, newBudget } from '../conditions/limits.ts'
import { SUBJECTS, subjectsOf, type SubjectName, VARIABLES } from '../conditions/subjects.ts'
import { isDecimal, isMoney, Unknown, type Value } from '../conditions/value.ts'
import type { FoundObject } from '../decision.ts'
import { amount, currencyCode, mapping, rowsOf } from '../parameters.ts'
import { fieldAbsent, judged, notEvaluated, type Observation, type Rule, type Shown } from '../rule.ts'

const WHEN = "expected a condition such as entry.posted > money('50', 'USD')"

const shape = {
  on: z
    .enum(SUBJECTS, `expected ${SUBJECTS.join(', ')}`)
    .describe(`What the condition is about, and is looked at one by one: ${SUBJECTS.join(', ')}.`),
  when: z.string(WHEN).min(1, WHEN).describe('The condition, in CEL; where it holds there is a finding.'),
  observed: z
    .string('expected an expression such as entry.posted')
    .optional()
    .describe('What a finding shows, in CEL, such as `entry.posted`; otherwise `true`.'),
  rates: rowsOf(
    z.object({
      from: currencyCode,
      to: currencyCode,
      rate: amount.refine((rate) => rate.gt(0), 'expected more than 0'),
    }),
  )
    .optional()
    .describe(
      'What one of a currency is in another, for `convert()`: a list with the columns from, to and rate.',
    ),
}

/**
 * A rule of the customer's own, written in CEL. It is checked when the policy is loaded, against the model of the
 * report; where a report lacks what it needs it is not evaluated.
 */
export const condition: Rule = {
  type: 'condition',
  summary:
    'A condition of your own holds, for the report, or for an entry, itemization, allocation or attendee. Where a field that it needs is absent, or amounts are in two currencies, it is not evaluated.',
  fields: [],
  example:
    "rule: condition\nid: big-alcohol\nseverity: warning\nexceptionCode: ALCOHOL\non: entry\nwhen: entry.expenseType.code in ['ALCOH'] && entry.posted > money('50', 'USD')\nobserved: entry.posted\nmessage: '{object}: alcohol above 50 USD.'",
  message: {
    en: '{object}: meets a condition of the policy ({limit}).',
    de: '{object}: Eine Bedingung der Richtlinie trifft zu ({limit}).',
    fr: '{object} : une condition de la politique est remplie ({limit}).',
    es: '{object}: se cumple una condición de la política ({limit}).',
  },
  parameterShape: shape,
  parameters: mapping(shape).transform(({ on, when, observed, rates }, context) => {
    const factors = new Map((rates ?? []).map(({ from, to, rate }) => [`${from} ${to}`, rate]))
    const compile = (parameter: 'when' | 'observed', text: string, types: readonly string[]) => {
      const compiled = compileCondition(text, VARIABLES[on], types, factors)
      const problems = compiled.ok ? problemsWithRates(compiled.condition, rates) : compiled.problems
      for (const message of problems) {
        context.addIssue({ code: 'custom', path: [parameter], message, params: { isWhole: true } })
      }
      return compiled.ok && problems.length === 0 ? compiled.condition : undefined
    }
    const holds = compile('when', when, ['bool'])
    const shows = observed === undefined ? undefined : compile('observed', observed, SHOWN_TYPES)
    if (holds === undefined || (observed !== undefined && shows === undefined)) return z.NEVER
    const limit = shortened(when)
    return { check: (report: ExpenseReport) => check(report, { on, holds, shows, limit }) }
  }),
}

const SHOWN_TYPES = ['string', 'int', 'bool', 'Money', 'Decimal', 'Day']

/** The text of a condition, in one line that fits into a finding. */
function shortened(text: string): string {
  const line = text.trim().replaceAll(/\s+/g, ' ')
  return line.length <= 200 ? line : `${line.slice(0, 199)}…`
}

function problemsWithRates(
  { needsRates }: Condition,
  rates: readonly { readonly rate: Decimal }[] | undefined,
): readonly string[] {
  return needsRates && rates === undefined ? ['convert() needs rates: { list: NAME }'] : []
}

function* check(
  report: ExpenseReport,
  {
    on,
    holds,
    shows,
    limit,
  }: {
    readonly on: SubjectName
    readonly holds: Condition
    readonly shows: Condition | undefined
    readonly limit: string
  },
): Iterable<Observation> {
  const budget = newBudget()
  for (const { object, values } of subjectsOf(report, on)) {
    if (values instanceof Unknown) {
      yield unknownFor(report, object, values)
      continue
    }
    const outcome = holds.evaluate(values, budget)
    if (outcome instanceof Unknown) yield unknownFor(report, object, outcome)
    else yield judged(outcome === true, object, shown(shows?.evaluate(values, budget) ?? outcome), limit)
    if (budget.steps < 0) return
  }
}

function unknownFor(report: ExpenseReport, object: FoundObject, { why, text }: Unknown): Observation {
  switch (why) {
    case 'absent':
      return notEvaluated(`${object.label}, has no ${text}`)
    case 'not listed':
      return notEvaluated(`${object.label}, has ${text} that Concur did not list`)
    case 'never told':
      return fieldAbsent(report, text)
    case 'not computable':
      return notEvaluated(text)
    case 'too long':
      break
  }
  return notEvaluated(`the condition takes more than ${LIMITS.steps.toLocaleString('en')} steps`)
}

/** What cannot be shown, for it is absent, does not hold up the finding. */
function shown(value: Value | Unknown): Shown {
  if (value instanceof Unknown) return '-'
  if (typeof value !== 'object') return String(value) || '-'
  if (isDecimal(value)) return value.toFixed()
  return isMoney(value) ? value : '-'
}
