import type { Alert, StandingAlert } from '../record/alert.ts'
import { MAX_FOUND } from '../store/operators/alerts.ts'

/**
 * Which of the alerts that a look has found are new, and which of those that stand have ended. Pure. A look finds at
 * most {@link MAX_FOUND} of a cause: with that many, others may be there that it has not found, so none of that cause
 * has ended.
 */
export function compare(
  found: readonly Alert[],
  standing: readonly StandingAlert[],
): { readonly raised: readonly Alert[]; readonly ended: readonly StandingAlert[] } {
  const isCut = (cause: string) => found.filter((alert) => alert.cause === cause).length >= MAX_FOUND
  const foundKeys = new Set(found.map(keyOf))
  const standingKeys = new Set(standing.map(keyOf))
  return {
    raised: found.filter((alert) => !standingKeys.has(keyOf(alert))),
    ended: standing.filter((alert) => !foundKeys.has(keyOf(alert)) && !isCut(alert.cause)),
  }
}

function keyOf({ cause, subject }: Alert): string {
  return `${cause} ${subject}`
}
