import { z } from 'zod'
import type { ExpenseReport } from '../report/expense-report.ts'
import type { FoundObject } from './decision.ts'
import { mapping } from './parameters.ts'

/** What a rule says of one part of a report, in the words of a finding, or why it cannot say anything. */
export type Observation =
  | { readonly kind: 'hit'; readonly object: FoundObject; readonly observed: string; readonly limit: string }
  | { readonly kind: 'not evaluated'; readonly reason: string }

/** A rule with its parameters filled in. Pure, and never throws for a report. */
export type Check = (report: ExpenseReport) => Iterable<Observation>

/** A kind of rule, as the catalogue lists it. */
export interface Rule {
  /** What the policy file calls it, such as `receipt-missing`. */
  readonly type: string
  /** What an employee reads unless the policy file has its own text; placeholders as there. */
  readonly message: string
  /** Reads the parameters of the policy file, where numbers are text, and fills them in. */
  readonly parameters: z.ZodType<Check>
}

/**
 * Makes a rule for the catalogue.
 * @param definition `parameters` is the zod schema of each parameter by its name in the policy file; see `parameters.ts`.
 */
export function defineRule<Shape extends z.ZodRawShape>(definition: {
  readonly type: string
  readonly message: string
  readonly parameters: Shape
  readonly check: (report: ExpenseReport, parameters: z.output<z.ZodObject<Shape>>) => Iterable<Observation>
}): Rule {
  const { type, message, parameters, check } = definition
  return {
    type,
    message,
    parameters: mapping(parameters).transform((values) => (report: ExpenseReport) => check(report, values)),
  }
}

/** The rule was broken: what was seen and what is allowed, as text. */
export function hit(object: FoundObject, observed: string, limit: string): Observation {
  return { kind: 'hit', object, observed, limit }
}

/** The rule cannot be applied, for example for want of a date. */
export function notEvaluated(reason: string): Observation {
  return { kind: 'not evaluated', reason }
}
