import type { Log } from '../log.ts'
import { PolicyError } from '../policy/file/policy-error.ts'
import type { PolicyOutline } from '../policy/policy.ts'
import { watchFiles } from '../timers/watch-files.ts'
import { policyReader } from './load-policy.ts'
import { readAside } from './read-aside.ts'

/** The policy in use, while its files are watched. */
export interface WatchedPolicy {
  /** For the next review: a valid change has taken effect, an invalid one has not. */
  current(): PolicyOutline
  /** Ends the watch. */
  stop(): void
}

/** What a watch needs. */
export interface PolicyWatch {
  readonly file: string
  /** What was loaded from the file, and is in use until that changes. */
  readonly loaded: PolicyOutline
  readonly everyMs: number
  readonly log: Log
  /** Told whenever that changes; it is valid at the start. */
  readonly onValidity: (isValid: boolean) => void
  /** Told of another version that is in use from now on. */
  readonly onChanged?: (policy: PolicyOutline) => void
}

/** Tells what holds in a policy and may be meant otherwise, as `policy.doubtful`. */
function logWarnings({ version, warnings }: PolicyOutline, log: Log): void {
  if (warnings.length > 0) log.warn('policy.doubtful', { policyVersion: version, warnings })
}

/**
 * Watches the file of a policy and its lists. A change that is valid is used and logged as `policy.changed`; one that
 * is not is logged once as `policy.refused` with everything that is wrong in it, and the policy that was in use stays. A
 * large one is read in another thread; then only its outline is in use here.
 */
export function watchPolicy({
  file,
  loaded,
  everyMs,
  log,
  onValidity,
  onChanged,
}: PolicyWatch): WatchedPolicy {
  let policy = loaded
  logWarnings(loaded, log)
  const stop = watchFiles({
    read: policyReader(file),
    inUse: loaded.texts,
    everyMs,
    async use(texts, signal) {
      const changed = await readAside(texts)
      if (signal.aborted) return
      const isOther = changed.version !== policy.version
      policy = changed
      onValidity(true)
      if (!isOther) return
      log.info('policy.changed', { policy: policy.name, policyVersion: policy.version })
      logWarnings(policy, log)
      onChanged?.(policy)
    },
    refuse(error) {
      onValidity(false)
      const problems = error instanceof PolicyError ? error.problems : [String(error)]
      log.error('policy.refused', { problems, inUse: policy.version })
    },
  })
  return { current: () => policy, stop }
}
