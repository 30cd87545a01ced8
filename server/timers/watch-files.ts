import { isDeepStrictEqual } from 'node:util'
import { repeat } from './repeat.ts'

/** Which files are watched, and who is told. */
export interface FileWatch<Contents> {
  /** Reads all of them anew. Rejects if one cannot be read: it may be on its way. */
  readonly read: () => Promise<Contents>
  /** What was read when the watch was set up. */
  readonly inUse: Contents
  readonly everyMs: number
  /**
   * Called with what the files hold when that has changed, and waited for.
   * @param signal Aborted when the watch has ended: then it counts no more.
   */
  readonly use: (contents: Contents, signal: AbortSignal) => Promise<void> | void
  /** Called once for each change that {@link use} fails at or that leaves the files unreadable, with the error. */
  readonly refuse: (error: unknown) => void
}

/**
 * Looks at files again and again, by content: so it does not matter whether they are rewritten, renamed over or reached
 * through a symbolic link. What is the same at two looks is taken not to be written any more, and counts.
 * @returns Ends the watch; nobody is told anything after that.
 */
export function watchFiles<Contents>({ read, inUse, everyMs, use, refuse }: FileWatch<Contents>): () => void {
  let counted: Look<Contents> = { contents: inUse }
  let last: Look<Contents> = counted

  const timer = repeat(async (signal) => {
    const look = await lookWith(read)
    const isAtRest = isDeepStrictEqual(look, last)
    last = look
    if (!signal.aborted && isAtRest && !isDeepStrictEqual(look, counted)) {
      counted = look
      await tell(look, signal)
    }
    return everyMs
  }, everyMs)
  // A read in hand need not be waited for.
  return () => void timer.stop()

  async function tell(look: Look<Contents>, signal: AbortSignal): Promise<void> {
    if ('error' in look) {
      refuse(look.error)
      return
    }
    try {
      await use(look.contents, signal)
    } catch (error) {
      if (!signal.aborted) refuse(error)
    }
  }
}

/** What a look found; one that failed is the same as another that failed with the same error. */
type Look<Contents> = { readonly contents: Contents } | { readonly error: unknown }

async function lookWith<Contents>(read: () => Promise<Contents>): Promise<Look<Contents>> {
  try {
    return { contents: await read() }
  } catch (error) {
    return { error }
  }
}
