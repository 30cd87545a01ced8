import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect } from 'chai'
import type { Reply } from '../../server/simulator/http/exchange.ts'
import { onSqlite } from '../support/engines.ts'
import { useEventDoor } from './event-door.ts'
import { type HeldObjects, HOLD, KINDS, useHeldObjects } from './held-objects.ts'

const WORKFLOWS = ['workflow', 'workflow-v4', 'request-workflow', 'request-workflow-v4'] as const
const NONE = each([])
const APPROVED = {
  'report v1.1': ['Approve by v1.1'],
  'report v4': ['Approve by v4'],
  'request v1.0': ['Approve by v1.0'],
  'request v4': ['Approve by v4'],
}
const CARRIED_OUT = {
  'report v1.1': 'flagged and approved by person, decision carried out',
  'report v4': 'flagged and approved by person, decision carried out',
  'request v1.0': 'approved by person, decision carried out',
  'request v4': 'approved by person, decision carried out',
}

const TWICE_DONE = [1, 2].map(() => ['done', null])

function each<Value>(value: Value): Readonly<Record<string, Value>> {
  return Object.fromEntries(KINDS.map((kind) => [kind, value]))
}

/** Why each is held. */
async function reasonsOf({ held, bench }: HeldObjects): Promise<readonly (string | null)[]> {
  return Promise.all(held.map(async ({ id }) => (await bench.review(id)).review.reason))
}

