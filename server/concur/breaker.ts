import type { CallKind } from './concur-error.ts'

/**
 * So many failures in a row, and calls of that kind stop: few over a long time, or many in a short one. Several reports
 * that each meet a passing fault make many quick failures, and are to be tried again soon.
 */
const OUTAGE = { failures: 5, lastingMs: 10_000, failuresAtOnce: 20 }
/** From one probe to the next, at the least and at the most. */
const PROBE_MS = { least: 4000, most: 8000 }
/** Concur said no to our credentials: asking more often could get the account locked. */
const REFUSED_PROBE_MS = 60_000

/** Stops calls to a service that keeps failing, each kind of call by itself, and probes whether it is back. */
export interface Breaker {
  /** @returns When the next call of that kind may be made; a time that has passed means at once. */
  openUntil(kind: CallKind): Date
  /** Whether calls of that kind are stopped; when {@link openUntil} has passed, one probe may go. */
  isOpen(kind: CallKind): boolean
  /**
   * Asks for permission to call now. When the service is being probed, one call gets it and the others do not.
   * @returns The time to wait for instead, or `undefined` to go ahead.
   */
  admit(kind: CallKind): Date | undefined
  succeeded(kind: CallKind): void
  /** @param retryAt Concur's own `Retry-After`: nothing of that kind is sent earlier. */
  failed(kind: CallKind, trouble: { readonly refused?: boolean; readonly retryAt?: Date | undefined }): void
  /** Calls back when a kind opens or closes. */
  onChange(listener: (kind: CallKind, state: 'open' | 'closed') => void): void
}

/**
 * @param now The clock, in which times are given and told.
 * @param chance From 0 to 1, so that several processes do not probe together.
 * @param steady Milliseconds of a clock that nobody can set: a pause lasts as long as it was to when `now` leaps.
 */
export function createBreaker(
  now: () => Date,
  chance: () => number = Math.random,
  steady: () => number = () => performance.now(),
): Breaker {
  const circuits = new Map<
    CallKind,
    { failures: number; failingSince: number; openUntil: number; notBefore: number; isOpen: boolean }
  >()
  const listeners: ((kind: CallKind, state: 'open' | 'closed') => void)[] = []

  const circuit = (kind: CallKind) => {
    const fresh = {
      failures: 0,
      failingSince: Infinity,
      openUntil: -Infinity,
      notBefore: -Infinity,
      isOpen: false,
    }
    const known = circuits.get(kind) ?? fresh
    circuits.set(kind, known)
    return known
  }
  const timeOf = (moment: number) =>
    moment === -Infinity ? new Date(0) : new Date(Math.round(now().getTime() + moment - steady()))
  const probeWait = () => PROBE_MS.least + chance() * (PROBE_MS.most - PROBE_MS.least)
  const tell = (kind: CallKind, state: 'open' | 'closed') => {
    for (const listener of listeners) listener(kind, state)
  }

  return {
    openUntil: (kind) => timeOf(circuit(kind).openUntil),
    isOpen: (kind) => circuit(kind).isOpen,

    admit(kind) {
      const state = circuit(kind)
      if (!state.isOpen) return undefined
      if (steady() < state.openUntil) return timeOf(state.openUntil)
      state.openUntil = steady() + probeWait()
      return undefined
    },

    succeeded(kind) {
      const state = circuit(kind)
      // Of a call that was under way when Concur asked for patience.
      if (steady() < state.notBefore) return
      const wasOpen = state.isOpen
      circuits.delete(kind)
      if (wasOpen) tell(kind, 'closed')
    },

    failed(kind, { refused = false, retryAt }) {
      const state = circuit(kind)
      const at = steady()
      state.failures += 1
      state.failingSince = Math.min(state.failingSince, at)
      // A refusal does not pass by itself.
      const isLasting = refused || at - state.failingSince >= OUTAGE.lastingMs
      const isDown = state.failures >= (isLasting ? OUTAGE.failures : OUTAGE.failuresAtOnce)
      if (!isDown && retryAt === undefined) return
      const probe = isDown ? at + (refused ? REFUSED_PROBE_MS : probeWait()) : -Infinity
      const patience = retryAt === undefined ? -Infinity : at + retryAt.getTime() - now().getTime()
      state.notBefore = Math.max(state.notBefore, patience)
      state.openUntil = Math.max(probe, state.notBefore)
      if (state.isOpen) return
      state.isOpen = true
      tell(kind, 'open')
    },

    onChange(listener) {
      listeners.push(listener)
    },
  }
}
