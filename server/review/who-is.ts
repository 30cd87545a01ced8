import type { CallContext, ConcurClient } from '../concur/concur-client.ts'
import { ConcurError } from '../concur/concur-error.ts'
import { fetchUser } from '../concur/users.ts'
import type { Log } from '../log.ts'
import type { ConcurUser } from '../record/concur-user.ts'
import type { ConcurUsers } from '../store/reviews/concur-users.ts'

/** What is known of a user of Concur's by their id; never fails for want of Concur. */
export type WhoIs = (userId: string, call: CallContext) => Promise<ConcurUser>

/** What asking needs. */
export interface WhoIsDeps {
  readonly concur: ConcurClient
  readonly users: ConcurUsers
  readonly log: Log
  readonly now: () => Date
}

const DAY_MS = 86_400_000
/** People marry and move; a name that was kept is shown until then. */
const KNOWN_MS = 30 * DAY_MS
/** Somebody who is not known may be added yet. */
const UNKNOWN_MS = DAY_MS
/** Whoever grants the scope need not restart the connector. */
const REFUSED_MS = 3_600_000

/**
 * Asks Concur who a user is, once for all reports of theirs, and keeps the answer. Where the application was not granted
 * the scope it is not asked again for an hour, and that is logged once.
 */
export function createWhoIs({ concur, users, log, now }: WhoIsDeps): WhoIs {
  const asking = new Map<string, Promise<ConcurUser | undefined>>()
  let refusedUntil = 0
  let isRefusalKnown = false

  return async (userId, call) => {
    const kept = await users.find(userId)
    if (kept !== undefined) {
      const isKnown = Object.keys(kept.user).length > 0
      const ageMs = now().getTime() - kept.askedAt.getTime()
      if (ageMs < (isKnown ? KNOWN_MS : UNKNOWN_MS)) return kept.user
    }
    if (now().getTime() < refusedUntil) return kept?.user ?? {}
    // Of the reports of one employee, several may be read at the same moment.
    const asked = asking.get(userId) ?? ask(userId, call).finally(() => asking.delete(userId))
    asking.set(userId, asked)
    return (await asked) ?? kept?.user ?? {}
  }

  async function ask(userId: string, call: CallContext): Promise<ConcurUser | undefined> {
    try {
      const user = await fetchUser(concur, userId, call)
      isRefusalKnown = false
      await users.keep(userId, user, now())
      return user
    } catch (error) {
      if (!(error instanceof ConcurError)) throw error
      if (error.trouble === 'not found') await users.keep(userId, {}, now())
      else if (error.trouble === 'permanent') refused(error)
      return undefined
    }
  }

  function refused({ code, status, message }: ConcurError): void {
    refusedUntil = now().getTime() + REFUSED_MS
    if (isRefusalKnown) return
    isRefusalKnown = true
    log.warn('names.refused', { code, status, problem: message })
  }
}