describe('connector: a person decides on each kind of object', () => {
  const door = useEventDoor()

  onSqlite((engine) => {
    describe('by a whole connector', () => {
      const open = useHeldObjects(engine, door)

      it('approves each once', async () => {
        const objects = await open()
        await objects.decideAll()
        await objects.comeDue()

        expect(objects.actions()).to.deep.equal(APPROVED)
        expect(await objects.results()).to.deep.equal(CARRIED_OUT)
      })

      it('sends each back with the comment', async () => {
        const objects = await open()
        await objects.decideAll({ action: 'send back', comment: 'Please say why' })
        await objects.comeDue()

        expect(await objects.results()).to.deep.equal(each('sent back by person, decision carried out'))
        const ids = new Set(objects.held.map(({ id }) => id))
        const sent = objects.bench.simulator.ledger.flatMap((entry) =>
          entry.kind === 'workflow' && ids.has(entry.reportId) ? [[entry.action, entry.comment]] : [],
        )
        expect(sent).to.deep.equal(KINDS.map(() => ['Send Back to Employee', 'Please say why']))
      })

      for (const reset of ['before', 'after'] as const) {
        it(`acts once on each where the answer is lost ${reset} it took effect`, async () => {
          const objects = await open()
          for (const route of WORKFLOWS) objects.bench.simulator.fault(route, { reset })
          await objects.decideAll()
          await objects.comeDue()

          expect(objects.actions()).to.deep.equal(APPROVED)
          expect(await objects.results()).to.deep.equal(CARRIED_OUT)
        })
      }

      it('acts on none that the employee took back meanwhile, and keeps what was decided', async () => {
        const objects = await open()
        await objects.decideAll()
        recallAll(objects)
        await objects.comeDue()

        expect(objects.actions()).to.deep.equal(NONE)
        const states = Object.values(await objects.results())
        expect(states.every((state) => state.endsWith('decision superseded'))).to.equal(true)
      })

      it('acts on none that was submitted again meanwhile: that is another review', async () => {
        const objects = await open()
        const { simulator } = objects.bench
        await objects.decideAll()
        recallAll(objects)
        for (const { kind, id } of objects.held) {
          if (kind.startsWith('report')) simulator.resubmit(id)
          else simulator.resubmitRequest(id)
        }
        await objects.newsDone()
        await objects.comeDue()

        expect(objects.actions()).to.deep.equal(NONE)
        for (const { id, reviewId } of objects.held) {
          const { review } = await objects.bench.review(id)
          expect(review.id).to.be.greaterThan(reviewId)
          expect(review).to.include({ result: 'held', decidedBy: 'policy' })
          expect((await objects.decisions.of(reviewId)).at(-1)).to.include({ state: 'superseded' })
        }
      })

      it('acts on none that is read with something changed, and holds it again', async () => {
        let isChanged = false
        const onTheWay = (_request: unknown, reply: Reply): Reply =>
          isChanged ? { ...reply, body: reply.body.replaceAll(/Yellow|Lyon/g, 'Other') } : reply
        const objects = await open({ simulator: { onTheWay } })
        await objects.decideAll()
        isChanged = true
        await objects.comeDue()

        expect(objects.actions()).to.deep.equal(NONE)
        expect(await objects.results()).to.deep.equal(each('held by policy, decision not carried out'))
        expect(await reasonsOf(objects)).to.deep.equal(
          ['report', 'report', 'request', 'request'].map(
            (noun) => `the ${noun} has changed since ada@example.com decided to approve it`,
          ),
        )
        await objects.decideAll()
        await objects.comeDue()
        expect(objects.actions()).to.deep.equal(APPROVED)
      })

      it('acts on none of which the policy says something else meanwhile', async () => {
        const objects = await open()
        await objects.decideAll()
        const more = HOLD.replace(
          'requests:',
          "  - { rule: banned-words, severity: stop, words: ['client'] }\nrequests:",
        )
        const other = `${more}    - { rule: request-amount, severity: stop, limits: { USD: 1 } }\n`
        await writeFile(join(objects.bench.folder, 'policy.yaml'), other)
        await objects.bench.restart()
        await objects.comeDue()

        expect(objects.actions()).to.deep.equal(NONE)
        expect(await objects.results()).to.deep.equal(each('held by policy, decision not carried out'))
        for (const reason of await reasonsOf(objects))
          expect(reason).to.include('the policy says something else')
      })

      it('acts on each as decided where the policy says the same in other words', async () => {
        const objects = await open()
        await objects.decideAll()
        await writeFile(join(objects.bench.folder, 'policy.yaml'), `# Another version\n${HOLD}`)
        await objects.bench.restart()
        await objects.comeDue()

        expect(objects.actions()).to.deep.equal(APPROVED)
      })

      it('writes nothing while it only observes, and says so', async () => {
        const objects = await open()
        await objects.decideAll()
        const before = objects.bench.simulator.ledger.length
        await objects.bench.restart({ MODE: 'observe' })
        await objects.comeDue()

        expect(objects.bench.simulator.ledger).to.have.length(before)
        expect(await objects.results()).to.deep.equal(each('held by policy, decision not carried out'))
        for (const reason of await reasonsOf(objects)) expect(reason).to.include('MODE is observe')
      })

      it('does nothing of what was taken back, whatever is tried again or told anew afterwards', async () => {
        const objects = await open()
        const { held, decisions, bench, trail } = objects
        await objects.decideAll()
        await bench.restart()
        const ada = { login: 'ada@example.com', viaLogin: 'root' }
        for (const { reviewId } of held) {
          const decided = (await decisions.of(reviewId)).at(-1)
          expect(await decisions.takeBack(decided?.id ?? 0, ada, new Date())).to.equal(true)
          expect(await decisions.takeBack(decided?.id ?? 0, ada, new Date())).to.equal(false)
        }
        await objects.retryAll()
        for (const object of held) await objects.announceAgain(object)
        await objects.comeDue()

        expect(objects.actions()).to.deep.equal(NONE)
        expect(await objects.results()).to.deep.equal(each('held by policy, decision taken back'))
        const acts = await trail.list({ limit: 12 })
        expect(acts.filter(({ outcome }) => outcome === 'done').map(({ act }) => act)).to.deep.equal([
          ...KINDS.map(() => 'review undo'),
          ...KINDS.map(() => 'review approve'),
        ])
      })

      it('acts once where both doors tell the same again before and after', async () => {
        const objects = await open()
        await objects.decideAll()
        for (const object of objects.held) await objects.announceAgain(object)
        await objects.newsDone()
        for (const object of objects.held) await objects.announceAgain(object)
        await objects.comeDue()
        for (const object of objects.held) await objects.announceAgain(object)
        await objects.bench.settled()

        expect(objects.actions()).to.deep.equal(APPROVED)
        expect(await objects.results()).to.deep.equal(CARRIED_OUT)
      })

      it('acts once where an operator has everything tried again afterwards', async () => {
        const objects = await open()
        await objects.decideAll()
        await objects.comeDue()
        await objects.retryAll()
        await objects.bench.settled()

        expect(objects.actions()).to.deep.equal(APPROVED)
      })

      it('takes one of two people who decide at the same moment', async () => {
        const objects = await open()
        await objects.add({ login: 'bob@example.com', name: 'Bob', role: 'controller' })
        for (const { reviewId } of objects.held) {
          const told = await Promise.all([
            objects.decide(reviewId),
            objects.decide(reviewId, { as: 'bob@example.com', action: 'send back' }),
          ])
          const refused = told.filter((problem) => problem !== undefined)
          expect(refused).to.have.length(1)
          expect(refused[0]).to.match(/: (ada|bob)@example\.com decided on it at \d{4}-/)
        }
        await objects.comeDue()

        const counts = Object.values(objects.actions()).map(({ length }) => length)
        expect(counts).to.deep.equal([1, 1, 1, 1])
      })

      for (const [title, hasMoved] of [
        ['gives it up with its words where it waits there all the same', false],
        ['ends as superseded where it has moved on', true],
      ] as const) {
        it(`reads once more after a conflict that Concur does not explain, and ${title}`, async () => {
          const body = JSON.stringify({ errorId: 'WF_42', errorMessage: 'A conflict of next year' })
          const headers = { 'content-type': 'application/json' }
          const objects = await open({ kinds: ['report v4', 'request v4'] })
          const { simulator } = objects.bench
          for (const route of ['workflow-v4', 'request-workflow-v4'] as const) {
            simulator.fault(route, { status: 409, body, headers, after: hasMoved })
          }
          await objects.decideAll()
          await objects.comeDue()

          const calls = simulator.requests.filter(({ route = '' }) => route.endsWith('workflow-v4'))
          expect(calls).to.have.length(2)
          const consoles = (await objects.bench.notifications()).filter((one) => one.door === 'console')
          const told = consoles.map(({ state, reason }) => [state, reason])
          const refusal = 'Concur refused the workflow action: A conflict of next year (WF_42)'
          expect(told).to.deep.equal(hasMoved ? TWICE_DONE : [1, 2].map(() => ['dead', refusal]))
          expect(Object.values(await objects.results())).to.deep.equal(
            hasMoved
              ? [1, 2].map(() => 'superseded by person, decision superseded')
              : [1, 2].map(() => 'open by person, decision accepted'),
          )
        })
      }

      it('is in nobody\u2019s way after Concur has refused it: what comes next is heeded, and another decision', async () => {
        const objects = await open()
        for (const route of WORKFLOWS) {
          objects.bench.simulator.fault(route, {
            status: 403,
            body: 'Caller cannot modify System workflow step',
          })
        }
        await objects.decideAll()
        await objects.comeDue()
        expect(objects.actions()).to.deep.equal(NONE)
        for (const object of objects.held) await objects.announceAgain(object)
        await objects.bench.settled()

        expect(await objects.results()).to.deep.equal(each('held by policy, decision accepted'))
        await objects.decideAll()
        await objects.comeDue()
        expect(objects.actions()).to.deep.equal(APPROVED)
        expect(await objects.results()).to.deep.equal(CARRIED_OUT)
      })
    })
  })
})

function recallAll({ held, bench }: HeldObjects): void {
  for (const { kind, id } of held) {
    if (kind.startsWith('report')) bench.simulator.recall(id)
    else bench.simulator.recallRequest(id)
  }
}
