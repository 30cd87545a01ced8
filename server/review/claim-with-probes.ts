import type { Breaker } from '../concur/breaker.ts'
import type { CallKind } from '../concur/concur-error.ts'
import type { Claimed, Inbox } from '../store/inbox/inbox.ts'

/** Without these nothing can be reviewed; the others fail or work for themselves. */
const NEEDED: readonly CallKind[] = ['token', 'report']
const SENDING: readonly CallKind[] = ['exceptions', 'workflow', 'request', 'request workflow']
/** One that is claimed as a probe may not get as far as the call that is to be probed. */
const PROBE_MS = 4000

/**
 * Claims one notification after the other while Concur answers. While it does not, one alone is claimed each time that
 * a call may be tried again: it learns for all of them whether Concur is back.
 */
export function claimWithProbes(
  inbox: Inbox,
  breaker: Breaker,
): (now: Date, inHand: readonly Claimed[]) => Promise<Claimed | undefined> {
  let probe: Claimed | undefined
  let nextProbeAt = new Date(0)

  return async (now, inHand) => {
    if (probe !== undefined && inHand.includes(probe)) return undefined
    const stopped = NEEDED.filter((kind) => breaker.isOpen(kind))
    if (stopped.some((kind) => breaker.openUntil(kind) > now)) return undefined
    const isNeeded = stopped.length > 0
    const due = await inbox.claim(now, isNeeded)
    const mayProbe = (kind: CallKind) => breaker.isOpen(kind) && breaker.openUntil(kind) <= now
    // While all wait for a service that failed, nobody would learn that it is back.
    // One that is further away was set before the clock was put back.
    const isTime = now >= nextProbeAt || nextProbeAt.getTime() > now.getTime() + PROBE_MS
    const isProbe = isNeeded || (due === undefined && isTime && SENDING.some(mayProbe))
    if (isProbe) nextProbeAt = new Date(now.getTime() + PROBE_MS)
    const claimed = due ?? (isProbe ? await inbox.claim(now, true) : undefined)
    probe = isNeeded ? claimed : undefined
    return claimed
  }
}
