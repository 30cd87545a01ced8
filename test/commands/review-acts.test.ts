import { expect } from 'chai'
import { historyRecordOf } from '../../server/policy/facts/history-record.ts'
import { packFacts } from '../../server/report/report-facts.ts'
import { subjectOf } from '../../server/review/report-status.ts'
import { createHumanDecisions } from '../../server/store/decisions/human-decisions.ts'
import { createInbox } from '../../server/store/inbox/inbox.ts'
import { createPeople } from '../../server/store/people/people.ts'
import { createTrail } from '../../server/store/people/trail.ts'
import { createReviews } from '../../server/store/reviews/reviews.ts'
import { decisionOf } from '../review/scripted-object.ts'
import { at, callout, claimedAt, RAW } from '../store/notifications.ts'
import { buildReport, money } from '../support/build-report.ts'
import { onSqlite, type TestEngine } from '../support/engines.ts'
import { runCommand } from './run-command.ts'

const PEOPLE = [
  { login: 'root@example.com', name: 'Root', role: 'admin' },
  { login: 'ada@example.com', name: 'Ada', role: 'controller' },
  { login: 'bob@example.com', name: 'Bob', role: 'reviewer', maxAmounts: { USD: '299.99' } },
  { login: 'vic@example.com', name: 'Vic', role: 'viewer' },
  { login: 'pol@example.com', name: 'Pol', role: 'policy' },
  { login: 'robin.example@example.com', name: 'Robin', role: 'controller' },
] as const

/** A database with two held reports of 300 and 100 USD by Robin, and people. */
async function open(
  engine: TestEngine,
  { people = PEOPLE }: { readonly people?: readonly (typeof PEOPLE)[number][] } = {},
) {
  const db = await engine.open()
  const [inbox, reviews] = [createInbox(db), createReviews(db)]
  for (const [id, total] of [
    ['nOne', '300'],
    ['nTwo', '100'],
  ] as const) {
    const report = buildReport({ reportId: id, total: money(total) })
    await inbox.receive(callout(id), RAW, at(0))
    const claimed = await claimedAt(inbox, 0)
    const opened = await reviews.open(claimed, { key: id, subject: subjectOf(report), mode: 'act' }, at(0))
    if (opened.kind !== 'ours') throw new Error(`the review is ${opened.kind}`)
    const kept = { historyRecord: historyRecordOf(report), facts: await packFacts(report) }
    const taken = { by: 'policy', decision: decisionOf('hold') } as const
    await reviews.decided(opened.review, taken, { kept, readingKey: 'k1' }, at(1))
    await reviews.finish(opened.review, 'held', 'look at it', at(2))
    await inbox.settle(claimed, { state: 'done' }, at(3))
  }
  for (const person of people) await createPeople(db).add(person, people[0] ?? person, at(4))
  const run = (...args: readonly string[]) =>
    runCommand(['review', ...args], { DATABASE_URL: engine.url(), TIME_ZONE: 'Europe/Berlin' })
  const trail = async () =>
    (await createTrail(db).list({ limit: 3 })).map(({ act, who, whom, subject, outcome, detail }) =>
      [act, who, whom, subject, outcome, detail].filter((each) => each !== null).join(' | '),
    )
  return { db, inbox, run, trail, decisions: createHumanDecisions(db) }
}

type Opened = Awaited<ReturnType<typeof open>>

async function decide({ decisions }: Opened, by: string, dueAt = new Date(Date.now() + 60_000)) {
  const content = { reviewId: 1, readingKey: 'k1', action: 'approve', verdicts: {} } as const
  await decisions.accept({ ...content, by }, { login: by }, { now: new Date(), dueAt })
}

