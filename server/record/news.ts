import { z } from 'zod'
import { ALERT_CAUSES } from './alert.ts'
import { HUMAN_ACTIONS } from './human-decision.ts'

const instant = z.iso.datetime()

/** Why a review is held, for people. */
const heldFor = z.object({
  /** The id of the rule in the policy file; or `incomplete` or `exceptions`, see `HoldReason`. */
  rule: z.string(),
  message: z.string(),
})

/** A review as people are told of it. Texts of Concur stand in it as they were sent: whoever shows them escapes them. */
export const reviewNews = z.object({
  reviewId: z.number().int(),
  /** `EXPRPT` or `TRAVELREQ`. */
  objectType: z.string(),
  /** Concur's id. */
  reportId: z.string(),
  reportName: z.string().nullable(),
  employee: z.string().nullable(),
  /** Exact decimal, in `currency`. */
  total: z.string().nullable(),
  currency: z.string(),
  reasons: z.array(heldFor),
  /** ISO 8601, UTC; the age is counted from it. Absent where it never was held. */
  heldAt: instant.exactOptional(),
  /** The workflow step as Concur named it. */
  stepName: z.string().nullable(),
  /** Login of the person who is to look at it. */
  assignee: z.string().nullable(),
})
/** A review as people are told of it. */
export type ReviewNews = z.infer<typeof reviewNews>

/** A decision on several reviews as people are told of it. */
export const bulkNews = z.object({
  bulkId: z.number().int(),
  action: z.enum(HUMAN_ACTIONS),
  /** Of reports. */
  count: z.number().int(),
  /** By currency, exact decimals. */
  sums: z.array(z.object({ amount: z.string(), currency: z.string() })).readonly(),
  /** What the person who decided said to colleagues. */
  reason: z.string().exactOptional(),
})
/** A decision on several reviews as people are told of it. */
export type BulkNews = z.infer<typeof bulkNews>

/** What every news has. */
const base = {
  /**
   * Stable and unlike that of any other news, such as `review-12-held-34`: who receives it twice can tell. It becomes
   * a part of headers: ASCII letters, digits, `.`, `_` and `-`.
   */
  id: z.string().regex(/^[A-Za-z0-9._-]{1,100}$/),
  /** When it happened, ISO 8601, UTC. */
  at: instant,
}
const aboutReview = { ...base, review: reviewNews }
const login = z.string()
const action = z.enum(HUMAN_ACTIONS)
const aboutBulk = { ...base, bulk: bulkNews, by: login }

const alertContent = {
  ...base,
  cause: z.enum(ALERT_CAUSES),
  /** See `Alert`. */
  subject: z.string(),
  since: instant,
  count: z.number().int(),
}

/** Something that people are told, as it is kept until it was sent. */
export const news = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('held'),
    ...aboutReview,
    /** What is different since it was decided on, where it is held again. */
    changes: z.array(z.string()).exactOptional(),
  }),
  z.object({ kind: z.literal('still held'), ...aboutReview, workingDays: z.number().int() }),
  z.object({
    kind: z.literal('decided'),
    ...aboutReview,
    by: login,
    action,
    /** Until then it can be taken back. */
    undoUntil: instant,
    /** What the person said to colleagues. */
    reason: z.string().exactOptional(),
  }),
  z.object({
    kind: z.literal('carried out'),
    ...aboutReview,
    by: login,
    action,
  }),
  z.object({
    kind: z.literal('not carried out'),
    ...aboutReview,
    by: login,
    action,
    /** `void`: it changed since, and is held again. `refused`: by Concur, or the person may not. `superseded`: it moved on. */
    cause: z.enum(['void', 'refused', 'superseded']),
    /** Why, for people. */
    reason: z.string(),
    /** What is different since it was decided on. */
    changes: z.array(z.string()).exactOptional(),
  }),
  z.object({ kind: z.literal('asked'), ...aboutReview, by: login, of: login, question: z.string() }),
  z.object({
    kind: z.literal('answered'),
    ...aboutReview,
    by: login,
    /** Who asked. */
    of: login,
    question: z.string().exactOptional(),
    answer: z.string(),
  }),
  z.object({
    /** It was put off, and the time is over. */
    kind: z.literal('returned'),
    ...aboutReview,
    /** Who put it off. */
    by: login,
  }),
  /** A decision on several reports needs a second person. `of`: those who can confirm it. */
  z.object({ kind: z.literal('to confirm'), ...aboutBulk, of: z.array(login) }),
  /** The second person has spoken. `of`: who has decided so. */
  z.object({ kind: z.literal('confirmed'), ...aboutBulk, of: login }),
  z.object({ kind: z.literal('rejected'), ...aboutBulk, of: login }),
  z.object({ kind: z.literal('alert'), ...alertContent }),
  z.object({ kind: z.literal('alert ended'), ...alertContent }),
  z.object({
    kind: z.literal('digest'),
    ...base,
    /** What is held, oldest first; the first ones where there are many. */
    reviews: z.array(reviewNews),
    /** How many are held in all. */
    count: z.number().int(),
    /** The end of the trail when the digest was made; see `TrailHead`. */
    trail: z.object({ number: z.number().int(), hash: z.string() }),
  }),
  /** Somebody tries whether messages arrive. */
  z.object({ kind: z.literal('test'), ...base, by: login }),
])
/** Something that people are told. */
export type News = z.infer<typeof news>
/** What {@link News} can be about. */
export type NewsKind = News['kind']
