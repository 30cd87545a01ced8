import { expect } from 'chai'
import nock from 'nock'
import type { Effect, EffectContent, EffectState } from '../../server/record/effect.ts'
import { NO_HISTORY } from '../../server/record/history.ts'
import { assess, type Bystander } from '../../server/review/assess.ts'
import type { WantedException } from '../../server/review/exceptions-to-post.ts'
import { exceptionsToWithdraw, readOnV4, visitOnV4 } from '../../server/review/report-v4.ts'
import { CONTEXT, grants, ORIGIN, useClient } from '../concur/client-bench.ts'
import { EXPENSES, REPORT_ID, REPORT_PATH, reportAnswers, serve } from '../concur/report-v4-answers.ts'
import { policyOf } from '../policy/apply-rule.ts'
import { buildReport } from '../support/build-report.ts'

const OLD: WantedException = {
  objectType: 'Entry',
  objectId: 'E1',
  code: 'OLD',
  rule: 'stale-entry',
  visibility: 'ALL',
  state: 'confirmed',
}
const WITHDRAWAL = { kind: 'withdrawal', objectType: 'Entry', objectId: 'E1', code: 'OLD' } as const

function put(exception: WantedException): EffectContent {
  return { kind: 'exceptions', exceptions: [exception] }
}

function effects(...all: readonly (readonly [EffectContent, EffectState])[]): readonly Effect[] {
  return all.map(([content, state], index) => ({ id: index + 1, content, state }))
}

const whoIs = () => Promise.resolve({})

describe('exceptionsToWithdraw', () => {
  const cases: readonly (readonly [string, readonly WantedException[], readonly Effect[], number])[] = [
    ['what a review put there', [], effects([put(OLD), 'confirmed']), 1],
    ['what may have been put there', [], effects([put({ ...OLD, state: 'open' }), 'unknown']), 1],
    ['nothing that Concur refused', [], effects([put({ ...OLD, state: 'refused' }), 'refused']), 0],
    ['nothing that was never sent', [], effects([put({ ...OLD, state: 'open' }), 'not applied']), 0],
    ['nothing that is wanted again', [{ ...OLD, state: 'open' }], effects([put(OLD), 'confirmed']), 0],
    ['what is wanted on another object', [{ ...OLD, objectId: 'E2' }], effects([put(OLD), 'confirmed']), 1],
    ['nothing twice', [], effects([put(OLD), 'confirmed'], [WITHDRAWAL, 'confirmed']), 0],
    ['nothing that Concur keeps', [], effects([put(OLD), 'confirmed'], [WITHDRAWAL, 'refused']), 0],
    [
      'once more what was not taken away',
      [],
      effects([put(OLD), 'confirmed'], [WITHDRAWAL, 'not applied']),
      1,
    ],
    [
      'what was put there again',
      [],
      effects([put(OLD), 'confirmed'], [WITHDRAWAL, 'confirmed'], [put(OLD), 'confirmed']),
      1,
    ],
    [
      'nothing that v1.1 has posted',
      [],
      effects([
        { kind: 'exceptions', exceptions: [OLD], flagsBefore: { report: false, entries: {} } },
        'confirmed',
      ]),
      0,
    ],
  ]
  for (const [name, wanted, done, count] of cases) {
    it(`withdraws ${name}`, () => {
      expect(exceptionsToWithdraw(wanted, done)).to.deep.equal(count === 0 ? [] : [WITHDRAWAL])
    })
  }

  it('names the expense of an allocation', () => {
    const share: WantedException = { ...OLD, objectType: 'Allocation', objectId: 'A1', expenseId: 'E1' }

    expect(exceptionsToWithdraw([], effects([put(share), 'confirmed']))).to.deep.equal([
      { kind: 'withdrawal', objectType: 'Allocation', objectId: 'A1', expenseId: 'E1', code: 'OLD' },
    ])
  })
})

describe('a visit, as v4 tells it', () => {
  const report = buildReport({ submittedAt: '2026-05-22T09:30:05', everSentBack: true })
  const visit = {
    source: 'v4',
    objectId: '7C2E5A9B04D14F6E8A31',
    submittedAt: '2026-05-22T09:30:05',
    everSentBack: true,
  }

  it('has what the event says of the stop', () => {
    expect(visitOnV4(report, { stepInstanceId: 'I1', stepCode: 'PARTNER' })).to.deep.equal({
      ...visit,
      step: 'I1',
      stepCode: 'PARTNER',
    })
  })

  for (const stepCode of ['NULL', 'SENDBACK', 'RECALL', 'PAIDREPORT']) {
    it(`takes ${stepCode} for no code of a step`, () => {
      expect(visitOnV4(report, { stepCode })).to.deep.equal(visit)
    })
  }
})

describe('approving a report of v4', () => {
  const bench = useClient()
  const REJECTED = 'Rejected by an approver before: it goes back in a report of its own.'

  for (const [name, isRejected, body] of [
    [
      'sends the comment that Concur demands where an expense is rejected',
      true,
      { expenseRejectedComment: REJECTED },
    ],
    ['sends none where no expense is', false, {}],
  ] as const) {
    it(name, async () => {
      const path = `${REPORT_PATH}/expenses/${EXPENSES.dinner}`
      const answers = reportAnswers()
      const detail = answers.get(path) ?? ''
      answers.set(path, detail.replace('"isExpenseRejected": false', `"isExpenseRejected": ${isRejected}`))
      grants('t1')
      serve(answers)
      nock(ORIGIN).patch(`/expensereports/v4/reports/${REPORT_ID}/approve`, body).reply(204)
      const policy = policyOf('rule: future-date, severity: error')
      const readReport = (document: Uint8Array, _: unknown, by: Bystander) => assess(document, policy, by)
      const deps = { concur: bench.client, readReport, policy: () => policy, whoIs }
      const bystander = { source: 'v4', history: () => Promise.resolve(NO_HISTORY) } as const

      const { value } = await readOnV4(deps, REPORT_PATH, {}, bystander, CONTEXT)()
      const write = value.object.action(value.policyDecision)

      expect(write?.content).to.deep.include({ kind: 'workflow', action: 'Approve', ...body })
      expect(await write?.send()).to.include({ state: 'confirmed' })
    })
  }
})
