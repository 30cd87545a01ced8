import { z } from 'zod'
import type { FoundObject } from '../record/decision.ts'
import type { HistorySlice, RuleHistory } from '../record/history.ts'
import type { ExpenseReport } from '../report/expense-report.ts'
import { formatMoney, type Money } from '../report/money.ts'
import type { TravelRequest } from '../request/travel-request.ts'
import { refuse } from './file/found.ts'
import { mapping } from './file/parameters.ts'
import type { Texts } from './language.ts'

/**
 * A value for people: an amount, or text that reads the same in every language (a number, a day, a code, a name), for
 * the words around it stand in the rule's message. Lists and counts are fine: `2`, `2026-05-19`, `HOTEL`.
 */
export type Shown = string | Money

/** The same, or how to work it out: most rules are kept, and nobody asks what they saw. */
export type Showing = Shown | (() => Shown)

/** What a rule looked at, and what it says of it. */
interface Looked<Value> {
  /** `hit`: the rule was broken. `kept`: it was looked at and is fine, which an explanation shows. */
  readonly kind: 'hit' | 'kept'
  readonly object: FoundObject
  readonly observed: Value
  readonly limit: Value
  /** What is said of this one, where that is not the message of its rule. */
  readonly message?: Texts
}

/** Why a rule cannot say anything. */
export interface NotEvaluated {
  readonly kind: 'not evaluated'
  readonly reason: string
}

/** What a rule says of one part of a report, before it is put on record. */
export type Remark = Looked<Showing> | NotEvaluated

/** A {@link Remark} on record: plain values. */
export type Observation = Looked<Shown> | NotEvaluated

/**
 * A rule with its parameters filled in. Pure, and never throws, whatever it looks at.
 * @param history What is known of what the rule asked for, and of nothing else.
 */
export type Check<Subject = ExpenseReport> = (subject: Subject, history: RuleHistory) => Iterable<Remark>

/**
 * Fields that a rule looks at and one of Concur's services does not tell: the rule is not evaluated for what is read with
 * it. `v1` is v1.1 for reports and v1.0 for travel requests.
 */
export interface Untold {
  readonly v1?: readonly string[]
  readonly v4?: readonly string[]
}

/** What the policy file makes of a kind of rule. */
export interface FilledRule<Subject = ExpenseReport> {
  readonly check: Check<Subject>
  readonly untold?: Untold
  /** What a condition reads, people may leave empty, and it does not ask for with `has()`. */
  readonly unasked?: readonly string[]
  /**
   * What the rule asks of earlier reports; absent if it never compares with them. Pure, and never throws.
   * @returns `undefined` where there is nothing to ask for this one.
   */
  readonly asksFor?: (subject: Subject) => HistorySlice | undefined
}

/** A kind of rule, as the catalogue lists it; for reports or for travel requests. */
export interface Rule<Subject = ExpenseReport> {
  /** What the policy file calls it, such as `receipt-missing`. */
  readonly type: string
  /** One or two sentences for a finance reader: what is found, and what is left alone. */
  readonly summary: string
  /** Concur's names of what is looked at, such as `PostedAmount`. */
  readonly fields: readonly string[]
  /** The rule in a policy file, YAML, without `- ` and indentation; a test loads each. */
  readonly example: string
  /** What an employee reads unless the policy file has its own text; placeholders as there. */
  readonly message: Texts
  /** What it says of some findings instead. */
  readonly otherMessages?: readonly Texts[]
  /** What it can be told, by name, each with a description. */
  readonly parameterShape: z.ZodRawShape
  /** Reads the parameters of the policy file, where numbers are text, and fills them in. */
  readonly parameters: z.ZodType<FilledRule<Subject>>
}

/** A kind of rule for travel requests, as the catalogue lists it. */
export type RequestRuleKind = Rule<TravelRequest>

