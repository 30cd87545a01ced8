import type { ASTNode } from '@marcbachmann/cel-js'
import { RE2JS } from 're2js'
import { LOOPS } from './check-syntax.ts'
import { HAS } from './check-types.ts'
import { compileLoop } from './compile-loop.ts'
import type { Run } from './evaluation.ts'
import { FUNCTIONS } from './functions.ts'
import { newBudget } from './limits.ts'
import { type BinaryOperator, operate } from './operators.ts'
import { isDecimal, isList, isMoney, notComputable, TOO_LONG, Unknown, type Value } from './value.ts'

/** The places of the variables. */
type Scope = ReadonlyMap<string, number>

/**
 * Makes a function of a syntax tree that has passed `checkSyntax` and `checkTypes`. Its semantics are those of CEL,
 * with {@link Unknown} for errors: `||` and `&&`, `exists` and `all` ignore it if the rest decides. The library's own
 * evaluation cannot be stopped, which is why it is not used: each node that is evaluated here takes a step of the budget.
 */
export function compileNode(node: ASTNode, scope: Scope): Run {
  const run = compileUncounted(node, scope)
  return (frame) => {
    frame.budget.steps -= 1
    return frame.budget.steps < 0 ? TOO_LONG : run(frame)
  }
}

function compileUncounted(node: ASTNode, scope: Scope): Run {
  switch (node.op) {
    case 'value':
      return compileLiteral(node.args)
    case 'id':
      return compileVariable(scope.get(node.args))
    case '.':
      return compileField(
        compileNode(node.args[0], scope),
        node.args[1],
        node.input.slice(node.start, node.end),
      )
    case '[]':
      return compileIndex(compileNode(node.args[0], scope), compileNode(node.args[1], scope))
    case 'call':
      return compileCall(node.args[0], node.args[1], false, scope)
    case 'rcall':
      return LOOPS.get(node.args[0])?.includes(node.args[2].length) === true
        ? compileLoopNode(node.args, scope)
        : compileCall(node.args[0], [node.args[1], ...node.args[2]], true, scope)
    case 'list':
      return compileList(node.args.map((element) => compileNode(element, scope)))
    case '?:': {
      const [condition, yes, no] = node.args
      return compileChoice(compileNode(condition, scope), compileNode(yes, scope), compileNode(no, scope))
    }
    case '||':
    case '&&':
      return compileLogic(
        node.op === '||',
        compileNode(node.args[0], scope),
        compileNode(node.args[1], scope),
      )
    case '!_':
      return compileNot(compileNode(node.args, scope))
    case '-_':
      return compileOperator('-', () => 0n, compileNode(node.args, scope))
    case '==':
    case '!=':
    case '<':
    case '<=':
    case '>':
    case '>=':
    case '+':
    case '-':
    case '*':
    case '/':
    case '%':
    case 'in':
      return compileOperator(node.op, compileNode(node.args[0], scope), compileNode(node.args[1], scope))
    case 'map':
    case '.?':
    case '[?]':
      break
  }
  return () => UNKNOWN_HERE
}

/** Only if something has passed the checks that should not have: it is told instead of guessed. */
const UNKNOWN_HERE = notComputable('the condition cannot be evaluated')

function compileLiteral(literal: unknown): Run {
  const value =
    typeof literal === 'string' || typeof literal === 'bigint' || typeof literal === 'boolean'
      ? literal
      : UNKNOWN_HERE
  return () => value
}

function compileVariable(place: number | undefined): Run {
  return (frame) => (place === undefined ? undefined : frame.values[place]) ?? UNKNOWN_HERE
}

/** @param path As the condition has it, for the reason where the field is absent: `entry.vendor`. */
function compileField(owner: Run, field: string, path: string): Run {
  const absent = new Unknown('absent', path)
  return (frame) => {
    const whole = owner(frame)
    if (whole instanceof Unknown) return whole
    const value = valueOf(whole, field)
    return value instanceof Unknown && value.why === 'absent' ? absent : value
  }
}

