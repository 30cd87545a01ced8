import type { News, ReviewNews } from '../../server/record/news.ts'

/** A held report, with what a test wants to be different. */
export function heldReview(different: Partial<ReviewNews> = {}): ReviewNews {
  return {
    reviewId: 12,
    objectType: 'EXPRPT',
    reportId: '9A1B2C3D',
    reportName: 'Trip to Rome',
    employee: 'Lovelace, Ada',
    total: '1234.50000000',
    currency: 'USD',
    reasons: [
      { rule: 'receipt-missing', message: 'entry 2, BUSMEAL 115.00 USD: no receipt' },
      { rule: 'incomplete', message: 'page 3 of the entries was not answered' },
    ],
    heldAt: '2026-11-26T08:00:00.000Z',
    stepName: 'ERP CHECK',
    assignee: null,
    ...different,
  }
}

/** A report that was held just now. */
export function heldNews(different: Partial<ReviewNews> = {}): News {
  return {
    kind: 'held',
    id: 'review-12-held-1',
    at: '2026-11-29T09:05:00.000Z',
    review: heldReview(different),
  }
}

const about = { id: 'review-12-1', at: '2026-11-29T09:05:00.000Z' }

const BULK = {
  bulkId: 3,
  action: 'approve',
  count: 12,
  sums: [
    { amount: '6400.00000000', currency: 'EUR' },
    { amount: '120', currency: 'USD' },
  ],
  reason: 'the fair',
} as const

/** One news of each kind. */
export const EACH_NEWS: readonly News[] = [
  heldNews(),
  { kind: 'held', ...about, review: heldReview(), changes: ['total was 900.00 USD, is 1234.50 USD'] },
  { kind: 'still held', ...about, review: heldReview(), workingDays: 3 },
  {
    kind: 'decided',
    ...about,
    review: heldReview(),
    by: 'bob',
    action: 'approve',
    undoUntil: '2026-11-29T09:05:10.000Z',
    reason: 'seen on paper',
  },
  { kind: 'carried out', ...about, review: heldReview(), by: 'bob', action: 'send back' },
  {
    kind: 'not carried out',
    ...about,
    review: heldReview(),
    by: 'bob',
    action: 'approve',
    cause: 'void',
    reason: 'it is another reading',
    changes: ['entry 3 is new'],
  },
  { kind: 'asked', ...about, review: heldReview(), by: 'bob', of: 'carla', question: 'Is this\nyours?' },
  { kind: 'answered', ...about, review: heldReview(), by: 'carla', of: 'bob', answer: 'Yes.' },
  { kind: 'returned', ...about, review: heldReview({ assignee: 'bob' }), by: 'bob' },
  { kind: 'to confirm', ...about, bulk: BULK, by: 'bob', of: ['carla', 'ada'] },
  { kind: 'confirmed', ...about, bulk: BULK, by: 'carla', of: 'bob' },
  { kind: 'rejected', ...about, bulk: { ...BULK, action: 'send back' }, by: 'carla', of: 'bob' },
  {
    kind: 'alert',
    ...about,
    cause: 'notifications waiting',
    subject: 'CONCUR_UNREACHABLE',
    since: '2026-11-28T09:05:00.000Z',
    count: 40,
  },
  {
    kind: 'alert ended',
    ...about,
    cause: 'report held',
    subject: '9A1B2C3D',
    since: '2026-11-28T09:05:00.000Z',
    count: 3,
  },
  {
    kind: 'digest',
    ...about,
    reviews: [heldReview(), heldReview({ reviewId: 13, reportName: null, assignee: 'bob' })],
    count: 7,
    trail: { number: 812, hash: 'ab12' },
  },
  { kind: 'test', ...about, by: 'bob' },
]