/** How a rule for the catalogue is written down. */
interface Definition<Shape extends z.ZodRawShape, Subject>
  extends Pick<Rule, 'type' | 'summary' | 'fields' | 'example' | 'message' | 'otherMessages'> {
  /** The zod schema of each parameter by its name in the policy file, with a `.describe()`; see `parameters.ts`. */
  readonly parameters: Shape
  /** What is wrong with parameters that are right one by one, such as that nothing could ever break the rule. */
  readonly objection?: (parameters: z.output<z.ZodObject<Shape>>) => string | undefined
  /** See {@link Untold}; by what `fieldAbsent` calls the fields. */
  readonly untold?: (parameters: z.output<z.ZodObject<Shape>>) => Untold
  /** For rules that compare with earlier reports: see {@link FilledRule.asksFor}. */
  readonly asksFor?: (subject: Subject, parameters: z.output<z.ZodObject<Shape>>) => HistorySlice | undefined
  readonly check: (
    subject: Subject,
    parameters: z.output<z.ZodObject<Shape>>,
    history: RuleHistory,
  ) => Iterable<Remark>
}

/** Makes a rule for the catalogue. */
export function defineRule<Shape extends z.ZodRawShape>(definition: Definition<Shape, ExpenseReport>): Rule {
  return ruleOf(definition)
}

/** Makes a rule for the catalogue that is about travel requests. */
export function defineRequestRule<Shape extends z.ZodRawShape>(
  definition: Definition<Shape, TravelRequest>,
): RequestRuleKind {
  return ruleOf(definition)
}

function ruleOf<Shape extends z.ZodRawShape, Subject>(definition: Definition<Shape, Subject>): Rule<Subject> {
  const { parameters, check, asksFor, objection, untold, ...rest } = definition
  return {
    ...rest,
    parameterShape: parameters,
    parameters: mapping(parameters).transform((values, context) => {
      const problem = objection?.(values)
      if (problem !== undefined) refuse(context, problem)
      return {
        check: (subject: Subject, history: RuleHistory) => check(subject, values, history),
        ...(asksFor && { asksFor: (subject: Subject) => asksFor(subject, values) }),
        ...(untold && { untold: untold(values) }),
      }
    }),
  }
}

/** The rule was broken: what was seen and what is allowed. */
export function hit(object: FoundObject, observed: Showing, limit: Showing): Remark {
  return { kind: 'hit', object, observed, limit }
}

/** The rule was kept. */
export function kept(object: FoundObject, observed: Showing, limit: Showing): Remark {
  return { kind: 'kept', object, observed, limit }
}

/** Broken or kept. */
export function judged(isBroken: boolean, object: FoundObject, observed: Showing, limit: Showing): Remark {
  return { kind: isBroken ? 'hit' : 'kept', object, observed, limit }
}

/** The rule cannot be applied, for example for want of a date: `entry 2, TAXIX 18.50 USD, has no transaction date`. */
export function notEvaluated(reason: string): NotEvaluated {
  return { kind: 'not evaluated', reason }
}

/** The source cannot supply what the rule looks at: `v1.1 gives no hasMissingReceiptDeclaration`. */
export function fieldAbsent(subject: ExpenseReport | TravelRequest, field: string): NotEvaluated {
  const from = 'reportId' in subject ? 'report' : 'request'
  return notEvaluated(`not evaluated, field ${field} absent from the ${from} (${subject.source})`)
}

/** Puts on record what a rule said. */
export function recorded(remark: Remark): Observation {
  if (remark.kind === 'not evaluated') return remark
  const { kind, object, observed, limit, message } = remark
  const { type, id, label } = object
  return {
    kind,
    object: { type, id, label },
    observed: resolved(observed),
    limit: resolved(limit),
    ...(message !== undefined && { message }),
  }
}

/** Puts on record what counts for a decision: where a rule was kept, nothing is recorded. */
export function decisive(remarks: Iterable<Remark>): readonly Observation[] {
  const observations: Observation[] = []
  for (const remark of remarks) if (remark.kind !== 'kept') observations.push(recorded(remark))
  return observations
}

function resolved(showing: Showing): Shown {
  return typeof showing === 'function' ? showing() : showing
}

/** As text: `129.00 USD`. */
export function shown(value: Shown): string {
  return typeof value === 'string' ? value : formatMoney(value)
}
