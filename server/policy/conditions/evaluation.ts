import type { CallContext } from './callable.ts'
import type { Unknown, Value } from './value.ts'

/** What one evaluation knows: the values of the variables by their places, and what a call can use. */
export interface Frame extends CallContext {
  readonly values: (Value | undefined)[]
}

/** An expression that can be evaluated, again and again. Never throws. */
export type Run = (frame: Frame) => Value | Unknown
