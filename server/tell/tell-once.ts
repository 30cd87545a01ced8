import type { Log } from '../log.ts'
import type { News } from '../record/news.ts'
import type { Mark, Telling } from '../store/telling/telling.ts'
import type { Audience } from './audience.ts'
import { messageFor } from './message-body.ts'

/** What looking for news needs. */
export interface LookDeps {
  readonly telling: Telling
  readonly timeZone: string
  /** Something stands in the queue. */
  readonly stored: () => void
  readonly log: Log
  readonly now: () => Date
}

/**
 * Puts news into the queue for everybody whom it is for, once. It is marked as told also where nobody wants to hear of
 * it: who is added later is told what happens then.
 * @param about Its mark; the news, nothing where nobody need be told; and the reviews that it is about.
 */
export async function tellOnce(
  deps: LookDeps,
  audience: Audience,
  {
    mark,
    news,
    reviews,
  }: {
    readonly mark: Mark
    readonly news: News | undefined
    readonly reviews: readonly { readonly id: number }[]
  },
): Promise<void> {
  const destinations =
    news === undefined
      ? []
      : await audience.destinationsOf(
          news,
          reviews.map(({ id }) => id),
        )
  const messages = news === undefined ? [] : destinations.map((to) => messageFor(to, news))
  const isNew = await deps.telling.tell(mark, messages, deps.now())
  if (isNew && news !== undefined) logNews(deps, news, messages.length)
}

/** Logs that something was told, and has the queue look. @param count Of messages. */
export function logNews({ stored, log }: LookDeps, { kind, id }: News, count: number): void {
  log.info('news', { kind, news: id, messages: count })
  if (count > 0) stored()
}
