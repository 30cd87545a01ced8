import { Big } from 'big.js'
import type { Attendee, Entry } from '../../report/expense-report.ts'
import { type Decimal, signOf } from '../../report/money.ts'

/** Everybody in these lists once; who was deleted is left out. */
export function presentIn(listed: readonly Attendee[]): readonly Attendee[] {
  const present = listed.filter(({ isDeleted }) => !isDeleted)
  return [...new Map(present.map((attendee) => [keyOf(attendee), attendee])).values()]
}

/** Those that are listed with an entry or with its itemizations, whoever was deleted included. */
export function listedWith(entry: Entry): readonly Attendee[] {
  return [entry, ...entry.itemizations].flatMap(({ attendees }) => attendees)
}

/** How many people these are; one of them may stand for a group. */
export function headsOf(listed: readonly Attendee[]): number {
  return presentIn(listed).reduce((heads, attendee) => heads + peopleOf(attendee), 0)
}

/**
 * How many attend: those that are listed, or Concur's own count where none is.
 * @returns `undefined` where Concur says that there are some and neither lists nor counts them.
 */
export function countAttendees(entry: Entry): number | undefined {
  const listed = listedWith(entry)
  if (listed.length > 0) return headsOf(listed)
  return entry.attendeeCount ?? (entry.hasAttendees ? undefined : 0)
}

/** Whether somebody attends who is not listed, so that nothing is known of them. */
export function areUnlisted(entry: Entry): boolean {
  return listedWith(entry).length === 0 && countAttendees(entry) !== 0
}

/**
 * The share of an expense that Concur gives for an attendee, in the currency that its entry was posted in, at the
 * rate that it was posted at.
 * @returns `undefined` where Concur gives none, as v1.1 does, or in a currency that is neither that of the purchase
 *   nor that of the report.
 */
export function shareOf({ amount: share }: Attendee, { posted, transaction }: Entry): Decimal | undefined {
  if (share === undefined || posted === undefined) return undefined
  if (share.currency === posted.currency) return share.amount
  if (share.currency !== transaction?.currency || signOf(transaction.amount) === 0) return undefined
  return share.amount.times(posted.amount).div(transaction.amount)
}

/**
 * The share of the person who has the largest, those of several lists added up.
 * @returns `undefined` unless that of everybody is known.
 */
export function largestShare(listed: readonly Attendee[], entry: Entry): Decimal | undefined {
  const shares = new Map<unknown, Decimal>()
  for (const attendee of listed) {
    if (attendee.isDeleted) continue
    const share = shareOf(attendee, entry)?.div(peopleOf(attendee))
    if (share === undefined) return undefined
    const key = keyOf(attendee)
    shares.set(key, share.plus(shares.get(key) ?? NOTHING))
  }
  const [first, ...others] = shares.values()
  return first && others.reduce((largest, share) => (share.gt(largest) ? share : largest), first)
}

/** As the report names them: `Sam Sample`, or the type or the key of somebody who has no name there. */
export function nameOf({ firstName = '', lastName = '', type, attendeeId }: Attendee): string {
  const name = `${firstName.trim()} ${lastName.trim()}`.trim()
  return name === '' ? (type ?? attendeeId) : name
}

const NOTHING = new Big(0)

function peopleOf({ people = 1 }: Attendee): number {
  return Math.max(people, 1)
}

/** Somebody without a key is nobody else. */
function keyOf(attendee: Attendee): unknown {
  return attendee.attendeeId === '' ? attendee : attendee.attendeeId
}
