import type { QueueEntry } from '../record/queue-entry.ts'

/** What is known of several reports that somebody wants to decide on together. */
export interface Picked {
  readonly entries: readonly QueueEntry[]
  /** Why all of them are here; absent where they have no rule in common, or several. */
  readonly rule: string | undefined
  /** When the oldest came. */
  readonly oldest: Date | undefined
  /** Why they cannot be decided on together: some are gone from the queue, or not here for the same. */
  readonly problems: readonly ('none' | 'gone' | 'mixed')[]
}

/**
 * Those of the queue that were picked, if all of them are held for one rule alone and the policy asks for the same. Pure.
 * @param ids As picked; untrusted.
 */
export function pickOf(entries: readonly QueueEntry[], ids: readonly number[]): Picked {
  const wanted = new Set(ids)
  const picked = entries.filter(
    ({ id, place, isDecided }) => place === 'held' && !isDecided && wanted.has(id),
  )
  const kinds = new Set(picked.map(({ rules, outcome }) => JSON.stringify([rules, outcome])))
  const [rule, ...others] = picked[0]?.rules ?? []
  const isOne = kinds.size === 1 && others.length === 0 && rule !== undefined
  const started = picked.map(({ startedAt }) => startedAt.getTime())
  return {
    entries: picked,
    rule: isOne ? rule : undefined,
    oldest: started.length === 0 ? undefined : new Date(Math.min(...started)),
    problems: [
      ...(wanted.size === 0 ? (['none'] as const) : []),
      ...(picked.length < wanted.size ? (['gone'] as const) : []),
      ...(picked.length > 0 && !isOne ? (['mixed'] as const) : []),
    ],
  }
}
