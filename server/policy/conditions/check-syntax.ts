import type { ASTNode } from '@marcbachmann/cel-js'
import { COUNTRIES } from '../../report/countries.ts'
import { CURRENCIES } from '../../report/currencies.ts'
import { foundCode } from '../file/codes.ts'
import { oddCharacter, oddLetter } from '../file/names.ts'
import { nearestWord } from '../file/nearest.ts'
import { NAMES_OF_CEL } from './check-types.ts'
import type { ConditionProblem } from './condition-problem.ts'
import { FUNCTIONS } from './functions.ts'
import { LIMITS } from './limits.ts'

/** Macros that go through a list, each with the numbers of arguments that it takes. */
export const LOOPS: ReadonlyMap<string, readonly number[]> = new Map([
  ['all', [2]],
  ['exists', [2]],
  ['exists_one', [2]],
  ['filter', [2]],
  ['map', [2, 3]],
])

/** What the type check does not look at. */
export interface SyntaxReport {
  /** In no order. */
  readonly problems: readonly ConditionProblem[]
  /** Where each `has` begins. */
  readonly hasPlaces: readonly number[]
  /** The names of those that are called, and such as `convert/2` with the number of arguments. */
  readonly functions: ReadonlySet<string>
}

/**
 * Finds what conditions leave out of CEL, and arguments that have to be written out and cannot be used. Left out is
 * what has no fixed type (maps, `dyn`, an index that is calculated), what is not exact (floating point numbers), what
 * can take exponential time (`matches`) and what nobody needs here (bytes, timestamps).
 */
export function checkSyntax(tree: ASTNode): SyntaxReport {
  const problems: ConditionProblem[] = []
  const hasPlaces: number[] = []
  const functions = new Set<string>()
  const complain = (node: ASTNode, message: string) => problems.push({ at: node.start, message })

  const walk = (node: ASTNode, loops: number): void => {
    switch (node.op) {
      case 'id':
        if (NAMES_OF_CEL.has(node.args)) complain(node, `the name ${node.args} is taken by CEL`)
        return
      case 'value':
        checkLiteral(node, complain)
        return
      case 'map':
      case '.?':
      case '[?]':
        complain(node, 'mappings and optional values are not known here')
        return
      case 'list':
        if (node.args.length === 0) complain(node, 'expected at least one element in the list')
        for (const element of node.args) walk(element, loops)
        return
      case '.':
      case '!_':
      case '-_':
        walk(node.op === '.' ? node.args[0] : node.args, loops)
        return
      case '[]':
        if (!isPlace(node.args[1])) complain(node.args[1], 'expected a number such as 0 between [ and ]')
        walk(node.args[0], loops)
        return
      case 'call':
        walkCall(node, node.args[0], undefined, node.args[1], loops)
        return
      case 'rcall':
        walkCall(node, ...node.args, loops)
        return
      case '?:':
      case '||':
      case '&&':
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
        if (COMPARISONS.has(node.op)) checkComparison(node.args[0], node.args[1], complain)
        for (const operand of node.args) walk(operand, loops)
    }
  }
  const walkCall = (
    node: ASTNode,
    name: string,
    receiver: ASTNode | undefined,
    args: readonly ASTNode[],
    loops: number,
  ): void => {
    functions.add(name).add(`${name}/${args.length}`)
    const isMethod = receiver !== undefined
    const isLoop = isMethod && LOOPS.get(name)?.includes(args.length) === true
    const all = isMethod ? [receiver, ...args] : args
    if (isLoop && loops >= LIMITS.loops) {
      complain(node, `expected at most ${LIMITS.loops} of ${[...LOOPS.keys()].join(', ')} within each other`)
    }
    if (!isMethod && name === 'has') {
      hasPlaces.push(node.start)
      if (args.length !== 1 || args[0]?.op !== '.') complain(node, 'expected a field: has(entry.vendor)')
    } else if (!isLoop) {
      checkCall(node, name, all, isMethod, complain)
    }
    for (const arg of all) walk(arg, isLoop && arg !== receiver ? loops + 1 : loops)
  }
  walk(tree, 0)
  return { problems, hasPlaces, functions }
}

const COMPARISONS = new Set(['==', '!=', 'in'])

/** A country or a currency that is written out, beside a field of that name, has to be one. */
function checkComparison(left: ASTNode, right: ASTNode, complain: Complain): void {
  for (const [field, literals] of [
    [left, right],
    [right, left],
  ] as const) {
    const name = field.op === '.' ? field.args[1] : undefined
    if (name !== 'country' && name !== 'currency') continue
    for (const literal of literals.op === 'list' ? literals.args : [literals]) {
      const text = textOf(literal)
      const known = name === 'country' ? COUNTRIES : CURRENCIES
      if (text !== undefined && !known.has(text)) {
        complain(literal, `expected the code of a ${name}, but ${foundCode(name, text)}`)
      }
    }
  }
}

type Complain = (node: ASTNode, message: string) => void

function checkLiteral(node: ASTNode & { readonly op: 'value' }, complain: Complain): void {
  const { args: value } = node
  if (typeof value === 'number') complain(node, `floating point is not exact: write decimal('${value}')`)
  else if (value === null)
    complain(node, 'nothing is null here; has(entry.vendor) asks whether there is a value')
  else if (typeof value === 'object') complain(node, 'expected text, a whole number, true or false')
  else if (typeof value === 'string') {
    // No text in a report could be told from one without it.
    const hidden = oddCharacter(value, /\p{Default_Ignorable_Code_Point}/u)
    const odd = oddLetter(value) ?? (hidden && `there is ${hidden} in ${JSON.stringify(value)}`)
    if (odd !== undefined) complain(node, odd)
  }
}

function isPlace(node: ASTNode): boolean {
  return node.op === 'value' && typeof node.args === 'bigint'
}

function checkCall(
  node: ASTNode,
  name: string,
  args: readonly ASTNode[],
  isMethod: boolean,
  complain: Complain,
): void {
  const named = FUNCTIONS.filter((each) => each.name === name && each.isMethod === isMethod)
  if (named.length === 0) {
    complain(node, unknownFunction(name, isMethod))
    return
  }
  const written = args.map(textOf)
  const fitting = named.filter(({ arity }) => arity === args.length)
  for (const { literals = [] } of fitting) {
    for (const { place, expected, accepts, mayBeCalculated } of literals) {
      const arg = args[place]
      const text = written[place]
      if (arg === undefined) continue
      if (text !== undefined) {
        const accepted = accepts(text, written)
        if (accepted === true) continue
        complain(arg, `expected ${expected}${accepted === false ? '' : ` (${accepted})`}`)
      } else if (!mayBeCalculated && fitting.length === 1) {
        complain(arg, `expected ${expected}`)
      }
    }
  }
}

/** The text that is written out there. */
function textOf(node: ASTNode): string | undefined {
  return node.op === 'value' && typeof node.args === 'string' ? node.args : undefined
}

function unknownFunction(name: string, isMethod: boolean): string {
  if (name === 'matches') {
    return "write like(text, 'pattern') in place of matches(): its time does not explode, whatever the pattern"
  }
  const known = [
    ...FUNCTIONS.filter((each) => each.isMethod === isMethod).map((each) => each.name),
    ...(isMethod ? LOOPS.keys() : ['has']),
  ]
  const nearest = nearestWord(name, known)
  const hint = nearest ? `did you mean ${nearest}()?` : `known are ${[...new Set(known)].join(', ')}`
  return `there is no ${isMethod ? 'method' : 'function'} ${name}(); ${hint}`
}
