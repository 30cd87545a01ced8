import { RE2JS } from 're2js'
import type { Rates } from './callable.ts'
import { checkSyntax } from './check-syntax.ts'
import { checkTypes, HAS, parseSyntax } from './check-types.ts'
import { compileNode } from './compile-node.ts'
import { placed, type Variables } from './condition-problem.ts'
import { type FieldsRead, fieldsRead } from './fields-read.ts'
import { type Budget, LIMITS } from './limits.ts'
import type { Unknown, Value } from './value.ts'

/** A condition, or another expression, that can be evaluated. */
export interface Condition {
  /** Whether it calls `convert()`, which needs rates. */
  readonly needsRates: boolean
  /** Whether it does so without a day, so that the rates have to be without days too. */
  readonly needsRatesOfAnyDay: boolean
  /** What it reads that may not be there. */
  readonly fields: FieldsRead
  /**
   * Pure, and never throws.
   * @param values Of the variables, in the order in which they were declared.
   * @param budget Is used up: several evaluations can share one.
   */
  readonly evaluate: (values: readonly Value[], budget: Budget) => Value | Unknown
}

/** A condition, or everything that is wrong with it, each with its place. */
export type CompiledCondition =
  | { readonly ok: true; readonly condition: Condition }
  | { readonly ok: false; readonly problems: readonly string[] }

/**
 * Makes a condition of its text. Pure.
 * @param text CEL, as far as `checkSyntax` leaves it; untrusted, however long.
 * @param types What it may be, such as `bool`.
 * @param rates For `convert()`.
 */
export function compileCondition(
  text: string,
  variables: Variables,
  types: readonly string[],
  rates: Rates = () => undefined,
): CompiledCondition {
  if (text.length > LIMITS.characters) {
    return { ok: false, problems: [`expected at most ${LIMITS.characters} characters`] }
  }
  const written = parseSyntax(text)
  if (!written.ok) return { ok: false, problems: [placed(text, written.problem)] }
  const { problems, hasPlaces, functions } = checkSyntax(written.tree)
  if (problems.length > 0) return { ok: false, problems: problems.map((each) => placed(text, each)) }

  const checkable = withHas(text, hasPlaces)
  const typed = checkTypes(checkable, variables)
  const parsed = parseSyntax(checkable)
  if (!typed.ok) return { ok: false, problems: [placed(text, typed.problem)] }
  if (!parsed.ok) return { ok: false, problems: [placed(text, parsed.problem)] }
  if (!types.includes(typed.type)) {
    return { ok: false, problems: [`expected ${types.join(' or ')}, but it gives ${typed.type}`] }
  }

  const run = compileNode(parsed.tree, new Map(Object.keys(variables).map((name, place) => [name, place])))
  const pattern = compileOnce()
  return {
    ok: true,
    condition: {
      needsRates: functions.has('convert'),
      needsRatesOfAnyDay: functions.has('convert/2'),
      fields: fieldsRead(parsed.tree, variables),
      evaluate: (values, budget) => run({ values: [...values], budget, rates, pattern }),
    },
  }
}

/** What `has` is called where types are checked; as long, so that places stay the same. */
function withHas(text: string, places: readonly number[]): string {
  return places.reduce((all, place) => all.slice(0, place) + HAS + all.slice(place + HAS.length), text)
}

function compileOnce(): (text: string) => RE2JS {
  const patterns = new Map<string, RE2JS>()
  return (text) => {
    const pattern = patterns.get(text) ?? RE2JS.compile(text)
    patterns.set(text, pattern)
    return pattern
  }
}
