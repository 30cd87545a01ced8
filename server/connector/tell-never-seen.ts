import type { Log } from '../log.ts'
import { nearestWord } from '../policy/file/nearest.ts'
import type { PolicyOutline } from '../policy/policy.ts'
import type { Database } from '../store/database.ts'
import { recentExpenseTypes } from '../store/reviews/recent-expense-types.ts'

/** Expenses that are looked at: a company's types are all among so many, and reading them takes some milliseconds. */
const MOST = 20_000
/** Of fewer, what is missing says nothing. */
const LEAST = 500

/**
 * Logs as `policy.never-seen` which expense types a policy names that none of the newest expenses has: a rule on one finds
 * nothing, and a slip in a code looks the same.
 */
export function neverSeenTeller(db: Database, log: Log): (policy: PolicyOutline) => Promise<void> {
  return async ({ version, names }) => {
    try {
      const { types, expenses } = await recentExpenseTypes(db, MOST)
      if (expenses < LEAST) return
      const known = new Map([...types].map((type) => [type.toLowerCase(), type]))
      const unseen = names.filter(
        ({ kind, value }) => kind === 'expense type' && !known.has(value.toLowerCase()),
      )
      if (unseen.length === 0) return
      const told = unseen.slice(0, 100).map(({ value, place }) => {
        const meant = known.get(nearestWord(value, [...known.keys()]) ?? '')
        return `${place}: ${value}${meant === undefined ? '' : `; did you mean ${meant}?`}`
      })
      log.warn('policy.never-seen', { policyVersion: version, expenses, expenseTypes: told })
    } catch (error) {
      log.warn('policy.not-compared', { policyVersion: version, reason: String(error) })
    }
  }
}
