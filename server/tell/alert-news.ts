import type { StandingAlert } from '../record/alert.ts'
import type { News } from '../record/news.ts'

/** Alerts of one cause are raised, or have ended. Pure. @param others Told with the first one, and counted. */
export function alertNews(
  [first, ...others]: readonly [StandingAlert, ...StandingAlert[]],
  { isEnded, now }: { readonly isEnded: boolean; readonly now: Date },
): News {
  const content = {
    id: `alert-${first.id}${isEnded ? '-ended' : ''}`,
    at: now.toISOString(),
    cause: first.cause,
    subject: first.subject,
    since: first.since.toISOString(),
    count: others.length === 0 ? first.count : others.length + 1,
  }
  return isEnded ? { kind: 'alert ended', ...content } : { kind: 'alert', ...content }
}
