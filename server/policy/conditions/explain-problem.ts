import { TypeError as CelTypeError, ParseError } from '@marcbachmann/cel-js'
import { nearestWord } from '../file/nearest.ts'
import type { ConditionProblem, Variables } from './condition-problem.ts'
import { FUNCTIONS } from './functions.ts'
import { CONDITION_MODEL, REQUEST_MODEL } from './model.ts'

/**
 * What the library found wrong in a condition, in words for who writes policies.
 * @param error What it threw; anything but its own errors is told as it is.
 */
export function explainProblem(error: unknown, variables: Variables): ConditionProblem {
  if (!(error instanceof ParseError || error instanceof CelTypeError)) {
    return { at: 0, message: error instanceof Error ? error.message : String(error) }
  }
  return { at: error.range?.start ?? 0, message: inWords(error, variables) }
}

function inWords({ code, summary, node }: ParseError | CelTypeError, variables: Variables): string {
  const named = summary.slice(summary.indexOf(':') + 1).trim()
  switch (code) {
    case 'no_such_key': {
      const owner = node === undefined ? undefined : typeBefore(node)
      // What another type calls so would be wrong here as well.
      const fields = [...CONDITION_MODEL, ...REQUEST_MODEL].filter(({ type }) => type === owner)
      const nearest = nearestWord(
        named,
        fields.map(({ field }) => field),
      )
      return `there is no field ${named}${nearest === undefined ? '' : `; did you mean ${nearest}?`}`
    }
    case 'unknown_variable':
      return `there is no ${named} here; known are ${Object.keys(variables).join(', ')}`
    case 'no_such_overload':
      return `${named} does not fit${hintFor(named)}`
    case 'no_matching_overload': {
      const call = /'(.*)'/.exec(summary)?.[1] ?? ''
      const name = /(\w+)\(/.exec(call)?.[1]
      const known = FUNCTIONS.filter((each) => each.name === name).map(({ signature }) => signature)
      return `${call} does not fit${known.length > 0 ? `; expected ${known.join(' or ')}` : ''}`
    }
    default:
      return summary
  }
}

/** The type of what stands before the dot, such as `Entry`, as far as the library came to know it. */
function typeBefore(node: object): string | undefined {
  const args: unknown = Reflect.get(node, 'args')
  const before: unknown = Array.isArray(args) ? args[0] : undefined
  const type: unknown = isObject(before) ? Reflect.get(before, 'checkedType') : undefined
  const name: unknown = isObject(type) ? Reflect.get(type, 'name') : undefined
  return typeof name === 'string' ? name : undefined
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null
}

/** How the other side of an operator is written, such as of `Money > int`. */
function hintFor(operation: string): string {
  if (/\bMoney\b/.test(operation)) return "; an amount is written money('50', 'USD')"
  if (/\bDecimal\b/.test(operation)) return "; an exact number is written decimal('0.5')"
  if (/\bDay\b/.test(operation)) return "; a day is written day('2026-01-31')"
  return ''
}
