import { expect } from 'chai'
import { sql } from 'kysely'
import type { Person } from '../../../server/record/person.ts'
import type { Database } from '../../../server/store/database.ts'
import { createPeople } from '../../../server/store/people/people.ts'
import { createTrail } from '../../../server/store/people/trail.ts'
import { forEachEngine } from '../../support/engines.ts'
import { at } from '../notifications.ts'

const ADA: Person = { login: 'ada', name: 'Ada Admin', role: 'admin' }
const ROBIN: Person = {
  login: 'robin',
  name: 'Robin Reviewer',
  email: 'robin@example.com',
  employeeId: 'E1',
  role: 'reviewer',
  scope: '{"currency":"EUR"}',
  maxAmounts: { EUR: '500.00', CHF: '499.50' },
}
const BY_ADA = { login: 'ada', viaLogin: 'root' }
const PASSWORD = 'correct horse battery'

/** With an admin and a reviewer. */
async function filled(db: Database) {
  const people = createPeople(db)
  await people.add(ADA, { login: 'root', viaLogin: 'root' }, at(0))
  await people.add(ROBIN, BY_ADA, at(1))
  return people
}

async function trailOf(db: Database) {
  const entries = await createTrail(db).list({ limit: 50 })
  expect((await createTrail(db).verify()).problems).to.deep.equal([])
  return entries
    .toReversed()
    .map(({ who, act, subject, whom, outcome, detail }) => [who, act, subject, whom, outcome, detail])
}

