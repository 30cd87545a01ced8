import { hash } from 'node:crypto'

const MINUTE_MS = 60_000

/**
 * When an instance is polled next: on a beat of its own, so that a thousand do not start together, and measured from
 * start to start; beats that were missed are one.
 * @param instanceId Decides the beat.
 * @param now The last start, or the moment of creation.
 * @returns Later than `now` by at most the interval.
 */
export function nextPollAt(instanceId: number, intervalMinutes: number, now: Date): Date {
  const intervalMs = intervalMinutes * MINUTE_MS
  const offset = Number.parseInt(hash('sha256', `instance ${instanceId}`).slice(0, 12), 16) % intervalMs
  const sinceBeat = (((now.getTime() - offset) % intervalMs) + intervalMs) % intervalMs
  return new Date(now.getTime() + intervalMs - sinceBeat)
}
