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
  /** The clock was set by so many milliseconds: pauses last as long as they were to. */
  move(ms: number): void
  /** Calls back when a kind opens or closes. */
  onChange(listener: (kind: CallKind, state: 'open' | 'closed') => void): void
}

/** @param now The clock. @param chance From 0 to 1, so that several processes do not probe together. */
export function createBreaker(now: () => Date, chance: () => number = Math.random): Breaker {
  const circuits = new Map<
    CallKind,
    { failures: number; failingSince: number; openUntil: number; notBefore: number; isOpen: boolean }
  >()
  const listeners: ((kind: CallKind, state: 'open' | 'closed') => void)[] = []

  const circuit = (kind: CallKind) => {
    const fresh = { failures: 0, failingSince: Infinity, openUntil: 0, notBefore: 0, isOpen: false }
    const known = circuits.get(kind) ?? fresh
    circuits.set(kind, known)
    return known
  }
  const probeWait = () => PROBE_MS.least + chance() * (PROBE_MS.most - PROBE_MS.least)
  const tell = (kind: CallKind, state: 'open' | 'closed') => {
    for (const listener of listeners) listener(kind, state)
  }

  return {
    openUntil: (kind) => new Date(circuit(kind).openUntil),
    isOpen: (kind) => circuit(kind).isOpen,

    admit(kind) {
      const state = circuit(kind)
      if (!state.isOpen) return undefined
      if (now().getTime() < state.openUntil) return new Date(state.openUntil)
      state.openUntil = now().getTime() + probeWait()
      return undefined
    },

    succeeded(kind) {
      const state = circuit(kind)
      // Of a call that was under way when Concur asked for patience.
      if (now().getTime() < state.notBefore) return
      const wasOpen = state.isOpen
      circuits.delete(kind)
      if (wasOpen) tell(kind, 'closed')
    },

    failed(kind, { refused = false, retryAt }) {
      const state = circuit(kind)
      const at = now().getTime()
      state.failures += 1
      state.failingSince = Math.min(state.failingSince, at)
      // A refusal does not pass by itself.
      const isLasting = refused || at - state.failingSince >= OUTAGE.lastingMs
      const isDown = state.failures >= (isLasting ? OUTAGE.failures : OUTAGE.failuresAtOnce)
      if (!isDown && retryAt === undefined) return
      const probe = isDown ? at + (refused ? REFUSED_PROBE_MS : probeWait()) : 0
      state.notBefore = Math.max(state.notBefore, retryAt?.getTime() ?? 0)
      state.openUntil = Math.max(probe, state.notBefore)
      if (state.isOpen) return
      state.isOpen = true
      tell(kind, 'open')
    },

    move(ms) {
      for (const state of circuits.values()) {
        state.failingSince += ms
        state.openUntil += ms
        state.notBefore += ms
      }
    },

    onChange(listener) {
      listeners.push(listener)
    },
  }
}