describe('people', () => {
  forEachEngine((engine) => {
    it('are kept with everything that was said of them', async () => {
      const people = await filled(await engine.open())

      expect(await people.list()).to.deep.equal([
        { ...ADA, id: 1, hasPassword: false, createdAt: at(0) },
        { ...ROBIN, id: 2, hasPassword: false, createdAt: at(1) },
      ])
      expect(await people.find(' ROBIN ')).to.deep.include(ROBIN)
      expect(await people.find('nobody')).to.equal(undefined)
    })

    it('are changed in what is named, and the trail tells of it without names', async () => {
      const db = await engine.open()
      const people = await filled(db)
      const changes = { name: 'Robin R.', email: null, maxAmounts: { EUR: '1000' } }
      const outcome = await people.change('Robin', changes, BY_ADA, at(2))

      const { email: _email, ...rest } = ROBIN
      const after = { ...rest, name: 'Robin R.', maxAmounts: { EUR: '1000' }, id: 2, hasPassword: false }
      expect(outcome).to.deep.equal({ ok: true, person: { ...after, createdAt: at(1) } })
      expect(await people.find('robin')).to.deep.equal({ ...after, createdAt: at(1) })
      expect(await trailOf(db)).to.deep.equal([
        ['root', 'people add', 'person 1', 'ada', 'done', 'role admin'],
        [
          'ada',
          'people add',
          'person 2',
          'robin',
          'done',
          'role reviewer, scope {"currency":"EUR"}, up to 500.00 EUR, 499.50 CHF',
        ],
        [
          'ada',
          'people change',
          'person 2',
          'robin',
          'done',
          'name, email, role reviewer, scope {"currency":"EUR"}, up to 500.00 EUR, 499.50 CHF became role reviewer, scope {"currency":"EUR"}, up to 1000 EUR',
        ],
      ])
    })

    it('lose scope and limits with the role that has them', async () => {
      const people = await filled(await engine.open())
      await people.change('robin', { role: 'controller' }, BY_ADA, at(2))

      const { scope: _scope, maxAmounts: _maxAmounts, ...rest } = ROBIN
      expect(await people.find('robin')).to.deep.equal({
        ...rest,
        role: 'controller',
        id: 2,
        hasPassword: false,
        createdAt: at(1),
      })
    })

    it('leave their trail behind, and their number to nobody', async () => {
      const db = await engine.open()
      const people = await filled(db)
      await people.remove('robin', BY_ADA, at(2))
      expect(await people.find('robin')).to.equal(undefined)

      await people.add(ROBIN, BY_ADA, at(3))
      expect(await people.find('robin')).to.include({ id: 3 })
      expect((await trailOf(db)).map(([, act, subject, whom]) => [act, subject, whom])).to.deep.equal([
        ['people add', 'person 1', 'ada'],
        ['people add', 'person 2', 'robin'],
        ['people remove', 'person 2', 'robin'],
        ['people add', 'person 3', 'robin'],
      ])
    })

    it('are not changed where that is refused, and the trail says so', async () => {
      const db = await engine.open()
      const people = await filled(db)
      const byRobin = { login: 'robin' }
      const refusals = [
        await people.change('ada', { role: 'controller' }, BY_ADA, at(2)),
        await people.remove('ada', BY_ADA, at(2)),
        await people.change('robin', { maxAmounts: { EUR: '9999' } }, byRobin, at(2)),
        await people.remove('robin', { login: 'mallory' }, at(2)),
        await people.add({ ...ROBIN, login: 'ROBIN' }, BY_ADA, at(2)),
        await people.add({ ...ROBIN, login: 'two words' }, BY_ADA, at(2)),
        await people.change('nobody', { name: 'N' }, BY_ADA, at(2)),
        await people.remove('nobody', BY_ADA, at(2)),
        await people.change('robin', { role: 'viewer', scope: '{}' }, BY_ADA, at(2)),
      ]

      const reasons = [
        'nobody changes their own role, scope or limit: another admin does',
        'this is the last admin, who stays: make somebody else one first',
        'the role reviewer does not do this: an admin does',
        'whoever acts is nobody that is known here',
        'login: somebody has it already; people change changes them',
        'login: expected 1 to 100 characters without a space',
        'login: there is nobody who has it',
        'login: there is nobody who has it',
        'scope: only a reviewer has one, and this is the role viewer',
      ]
      expect(refusals).to.deep.equal(reasons.map((reason) => ({ ok: false, reason })))
      expect((await people.list()).map(({ login, role }) => [login, role])).to.deep.equal([
        ['ada', 'admin'],
        ['robin', 'reviewer'],
      ])
      const told = (await trailOf(db)).slice(2)
      expect(told.map(([, , , , outcome, detail]) => [outcome, detail])).to.deep.equal(
        reasons.map((reason) => ['refused', reason]),
      )
      expect(told[3]).to.deep.equal([
        'mallory',
        'people remove',
        'person 2',
        'robin',
        'refused',
        'whoever acts is nobody that is known here',
      ])
    })

    it('keep one admin, whoever of two removes the other at the same moment', async () => {
      const first = await engine.open()
      const people = await filled(first)
      await people.add({ ...ADA, login: 'alf' }, BY_ADA, at(2))
      const others = createPeople(await engine.open())
      const outcomes = await Promise.all([
        people.remove('alf', { login: 'ada' }, at(3)),
        others.remove('ada', { login: 'alf' }, at(3)),
      ])

      expect(outcomes.filter(({ ok }) => ok)).to.have.lengthOf(1)
      const admins = (await people.list()).filter(({ role }) => role === 'admin')
      expect(admins).to.have.lengthOf(1)
    })

    it('are recognised by their password, of which only a hash is kept', async () => {
      const db = await engine.open()
      const people = await filled(db)
      const outcome = await people.setPassword('robin', PASSWORD, { login: 'robin' }, at(2))

      expect(outcome).to.deep.include({ ok: true })
      expect(await people.find('robin')).to.include({ hasPassword: true })
      expect(await people.isPassword('Robin', PASSWORD)).to.equal(true)
      expect(await people.isPassword('robin', `${PASSWORD} `)).to.equal(false)
      expect(await people.isPassword('ada', PASSWORD)).to.equal(false)
      expect(await people.isPassword('nobody', PASSWORD)).to.equal(false)
      const { rows } = await sql<{ password: string }>`
        select password from person where login = 'robin'`.execute(db)
      expect(rows[0]?.password).to.match(/^scrypt:32768:8:3:[\w-]{22}:[\w-]{43}$/)
    })

    it('keep their password when another one is refused, or something else changes', async () => {
      const people = await filled(await engine.open())
      await people.setPassword('robin', PASSWORD, BY_ADA, at(2))

      expect(await people.setPassword('robin', 'elevenchars', BY_ADA, at(3))).to.deep.equal({
        ok: false,
        reason: 'password: expected at least 12 characters',
      })
      expect(await people.setPassword('ada', 'mallory was here', { login: 'robin' }, at(3))).to.deep.equal({
        ok: false,
        reason: 'the role reviewer does not do this: an admin does',
      })
      await people.change('robin', { name: 'R' }, BY_ADA, at(4))
      expect(await people.isPassword('robin', PASSWORD)).to.equal(true)
      expect(await people.isPassword('ada', 'mallory was here')).to.equal(false)
    })

    it('can be changed within a transaction, which takes the trail with it', async () => {
      const db = await engine.open()
      const people = await filled(db)
      await db
        .transaction()
        .execute(async (trx) => {
          await createPeople(trx).remove('robin', BY_ADA, at(2))
          throw new Error('the rest could not be done')
        })
        .catch(() => undefined)

      expect(await people.find('robin')).to.deep.include(ROBIN)
      expect(await trailOf(db)).to.have.lengthOf(2)
    })
  })
})
