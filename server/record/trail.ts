/** Who acts. */
export interface Actor {
  /** Of the person for whom it is done; of a program, `key` and the number of its key. */
  readonly login: string
  /** Whose login of the operating system typed it. */
  readonly viaLogin?: string
}

/** Something that was done, or asked for in vain, for the trail. */
export interface TrailAct {
  readonly at: Date
  readonly who: Actor
  /** What, in the words of the command: `people add`, `review approve`. */
  readonly act: string
  /** On what, such as `review 12`; it names no person, for it can never be erased. */
  readonly subject: string
  /** The login of the person on whom, if it is one. */
  readonly whom?: string
  readonly outcome: 'done' | 'refused'
  /** More of it, and why it was refused; without names, as for {@link TrailAct.subject}. */
  readonly detail?: string
}

/** A row of the trail. A name that was erased is its pseudonym. */
export interface TrailEntry {
  /** From 1, without a gap. */
  readonly number: number
  readonly at: Date
  readonly who: string
  readonly via: string | null
  readonly act: string
  readonly subject: string
  readonly whom: string | null
  readonly outcome: 'done' | 'refused'
  readonly detail: string | null
}

/** The end of the trail at some time: whoever knows it can tell whether the trail was cut or written anew since. */
export interface TrailHead {
  /** 0 if there is no row. */
  readonly number: number
  /** Of the row, and so of all rows up to it: hexadecimal. */
  readonly hash: string
}

/** Something about the trail that only somebody who wrote into the database can have caused. */
export interface TrailProblem {
  /** Of the row, or of the first of those that are missing. */
  readonly number: number
  /**
   * `changed`: the row is not what was written there, or stands in the place of another. `unlinked`: it does not
   * follow the one before it, which was written anew or stands in the place of another. `missing`: it is gone, and later ones are there. `cut`: it is
   * gone with all that followed. `not as known`: its hash is not the one that was known. `name changed`: a name is
   * not the one that its hash was made of, or is gone without having been erased.
   */
  readonly kind: 'changed' | 'unlinked' | 'missing' | 'cut' | 'not as known' | 'name changed'
}

/** What came of verifying the trail. */
export interface TrailCheck {
  readonly rows: number
  readonly head: TrailHead
  /** Names that were erased, and so cannot be compared with their hashes. */
  readonly erasedNames: number
  /** The first ones, by number; empty if all is as it was written. */
  readonly problems: readonly TrailProblem[]
}
