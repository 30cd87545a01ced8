/** Something that shows a few times and then no more. */
export interface Limited {
  /** May be `Infinity`. */
  readonly times?: number
}

/** How often each thing has been used; things are told apart by identity. */
export interface Uses {
  /** Uses the first that is not used up, if there is one. @param times Of those that do not say; default 1. */
  take<T extends Limited>(things: readonly T[], times?: number): T | undefined
}

/** Nothing is used at first. */
export function createUses(): Uses {
  const counts = new WeakMap<object, number>()
  const countOf = (thing: object) => counts.get(thing) ?? 0
  return {
    take(things, times = 1) {
      const thing = things.find((candidate) => countOf(candidate) < (candidate.times ?? times))
      if (thing) counts.set(thing, countOf(thing) + 1)
      return thing
    },
  }
}
