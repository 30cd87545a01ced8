import { z } from 'zod'
import type { FoundObject } from '../../record/decision.ts'
import type { ExpenseReport } from '../../report/expense-report.ts'
import type { TravelRequest } from '../../request/travel-request.ts'
import { currencyCode } from '../file/codes.ts'
import { noting } from '../file/notes.ts'
import { amount, bounds, mapping } from '../file/parameters.ts'
import { keyOf, rowsBy } from '../file/rows.ts'
import { isPeriod, validOn } from '../file/validity.ts'
import { fieldAbsent, judged, notEvaluated, type Remark, type Rule, type Shown } from '../rule.ts'
import type { Rates } from './callable.ts'
import { type Condition, compileCondition } from './compile-condition.ts'
import { notesOfCondition } from './condition-notes.ts'
import type { Variables } from './condition-problem.ts'
import { LIMITS, newBudget } from './limits.ts'
import type { Subject } from './subjects.ts'
import { isDecimal, isMoney, Unknown, type Value } from './value.ts'

/** What a condition is written about, and how it is found there. */
export interface ConditionMatter<Whole, Name extends string>
  extends Pick<Rule, 'type' | 'summary' | 'example'> {
  readonly subjects: readonly [Name, ...Name[]]
  /** What a condition can speak of, by what it is about. */
  readonly variables: Readonly<Record<Name, Variables>>
  /** Everything that a condition about `on` is evaluated for. */
  readonly subjectsOf: (whole: Whole, on: Name) => readonly Subject[]
}

const WHEN = "expected a condition such as entry.posted > money('50', 'USD')"

const rateRow = mapping({
  from: currencyCode,
  to: currencyCode,
  rate: amount.refine((rate) => rate.gt(0), 'expected more than 0'),
  from_day: bounds.from,
  until: bounds.until,
})
  .transform(({ from, from_day, ...row }) => ({ ...row, of: from, from: from_day }))
  .refine(isPeriod, 'expected until to be no earlier than from_day')

const rateRows = rowsBy(rateRow, ({ of, to }) => [of, to])
type RateRows = z.output<typeof rateRows>

const shape = {
  when: noting(z.string(WHEN).min(1, WHEN), notesOfCondition).describe(
    'The condition, in CEL; where it holds there is a finding.',
  ),
  observed: z
    .string('expected an expression such as entry.posted')
    .optional()
    .describe('What a finding shows, in CEL, such as `entry.posted`; otherwise `true`.'),
  rates: rateRows
    .optional()
    .describe(
      'What one of a currency is in another, for `convert()`: a list with the columns from, to and rate; where a rate holds for a time, from_day and until are its first and last day.',
    ),
}

/**
 * Makes a rule of the customer's own, written in CEL. It is checked when the policy is loaded, against the model of what
 * it is about; where that lacks what it needs it is not evaluated.
 */
export function conditionRule<Whole extends ExpenseReport | TravelRequest, Name extends string>({
  subjects,
  variables,
  subjectsOf,
  ...rest
}: ConditionMatter<Whole, Name>): Rule<Whole> {
  const parameterShape = {
    on: z
      .enum(subjects, `expected ${subjects.join(', ')}`)
      .describe(`What the condition is about, and is looked at one by one: ${subjects.join(', ')}.`),
    ...shape,
  }
  return {
    ...rest,
    fields: [],
    message: {
      en: '{object}: meets a condition of the policy ({limit}).',
      de: '{object}: Eine Bedingung der Richtlinie trifft zu ({limit}).',
      fr: '{object} : une condition de la politique est remplie ({limit}).',
      es: '{object}: se cumple una condición de la política ({limit}).',
    },
    parameterShape,
    parameters: mapping(parameterShape).transform(({ on, when, observed, rates }, context) => {
      const rateOn: Rates = (from, to, day) => validOn(rates?.get(keyOf([from, to])) ?? [], day)?.rate
      const compile = (parameter: 'when' | 'observed', text: string, types: readonly string[]) => {
        const compiled = compileCondition(text, variables[on], types, rateOn)
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
      return {
        check: (whole: Whole) => check(whole, subjectsOf(whole, on), { holds, shows, limit }),
        ...holds.fields,
      }
    }),
  }
}

const SHOWN_TYPES = ['string', 'int', 'bool', 'Money', 'Decimal', 'Day']

/** The text of a condition, in one line that fits into a finding. */
function shortened(text: string): string {
  const line = text.trim().replaceAll(/\s+/g, ' ')
  return line.length <= 200 ? line : `${line.slice(0, 199)}…`
}

function problemsWithRates(
  { needsRates, needsRatesOfAnyDay }: Condition,
  rates: RateRows | undefined,
): readonly string[] {
  if (rates === undefined) return needsRates ? ['convert() needs rates: { list: NAME }'] : []
  const haveDays = [...rates.values()]
    .flat()
    .some(({ from, until }) => from !== undefined || until !== undefined)
  return needsRatesOfAnyDay && haveDays
    ? ["the rates have days: write of which day, such as convert(entry.posted, 'EUR', entry.transactionDate)"]
    : []
}

function* check(
  whole: ExpenseReport | TravelRequest,
  subjects: readonly Subject[],
  {
    holds,
    shows,
    limit,
  }: {
    readonly holds: Condition
    readonly shows: Condition | undefined
    readonly limit: string
  },
): Iterable<Remark> {
  const budget = newBudget()
  for (const { object, values } of subjects) {
    if (values instanceof Unknown) {
      yield unknownFor(whole, object, values)
      continue
    }
    const outcome = holds.evaluate(values, budget)
    if (outcome instanceof Unknown) yield unknownFor(whole, object, outcome)
    else yield judged(outcome === true, object, shown(shows?.evaluate(values, budget) ?? outcome), limit)
    if (budget.steps < 0) return
  }
}

function unknownFor(
  whole: ExpenseReport | TravelRequest,
  object: FoundObject,
  { why, text }: Unknown,
): Remark {
  switch (why) {
    case 'absent':
      return notEvaluated(`${object.label}, has no ${text}`)
    case 'not listed':
      return notEvaluated(`${object.label}, has ${text} that Concur did not list`)
    case 'never told':
      return fieldAbsent(whole, text)
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
