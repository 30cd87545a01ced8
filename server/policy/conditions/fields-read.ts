import type { ASTNode } from '@marcbachmann/cel-js'
import type { Untold } from '../rule.ts'
import { LOOPS } from './check-syntax.ts'
import { HAS } from './check-types.ts'
import type { Variables } from './condition-problem.ts'
import { CONDITION_MODEL, type ModelField, REQUEST_MODEL } from './model.ts'

/** Those that have fields of their own. */
const MODEL_TYPES: ReadonlySet<string> = new Set(
  [...REQUEST_MODEL, ...CONDITION_MODEL].map(({ type }) => type),
)
const MODEL: ReadonlyMap<string, ModelField> = new Map(
  [...REQUEST_MODEL, ...CONDITION_MODEL].map((field) => [`${field.type}.${field.field}`, field]),
)

/** Parts and texts that every report, entry and so on has. */
const ALWAYS = new Set([
  'Code',
  'Custom20',
  'Custom40',
  'Employee',
  'Location',
  'Money',
  'OrgUnits',
  'Traveller',
  'attendeeId',
  'code',
  'currency',
  'entryId',
  'itemizationId',
  'reportId',
  'requestKey',
])

/** What a condition reads that may not be there, each by what it is called in the condition. */
export interface FieldsRead {
  /** The condition is not evaluated for what was read with that service, unless the rest of it decides. */
  readonly untold: Untold
  /** Texts and parts that people leave empty, and of which the condition does not ask with `has()` whether they are there. */
  readonly unasked: readonly string[]
}

/** Looks through a condition for the fields that it reads. Pure. */
export function fieldsRead(tree: ASTNode, variables: Variables): FieldsRead {
  const untold = { v1: new Set<string>(), v4: new Set<string>() }
  const optional = new Set<string>()
  const asked = new Set<string>()

  /** @returns The type of what the node gives, as far as it leads to fields. */
  const walk = (node: ASTNode, scope: Variables): string | undefined => {
    switch (node.op) {
      case 'id':
        return scope[node.args]
      case '.': {
        const [owner, name] = node.args
        const field = MODEL.get(`${walk(owner, scope)}.${name}`)
        if (field === undefined) return undefined
        const isOfConcur = Object.keys(field.concur).length > 0
        for (const service of ['v1', 'v4'] as const) {
          // What is below it is not told either.
          if (isOfConcur && field.concur[service] === undefined && !untold[service].has(textOf(owner))) {
            untold[service].add(textOf(node))
          }
        }
        const isText = field.celType === 'string' || MODEL_TYPES.has(field.celType)
        if (isText && !ALWAYS.has(field.celType) && !ALWAYS.has(name)) optional.add(textOf(node))
        return field.celType
      }
      case '[]':
        return elementOf(walk(node.args[0], scope))
      case 'call':
        for (const arg of node.args[1]) {
          if (node.args[0] === HAS) asked.add(textOf(arg))
          walk(arg, scope)
        }
        return undefined
      case 'rcall':
        return walkMethod(node.args, scope)
      case 'list':
        for (const element of node.args) walk(element, scope)
        return undefined
      case '!_':
      case '-_':
        walk(node.args, scope)
        return undefined
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
        for (const operand of node.args) walk(operand, scope)
        return undefined
      case 'value':
      case 'map':
      case '.?':
      case '[?]':
        break
    }
    return undefined
  }
  const walkMethod = (
    [name, receiver, args]: readonly [string, ASTNode, readonly ASTNode[]],
    scope: Variables,
  ): string | undefined => {
    const list = walk(receiver, scope)
    const [variable, ...bodies] = args
    const element = elementOf(list)
    if (LOOPS.get(name)?.includes(args.length) !== true || variable?.op !== 'id') {
      for (const arg of args) walk(arg, scope)
      return undefined
    }
    const inner = { ...scope, ...(element !== undefined && { [variable.args]: element }) }
    const given = bodies.map((body) => walk(body, inner)).at(-1)
    if (name === 'filter') return list
    return name === 'map' && given !== undefined ? `list<${given}>` : undefined
  }
  walk(tree, variables)
  const all = new Set([...untold.v1, ...untold.v4])
  return {
    untold: { v1: [...untold.v1], v4: [...untold.v4] },
    unasked: [...optional].filter((field) => !asked.has(field) && !all.has(field)),
  }
}

function textOf({ input, start, end }: ASTNode): string {
  return input.slice(start, end)
}

function elementOf(type: string | undefined): string | undefined {
  return /^list<(.*)>$/.exec(type ?? '')?.[1]
}
