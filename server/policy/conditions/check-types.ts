import { type ASTNode, Environment } from '@marcbachmann/cel-js'
import type { ConditionProblem, Variables } from './condition-problem.ts'
import { explainProblem } from './explain-problem.ts'
import { FUNCTIONS } from './functions.ts'
import { LIMITS } from './limits.ts'
import { CONDITION_MODEL, REQUEST_MODEL } from './model.ts'
import { OWN_OPERATORS } from './operators.ts'

/** A syntax tree, or why there is none. */
export type Parsed =
  | { readonly ok: true; readonly tree: ASTNode }
  | { readonly ok: false; readonly problem: ConditionProblem }

/** The type of the whole condition, or why it has none. */
export type Typed =
  | { readonly ok: true; readonly type: string }
  | { readonly ok: false; readonly problem: ConditionProblem }

/**
 * Stands for `has` in the type check: the `has` of the library takes a field without looking whether there is such a
 * field. It is as long, so that places in the condition stay the same.
 */
export const HAS = 'HAS'

/** Reads the syntax alone; the limits of size and depth are looked at here. */
export function parseSyntax(condition: string): Parsed {
  try {
    return { ok: true, tree: ENVIRONMENT.parse(condition).ast }
  } catch (error) {
    return { ok: false, problem: explainProblem(error, {}) }
  }
}

/** Checks the types of everything in a condition; each `has` is written {@link HAS} here. */
export function checkTypes(condition: string, variables: Variables): Typed {
  const environment = ENVIRONMENT.clone()
  for (const [name, type] of Object.entries(variables)) environment.registerVariable(name, type)
  const { valid, type, error } = environment.check(condition)
  return valid && type !== undefined
    ? { ok: true, type }
    : { ok: false, problem: explainProblem(error, variables) }
}

const ENVIRONMENT = createEnvironment()

/** Names that CEL gives to its types and the like, such as `string`; nothing can be done with them here. */
export const NAMES_OF_CEL: ReadonlySet<string> = new Set(
  ENVIRONMENT.getDefinitions().variables.map(({ name }) => name),
)

function createEnvironment(): Environment {
  const environment = new Environment({
    limits: {
      maxAstNodes: LIMITS.nodes,
      maxDepth: LIMITS.depth,
      maxListElements: LIMITS.elements,
      maxCallArguments: 3,
    },
  })
  const types = new Map<string, Record<string, string>>()
  for (const { type, field, celType } of [...REQUEST_MODEL, ...CONDITION_MODEL]) {
    types.set(type, { ...types.get(type), [field]: celType })
  }
  for (const type of ['Decimal', 'Day']) environment.registerType(type, { fields: {} })
  // The library wants to know the types of fields first; each model begins with the type that has them all.
  for (const [type, fields] of [...types].toReversed()) environment.registerType(type, { fields })
  for (const operator of OWN_OPERATORS) environment.registerOperator(operator, onlyDeclared)
  for (const { signature, isOfCel } of FUNCTIONS) {
    if (!isOfCel) environment.registerFunction(signature, onlyDeclared)
  }
  return environment.registerFunction(`${HAS}(A): bool`, onlyDeclared)
}

/** The library checks types; what is evaluated, and how long that may take, is up to `compile-node.ts`. */
function onlyDeclared(): never {
  throw new Error('the library does not evaluate')
}
