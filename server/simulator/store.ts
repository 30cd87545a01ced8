/** All objects of one kind that were submitted, in memory, in order of submission. */
export interface Store<T> {
  /** Adds one or replaces its earlier snapshot. */
  put(item: T): void
  /** @throws {Error} If there is no such object: a bug in the caller. */
  get(id: string): T
  find(matches: (item: T) => boolean): T | undefined
  all(): readonly T[]
}

/** What has become of an object. */
export interface Change<T> {
  /** Absent for a new one. */
  readonly before?: T
  readonly after: T
}

/** What a store is made with. */
export interface StoreOptions<T> {
  /** For messages, such as `report`. */
  readonly kind: string
  readonly idOf: (item: T) => string
  /** Told of every change, once it is there. */
  readonly onChange: (change: Change<T>) => void
}

/** Empty at first. */
export function createStore<T>({ kind, idOf, onChange }: StoreOptions<T>): Store<T> {
  const items = new Map<string, T>()
  return {
    put(item) {
      const before = items.get(idOf(item))
      items.set(idOf(item), item)
      onChange({ ...(before !== undefined && { before }), after: item })
    },
    get(id) {
      const item = items.get(id)
      if (item === undefined) throw new Error(`the simulator has no ${kind} ${id}`)
      return item
    },
    find: (matches) => [...items.values()].find(matches),
    all: () => [...items.values()],
  }
}
