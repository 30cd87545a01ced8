import { expect } from 'chai'
import type { ConcurClient } from '../../server/concur/concur-client.ts'
import { ConcurError, type ConcurErrorFacts } from '../../server/concur/concur-error.ts'
import { createWhoIs } from '../../server/review/who-is.ts'
import { createConcurUsers } from '../../server/store/reviews/concur-users.ts'
import { recordedLog } from '../listeners/recorded-log.ts'
import { forEachEngine, type TestEngine } from '../support/engines.ts'

const ID = '4b7c9e10-52aa-4c1e-9d55-0d6f3a7e8b21'
const ROBIN = {
  id: ID,
  userName: 'robin@example.com',
  name: { familyName: 'Example', givenName: 'Robin' },
  displayName: 'Robin Example',
  emails: [
    { type: 'home', value: 'robin@home.example' },
    { type: 'work', value: 'robin.example@example.com' },
  ],
  'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User': { employeeNumber: '0042' },
}
const KNOWN = {
  name: 'Example, Robin',
  loginId: 'robin@example.com',
  employeeId: '0042',
  email: 'robin.example@example.com',
}
const CALL = { correlationId: 'c1' }
const HOUR_MS = 3_600_000

const failure = (facts: Omit<ConcurErrorFacts, 'kind'>) => new ConcurError('no', { ...facts, kind: 'users' })
const REFUSED = failure({ code: 'CONCUR_REFUSED', trouble: 'permanent', status: 403 })
const NOT_FOUND = failure({ code: 'CONCUR_REFUSED', trouble: 'not found', status: 404 })
const AWAY = failure({ code: 'CONCUR_UNREACHABLE', trouble: 'transient' })

/** Concur, which answers what `answers.next` is. */
async function bench(engine: TestEngine, next: object | ConcurError) {
  const answers = { next, asked: 0 }
  const clock = { ms: 0 }
  const concur: ConcurClient = {
    async call(_call, read) {
      answers.asked += 1
      await Promise.resolve()
      if (answers.next instanceof Error) throw answers.next
      const body = new TextEncoder().encode(JSON.stringify(answers.next))
      const reading = await read(body, 200)
      if (!reading.ok) throw new Error(reading.problem)
      return { status: 200, body, value: reading.value }
    },
    checkToken: () => Promise.resolve(),
  }
  const db = await engine.open()
  const log = recordedLog()
  const start = () =>
    createWhoIs({ concur, users: createConcurUsers(db), log, now: () => new Date(clock.ms) })
  return { answers, clock, log, start, whoIs: start() }
}

forEachEngine((engine) => {
  describe('who a user of Concur is', () => {
    it('is asked once for all reports, also of the same moment and after a restart', async () => {
      const { answers, start, whoIs } = await bench(engine, ROBIN)

      const both = await Promise.all([whoIs(ID, CALL), whoIs(ID, CALL)])
      expect([...both, await start()(ID.toUpperCase(), CALL)]).to.deep.equal([KNOWN, KNOWN, KNOWN])
      expect(answers.asked).to.equal(1)
    })

    it('is asked again after a month, and stays what it was while Concur is away', async () => {
      const { answers, clock, whoIs } = await bench(engine, ROBIN)
      await whoIs(ID, CALL)
      answers.next = AWAY
      clock.ms = 30 * 24 * HOUR_MS

      expect(await whoIs(ID, CALL)).to.deep.equal(KNOWN)
      answers.next = { ...ROBIN, name: { familyName: 'Married', givenName: 'Robin' } }
      expect(await whoIs(ID, CALL)).to.include({ name: 'Married, Robin' })
      expect(answers.asked).to.equal(3)
    })

    it('is asked again after a day where Concur knows nobody', async () => {
      const { answers, clock, whoIs } = await bench(engine, NOT_FOUND)

      expect([await whoIs(ID, CALL), await whoIs(ID, CALL)]).to.deep.equal([{}, {}])
      answers.next = ROBIN
      clock.ms = 24 * HOUR_MS
      expect(await whoIs(ID, CALL)).to.deep.equal(KNOWN)
      expect(answers.asked).to.equal(2)
    })

    it('is not asked for an hour where the scope is refused, which is logged once', async () => {
      const { answers, clock, log, whoIs } = await bench(engine, REFUSED)
      for (clock.ms = 0; clock.ms < 2 * HOUR_MS; clock.ms += HOUR_MS / 4)
        expect(await whoIs(ID, CALL)).to.deep.equal({})

      expect(answers.asked).to.equal(2)
      expect(log.of('names.refused')).to.have.lengthOf(1)
      answers.next = ROBIN
      expect(await whoIs(ID, CALL)).to.deep.equal(KNOWN)
    })

    it('is nobody where the answer is about somebody else', async () => {
      const { whoIs } = await bench(engine, failure({ code: 'CONCUR_UNREADABLE', trouble: 'transient' }))

      expect(await whoIs(ID, CALL)).to.deep.equal({})
    })
  })
})
