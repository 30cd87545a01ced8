import type { RE2JS } from 're2js'
import type { Day } from '../../report/expense-report.ts'
import type { Decimal } from '../../report/money.ts'
import type { Budget } from './limits.ts'
import { isDecimal, isList, isMoney, TOO_LONG, type Unknown, type Value } from './value.ts'

/** A function or method of conditions, for who writes them. */
export interface ConditionFunction {
  readonly name: string
  /** As CEL writes it: `day(string): Day`, and `string.contains(string): bool` for a method. */
  readonly signature: string
  readonly meaning: string
}

/**
 * What one of a currency is in another, exactly.
 * @param on Absent where no day is asked for.
 * @returns `undefined` where none is given.
 */
export type Rates = (from: string, to: string, on?: Day) => Decimal | undefined

/** What a call can use besides its arguments. */
export interface CallContext {
  readonly budget: Budget
  readonly rates: Rates
  /** Compiles a pattern, each only once. */
  readonly pattern: (text: string) => RE2JS
}

/** An argument that is looked at when the policy is loaded, where it is written out. */
export interface Literal {
  /** Which argument, counted from 0, the receiver of a method included. */
  readonly place: number
  readonly expected: string
  /** It can be calculated, such as `report.currency`; otherwise it has to be written out. */
  readonly mayBeCalculated?: true
  /**
   * @param others The texts of all arguments, `undefined` for those that are not written out.
   * @returns Whether it can be used, or words that say why not.
   */
  readonly accepts: (text: string, others: readonly (string | undefined)[]) => boolean | string
}

/** A function with what it does. */
export interface Callable extends ConditionFunction {
  /** The receiver of a method included. */
  readonly arity: number
  readonly isMethod: boolean
  /** The type check of CEL knows it without us. */
  readonly isOfCel: boolean
  readonly literals?: readonly Literal[]
  /** @returns `undefined` if the arguments are those of another function with this name. Never throws. */
  readonly call: (args: readonly Value[], context: CallContext) => Value | Unknown | undefined
}

/** A type of argument: what CEL calls it, and whether a value is one. */
export interface Kind<T extends Value> {
  readonly type: string
  readonly is: (value: Value) => value is T
}

/** The types of arguments that functions take. Days are text that has been looked at. */
export const KINDS = {
  text: { type: 'string', is: isText },
  int: { type: 'int', is: (value: Value) => typeof value === 'bigint' },
  day: { type: 'Day', is: isText },
  money: { type: 'Money', is: isMoney },
  list: { type: 'list', is: isList },
  moneys: { type: 'list<Money>', is: isListOf(isMoney) },
  decimals: { type: 'list<Decimal>', is: isListOf(isDecimal) },
} satisfies Readonly<Record<string, Kind<Value>>>

type ValuesOf<Kinds extends readonly Kind<Value>[]> = {
  readonly [Index in keyof Kinds]: Kinds[Index] extends Kind<infer T> ? T : never
}

/** Makes a function; `cost` is in steps, beyond the one of the call itself. */
export function define<const Kinds extends readonly Kind<Value>[]>({
  takes,
  gives,
  cost,
  run,
  isMethod = false,
  isOfCel = false,
  ...rest
}: Pick<Callable, 'name' | 'meaning' | 'literals'> & {
  readonly takes: Kinds
  readonly gives: string
  readonly isMethod?: boolean
  readonly isOfCel?: boolean
  readonly cost?: (args: ValuesOf<Kinds>, context: CallContext) => number
  readonly run: (args: ValuesOf<Kinds>, context: CallContext) => Value | Unknown
}): Callable {
  const types = takes.map(({ type }) => type)
  const [receiver, ...others] = types
  return {
    ...rest,
    signature: isMethod
      ? `${receiver}.${rest.name}(${others.join(', ')}): ${gives}`
      : `${rest.name}(${types.join(', ')}): ${gives}`,
    arity: takes.length,
    isMethod,
    isOfCel,
    call(args, context) {
      if (!areOf(takes, args)) return undefined
      context.budget.steps -= cost?.(args, context) ?? 0
      return context.budget.steps < 0 ? TOO_LONG : run(args, context)
    },
  }
}

function areOf<Kinds extends readonly Kind<Value>[]>(
  kinds: Kinds,
  args: readonly Value[],
): args is ValuesOf<Kinds> {
  return kinds.every(({ is }, index) => {
    const arg = args[index]
    return arg !== undefined && is(arg)
  })
}

function isText(value: Value): value is string {
  return typeof value === 'string'
}

/** The type check has seen to it that the elements are of one type. */
function isListOf<T extends Value>(is: (value: Value) => value is T) {
  return (value: Value): value is readonly T[] => isList(value) && value.slice(0, 1).every(is)
}
