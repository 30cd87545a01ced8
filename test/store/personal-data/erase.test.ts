import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { expect } from 'chai'
import { unpackFacts } from '../../../server/report/report-facts.ts'
import type { Database } from '../../../server/store/database.ts'
import { createInbox } from '../../../server/store/inbox/inbox.ts'
import { createPeople } from '../../../server/store/people/people.ts'
import { createTrail } from '../../../server/store/people/trail.ts'
import { erasePerson, resumeErasures } from '../../../server/store/personal-data/erase.ts'
import { createConcurUsers } from '../../../server/store/reviews/concur-users.ts'
import { until } from '../../connector/until.ts'
import { forEachEngine } from '../../support/engines.ts'
import { at, callout } from '../notifications.ts'
import { entriesInMay } from '../reviews/entries-in-may.ts'
import { addRoot, GRACE, ofGrace, ROOT, reviewed } from './reviewed.ts'

const MAIN = join(import.meta.dirname, '../../../server/main.ts')
const NOW = () => at(100)

describe('erasing a person', () => {
  forEachEngine((engine) => {
    let db: Database

    beforeEach(async () => {
      db = await engine.open()
      await addRoot(db)
    })

    it('keeps amounts, days and codes of their reports, and nothing that they wrote', async () => {
      const id = await reviewed(db, ofGrace('A1'))
      const pseudonym = await erased(db, 'grace@example.com')

      const review = await db.selectFrom('review').selectAll().where('id', '=', id).executeTakeFirstOrThrow()
      expect(review).to.include({ employee: pseudonym, report_name: '(erased)', erased_at: NOW().getTime() })
      expect(JSON.parse(review.decision ?? '')).to.have.nested.property(
        'findings[0].message',
        `${pseudonym} wrote "(erased)"`,
      )
      const kept = await db.selectFrom('report_facts').selectAll().executeTakeFirstOrThrow()
      const facts = await unpackFacts(kept.facts, kept.version)
      expect(facts).to.deep.include({
        name: '(erased)',
        purpose: '(erased)',
        employee: { loginId: pseudonym, name: pseudonym },
        submittedAt: '2026-05-22T09:30:00',
      })
      expect(facts?.entries[0]).to.include({ vendor: 'City Cabs', transactionDate: '2026-05-19' })
      expect(facts?.entries[0]?.posted?.amount.toFixed(2)).to.equal('18.50')
    })

    it('forgets whom Concur told of, and takes the name that it told out of reviews too', async () => {
      await createConcurUsers(db).keep(
        'AAAAAAAA-0000-4000-8000-000000000001',
        { name: 'Grace Hopper-Told', loginId: 'grace@example.com', email: 'amazing@example.com' },
        at(1),
      )
      const id = await reviewed(db, ofGrace('A1'))
      await db
        .updateTable('review')
        .set({
          employee_login: 'grace@example.com',
          employee_search: 'grace\ngrace@example.com',
          reason: 'Grace Hopper-Told',
        })
        .where('id', '=', id)
        .execute()
      const pseudonym = await erased(db, 'AMAZING@example.com')

      expect(await db.selectFrom('concur_user').selectAll().execute()).to.deep.equal([])
      const review = await db.selectFrom('review').selectAll().where('id', '=', id).executeTakeFirstOrThrow()
      expect(review).to.include({ employee_login: pseudonym, employee_search: pseudonym, reason: pseudonym })
    })

    it('takes what is held from a colleague who is erased, and their views', async () => {
      const added = await createPeople(db).add({ login: 'ada', name: 'Ada', role: 'reviewer' }, ROOT, at(1))
      if (!added.ok) throw new Error(added.reason)
      await db
        .insertInto('saved_view')
        .values({ person_id: added.person.id, name: 'Sales', content: '{}', created_at: 0 })
        .execute()
      const id = await reviewed(db, ofGrace('A1'), 'held')
      await db.updateTable('review').set({ assignee: 'ada' }).where('id', '=', id).execute()
      await erased(db, 'ada')

      const held = await db.selectFrom('review').select('assignee').executeTakeFirst()
      expect(held).to.deep.equal({ assignee: null })
      expect(await db.selectFrom('saved_view').selectAll().execute()).to.deep.equal([])
    })

    it('keeps length and hash of a document that is gone', async () => {
      await reviewed(db, ofGrace('A1'))
      const before = await db
        .selectFrom('review_event')
        .select(['id', 'document'])
        .where('document', 'is not', null)
        .executeTakeFirstOrThrow()
      const document = gunzipSync(before.document ?? Buffer.of())
      await erased(db, 'grace@example.com')

      const after = await db
        .selectFrom('review_event')
        .select(['document', 'detail'])
        .where('id', '=', before.id)
        .executeTakeFirstOrThrow()
      expect(after.document).to.equal(null)
      const sha256 = Buffer.from(await crypto.subtle.digest('SHA-256', document)).toString('hex')
      expect(JSON.parse(after.detail ?? '')).to.deep.equal({
        erasedDocument: { bytes: document.length, sha256 },
      })
    })

    it('leaves the reports of others, also of somebody of the same name', async () => {
      const other = await reviewed(
        db,
        ofGrace('B1', { loginId: 'g.hopper@example.com', name: 'Hopper, Grace' }),
      )
      const stranger = await reviewed(
        db,
        ofGrace('C1', { loginId: 'ada@example.com', name: 'Lovelace, Ada' }),
      )
      await reviewed(db, ofGrace('A1'))
      const pseudonym = await erased(db, 'grace@example.com')

      const rows = await db.selectFrom('review').select(['id', 'employee']).orderBy('id').execute()
      expect(rows).to.deep.equal([
        { id: other, employee: 'Hopper, Grace' },
        { id: stranger, employee: 'Lovelace, Ada' },
        { id: stranger + 1, employee: pseudonym },
      ])
    })

    it('gives one pseudonym for good, and finds nothing the second time', async () => {
      await reviewed(db, ofGrace('A1'))
      const first = await erased(db, 'grace@example.com')
      expect(await erasePerson(db, ['Grace@Example.com'], ROOT, NOW)).to.deep.equal({ kind: 'unknown' })
      await reviewed(db, ofGrace('A2'))
      expect(await erased(db, 'GRACE@example.com')).to.equal(first)
      expect(await db.selectFrom('pseudonym').selectAll().execute()).to.have.lengthOf(1)
    })

    it('still compares what they claim later with what they claimed before', async () => {
      await reviewed(db, ofGrace('A1'))
      await erased(db, 'grace@example.com')

      const later = await entriesInMay(db, ofGrace('A2'))
      expect(later.map(({ reportId, isSameEmployee }) => [reportId, isSameEmployee])).to.deep.equal([
        ['A1', true],
      ])
      await reviewed(db, ofGrace('A2'))
      const third = await entriesInMay(db, ofGrace('A3'))
      expect(third.map(({ isSameEmployee }) => isSameEmployee)).to.deep.equal([true, true])
    })

    it('tells the trail under the pseudonym, and the trail stays whole', async () => {
      const people = createPeople(db)
      await people.add({ login: 'grace@example.com', name: 'Grace Hopper', role: 'viewer' }, ROOT, at(1))
      const pseudonym = await erased(db, 'grace@example.com')

      const entries = await createTrail(db).list({ limit: 3 })
      expect(entries.map(({ act, subject, whom }) => [act, subject, whom])).to.deep.equal([
        ['person erase', pseudonym, null],
        ['person erase', pseudonym, null],
        ['people add', 'person 2', pseudonym],
      ])
      expect((await createTrail(db).verify()).problems).to.deep.equal([])
      expect(await people.find('grace@example.com')).to.equal(undefined)
    })

    const refusals: readonly (readonly [string, string, () => Promise<unknown>, readonly string[]])[] = [
      [
        'of somebody whose report is held',
        'root',
        () => reviewed(db, ofGrace('A1'), 'held'),
        ['review 1: A1 is held; decide on it first'],
      ],
      [
        'whose record is being polled',
        'root',
        pollGrace,
        ['delivery 1: it names them and is not sent yet; see deliveries list'],
      ],
      [
        'by somebody who is no admin',
        'grace@example.com',
        addGrace,
        ['the role controller does not do this: an admin does'],
      ],
      [
        'of whom a notification tells that waits',
        'root',
        notifyOfGrace,
        ['notification 1: it names them and waits to be worked on; see inbox list'],
      ],
    ]
    for (const [what, login, prepare, problems] of refusals) {
      it(`is refused ${what}`, async () => {
        await prepare()
        expect(await erasePerson(db, ['grace@example.com'], { login }, NOW)).to.deep.equal({
          kind: 'refused',
          problems,
        })
        const [entry] = await createTrail(db).list({ limit: 1 })
        expect(entry).to.include({ who: login, outcome: 'refused', whom: 'grace@example.com' })
        expect(await db.selectFrom('erasure').selectAll().execute()).to.deep.equal([])
      })
    }

    it('is refused of whoever types it', async () => {
      await createPeople(db).add({ login: 'boss', name: 'Boss', role: 'admin' }, ROOT, at(1))
      expect(await erasePerson(db, ['root'], ROOT, NOW)).to.deep.equal({
        kind: 'refused',
        problems: ['nobody erases themselves: another admin does'],
      })
    })

    it('goes on after it was killed in the middle', async () => {
      for (let report = 0; report < 120; report += 1) await reviewed(db, ofGrace(`A${report}`))
      const args = [MAIN, 'person', 'erase', 'grace@example.com', '--as', 'root', '--database', engine.url()]
      const child = spawn(process.execPath, args, { stdio: 'ignore' })
      const died = new Promise((resolve) => {
        child.once('exit', resolve)
      })
      await until('some reviews to be erased', async () => (await namedReviews(db)) < 115, 30_000)
      child.kill('SIGKILL')
      await died
      expect(await namedReviews(db)).to.be.greaterThan(0)

      expect(await resumeErasures(db, { login: 'connector' }, NOW)).to.equal(1)

      expect(await namedReviews(db)).to.equal(0)
      const { names, finished_at } = await db
        .selectFrom('erasure')
        .select(['names', 'finished_at'])
        .executeTakeFirstOrThrow()
      expect({ names, finished_at }).to.deep.equal({ names: null, finished_at: NOW().getTime() })
      expect((await createTrail(db).verify()).problems).to.deep.equal([])
    }).timeout(60_000)

    async function addGrace(): Promise<void> {
      const grace = { login: 'grace@example.com', name: 'Grace Hopper', role: 'controller' } as const
      await createPeople(db).add(grace, ROOT, at(1))
    }

    async function pollGrace(): Promise<void> {
      await db
        .insertInto('delivery')
        .values({
          line: 'instance:1',
          instance_id: null,
          resource: 'reports',
          event_id: 'e1',
          body: Buffer.from('{"login":"grace@example.com"}'),
          events: 1,
          created_at: at(1).getTime(),
          state: 'draft',
          due_at: at(1).getTime(),
        })
        .execute()
    }

    async function notifyOfGrace(): Promise<void> {
      await createInbox(db).receive(callout('nOther'), Buffer.from('<by>GRACE@EXAMPLE.COM</by>'), at(1))
    }
  })
})

async function erased(db: Database, login: string): Promise<string> {
  const outcome = await erasePerson(db, [login], ROOT, NOW)
  if (outcome.kind !== 'erased') throw new Error(JSON.stringify(outcome))
  return outcome.pseudonym
}

async function namedReviews(db: Database): Promise<number> {
  const { count } = await db
    .selectFrom('review')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('employee', '=', GRACE.name)
    .executeTakeFirstOrThrow()
  return count
}
