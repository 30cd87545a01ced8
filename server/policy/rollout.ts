import { hash } from 'node:crypto'
import type { Enforce } from '../record/decision.ts'
import type { Trial } from './policy.ts'

/**
 * Whether a trial acts on a report. The share is stable: a report that is in at 10 % is in at 20 % as well, whatever
 * process looks at it and however often.
 */
export function enforceFor({ enforce, rollout }: Trial, reportId: string): Enforce {
  if (enforce === 'observe' || rollout >= 100) return enforce
  const position = Number.parseInt(hash('sha256', `rollout ${reportId}`).slice(0, 8), 16) / 2 ** 32
  return position * 100 < rollout ? 'act' : 'observe'
}
