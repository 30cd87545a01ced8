import { isSameStep, isSameSubmission, readVisit, type Visit } from '../record/visit.ts'

// Which visit a notification is of.
//
//   news ──> another submission ─────────────────> another
//     └────> the same, at a step that is told ───> same | another | earlier
//                └─ at a step that is not told ──> by time: earlier | another; in doubt: same
//
//   V1. Another submission is another visit: what was sent back and comes again has another date.
//   V2. Steps are compared within one service only; v1.1 and v4 name them in terms that do not meet.
//   V3. In doubt it is the same visit: the object itself shows if it still waits, and nothing is done twice.

/** The newest review of an object. */
export interface KnownReview {
  /** Of the visit, as far as the services have told it. */
  readonly visitKeys: readonly string[]
  readonly startedAt: Date
  /** The notification that opened it, and when what it tells happened, as far as is known. */
  readonly opener: { readonly id: number; readonly at: Date }
}

/** A notification, and the visit that the object was seen on because of it. */
export interface News {
  readonly visit: Visit
  readonly notificationId: number
  /** See the notification. */
  readonly announcedAt?: Date
  /** An operator wants another decision. */
  readonly isRetry: boolean
}

/**
 * What a notification has to do with the newest review: it is of the `same` visit, of one `earlier` in the life of the
 * object, which nobody needs to look at any more, or of `another`, later one.
 */
export interface Relation {
  readonly kind: 'same' | 'earlier' | 'another'
  /** Told by the step or the submission; otherwise only by the times. */
  readonly isCertain: boolean
}

/** So much later than the review began, no clock is as wrong and no event as slow. */
const CLEARLY_MS = 60_000

/**
 * Decides whether a notification is of the visit that is being reviewed or was. Two doors announce one stop in any
 * order and in terms that cannot be compared, and one service may not tell two steps apart; then the submission and
 * the time of the event decide, and in doubt it is the same visit: the object itself will show if it still waits.
 */
export function relate(known: KnownReview, news: News): Relation {
  const { visit, announcedAt } = news
  const visits = known.visitKeys.flatMap((key) => readVisit(key) ?? [])
  const alike = visits.filter(({ source }) => source === visit.source)
  const comparable = alike.length > 0 ? alike : visits
  if (!comparable.some((each) => isSameSubmission(each, visit))) return ANOTHER

  const steps = new Set(alike.map((each) => isSameStep(each, visit)))
  if (steps.has(true)) return { kind: 'same', isCertain: true }
  if (steps.has(false)) {
    // A reading shows where the object is; an event, where it was.
    const isPast = visit.source === 'v4' && announcedAt !== undefined && announcedAt < known.opener.at
    return isPast ? { kind: 'earlier', isCertain: true } : ANOTHER
  }
  if (announcedAt === undefined || news.isRetry || news.notificationId === known.opener.id) return PERHAPS
  if (announcedAt.getTime() < known.opener.at.getTime() - CLEARLY_MS)
    return { kind: 'earlier', isCertain: false }
  if (announcedAt.getTime() > known.startedAt.getTime() + CLEARLY_MS)
    return { kind: 'another', isCertain: false }
  return PERHAPS
}

const ANOTHER: Relation = { kind: 'another', isCertain: true }
const PERHAPS: Relation = { kind: 'same', isCertain: false }
