import type { QueueEntry } from '../record/queue-entry.ts'

/** The views of the queue, in their order; each is a part of its address. */
export const QUEUE_VIEWS = [
  'needs-review',
  'mine',
  'not-checked',
  'sent-back',
  'resubmitted',
  'trial',
  'stuck',
  'decided',
] as const
/**
 * One of {@link QUEUE_VIEWS}. `not-checked`: held because it was not seen whole or a rule could not be applied, which
 * is no fault of the employee's. `trial`: what observing would have done. `decided`: by people, today.
 */
export type QueueView = (typeof QUEUE_VIEWS)[number]

/** Who looks, and when. */
export interface Onlooker {
  readonly login: string
  readonly now: Date
}

/** Whether the view has that entry. Pure. */
export function isInView(view: QueueView, entry: QueueEntry, onlooker: Onlooker): boolean {
  return IS_IN[view](entry, onlooker)
}

const IS_IN: Readonly<Record<QueueView, (entry: QueueEntry, onlooker: Onlooker) => boolean>> = {
  'needs-review': (entry, { now }) => waitsForPerson(entry, now) && !couldNotBeChecked(entry),
  mine: (entry, { login, now }) => waitsForPerson(entry, now) && entry.assignee === login,
  'not-checked': (entry, { now }) => waitsForPerson(entry, now) && couldNotBeChecked(entry),
  'sent-back': ({ place }) => place === 'awaits employee',
  resubmitted: (entry, { now }) => waitsForPerson(entry, now) && entry.timesSentBack > 0,
  trial: ({ place }) => place === 'observed',
  stuck: ({ place }) => place === 'stuck',
  decided: ({ place }) => place === 'decided',
}

/** Held, not put off, and nobody has decided on it. */
function waitsForPerson({ place, snoozedUntil, isDecided }: QueueEntry, now: Date): boolean {
  return place === 'held' && !isDecided && (snoozedUntil === undefined || snoozedUntil <= now)
}

/** Nothing was found wrong with it. A review of which that is not kept is a person's to look at. */
function couldNotBeChecked({ isIncomplete, listing }: QueueEntry): boolean {
  return isIncomplete || (listing !== undefined && listing.worst === undefined)
}