describe('what people do with reviews, typed', () => {
  onSqlite((engine) => {
    it('assign gives reviews to somebody, says whose they were, and is shown', async () => {
      const { run, trail } = await open(engine)

      expect(
        await run('assign', '1', '2', '--to', 'Ada@example.com', '--as', 'root@example.com'),
      ).to.deep.equal({
        code: 0,
        stdout:
          "review 1: is ada@example.com's now, and was nobody's before\nreview 2: is ada@example.com's now, and was nobody's before",
        stderr: '',
      })
      expect(
        (await run('assign', '1', '--to', 'ada@example.com', '--as', 'ada@example.com')).stdout,
      ).to.equal("review 1: is ada@example.com's already")
      expect((await run('assign', '1', '--to', 'nobody', '--as', 'ada@example.com')).stdout).to.equal(
        "review 1: is nobody's now, and was ada@example.com's before",
      )
      expect((await run('show', '2')).stdout).to.include('assigned to  ada@example.com')
      expect((await trail())[0]).to.equal('review assign | ada@example.com | review 1 | done | to nobody')
    })

    it('assign refuses whoever may not decide on it, and tells the trail', async () => {
      const { run, trail } = await open(engine)

      const both = await run('assign', '1', '2', '--to', 'bob@example.com', '--as', 'ada@example.com')
      expect(both).to.deep.equal({
        code: 1,
        stdout: "review 2: is bob@example.com's now, and was nobody's before",
        stderr:
          'review 1: to: bob@example.com may not decide on it: the total is above 299.99 USD, the greatest amount that they decide on',
      })
      expect(await trail()).to.include(
        'review assign | ada@example.com | bob@example.com | review 1 | refused | the total is above 299.99 USD, the greatest amount that they decide on',
      )
      for (const [to, reason] of [
        ['vic@example.com', 'the role viewer does not decide on reports'],
        ['robin.example@example.com', 'nobody decides on a report of their own'],
        ['eve@example.com', 'to: nobody has the login eve@example.com'],
      ] as const)
        expect((await run('assign', '1', '--to', to, '--as', 'ada@example.com')).stderr).to.include(reason)
    })

    it('a reviewer may hand on what is above their amount, and not put it off', async () => {
      const { run } = await open(engine)

      expect(await run('assign', '1', '--to', 'ada@example.com', '--as', 'bob@example.com')).to.include({
        code: 0,
      })
      expect((await run('snooze', '1', '--until', '3d', '--as', 'bob@example.com')).stderr).to.equal(
        'review 1: the total is above 299.99 USD, the greatest amount that they decide on',
      )
      expect(await run('snooze', '2', '--until', '3d', '--as', 'bob@example.com')).to.include({ code: 0 })
    })

    it('note, ask and answer are shown with the review', async () => {
      const { run, trail } = await open(engine)
      await run('note', '1', '--text', 'looks odd', '--as', 'pol@example.com')
      expect(
        (await run('ask', '1', '--to', 'vic@example.com', '--text', 'A fair?', '--as', 'ada@example.com'))
          .stdout,
      ).to.equal('review 1: question 2 is put to vic@example.com')
      expect((await run('show', '1')).stdout).to.match(
        /question 2 of ada@example\.com to vic@example\.com, open: A fair\?/,
      )
      expect((await run('answer', '1', '--text', 'Yes, in May', '--as', 'vic@example.com')).stdout).to.equal(
        'review 1: question 2 of ada@example.com is answered',
      )

      const { stdout } = await run('show', '1')
      expect(stdout).to.match(/note of pol@example\.com: looks odd/)
      expect(stdout).to.match(/question 2 of ada@example\.com to vic@example\.com: A fair\?/)
      expect(stdout).to.match(/answer of vic@example\.com to question 2: Yes, in May/)
      expect((await trail())[0]).to.equal(
        'review answer | vic@example.com | ada@example.com | review 1 | done | answer 3',
      )
      expect(stdout).to.include('held')
    })

    it('answer is for whoever was asked, or a controller', async () => {
      const { run, trail } = await open(engine)
      await run('ask', '1', '--to', 'vic@example.com', '--text', 'A fair?', '--as', 'ada@example.com')

      expect((await run('answer', '1', '--text', 'x', '--as', 'pol@example.com')).stderr).to.equal(
        'review 1: the role policy does not do this: controller may, or whoever was asked',
      )
      expect((await trail())[0]).to.match(/^review answer \| pol@example\.com \| review 1 \| refused/)
      expect(await run('answer', '1', '--text', 'It was', '--as', 'ada@example.com')).to.include({ code: 0 })
      expect((await run('answer', '1', '--text', 'No', '--as', 'vic@example.com')).stderr).to.match(
        /^review 1: question 1: ada@example\.com answered it at/,
      )
    })

    it('ask refuses oneself, and texts that are empty or too long', async () => {
      const { run } = await open(engine)
      const ask = (text: string, to = 'bob@example.com') =>
        run('ask', '1', '--to', to, '--text', text, '--as', 'ada@example.com')

      expect((await ask('why', 'ada@example.com')).stderr).to.equal(
        'review 1: to: ask somebody else than yourself',
      )
      for (const text of ['', '  ', 'x'.repeat(4001)])
        expect(await ask(text)).to.deep.equal({
          code: 2,
          stdout: '',
          stderr: '--text: expected 1 to 4000 characters',
        })
      expect(await ask('x'.repeat(4000))).to.include({ code: 0 })
    })

    it('keeps texts as they are, whatever stands in them', async () => {
      const { run } = await open(engine)
      const text = '=cmd|; drop table review -- \'"<b>😀 line\nbreak'
      await run('note', '1', '--text', text, '--as', 'ada@example.com')
      const shown: unknown = JSON.parse((await run('show', '1', '--json')).stdout)
      expect(shown).to.have.nested.property('notes[0].text', text)
    })

    it('snooze leaves a review out until a time in TIME_ZONE, and brings it back', async () => {
      const { run, trail } = await open(engine)
      const year = new Date().getUTCFullYear()
      const soon = new Date(Date.now() + 40 * 86_400_000).toISOString().slice(0, 10)

      const { stdout } = await run('snooze', '1', '--until', `${soon}T12:00`, '--as', 'ada@example.com')
      expect(stdout).to.match(
        /^review 1: is left out of the list until \d{4}-\d\d-\d\d 1[01]:00:00Z; review snooze 1 --off/,
      )
      expect((await run('show', '1')).stdout).to.match(/left out {5}until \d{4}-/)
      expect((await run('snooze', '1', '--off', '--as', 'ada@example.com')).stdout).to.equal(
        'review 1: is in the list of what is held',
      )
      expect((await trail())[0]).to.equal('review snooze | ada@example.com | review 1 | done | it ends')

      for (const [until, problem, code] of [
        [`${year + 1}-12-31`, 'review 1: until: is more than 90 days ahead', 1],
        ['91d', 'review 1: until: is more than 90 days ahead', 1],
        ['2020-01-01', 'review 1: until: is over, or less than a minute ahead', 1],
        ['0h', 'review 1: until: is over, or less than a minute ahead', 1],
        ['tomorrow', '--until tomorrow: expected a day such as', 2],
      ] as const) {
        const refused = await run('snooze', '1', '--until', until, '--as', 'ada@example.com')
        expect(refused.code).to.equal(code)
        expect(refused.stderr).to.include(problem)
      }
      expect((await run('snooze', '1', '--as', 'ada@example.com')).stderr).to.equal(
        'say --until when, or --off',
      )
    })

    it('look-again has it judged again, by whose role allows it', async () => {
      const { run, inbox } = await open(engine)
      expect((await run('look-again', '1', '--as', 'vic@example.com')).stderr).to.include('the role viewer')
      expect((await run('look-again', '1', '--as', 'robin.example@example.com')).stderr).to.include(
        'of their own',
      )

      expect((await run('look-again', '1', '--as', 'pol@example.com')).stdout).to.equal(
        'review 1: is read and judged by the policy again',
      )
      expect(await inbox.claim(new Date())).to.include({ id: 1, isRetry: true })
    })

    it('look-again waits for nobody who has decided', async () => {
      const opened = await open(engine)
      await decide(opened, 'ada@example.com')
      expect((await opened.run('look-again', '1', '--as', 'pol@example.com')).stderr).to.match(
        /^review 1: ada@example\.com decided on it at/,
      )
    })

    it('undo is for who decided, and for who may decide on it', async () => {
      const opened = await open(engine)
      const { run, trail } = opened
      await decide(opened, 'ada@example.com')
      for (const [as, reason] of [
        ['bob@example.com', 'the total is above 299.99 USD'],
        ['vic@example.com', 'the role viewer does not do this'],
        ['root@example.com', 'the role admin does not do this'],
        ['robin.example@example.com', 'of their own'],
      ] as const) {
        expect((await run('undo', '1', '--as', as)).stderr).to.include(reason)
        expect((await trail())[0]).to.include(`review undo | ${as} | review 1 | refused`)
      }
      expect((await run('undo', '1', '--as', 'ada@example.com')).stdout).to.equal(
        'review 1: the decision of ada@example.com is taken back, it is held again',
      )

      await decide(opened, 'bob@example.com')
      expect((await run('undo', '1', '--as', 'ada@example.com', '--dry-run')).stdout).to.equal(
        'review 1: would be done: the decision of bob@example.com is taken back, it is held again',
      )
      expect((await run('undo', '1', '--as', 'ada@example.com')).code).to.equal(0)
      expect((await run('undo', '1', '--as', 'ada@example.com')).stderr).to.equal(
        'review 1: the last decision on it is taken back',
      )
      expect((await run('undo', '2', '--as', 'ada@example.com')).stderr).to.equal(
        'review 2: nobody has decided on it',
      )
    })

    it('undo is for who decided also once they do not decide on it any more', async () => {
      const opened = await open(engine)
      await decide(opened, 'vic@example.com')
      expect(await opened.run('undo', '1', '--as', 'vic@example.com')).to.include({ code: 0 })
    })

    it('retry says who asked, in the trail', async () => {
      const { run, trail } = await open(engine)
      expect((await run('retry', '1', '--as', 'root@example.com')).stdout).to.equal(
        'reports that are decided on again: 1',
      )
      expect((await trail())[0]).to.equal(
        'review retry | root@example.com | review 1 | done | the policy decides again',
      )
      expect((await run('retry', '2', '--as', 'vic@example.com')).stderr).to.equal(
        'review 2: the role viewer does not do this: reviewer, controller, admin may',
      )
      expect(await run('retry', '9', '--as', 'ada@example.com')).to.include({
        code: 1,
        stderr: 'review 9: there is no such review',
      })
    })

    it('retry says that it tries the decision of a person again', async () => {
      const opened = await open(engine)
      await decide(opened, 'ada@example.com', new Date(Date.now() - 1000))
      const claimed = await opened.inbox.claim(new Date())
      if (claimed === undefined) throw new Error('nothing is due')
      await opened.inbox.settle(claimed, { state: 'dead', reason: 'Concur refused' }, new Date())

      expect((await opened.run('retry', '1', '--as', 'root@example.com', '--dry-run')).stdout).to.match(
        /^review 1: would be done: the decision of ada@example\.com to approve it is tried again; review look-again 1 has the policy decide instead\n/,
      )
      expect(await opened.inbox.claim(new Date())).to.equal(undefined)
      await opened.run('retry', '1', '--as', 'root@example.com')
      expect((await opened.trail())[0]).to.equal(
        'review retry | root@example.com | ada@example.com | review 1 | done | the decision of a person is tried again',
      )
      expect(await opened.inbox.claim(new Date())).to.include({ door: 'console', isRetry: true })
    })

    it('retry is open to whoever can type while nobody is kept here', async () => {
      const { run, trail } = await open(engine, { people: [] })
      expect((await run('retry', '--result', 'held')).stdout).to.equal('reports that are decided on again: 2')
      expect((await trail())[0]).to.equal('review retry | root | review 1 | done | the policy decides again')
      expect((await run('retry', '1', '--as', 'eve@example.com')).stderr).to.include('nobody has the login')
    })

    it('retry asks for somebody who is known once there are people', async () => {
      const { run } = await open(engine)
      expect(await run('retry', '1')).to.include({ code: 2 })
    })

    it('print what was done as JSON', async () => {
      const { run } = await open(engine)
      const { stdout } = await run(
        'assign',
        '1',
        '9',
        '--to',
        'ada@example.com',
        '--as',
        'ada@example.com',
        '--json',
      )
      expect(JSON.parse(stdout)).to.deep.equal({
        done: [{ reviewId: 1, isNew: true, kind: 'assign', to: 'ada@example.com' }],
        problems: ['review 9: there is no such review'],
      })
    })

    it('write nothing in a dry run, not even a refusal', async () => {
      const { run, trail } = await open(engine)
      const before = await trail()
      const { stdout } = await run(
        'assign',
        '1',
        '--to',
        'ada@example.com',
        '--as',
        'ada@example.com',
        '--dry-run',
      )
      expect(stdout).to.equal("review 1: would be done: is ada@example.com's now, and was nobody's before")
      await run('note', '1', '--text', 'x', '--as', 'ada@example.com', '--dry-run')
      await run('note', '1', '--text', 'x', '--as', 'vic@example.com', '--dry-run')
      expect((await run('show', '1')).stdout)
        .to.not.include('assigned to')
        .and.not.include('Notes')
      expect(await trail()).to.deep.equal(before)
    })
  })
})
