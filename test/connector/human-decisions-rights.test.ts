import { expect } from 'chai'
import type { Person, PersonChanges } from '../../server/record/person.ts'
import { onSqlite } from '../support/engines.ts'
import { useEventDoor } from './event-door.ts'
import { type HeldObjects, KINDS, OWNER, useHeldObjects } from './held-objects.ts'

const ROOT = { login: 'root@example.com' }
const BOB: Person = {
  login: 'bob@example.com',
  name: 'Bob',
  role: 'reviewer',
  maxAmounts: { USD: '640' },
}
const BY_BOB = { as: BOB.login }
const NONE = Object.fromEntries(KINDS.map((kind) => [kind, []]))
const ALL_ONCE = [1, 1, 1, 1]

/** How often each was moved on. */
function counts(objects: HeldObjects): readonly number[] {
  return Object.values(objects.actions()).map(({ length }) => length)
}

async function reasonsOf({ held, bench }: HeldObjects): Promise<readonly string[]> {
  return Promise.all(held.map(async ({ id }) => (await bench.review(id)).review.reason ?? ''))
}

describe('connector: who decides', () => {
  const door = useEventDoor()

  onSqlite((engine) => {
    describe('by a whole connector', () => {
      const open = useHeldObjects(engine, door)

      it('is neither viewer nor policy, auditor or admin, and the trail tells who tried', async () => {
        const objects = await open({ kinds: ['report v4'] })
        for (const role of ['viewer', 'policy', 'auditor', 'admin'] as const) {
          const login = `${role}@example.com`
          const added = await objects.people.add({ login, name: role, role }, ROOT, new Date())
          expect(added).to.include({ ok: true })
          for (const { reviewId } of objects.held) {
            for (const action of ['approve', 'send back'] as const) {
              expect(await objects.decide(reviewId, { as: login, action })).to.equal(
                `review ${reviewId}: the role ${role} does not decide on reports: a reviewer or a controller does`,
              )
              const [told] = await objects.trail.list({ limit: 1 })
              expect(told).to.include({ who: login, act: `review ${action}`, outcome: 'refused' })
            }
          }
        }
        await objects.comeDue()

        expect(objects.actions()).to.deep.equal({ 'report v4': [] })
      })

      it('is a reviewer up to their amount', async () => {
        const objects = await open()
        await objects.add(BOB)
        await objects.decideAll(BY_BOB)
        await objects.comeDue()

        expect(counts(objects)).to.deep.equal(ALL_ONCE)
      })

      const refusedReviewers: readonly (readonly [string, Partial<Person>, string])[] = [
        ['above their amount', { maxAmounts: { USD: '18.49' } }, 'the total is above 18.49 USD'],
        [
          'without an amount in its currency',
          { maxAmounts: { EUR: '1000' } },
          'they have no greatest amount in USD',
        ],
      ]
      for (const [title, bounds, reason] of refusedReviewers) {
        it(`is no reviewer ${title}`, async () => {
          const objects = await open()
          await objects.add({ ...BOB, ...bounds })
          for (const { reviewId } of objects.held) {
            expect(await objects.decide(reviewId, BY_BOB)).to.include(reason)
          }
          await objects.comeDue()

          expect(objects.actions()).to.deep.equal(NONE)
        })
      }

      it('is no reviewer of another scope', async () => {
        const objects = await open()
        await objects.add({ ...BOB, scope: JSON.stringify({ currency: 'EUR' }) })
        for (const { reviewId } of objects.held) {
          expect(await objects.decide(reviewId, BY_BOB)).to.include('the report is out of their scope')
        }
        await objects.comeDue()

        expect(objects.actions()).to.deep.equal(NONE)
      })

      const owners: readonly (readonly [string, Partial<Person>])[] = [
        ['login', { login: OWNER }],
        ['e-mail address', { email: OWNER.toUpperCase() }],
      ]
      for (const [title, own] of owners) {
        it(`is nobody whose own it is by their ${title}`, async () => {
          const objects = await open({ kinds: ['report v1.1', 'request v1.0'] })
          const owner = { ...BOB, ...own }
          expect(await objects.people.add(owner, ROOT, new Date())).to.include({ ok: true })
          const [report = 0, request = 0] = objects.held.map(({ reviewId }) => reviewId)
          expect(await objects.decide(report, { as: owner.login })).to.equal(
            `review ${report}: nobody decides on a report of their own`,
          )
          await objects.decide(request, { as: owner.login })
          await objects.comeDue()

          expect(Object.values(objects.actions())).to.deep.equal([[], []])
        })
      }

      it('is nobody whose own it is by their login, which version 4 learns from the identity service', async () => {
        const objects = await open({ kinds: ['report v4', 'request v4'] })
        await objects.people.add({ login: OWNER, name: 'Chris', role: 'controller' }, ROOT, new Date())
        for (const { reviewId } of objects.held) await objects.decide(reviewId, { as: OWNER })
        await objects.comeDue()

        expect(Object.values(objects.actions())).to.deep.equal([[], []])
        for (const { reviewId } of objects.held) {
          const last = (await objects.decisions.of(reviewId)).at(-1)
          if (last !== undefined) expect(last.outcome).to.include('nobody decides on a report of their own')
        }
      })

      it('cannot be told on version 4 without the identity service, and so is nobody', async () => {
        // From the beginning: whom Concur has told of once is known from then on.
        const objects = await open({
          kinds: ['report v4', 'request v4'],
          beforeAll(simulator) {
            simulator.fault('users', { status: 403 }, Infinity)
            simulator.fault('user', { status: 403 }, Infinity)
          },
        })
        await objects.decideAll()
        await objects.comeDue()

        expect(objects.actions()).to.deep.equal({ 'report v4': [], 'request v4': [] })
        for (const reason of await reasonsOf(objects)) {
          expect(reason).to.include('it cannot be told whether the report is their own')
        }
      })

      const changes: readonly (readonly [string, PersonChanges | 'removed', string])[] = [
        ['was removed', 'removed', 'nobody has the login bob@example.com any more'],
        [
          'looks only now',
          { role: 'viewer', maxAmounts: null },
          'the role viewer does not decide on reports',
        ],
        ['decides on less now', { maxAmounts: { USD: '18.49' } }, 'the total is above 18.49 USD'],
        [
          'has no amount in its currency now',
          { maxAmounts: { EUR: '9999' } },
          'they have no greatest amount in USD',
        ],
        [
          'has another scope now',
          { scope: JSON.stringify({ currency: 'EUR' }) },
          'the report is out of their scope',
        ],
      ]
      for (const [title, change, reason] of changes) {
        it(`is nobody who ${title}, between the decision and its being carried out`, async () => {
          const objects = await open()
          await objects.add(BOB)
          await objects.decideAll(BY_BOB)
          const changed =
            change === 'removed'
              ? await objects.people.remove(BOB.login, ROOT, new Date())
              : await objects.people.change(BOB.login, change, ROOT, new Date())
          expect(changed).to.include({ ok: true })
          await objects.comeDue()

          expect(objects.actions()).to.deep.equal(NONE)
          for (const told of await reasonsOf(objects)) {
            expect(told).to.include(`the decision of bob@example.com was not carried out: ${reason}`)
          }
          const states = Object.values(await objects.results())
          expect(states).to.deep.equal(KINDS.map(() => 'held by policy, decision not carried out'))
        })
      }

      it('is nobody who has the login of somebody that was removed, and may not what that person might', async () => {
        const objects = await open()
        await objects.add(BOB)
        await objects.decideAll(BY_BOB)
        await objects.people.remove(BOB.login, ROOT, new Date())
        const { login, name } = BOB
        const other = await objects.people.add({ login, name, role: 'auditor' }, ROOT, new Date())
        expect(other).to.include({ ok: true })
        await objects.comeDue()

        expect(objects.actions()).to.deep.equal(NONE)
      })
    })
  })
})
