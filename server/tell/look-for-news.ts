import type { Audience } from './audience.ts'
import { bulkNewsOf } from './news-of-bulk.ts'
import { decisionNews, heldNews, noteNews, returnedNews } from './news-of-review.ts'
import { type LookDeps, tellOnce } from './tell-once.ts'

/** Of each kind at one look; the next one goes on. */
const MAX_AT_ONCE = 100

/** Tells what happened and was not told yet. @returns Whether there is more. */
export async function tellWhatHappened(deps: LookDeps, audience: Audience): Promise<boolean> {
  const found = [
    await tellHeld(deps, audience),
    await tellNotes(deps, audience),
    await tellDecisions(deps, audience),
    await tellReturned(deps, audience),
    await tellBulks(deps, audience),
  ]
  return found.includes(MAX_AT_ONCE)
}

// Each tells of one kind. @returns How many were found.

async function tellHeld(deps: LookDeps, audience: Audience): Promise<number> {
  const found = await deps.telling.untoldHeld(MAX_AT_ONCE)
  for (const review of found) {
    const mark = { kind: 'held', reviewId: review.id, readingKey: review.readingKey } as const
    await tellOnce(deps, audience, { mark, news: heldNews(review, deps.now()), reviews: [review] })
  }
  return found.length
}

async function tellNotes(deps: LookDeps, audience: Audience): Promise<number> {
  const found = await deps.telling.untoldNotes(MAX_AT_ONCE)
  for (const note of found) {
    const mark = { kind: 'note', id: note.id } as const
    await tellOnce(deps, audience, { mark, news: noteNews(note), reviews: [note.review] })
  }
  return found.length
}

async function tellDecisions(deps: LookDeps, audience: Audience): Promise<number> {
  const found = await deps.telling.untoldDecisions(MAX_AT_ONCE)
  for (const human of found) {
    const mark = { kind: 'decision', id: human.id, state: human.state } as const
    await tellOnce(deps, audience, { mark, news: decisionNews(human, deps.now()), reviews: [human.review] })
  }
  return found.length
}

async function tellReturned(deps: LookDeps, audience: Audience): Promise<number> {
  const found = await deps.telling.untoldReturns(deps.now(), MAX_AT_ONCE)
  for (const review of found) {
    const mark = { kind: 'returned', reviewId: review.id, until: review.returnedAt } as const
    await tellOnce(deps, audience, { mark, news: returnedNews(review), reviews: [review] })
  }
  return found.length
}

async function tellBulks(deps: LookDeps, audience: Audience): Promise<number> {
  const found = await deps.telling.untoldBulks(MAX_AT_ONCE)
  for (const untold of found) {
    const { id, state } = untold.bulk
    const news = bulkNewsOf(untold, await audience.whoMayConfirm(untold), deps.now())
    await tellOnce(deps, audience, { mark: { kind: 'bulk', id, state }, news, reviews: untold.reviews })
  }
  return found.length
}
