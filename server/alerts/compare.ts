import { type Finding, MAX_FOUND, type StandingAlert } from '../store/operators/alerts.ts'

/**
 * What is new among the findings, and which alerts have ended. Pure. Where as many were found as may be, those that
 * were not may still be there: then none of that cause has ended.
 */
export function compare(
  found: readonly Finding[],
  standing: readonly StandingAlert[],
): { readonly raised: readonly Finding[]; readonly ended: readonly StandingAlert[] } {
  const isCut = (cause: string) => found.filter((finding) => finding.cause === cause).length >= MAX_FOUND
  const foundKeys = new Set(found.map(keyOf))
  const standingKeys = new Set(standing.map(keyOf))
  return {
    raised: found.filter((finding) => !standingKeys.has(keyOf(finding))),
    ended: standing.filter((alert) => !foundKeys.has(keyOf(alert)) && !isCut(alert.cause)),
  }
}

function keyOf({ cause, subject }: Finding): string {
  return `${cause} ${subject}`
}
