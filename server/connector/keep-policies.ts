import type { Log } from '../log.ts'
import type { PolicySource } from '../record/policy-version.ts'
import type { Database } from '../store/database.ts'
import { keepLoadedPolicy } from '../store/policies/policy-versions.ts'

/**
 * Keeps each policy that comes into use. A failure is logged and no more: a decision keeps the policy that it rests on
 * once again, or is not kept itself.
 */
export function keepPolicies(
  db: Database,
  log: Log,
  now: () => Date,
): (policy: PolicySource) => Promise<void> {
  return async (policy) => {
    try {
      await keepLoadedPolicy(db, policy, now())
    } catch (error) {
      log.warn('policy.not-kept', { policyVersion: policy.version, reason: String(error) })
    }
  }
}
