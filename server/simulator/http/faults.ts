import type { RouteName } from './exchange.ts'

/**
 * What goes wrong with a call:
 * - `status`: it is answered so, with no effect; `after`: the effect takes place first.
 * - `delayMs`: everything happens as it should, that much later.
 * - `reset`: the connection is reset, before any effect or after it (the reply is lost).
 * - `body`: a 200 with this in it and no effect, as a gateway may answer; HTML unless `contentType` says otherwise.
 */
export type Fault =
  | {
      readonly status: number
      readonly body?: string
      readonly headers?: Readonly<Record<string, string>>
      readonly after?: boolean
    }
  | { readonly delayMs: number }
  | { readonly reset: 'before' | 'after' }
  | { readonly body: string; readonly contentType?: string }

/** The faults that are switched on. */
export interface Faults {
  /** Faults of one route wait for each other: the first is used up before the second shows. */
  add(route: RouteName, fault: Fault, times: number): void
  /** The fault for the next call of this route, which uses it up once. */
  take(route: RouteName): Fault | undefined
  clear(): void
}

/** No faults at first. */
export function createFaults(): Faults {
  let active: { readonly route: RouteName; readonly fault: Fault; timesLeft: number }[] = []
  return {
    add(route, fault, times) {
      active.push({ route, fault, timesLeft: times })
    },
    take(route) {
      const next = active.find((candidate) => candidate.route === route)
      if (!next) return undefined
      next.timesLeft -= 1
      if (next.timesLeft <= 0) active = active.filter((candidate) => candidate !== next)
      return next.fault
    },
    clear() {
      active = []
    },
  }
}
