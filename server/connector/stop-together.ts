/** What takes a while to stop. */
export interface Stoppable {
  /** @param deadlineMs When what is in hand is cut. */
  stop(deadlineMs: number): Promise<void>
}

/** Parts that are stopped at the same time. */
export interface Group {
  /** @returns The part. */
  use<Part extends Stoppable | undefined>(part: Part): Part
  /** @throws {AggregateError} What was thrown, when all have stopped or failed to. */
  [Symbol.asyncDispose](): Promise<void>
}

/**
 * A group of parts that do not need one another: each has all of one deadline, so that stopping takes no longer than
 * it, however many they are. Trouble with one keeps none of the others from stopping.
 */
export function stopTogether(deadlineMs: number): Group {
  const parts: Stoppable[] = []
  return {
    use(part) {
      if (part !== undefined) parts.push(part)
      return part
    },
    async [Symbol.asyncDispose]() {
      const ends = await Promise.allSettled(parts.map((part) => part.stop(deadlineMs)))
      const errors = ends.flatMap((end) => (end.status === 'rejected' ? [end.reason as unknown] : []))
      if (errors.length > 0) throw new AggregateError(errors, 'not everything could be stopped')
    },
  }
}
