import { Big } from 'big.js'
import { expect } from 'chai'
import type { Database } from '../../../server/store/database.ts'
import { createHumanDecisions } from '../../../server/store/decisions/human-decisions.ts'
import { createTrail } from '../../../server/store/people/trail.ts'
import { useRealSockets } from '../../listeners/real-sockets.ts'
import { at } from '../../store/notifications.ts'
import { decisionOf, finding, keepReviews } from '../../store/operators/kept-reviews.ts'
import { onSqlite } from '../../support/engines.ts'
import { type ApiAddress, serveApi } from './api-address.ts'

const HELD = {
  result: 'held',
  decision: decisionOf({ findings: [finding('hotel-cap'), finding('meal-limit')] }),
  subject: { total: new Big('129.00') },
} as const
const APPROVE = {
  action: 'approve',
  readingKey: 'k1',
  verdicts: [
    { on: 'all', verdict: 'in policy' },
    { on: 'hotel-cap', verdict: 'exception' },
  ],
  reason: 'trade fair',
} as const

onSqlite((engine) => {
  describe('the API for decisions', () => {
    useRealSockets()
    let db: Database
    let api: ApiAddress

    beforeEach(async () => {
      db = await engine.open()
      await keepReviews(db, [HELD, HELD, { ...HELD, result: 'approved' }])
      api = await serveApi(db)
    })
    afterEach(() => api.close())

    const decide = (
      body: unknown = APPROVE,
      { review = 1, key = 'one', role = 'controller' as const } = {},
    ) => api.post(`/reviews/${review}/decisions`, body, { key, role })

    it('accepts one, which can be taken back for a time', async () => {
      const { status, body } = await decide()

      expect(status).to.equal(202)
      expect(body).to.deep.equal({
        id: 1,
        reviewId: 1,
        readingKey: 'k1',
        action: 'approve',
        verdicts: { 'hotel-cap@e1': 'exception', 'meal-limit@e1': 'in policy' },
        reason: 'trade fair',
        by: 'key 1',
        acceptedAt: '2026-05-22T09:31:40.000Z',
        dueAt: '2026-05-22T09:32:40.000Z',
        state: 'accepted',
      })
      expect((await api.get('/decisions/1')).body).to.deep.equal(body)
      const [last] = await createTrail(db).list({ limit: 1 })
      expect(last).to.include({ who: 'key 1', act: 'review approve', subject: 'review 1', outcome: 'done' })
    })

    it('answers the same decision to the same request, whatever became of it since', async () => {
      const first = await decide()
      await createHumanDecisions(db).end(1, 'carried out', 'approved', at(200))
      const again = await decide()

      expect(again.status).to.equal(202)
      expect(first.body).to.include({ id: 1, state: 'accepted' })
      expect(again.body).to.include({ id: 1, state: 'carried out', outcome: 'approved' })
      expect(await createHumanDecisions(db).of(1)).to.have.length(1)
    })

    it('takes one of several that come at once under one key, and answers it to all', async () => {
      const answers = await Promise.all([1, 2, 3, 4].map(() => decide()))

      expect(new Set(answers.map(({ status }) => status))).to.deep.equal(new Set([202]))
      expect(new Set(answers.map(({ body }) => JSON.stringify(body))).size).to.equal(1)
      expect(await createHumanDecisions(db).of(1)).to.have.length(1)
    })

    for (const [title, body, review] of [
      ['another body', { ...APPROVE, reason: 'something else' }, 1],
      ['another review', APPROVE, 2],
    ] as const) {
      it(`answers 409 to ${title} under the same key`, async () => {
        await decide()
        const other = await decide(body, { review })

        expect(other.status).to.equal(409)
        expect(other.body).to.include({
          message:
            'key: something else was handed in under it; a decision that is new needs a key of its own',
        })
        expect(await createHumanDecisions(db).of(2)).to.deep.equal([])
      })
    }

    it('takes one of two reviews that are decided on at once under one key', async () => {
      const answers = await Promise.all([decide(APPROVE, { review: 1 }), decide(APPROVE, { review: 2 })])

      expect(answers.map(({ status }) => status)).to.have.members([202, 409])
    })

    it('lets two programs use the same key, and tells the second that the first has decided', async () => {
      await decide()
      const { status, body } = await api.post('/reviews/1/decisions', APPROVE, { key: 'two' })

      expect(status).to.equal(409)
      expect(body).to.include({ message: 'review 1: key 1 decided on it at 2026-05-22T09:31:40.000Z' })
    })

    const refusals = [
      {
        title: 'no key of the caller',
        ask: () => api.post('/reviews/1/decisions', APPROVE),
        status: 400,
        problem: /^Idempotency-Key: send this header/,
      },
      {
        title: 'a body that is no JSON',
        ask: () => decide('{'),
        status: 400,
        problem: /^the body is not JSON$/,
      },
      {
        title: 'a verdict that does not exist',
        ask: () => decide({ ...APPROVE, verdicts: [{ on: 'all', verdict: 'fine' }] }),
        status: 400,
        problem: /^verdicts\.0\.verdict: /,
      },
      {
        title: 'a field that does not exist',
        ask: () => decide({ ...APPROVE, amount: 12 }),
        status: 400,
        problem: /^body: Unrecognized key: "amount"$/,
      },
      {
        title: 'an approval with a finding that is not judged',
        ask: () => decide({ ...APPROVE, verdicts: [{ on: 'hotel-cap', verdict: 'exception' }] }),
        status: 400,
        problem: /^verdict meal-limit@e1: is missing/,
      },
      {
        title: 'sending back without a comment',
        ask: () =>
          decide({
            action: 'send back',
            readingKey: 'k1',
            verdicts: [{ on: 'all', verdict: 'out of policy' }],
          }),
        status: 400,
        problem: /^comment: is missing/,
      },
      {
        title: 'another reading than the one that is held',
        ask: () => decide({ ...APPROVE, readingKey: 'k0' }),
        status: 409,
        problem: /^review 1: it was read anew since, look at it again$/,
      },
      {
        title: 'a review that is not held',
        ask: () => decide(APPROVE, { review: 3 }),
        status: 409,
        problem: /^review 3: it does not wait for a person, it is approved$/,
      },
      {
        title: 'a review that is not there',
        ask: () => decide(APPROVE, { review: 99 }),
        status: 404,
        problem: /^review 99: there is no such review$/,
      },
    ]
    for (const { title, ask, status, problem } of refusals) {
      it(`answers ${status} to ${title}, and decides nothing`, async () => {
        const answer = await ask()

        expect(answer.status).to.equal(status)
        expect(answer.body).to.have.property('message').that.matches(problem)
        expect(await createHumanDecisions(db).of(1)).to.deep.equal([])
      })
    }

    for (const [role, reason] of [
      ['viewer', 'the role viewer does not decide on reports: a reviewer or a controller does'],
      ['admin', 'the role admin does not decide on reports: a reviewer or a controller does'],
      ['reviewer', 'they have no greatest amount in EUR'],
    ] as const) {
      it(`answers 403 to a key of the role ${role}, and tells the trail`, async () => {
        const { status, body } = await api.post('/reviews/1/decisions', APPROVE, { key: 'one', role })
        const [last] = await createTrail(db).list({ limit: 1 })

        expect(status).to.equal(403)
        expect(body).to.include({ message: `review 1: ${reason}` })
        expect(last).to.include({ act: 'review approve', subject: 'review 1', outcome: 'refused' })
        expect(last?.detail).to.contain(reason)
      })
    }

    it('takes a decision back, and answers the same when that is asked twice', async () => {
      await decide()
      const first = await api.post('/reviews/1/undo', { decision: 1 })
      const again = await api.post('/reviews/1/undo', { decision: 1 })

      expect(first.status).to.equal(200)
      expect(first.body).to.deep.equal({ reviewId: 1, isNew: true, kind: 'undo', by: 'key 1' })
      expect(again.body).to.deep.equal({ reviewId: 1, isNew: false, kind: 'undo', by: 'key 1' })
      expect((await api.get('/decisions/1')).body).to.include({ state: 'taken back' })
      expect((await decide(APPROVE, { key: 'two' })).status).to.equal(202)
    })

    it('takes back no other decision than the one that is named, and none that was carried out', async () => {
      await decide()
      const other = await api.post('/reviews/1/undo', { decision: 2 })
      await createHumanDecisions(db).end(1, 'carried out', 'approved', at(200))
      const late = await api.post('/reviews/1/undo', { decision: 1 })

      expect([other.status, late.status]).to.deep.equal([409, 409])
      expect(other.body).to.include({ message: 'review 1: decision 2 is not the last one on it' })
      expect(late.body).to.include({ message: 'review 1: the last decision on it is carried out' })
    })

    it('assigns, notes, asks and snoozes, by the rules of the commands', async () => {
      const acts = [
        { kind: 'assign', to: 'Ada@example.com' },
        { kind: 'note', text: 'seen before' },
        { kind: 'ask', to: 'ada@example.com', text: 'is this right?' },
        { kind: 'snooze', until: '2026-05-23T08:00:00Z' },
        { kind: 'look again' },
      ]
      const answers: unknown[] = []
      for (const act of acts) answers.push((await api.post('/reviews/1/acts', act)).body)

      expect(answers[0]).to.deep.equal({
        reviewId: 1,
        isNew: true,
        kind: 'assign',
        to: 'ada@example.com',
      })
      expect(answers[1]).to.have.nested.property('note.text', 'seen before')
      expect(answers[2]).to.have.nested.property('note.to', 'ada@example.com')
      expect(answers[3]).to.include({ kind: 'snooze', until: '2026-05-23T08:00:00.000Z' })
      expect(answers[4]).to.deep.equal({ reviewId: 1, isNew: true, kind: 'look again' })
    })

    it('refuses acts that are wrong, forbidden or in conflict', async () => {
      const wrong = await api.post('/reviews/1/acts', { kind: 'dance' })
      const nobody = await api.post('/reviews/1/acts', { kind: 'assign', to: 'nobody@example.com' })
      const forbidden = await api.post('/reviews/1/acts', { kind: 'note', text: 'x' }, { role: 'viewer' })
      const conflict = await api.post('/reviews/3/acts', { kind: 'look again' })

      expect([wrong.status, nobody.status, forbidden.status, conflict.status]).to.deep.equal([
        400, 400, 403, 409,
      ])
      expect(nobody.body).to.have.property('message').that.contains('nobody has the login nobody@example.com')
    })
  })
})
