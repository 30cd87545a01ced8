import type { Alert } from '../record/alert.ts'
import type { AlertStore } from '../store/operators/alerts.ts'
import { amiss } from '../subscriptions/watched.ts'

/**
 * All that somebody is to look at now.
 * @param before What waits or is held counts if it has done so since then or longer. A subscription that is not as it
 * must be is reported at once, whatever `before` is: while it is broken no event arrives.
 */
export async function findAlerts(store: AlertStore, before: Date, now: Date): Promise<readonly Alert[]> {
  const subscriptions = await store.subscriptions()
  const broken = subscriptions.flatMap((watched): readonly Alert[] => {
    const found = amiss(watched, now)
    if (found === undefined) return []
    return [{ cause: `subscription ${found.kind}`, subject: watched.id, since: found.since, count: 1 }]
  })
  return [...(await store.find(before, now)), ...broken]
}
