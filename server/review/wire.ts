import { Big } from 'big.js'

/** How an exact decimal travels between threads, which can pass on values and no classes. */
interface WireDecimal {
  readonly decimal: string
}

/** A copy that can go to another thread. */
export function toWire(value: unknown): unknown {
  if (value instanceof Big) return { decimal: value.toFixed() } satisfies WireDecimal
  // Bytes go as they are.
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return value
  if (Array.isArray(value)) return value.map(toWire)
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, toWire(member)]))
}

/** Turns what {@link toWire} made of decimals back into decimals, in place. */
export function restoreDecimals(value: object): void {
  for (const [name, member] of Object.entries(value)) {
    if (typeof member !== 'object' || member === null || ArrayBuffer.isView(member)) continue
    const { decimal }: { readonly decimal?: unknown } = member
    if (typeof decimal === 'string') Object.assign(value, { [name]: new Big(decimal) })
    else restoreDecimals(member)
  }
}
