import { Big } from 'big.js'
import { expect } from 'chai'
import type { Database } from '../../../server/store/database.ts'
import { createTrail } from '../../../server/store/people/trail.ts'
import { useRealSockets } from '../../listeners/real-sockets.ts'
import { decisionOf, finding, keepReviews } from '../../store/operators/kept-reviews.ts'
import { forEachEngine } from '../../support/engines.ts'
import { type ApiAddress, serveApi } from './api-address.ts'

const HELD = {
  result: 'held',
  decision: decisionOf({ findings: [finding('hotel-cap')] }),
  subject: { name: 'Trip to Turin', employee: 'Robin Example', total: new Big('129.55') },
} as const

forEachEngine((engine) => {
  describe('the API for reviews', () => {
    useRealSockets()
    let db: Database
    let api: ApiAddress

    beforeEach(async () => {
      db = await engine.open()
      await keepReviews(db, [
        HELD,
        { decision: decisionOf({ outcome: 'approve' }), result: 'approved' },
        { ...HELD, decision: decisionOf({ findings: [finding('meal-limit')] }) },
      ])
      api = await serveApi(db)
    })
    afterEach(() => api.close())

    it('lists them newest first, with the filters of the command', async () => {
      const all = await api.get('/reviews')
      const held = await api.get('/reviews?result=held&rule=hotel-cap&employee=robin&over=100%20EUR')

      expect(all.body).to.have.property('reviews').that.has.length(3)
      expect(all.body).not.to.have.property('next')
      expect(all.body).to.have.nested.property('reviews[0].id', 3)
      expect(held.body).to.have.property('reviews').that.has.length(1)
      expect(held.body).to.have.nested.property('reviews[0]').that.includes({
        id: 1,
        reportId: 'R0',
        reportName: 'Trip to Turin',
        employee: 'Robin Example',
        total: '129.55',
        currency: 'EUR',
        result: 'held',
        startedAt: '2026-05-22T09:30:00.000Z',
      })
    })

    it('gives a page at a time, and where the next one begins', async () => {
      const first = await api.get('/reviews?limit=2')
      const second = await api.get('/reviews?limit=2&before=2')

      expect(first.body).to.have.property('next', 2)
      expect(first.body).to.have.property('reviews').that.has.length(2)
      expect(second.body).to.have.nested.property('reviews[0].id', 1)
      expect(second.body).not.to.have.property('next')
    })

    it('names every field of a filter that is wrong', async () => {
      const { status, body } = await api.get('/reviews?limit=201&result=gone&colour=red')

      expect(status).to.equal(400)
      expect(body).to.have.property('problems').that.has.length(2)
      expect(body)
        .to.have.nested.property('problems[0]')
        .that.matches(/^result: expected one of approved/)
      expect(body)
        .to.have.nested.property('problems[1]')
        .that.matches(/^colour: is not known; there is result/)
    })

    it('reads one with its reasons and the key of its reading, and tells the trail who looked', async () => {
      const { status, body } = await api.get('/reviews/1', 'viewer')

      expect(status).to.equal(200)
      expect(body).to.have.property('readingKey', 'k1')
      expect(body)
        .to.have.property('reasons')
        .that.deep.equals([
          {
            key: 'hotel-cap@e1',
            rule: 'hotel-cap',
            object: { type: 'Entry', id: 'e1', label: 'entry 1' },
            message: 'too much',
          },
        ])
      expect(body).to.have.nested.property('review.reportName', 'Trip to Turin')
      expect(body).not.to.have.property('report')
      const [last] = await createTrail(db).list({ limit: 1 })
      expect(last).to.include({ who: 'key 2', act: 'review show', subject: 'review 1', outcome: 'done' })
    })

    it('has no reasons to judge where nothing is held', async () => {
      const { body } = await api.get('/reviews/2')

      expect(body).to.have.property('reasons').that.deep.equals([])
    })

    for (const path of ['/reviews/99', '/reviews/0', '/reviews/R0', '/reviews/1e3', '/nothing']) {
      it(`answers 404 to ${path}`, async () => {
        const { status, headers, body } = await api.get(path)

        expect(status).to.equal(404)
        expect(body).to.have.property('correlationId', headers.get('x-correlation-id'))
      })
    }
  })
})

forEachEngine((engine) => {
  describe('the limits of the API', () => {
    useRealSockets()

    it('bound what one key asks for in a minute, and no other', async () => {
      const api = await serveApi(await engine.open(), { perMinute: 2 })
      const statuses: number[] = []
      for (let each = 0; each < 3; each += 1) statuses.push((await api.get('/whoami')).status)
      const refused = await api.get('/whoami')
      const other = await api.get('/whoami', 'viewer')
      await api.close()

      expect(statuses).to.deep.equal([200, 200, 429])
      expect(refused.headers.get('retry-after')).to.equal('60')
      expect(refused.body).to.include({ message: 'more than 2 requests of this key in a minute' })
      expect(other.status).to.equal(200)
    })

    it('bound wrong keys of an address, and never slow a right one', async () => {
      const api = await serveApi(await engine.open())
      const guess = () => fetch(`${api.url}/whoami`, { headers: { authorization: 'Bearer guessed' } })
      const answers = await Promise.all(Array.from({ length: 31 }, guess))
      const right = await api.get('/whoami')
      await api.close()

      expect(
        answers
          .map(({ status }) => status)
          .toSorted((a, b) => a - b)
          .slice(-2),
      ).to.deep.equal([401, 429])
      expect(right.status).to.equal(200)
    })
  })
})
