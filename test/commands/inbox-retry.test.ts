import { expect } from 'chai'
import type { Person } from '../../server/record/person.ts'
import { createHumanDecisions } from '../../server/store/decisions/human-decisions.ts'
import { createInbox } from '../../server/store/inbox/inbox.ts'
import { createPeople } from '../../server/store/people/people.ts'
import { createTrail } from '../../server/store/people/trail.ts'
import { at, callout, claimedAt, RAW } from '../store/notifications.ts'
import { decisionOf, keepReviews } from '../store/operators/kept-reviews.ts'
import { forEachEngine, type TestEngine } from '../support/engines.ts'
import { runCommand } from './run-command.ts'

const ROOT: Person = { login: 'root@example.com', name: 'Root', role: 'admin' }
const PEOPLE: readonly Person[] = [
  ROOT,
  { login: 'ada@example.com', name: 'Ada', role: 'controller' },
  {
    login: 'bob@example.com',
    name: 'Bob',
    role: 'reviewer',
    maxAmounts: { EUR: '1' },
    scope: '{"currency":"USD"}',
  },
  { login: 'vic@example.com', name: 'Vic', role: 'viewer' },
]
const AS_ROOT = ['--as', 'root@example.com']

describe('inbox retry, typed', () => {
  forEachEngine((engine) => {
    it('has dead notifications tried again, and tells the trail who wanted it', async () => {
      const { inbox, run, trail } = await open(engine)

      expect(await run('2', '3', ...AS_ROOT)).to.deep.equal({
        code: 0,
        stdout: '2 notifications wait again',
        stderr: '',
      })
      expect(await trail()).to.deep.equal([
        'inbox retry | root@example.com | notification 3 | done',
        'inbox retry | root@example.com | notification 2 | done',
      ])
      expect(await inbox.claim(new Date())).to.include({ id: 2, isRetry: true })
    })

    it('says of each that cannot be tried again why, and does the others', async () => {
      const { inbox, run, trail } = await open(engine)
      await inbox.retry({ ids: [3] }, at(30))
      await claimedAt(inbox, 31)

      expect(await run('2', '3', '99', ...AS_ROOT)).to.deep.equal({
        code: 1,
        stdout: '1 notification waits again',
        stderr: 'notification 3: it is being worked on\nnotification 99: there is no such notification',
      })
      expect((await trail())[0]).to.equal(
        'inbox retry | root@example.com | notification 3 | refused | it is being worked on',
      )
    })

    it('tries a decision of a person again that was given up, and says whose it is', async () => {
      const opened = await open(engine)
      await decideInVain(opened)

      expect(await opened.run('4', ...AS_ROOT)).to.deep.equal({
        code: 0,
        stdout:
          'notification 4: the decision of ada@example.com to approve review 1 is tried again\n1 notification waits again',
        stderr: '',
      })
      expect((await opened.trail())[0]).to.equal(
        'review retry | root@example.com | ada@example.com | review 1 | done | the decision of a person is tried again',
      )
      expect(await opened.inbox.claim(new Date())).to.include({ id: 4, door: 'console' })
    })

    it('refuses a decision of a person that is over', async () => {
      const opened = await open(engine)
      await decide(opened)
      await opened.decisions.takeBack(1, { login: 'ada@example.com' }, at(61))

      expect(await opened.run('4', ...AS_ROOT)).to.include({
        code: 1,
        stderr: 'notification 4: it carries a decision of a person that is taken back',
      })
      expect((await opened.trail())[0]).to.equal(
        'inbox retry | root@example.com | notification 4 | refused | it carries a decision of a person that is taken back',
      )
    })

    it('refuses one that waits to be carried out, and hastens nothing', async () => {
      const opened = await open(engine)
      await decide(opened)

      expect((await opened.run('4', ...AS_ROOT)).stderr).to.equal(
        'notification 4: it carries a decision of a person: review 1: ada@example.com decided on it at 2026-05-22T09:31:00.000Z',
      )
      expect(await opened.inbox.claim(at(69))).to.equal(undefined)
    })

    it('refuses whoever may not have its review tried again', async () => {
      const opened = await open(engine)
      await decideInVain(opened)
      const asVic = 'the role viewer does not do this: reviewer, controller, admin may'

      expect((await opened.run('1', '2', '--as', 'vic@example.com')).stderr).to.equal(
        `notification 1: ${asVic}\nnotification 2: ${asVic}`,
      )
      expect((await opened.run('4', '--as', 'bob@example.com')).stderr).to.include(
        'notification 4: it carries a decision of a person: review 1: ',
      )
      expect((await opened.trail())[1]).to.equal(
        `inbox retry | vic@example.com | notification 2 | refused | ${asVic}`,
      )
      expect(await opened.run('2')).to.include({ code: 2 })
      expect(await opened.inbox.claim(new Date())).to.equal(undefined)
    })

    it('takes all dead ones, those that carry decisions too', async () => {
      const opened = await open(engine)
      await decideInVain(opened)

      const { stdout } = await opened.run('--all', '--json', ...AS_ROOT)

      expect(JSON.parse(stdout)).to.deep.equal({
        retried: 3,
        decisions: [{ notification: 4, review: 1, by: 'ada@example.com', action: 'approve' }],
        problems: [],
      })
    })

    it('is for whoever can type it while nobody is kept', async () => {
      const { run, trail } = await open(engine, [])

      expect(await run('2')).to.include({ code: 0, stdout: '1 notification waits again' })
      expect(await trail()).to.have.lengthOf(1)
    })
  })
})

/** A database with a held review, two dead notifications of which no review came, and people. */
async function open(engine: TestEngine, people = PEOPLE) {
  const db = await engine.open()
  const inbox = createInbox(db)
  await keepReviews(db, [{ decision: decisionOf(), result: 'held' }])
  for (const key of ['nTwo', 'nThree']) {
    await inbox.receive(callout(key), RAW, at(10))
    await inbox.settle(await claimedAt(inbox, 10), { state: 'dead', reason: 'the answer was 403' }, at(11))
  }
  for (const person of people) await createPeople(db).add(person, ROOT, at(4))
  const before = (await createTrail(db).list({ limit: 99 })).length
  return {
    inbox,
    decisions: createHumanDecisions(db),
    run: (...args: readonly string[]) =>
      runCommand(['inbox', 'retry', ...args], { DATABASE_URL: engine.url() }),
    /** Newest first. */
    trail: async () => {
      const rows = await createTrail(db).list({ limit: 99 })
      return rows
        .slice(0, rows.length - before)
        .map(({ act, who, whom, subject, outcome, detail }) =>
          [act, who, whom, subject, outcome, detail].filter((each) => each !== null).join(' | '),
        )
    },
  }
}

type Opened = Awaited<ReturnType<typeof open>>

/** Ada decides on review 1; due at 70. */
async function decide({ decisions }: Opened): Promise<void> {
  const content = { reviewId: 1, readingKey: 'k1', action: 'approve', verdicts: {} } as const
  const by = 'ada@example.com'
  await decisions.accept({ ...content, by }, { login: by }, { now: at(60), dueAt: at(70) })
}

/** The same, and Concur refuses for good. */
async function decideInVain(opened: Opened): Promise<void> {
  await decide(opened)
  const claimed = await claimedAt(opened.inbox, 70)
  await opened.inbox.settle(claimed, { state: 'dead', reason: 'Concur refused' }, at(71))
}
