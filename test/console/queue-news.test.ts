import { expect } from 'chai'
import { type QueueListener, type QueueNews, watchQueue } from '../../server/console/queue-news.ts'
import { createReviewActs } from '../../server/store/acts/review-acts.ts'
import { queueStamp } from '../../server/store/reviews/queue.ts'
import { at } from '../store/notifications.ts'
import { decisionOf, keepReviews } from '../store/operators/kept-reviews.ts'
import { forEachEngine } from '../support/engines.ts'

/** A page, what it was told, and when. */
class Listener implements QueueListener {
  readonly told: string[] = []
  readonly since: string | undefined
  #wake = Promise.withResolvers<void>()

  constructor(since: string | undefined) {
    this.since = since
  }

  readonly tell = (stamp: string): void => {
    this.told.push(stamp)
    this.#wake.resolve()
    this.#wake = Promise.withResolvers<void>()
  }

  readonly end = (): void => this.tell('end')

  /** Waits until it was told so often. */
  async until(count: number): Promise<readonly string[]> {
    while (this.told.length < count) await this.#wake.promise
    return this.told
  }
}

describe('news of the queue', () => {
  let news: QueueNews
  let stamp = 'a'
  let looks: number
  let failures: unknown[]

  beforeEach(() => {
    stamp = 'a'
    looks = 0
    failures = []
    news = watchQueue({
      everyMs: 1,
      failed: (error) => failures.push(error),
      stamp() {
        looks += 1
        return stamp === 'broken' ? Promise.reject(new Error('broken')) : Promise.resolve(stamp)
      },
    })
  })
  afterEach(() => news.stop())

  it('comes with each change, and not before', async () => {
    const page = new Listener('a')
    news.listen(page)
    stamp = 'b'
    await page.until(1)
    stamp = 'c'
    expect(await page.until(2)).to.deep.equal(['b', 'c'])
  })

  it('comes at once to whoever missed something', async () => {
    const page = new Listener('0')
    news.listen(page)
    expect(await page.until(1)).to.deep.equal(['a'])
  })

  it('is looked for once for all, and by nobody when no page is open', async () => {
    const [one, other] = [new Listener(undefined), new Listener(undefined)]
    expect(looks).to.equal(0)
    const ends = [news.listen(one), news.listen(other)]
    await Promise.all([one.until(1), other.until(1)])
    expect(looks).to.equal(1)
    for (const end of ends) end()
    stamp = 'b'
    const third = new Listener('a')
    news.listen(third)
    await third.until(1)
    expect([one.told, other.told]).to.deep.equal([['a'], ['a']])
  })

  it('comes after a trouble of the database', async () => {
    const page = new Listener('a')
    stamp = 'broken'
    news.listen(page)
    while (failures.length === 0) await new Promise(setImmediate)
    stamp = 'b'
    expect(await page.until(1)).to.deep.equal(['b'])
  })

  it('ends when the connector stops', async () => {
    const page = new Listener('a')
    news.listen(page)
    await news.stop()
    expect(await page.until(1)).to.deep.equal(['end'])
  })
})

forEachEngine((engine) => {
  describe('the stamp of the queue', () => {
    it('is another one when something was held or a person did something, and else the same', async () => {
      const db = await engine.open()
      const stamps = [await queueStamp(db)]
      await keepReviews(db, [{ result: 'held', decision: decisionOf() }])
      stamps.push(await queueStamp(db))
      const by = { login: 'ada' }
      await createReviewActs(db).perform(1, { kind: 'assign', to: 'ada' }, { by, now: at(1) })
      stamps.push(await queueStamp(db))
      expect(new Set(stamps).size).to.equal(3)
      expect(await queueStamp(db)).to.equal(stamps[2])
    })
  })
})
