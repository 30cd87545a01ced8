import type { Log } from '../log.ts'
import { readPolicyTexts } from '../policy-file/load-policy.ts'
import { parsePolicyTexts } from './file/parse-policy.ts'
import { PolicyError } from './file/policy-error.ts'
import type { Policy, PolicyTexts } from './policy.ts'

/** The policy in use, while its files are watched. */
export interface WatchedPolicy {
  /** For the next review: a valid change has taken effect, an invalid one has not. */
  current(): Policy
  /** Ends the watch. */
  stop(): void
}

/** What a watch needs. */
export interface PolicyWatch {
  readonly file: string
  readonly everyMs: number
  readonly log: Log
  /** Told whenever that changes; it is valid at the start. */
  readonly onValidity: (isValid: boolean) => void
}

/**
 * Loads a policy and looks at its file and its lists again and again, by content: so it does not matter whether they
 * are rewritten, renamed over or reached through a symbolic link. A change that is valid is used and logged as
 * `policy.changed`; one that is not is logged once as `policy.refused` with everything that is wrong in it, and the
 * policy that was in use stays.
 * @throws {PolicyError} If the policy cannot be used at the start.
 */
export async function watchPolicy({ file, everyMs, log, onValidity }: PolicyWatch): Promise<WatchedPolicy> {
  const texts = await readPolicyTexts(file)
  let policy = parsePolicyTexts(texts)
  let used: PolicyTexts | string = texts
  let seen: PolicyTexts | string = texts
  let isStopped = false
  // Looking on is no reason to stay: who started it stops it, or ends.
  let timer = setTimeout(look, everyMs).unref()

  async function look(): Promise<void> {
    const found = await readPolicyTexts(file).catch((error: unknown) => String(error))
    // What is the same at two looks is not being written any more.
    if (!isStopped && isSame(found, seen) && !isSame(found, used)) {
      used = found
      use(found)
    }
    seen = found
    if (!isStopped) timer = setTimeout(look, everyMs).unref()
  }

  /** @param found The texts, or why they cannot be read: they may be on their way. */
  function use(found: PolicyTexts | string): void {
    try {
      if (typeof found === 'string') throw new PolicyError(file, [found])
      const changed = parsePolicyTexts(found)
      const isOther = changed.version !== policy.version
      policy = changed
      onValidity(true)
      if (isOther) log.info('policy.changed', { policy: policy.name, policyVersion: policy.version })
    } catch (error) {
      if (!(error instanceof PolicyError)) throw error
      onValidity(false)
      log.error('policy.refused', { problems: error.problems, inUse: policy.version })
    }
  }

  return {
    current: () => policy,
    stop() {
      isStopped = true
      clearTimeout(timer)
    },
  }
}

function isSame(a: PolicyTexts | string, b: PolicyTexts | string): boolean {
  if (typeof a === 'string' || typeof b === 'string') return a === b
  return a.text === b.text && JSON.stringify([...a.lists]) === JSON.stringify([...b.lists])
}
