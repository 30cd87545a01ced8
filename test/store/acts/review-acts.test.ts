import { expect } from 'chai'
import type { ReviewNote } from '../../../server/record/review-note.ts'
import type { Actor } from '../../../server/record/trail.ts'
import { subjectOf } from '../../../server/review/report-status.ts'
import { createReviewActs, type KeptAct } from '../../../server/store/acts/review-acts.ts'
import { createHumanDecisions } from '../../../server/store/decisions/human-decisions.ts'
import { createInbox } from '../../../server/store/inbox/inbox.ts'
import { createOverview } from '../../../server/store/operators/overview.ts'
import { createPeople } from '../../../server/store/people/people.ts'
import { createTrail } from '../../../server/store/people/trail.ts'
import { createReviews } from '../../../server/store/reviews/reviews.ts'
import { buildReport } from '../../support/build-report.ts'
import { forEachEngine, type TestEngine } from '../../support/engines.ts'
import { inWords } from '../../support/in-words.ts'
import { at, callout, claimedAt, RAW } from '../notifications.ts'
import { rejectionOf } from '../rejection.ts'

const ADA = { login: 'ada@example.com', viaLogin: 'ada' }
const BOB = { login: 'bob@example.com' }

/** A database with one report whose review 1 is held, and nothing waits. */
async function open(engine: TestEngine, result: 'held' | 'approved' | 'observed' = 'held') {
  const db = await engine.open()
  const [inbox, reviews] = [createInbox(db), createReviews(db)]
  await inbox.receive(callout('nOne'), RAW, at(0))
  const claimed = await claimedAt(inbox, 0)
  const visit = { key: 'step 1', subject: subjectOf(buildReport()), mode: 'act' } as const
  const opened = await reviews.open(claimed, visit, at(0))
  if (opened.kind !== 'ours') throw new Error(`the review is ${opened.kind}`)
  const decision = {
    policyVersion: 'p1',
    enforce: 'act',
    findings: [],
    notEvaluated: [],
    outcome: 'hold',
  } as const
  await reviews.decided(opened.review, { by: 'policy', decision }, { readingKey: 'reading 1' }, at(1))
  await reviews.finish(opened.review, result, 'look at it', at(2))
  await inbox.settle(claimed, { state: 'done' }, at(3))
  const [acts, trail] = [createReviewActs(db), createTrail(db)]
  const decisions = createHumanDecisions(db)
  const perform = async (act: KeptAct, by: Actor = ADA, seconds = 10) =>
    inWords(await acts.perform(1, act, { by, now: at(seconds) }))
  const line = async () => (await createOverview(db).review('1'))?.review
  return { db, inbox, reviews, acts, trail, decisions, perform, line }
}

type Opened = Awaited<ReturnType<typeof open>>

/** Ada decides; due at 70. */
function decide({ decisions }: Opened) {
  const content = { reviewId: 1, readingKey: 'reading 1', action: 'approve', verdicts: {} } as const
  return decisions.accept({ ...content, by: ADA.login }, ADA, { now: at(60), dueAt: at(70) })
}

/** The same, and Concur refuses for good. */
async function decideInVain(opened: Opened): Promise<void> {
  await decide(opened)
  const claimed = await claimedAt(opened.inbox, 70)
  await opened.inbox.settle(claimed, { state: 'dead', reason: 'Concur refused' }, at(71))
}

async function rows({ trail }: Opened) {
  return (await trail.list({ limit: 20 })).map(({ act, who, whom, outcome, detail }) => ({
    act,
    who,
    whom,
    outcome,
    detail,
  }))
}