function valueOf(whole: Value, field: string): Value | Unknown {
  if (typeof whole !== 'object' || isList(whole) || isDecimal(whole)) return UNKNOWN_HERE
  if (isMoney(whole)) return field === 'amount' ? whole.amount : whole.currency
  return whole.read(field)
}

function compileIndex(owner: Run, index: Run): Run {
  return (frame) => {
    const list = owner(frame)
    const place = index(frame)
    if (list instanceof Unknown || place instanceof Unknown) return list instanceof Unknown ? list : place
    return (isList(list) ? list[Number(place)] : undefined) ?? notComputable('a list has fewer elements')
  }
}

function compileCall(name: string, args: readonly ASTNode[], isMethod: boolean, scope: Scope): Run {
  const values = compileList(args.map((arg) => compileNode(arg, scope)))
  if (name === HAS) return compileHas(args, scope)
  const named = FUNCTIONS.filter(
    (each) => each.name === name && each.isMethod === isMethod && each.arity === args.length,
  )
  const run: Run = (frame) => {
    const given = values(frame)
    if (given instanceof Unknown || !isList(given)) return given
    for (const { call } of named) {
      const result = call(given, frame)
      if (result !== undefined) return result
    }
    return UNKNOWN_HERE
  }
  return args.every(({ op }) => op === 'value') ? onlyOnce(run) : run
}

/** Of what is written out, such as `money('50', 'USD')`. */
function onlyOnce(run: Run): Run {
  const value = run({
    values: [],
    budget: newBudget(),
    rates: () => undefined,
    pattern: (text) => RE2JS.compile(text),
  })
  return () => value
}

/**
 * Forgives the last field alone: what cannot be told below it is no answer. A field that the source of the report cannot
 * have is unknown too, and not simply absent.
 * @see CEL, language definition, "Field Selection", 5.
 */
function compileHas([field]: readonly ASTNode[], scope: Scope): Run {
  if (field?.op !== '.') return () => UNKNOWN_HERE
  const owner = compileNode(field.args[0], scope)
  const name = field.args[1]
  return (frame) => {
    const whole = owner(frame)
    if (whole instanceof Unknown) return whole
    const value = valueOf(whole, name)
    return value instanceof Unknown ? value.why !== 'absent' && value : true
  }
}

function compileLoopNode([name, range, args]: readonly [string, ASTNode, ASTNode[]], scope: Scope): Run {
  const [variable, ...bodies] = args
  if (variable?.op !== 'id') return () => UNKNOWN_HERE
  const place = Math.max(-1, ...scope.values()) + 1
  const inner = new Map(scope).set(variable.args, place)
  const [body, transform] = bodies.map((each) => compileNode(each, inner))
  return body === undefined
    ? () => UNKNOWN_HERE
    : compileLoop(name, compileNode(range, scope), place, body, transform)
}

/** A list of what all of them give, or the first that is unknown. */
function compileList(elements: readonly Run[]): Run {
  return (frame) => {
    const values: Value[] = []
    for (const element of elements) {
      const value = element(frame)
      if (value instanceof Unknown) return value
      values.push(value)
    }
    return values
  }
}

function compileChoice(condition: Run, yes: Run, no: Run): Run {
  return (frame) => {
    const chosen = condition(frame)
    if (chosen instanceof Unknown) return chosen
    return chosen === true ? yes(frame) : no(frame)
  }
}

/** @param decides What settles the outcome whatever the other side is: `true` of `||`, `false` of `&&`. */
function compileLogic(decides: boolean, left: Run, right: Run): Run {
  return (frame) => {
    const first = left(frame)
    if (first === decides || first === TOO_LONG) return first
    const second = right(frame)
    if (second === decides || second === TOO_LONG) return second
    return first instanceof Unknown ? first : second
  }
}

function compileNot(operand: Run): Run {
  return (frame) => {
    const value = operand(frame)
    return value instanceof Unknown ? value : value !== true
  }
}

function compileOperator(operator: BinaryOperator, left: Run, right: Run): Run {
  return (frame) => {
    const first = left(frame)
    if (first instanceof Unknown) return first
    const second = right(frame)
    return second instanceof Unknown ? second : operate(operator, first, second, frame.budget)
  }
}
