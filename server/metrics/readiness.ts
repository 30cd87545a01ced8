import { withTimeout } from '../with-timeout.ts'

/** One thing that must be in order. */
export type Check = { readonly ok: true } | { readonly ok: false; readonly reason: string }

/** Whether the connector can do its work, and if not, why. */
export interface Readiness {
  readonly isReady: boolean
  readonly checks: Readonly<Record<'database' | 'token' | 'backlog', Check>>
}

/** What is looked at; nothing of it asks Concur. */
export interface ReadinessDeps {
  /** Rejects when the database cannot be written. */
  readonly checkDatabase: () => Promise<void>
  /** Why the last attempt to get a token failed, if it did. */
  readonly tokenProblem: () => string | undefined
  /** How many notifications wait; may stop counting at the limit. */
  readonly countWaiting: (limit: number) => Promise<number>
  readonly backlogLimit: number
}

/** A load balancer asks again within seconds. */
const PATIENCE_MS = 3000

/** Looks at everything at once; never rejects. */
export async function checkReadiness(deps: ReadinessDeps): Promise<Readiness> {
  const [database, backlog] = await Promise.all([
    checked(async () => {
      await deps.checkDatabase()
      return undefined
    }),
    checked(async () => {
      const waiting = await deps.countWaiting(deps.backlogLimit)
      return waiting < deps.backlogLimit
        ? undefined
        : `${deps.backlogLimit} notifications wait, or more (BACKLOG_LIMIT)`
    }),
  ])
  const token = toCheck(deps.tokenProblem())
  return { isReady: database.ok && token.ok && backlog.ok, checks: { database, token, backlog } }
}

/** @param findProblem Rejecting is a problem too. */
async function checked(findProblem: () => Promise<string | undefined>): Promise<Check> {
  try {
    return toCheck(await withTimeout(PATIENCE_MS, findProblem()))
  } catch (error) {
    return toCheck(error instanceof Error ? error.message : String(error))
  }
}

function toCheck(problem: string | undefined): Check {
  return problem === undefined ? { ok: true } : { ok: false, reason: problem }
}