describe('acts on reviews, the same on both engines', () => {
  forEachEngine((engine) => {
    it('give a held review to a person, and say who had it before', async () => {
      const opened = await open(engine)

      expect(await opened.perform({ kind: 'assign', to: 'ada@example.com' })).to.deep.equal({
        ok: true,
        isNew: true,
        done: { kind: 'assign', to: 'ada@example.com' },
      })
      expect(await opened.perform({ kind: 'assign', to: 'bob@example.com' })).to.deep.equal({
        ok: true,
        isNew: true,
        done: { kind: 'assign', to: 'bob@example.com', before: 'ada@example.com' },
      })
      expect(await opened.line()).to.include({ assignee: 'bob@example.com' })
      expect(await rows(opened)).to.deep.include({
        act: 'review assign',
        who: 'ada@example.com',
        whom: 'bob@example.com',
        outcome: 'done',
        detail: null,
      })
    })

    it('write nothing where it is so already', async () => {
      const opened = await open(engine)
      await opened.perform({ kind: 'assign', to: 'bob@example.com' })
      await opened.perform({ kind: 'snooze', until: at(3600) })
      const before = await rows(opened)

      expect(await opened.perform({ kind: 'assign', to: 'bob@example.com' })).to.include({ isNew: false })
      expect(await opened.perform({ kind: 'snooze', until: at(3600) })).to.include({ isNew: false })
      expect(await rows(opened)).to.deep.equal(before)
    })

    it('give it to one of two people at once, and tell the second who was first', async () => {
      const one = await open(engine)
      const two = createReviewActs(await engine.open())
      const both = await Promise.all([
        one.acts.perform(1, { kind: 'assign', to: 'ada@example.com' }, { by: ADA, now: at(10) }),
        two.perform(1, { kind: 'assign', to: 'bob@example.com' }, { by: BOB, now: at(10) }),
      ])

      const assigned = both.map((each) => (each.ok && each.done.kind === 'assign' ? each.done : undefined))
      const second = assigned.find((each) => each?.before !== undefined)
      const first = assigned.find((each) => each !== second)
      expect(second?.before).to.equal(first?.to)
      expect(await one.line()).to.include({ assignee: second?.to })
    })

    it('keep notes, questions and answers with the review, in their order', async () => {
      const opened = await open(engine)
      await opened.perform({ kind: 'note', text: 'looks odd' })
      await opened.perform({ kind: 'ask', to: 'bob@example.com', text: 'Was it a fair?' }, ADA, 11)
      await opened.perform({ kind: 'answer', text: 'It was' }, BOB, 12)

      const notes: readonly ReviewNote[] = [
        { id: 1, reviewId: 1, kind: 'note', text: 'looks odd', by: ADA.login, at: at(10) },
        {
          id: 2,
          reviewId: 1,
          kind: 'question',
          text: 'Was it a fair?',
          by: ADA.login,
          to: BOB.login,
          at: at(11),
        },
        {
          id: 3,
          reviewId: 1,
          kind: 'answer',
          text: 'It was',
          by: BOB.login,
          to: ADA.login,
          question: 2,
          at: at(12),
        },
      ]
      expect(await opened.acts.notes(1)).to.deep.equal(notes)
      expect((await createOverview(opened.db).review('1'))?.notes).to.deep.equal(notes)
    })

    it('keep once what somebody says twice', async () => {
      const opened = await open(engine)
      for (const act of [
        { kind: 'note', text: 'looks odd' },
        { kind: 'ask', to: 'bob@example.com', text: 'Was it a fair?' },
      ] as const) {
        expect(await opened.perform(act)).to.include({ isNew: true })
        expect(await opened.perform(act)).to.include({ isNew: false })
      }
      expect(await opened.perform({ kind: 'answer', text: 'It was' }, BOB)).to.include({ isNew: true })
      expect(await opened.perform({ kind: 'answer', text: 'It was' }, BOB)).to.include({ isNew: false })
      expect(await opened.acts.notes(1)).to.have.length(3)
    })

    it('take one answer to a question', async () => {
      const opened = await open(engine)
      await opened.perform({ kind: 'ask', to: 'bob@example.com', text: 'Was it a fair?' })
      await opened.perform({ kind: 'answer', text: 'It was' }, BOB, 12)

      expect(await opened.perform({ kind: 'answer', question: 1, text: 'No' }, ADA)).to.deep.equal({
        ok: false,
        reason: 'question 1: bob@example.com answered it at 2026-05-22T09:30:12.000Z',
        detail: 'it is answered already',
      })
      expect(await rows(opened)).to.deep.include({
        act: 'review answer',
        who: 'ada@example.com',
        whom: null,
        outcome: 'refused',
        detail: 'it is answered already',
      })
    })

    it('ask which question is answered where there are several', async () => {
      const opened = await open(engine)
      await opened.perform({ kind: 'ask', to: 'bob@example.com', text: 'Was it a fair?' })
      await opened.perform({ kind: 'ask', to: 'bob@example.com', text: 'Which one?' })
      await opened.perform({ kind: 'ask', to: 'eve@example.com', text: 'Who went?' })

      expect(await opened.perform({ kind: 'answer', text: 'It was' }, BOB)).to.include({
        ok: false,
        reason: 'question: say which, of 1, 2',
      })
      expect(await opened.perform({ kind: 'answer', question: 9, text: 'It was' }, BOB)).to.include({
        reason: 'question 9: there is no such question on this review',
      })
      expect(await opened.perform({ kind: 'answer', text: 'Bob' }, { login: 'eve@example.com' })).to.include({
        ok: true,
      })
    })

    it('leave a review out until a time, or not any more', async () => {
      const opened = await open(engine)
      await opened.perform({ kind: 'snooze', until: at(3600) })
      expect(await opened.line()).to.deep.include({ snoozedUntil: at(3600) })

      await opened.perform({ kind: 'snooze' })
      expect(await opened.line()).to.deep.include({ snoozedUntil: null })
    })

    it('bring a review back that is held again', async () => {
      const opened = await open(engine)
      await opened.perform({ kind: 'snooze', until: at(3600) })
      await opened.perform({ kind: 'look again' })
      const claimed = await claimedAt(opened.inbox, 11)
      const visit = { key: 'step 1', subject: subjectOf(buildReport()), mode: 'act' } as const
      const again = await opened.reviews.open(claimed, visit, at(11), { kind: 'reopen', review: { id: 1 } })
      if (again.kind !== 'ours') throw new Error(`the review is ${again.kind}`)
      await opened.reviews.finish(again.review, 'held', 'still', at(12))

      expect(await opened.line()).to.deep.include({ result: 'held', snoozedUntil: null })
    })

    it('have a held report looked at again, once', async () => {
      const opened = await open(engine)

      expect(await opened.perform({ kind: 'look again' })).to.deep.equal({
        ok: true,
        isNew: true,
        done: { kind: 'look again' },
      })
      expect(await opened.perform({ kind: 'look again' })).to.include({ isNew: false })
      expect(await opened.inbox.claim(at(11))).to.include({ id: 1, isRetry: true })
      expect(await opened.perform({ kind: 'look again' })).to.include({ reason: 'it is being worked on' })
      expect((await rows(opened)).map(({ act, outcome }) => `${act} ${outcome}`)).to.deep.equal([
        'review look-again refused',
        'review look-again done',
      ])
    })

    it('have it looked at again where the same notification waits already', async () => {
      const opened = await open(engine)
      await opened.inbox.receive(callout('nOne'), RAW, at(9))

      expect(await opened.perform({ kind: 'look again' })).to.include({ ok: true })
      expect(await opened.inbox.claim(at(11))).to.include({ id: 2, isRetry: true })
      expect(await opened.inbox.claim(at(11))).to.equal(undefined)
      expect(await rows(opened)).to.have.length(1)
    })

    it('do not interfere with a decision that waits', async () => {
      const opened = await open(engine)
      await decide(opened)
      const reason = `ada@example.com decided on it at ${at(60).toISOString()}`

      for (const act of [
        { kind: 'look again' },
        { kind: 'retry' },
        { kind: 'snooze', until: at(3600) },
      ] as const) {
        expect(await opened.perform(act, BOB, 61)).to.include({ ok: false, reason })
      }
      expect((await rows(opened))[0]).to.include({ detail: 'somebody has decided on it' })
    })

    it('try a decision again that was given up, or have the policy decide instead', async () => {
      const first = await open(engine)
      await decideInVain(first)
      expect(await first.perform({ kind: 'retry' }, BOB, 80)).to.deep.equal({
        ok: true,
        isNew: true,
        done: { kind: 'retry', of: { by: 'ada@example.com', action: 'approve' } },
      })
      expect(await first.inbox.claim(at(81))).to.include({ id: 2, door: 'console' })
    })

    it('have the policy decide instead of a decision that was given up, which ends', async () => {
      const opened = await open(engine)
      await decideInVain(opened)

      expect(await opened.perform({ kind: 'look again' }, BOB, 80)).to.include({ ok: true, isNew: true })
      expect(await opened.inbox.claim(at(81))).to.include({ id: 1, door: 'callout', isRetry: true })
      expect(await opened.decisions.of(1)).to.have.nested.property('[0].state', 'not carried out')
      expect(await opened.decisions.of(1)).to.have.nested.property('[0].outcome', 'Concur refused')
    })

    it('have nothing tried again that has ended, and say so', async () => {
      const opened = await open(engine, 'approved')
      const reason = 'it is approved, nothing of that can change'
      expect(await opened.perform({ kind: 'retry' })).to.deep.equal({ ok: false, reason })
      expect(await opened.perform({ kind: 'look again' })).to.deep.equal({ ok: false, reason })
      for (const act of [
        { kind: 'assign', to: 'bob@example.com' },
        { kind: 'snooze', until: at(3600) },
        { kind: 'ask', to: 'bob@example.com', text: 'why' },
      ] as const) {
        expect(await opened.perform(act)).to.include({
          ok: false,
          reason: 'it does not wait for a person, it is approved',
        })
      }
      expect(await opened.perform({ kind: 'note', text: 'seen by audit' })).to.include({ ok: true })
    })

    it('have what was only observed tried again', async () => {
      const opened = await open(engine, 'observed')
      expect(await opened.perform({ kind: 'look again' })).to.include({
        reason: 'it is observed; review retry 1 has it read again',
      })
      expect(await opened.perform({ kind: 'retry' })).to.deep.equal({
        ok: true,
        isNew: true,
        done: { kind: 'retry' },
      })
      expect(await opened.inbox.claim(at(11))).to.include({ id: 1, isRetry: true })
    })

    it('write nothing in a dry run', async () => {
      const opened = await open(engine)
      const before = await opened.line()
      for (const act of [
        { kind: 'assign', to: 'bob@example.com' },
        { kind: 'note', text: 'seen' },
        { kind: 'snooze', until: at(3600) },
        { kind: 'look again' },
        { kind: 'retry' },
        { kind: 'answer', text: 'yes' },
      ] as const) {
        const performed = await opened.acts.perform(1, act, { by: ADA, now: at(10), isDryRun: true })
        expect(performed.ok).to.equal(act.kind !== 'answer')
      }
      expect(await opened.line()).to.deep.equal(before)
      expect(await opened.acts.notes(1)).to.deep.equal([])
      expect(await opened.inbox.claim(at(11))).to.equal(undefined)
      expect(await rows(opened)).to.deep.equal([])
    })

    it("are undone of somebody who is removed: their reviews are nobody's", async () => {
      const opened = await open(engine)
      const people = createPeople(opened.db)
      const root = { login: 'root@example.com', name: 'Root', role: 'admin' } as const
      await people.add(root, root, at(4))
      await people.add({ login: 'bob@example.com', name: 'Bob', role: 'controller' }, root, at(5))
      await opened.perform({ kind: 'assign', to: 'bob@example.com' })

      await people.remove('bob@example.com', root, at(20))

      expect(await opened.line()).to.include({ assignee: null })
      expect((await rows(opened))[0]).to.include({
        act: 'people remove',
        detail: "held reviews that are nobody's now: 1",
      })
    })

    it('leave nothing where the trail cannot be told', async () => {
      const opened = await open(engine)
      const { schema } = opened.db
      await schema.alterTable('trail_name').renameTo('trail_name_away').execute()
      try {
        for (const act of [
          { kind: 'assign', to: 'bob@example.com' },
          { kind: 'note', text: 'seen' },
          { kind: 'snooze', until: at(3600) },
          { kind: 'look again' },
        ] as const)
          expect(await rejectionOf(opened.perform(act))).to.be.an.instanceOf(Error)
      } finally {
        await schema.alterTable('trail_name_away').renameTo('trail_name').execute()
      }
      expect(await opened.line()).to.deep.include({ assignee: null, snoozedUntil: null })
      expect(await opened.acts.notes(1)).to.deep.equal([])
      expect(await opened.inbox.claim(at(11))).to.equal(undefined)
      expect(await rows(opened)).to.deep.equal([])
    })

    it('say that there is no such review', async () => {
      const { acts } = await open(engine)
      const performed = await acts.perform(9, { kind: 'note', text: 'x' }, { by: ADA, now: at(10) })
      expect(inWords(performed)).to.deep.equal({ ok: false, reason: 'there is no such review' })
    })
  })
})
