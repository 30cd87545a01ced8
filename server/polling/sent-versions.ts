/** One state of an object, as it was sent or, before all events, found. */
export interface Version {
  /** 1 for the first event of the object; 0 if it was only found. */
  readonly sequence: number
  /** The vendor's text of the date that changes; empty where there is none. */
  readonly updatedText: string
  /** Of the record's content. */
  readonly hash: string
}

/** What was sent of a resource: of every object the last version, of late ones all. */
export interface Ledger {
  /** Per object, oldest first; objects that are not known are left out. */
  versionsOf(objectIds: readonly string[]): Promise<ReadonlyMap<string, readonly Version[]>>
}

/**
 * Whether a state is to be sent, given what was sent.
 *
 * The last version again is no news. An earlier version again is a page of the vendor that lags behind, and no news
 * either; unless its date is that of the last one: then the object changed there and back within a second.
 */
export function isNews(
  sent: readonly Version[],
  { updatedText, hash }: Pick<Version, 'updatedText' | 'hash'>,
): boolean {
  const last = sent.at(-1)
  if (last === undefined) return true
  const isSame = (version: Version) => version.updatedText === updatedText && version.hash === hash
  return !isSame(last) && (!sent.some(isSame) || last.updatedText === updatedText)
}
