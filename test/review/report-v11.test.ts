import { expect } from 'chai'
import { visitKey } from '../../server/record/visit.ts'
import type { ExpenseReport } from '../../server/report/expense-report.ts'
import { visitOnV11, workflowPath } from '../../server/review/report-v11.ts'
import { buildReport, type Changes } from '../support/build-report.ts'

const STEP = 'https://www.concursolutions.com/api/expense/expensereport/v1.1/report'

describe('workflowPath', () => {
  for (const [url, path] of [
    [
      `${STEP}/nStep%t8$p1/WorkFlowAction`,
      '/api/expense/expensereport/v1.1/report/nStep%t8$p1/WorkFlowAction',
    ],
    [`${STEP}/n1/workflowaction`, '/api/expense/expensereport/v1.1/report/n1/workflowaction'],
    [`  ${STEP}/n1/workflowaction\n`, '/api/expense/expensereport/v1.1/report/n1/workflowaction'],
    [
      'http://evil.example/api/expense/expensereport/v1.1/report/n1/workflowaction',
      '/api/expense/expensereport/v1.1/report/n1/workflowaction',
    ],
  ] as const) {
    it(`takes the path of ${url.trim()} byte for byte`, () => {
      expect(workflowPath(buildReport({ workflowActionUrl: url }))).to.equal(path)
    })
  }

  for (const url of [
    undefined,
    '',
    '/api/expense/expensereport/v1.1/report/n1/workflowaction',
    `${STEP}/n1/Exceptions`,
    `${STEP}/workflowaction`,
    `${STEP}/n1/n2/workflowaction`,
    `${STEP}/../report/n1/workflowaction`,
    `${STEP}/n1/workflowaction?comment=1`,
    `${STEP}/n1/workflowaction/more`,
    'javascript:alert(1)',
  ]) {
    it(`knows no action at ${url ?? 'no URL'}`, () => {
      expect(workflowPath(buildReport({ workflowActionUrl: url }))).to.equal(undefined)
    })
  }
})

describe('a visit, as v1.1 tells it', () => {
  const before = buildReport()

  const same: readonly (readonly [string, Changes<ExpenseReport>])[] = [
    ['nothing has changed', {}],
    ['exceptions were posted', { hasException: true }],
    ['the name of the status has', { approvalStatus: { code: 'A_EXTV', name: 'Externe Validierung' } }],
    ['the entries have', { entries: [] }],
    ['the host of the action has', { workflowActionUrl: before.workflowActionUrl?.replace('www.', 'eu1.') }],
  ]
  for (const [name, changes] of same) {
    it(`is the same when ${name}`, () => {
      expect(keyOf(buildReport(changes))).to.equal(keyOf(before))
    })
  }

  const moved: readonly (readonly [string, Changes<ExpenseReport>])[] = [
    ['the step has', { workflowActionUrl: `${STEP}/nStep0002/WorkFlowAction` }],
    ['the letter case of the step has', { workflowActionUrl: `${STEP}/NSTEP0001/WorkFlowAction` }],
    ['the submission has', { submittedAt: '2026-05-23T09:30:00' }],
    ['it was sent back meanwhile', { everSentBack: true }],
    ['it is another report', { reportId: '7C2E5A9B04D14F6E8A32' }],
    ['there is no action any more', { workflowActionUrl: undefined }],
  ]
  for (const [name, changes] of moved) {
    it(`is another when ${name}`, () => {
      expect(keyOf(buildReport(changes))).not.to.equal(keyOf(before))
    })
  }

  it('does not ask where the report was before, but for the step', () => {
    expect(keyOf(buildReport({ approvalStatus: { code: 'A_APPR' } }))).to.equal(keyOf(before))
  })
})

function keyOf(report: ExpenseReport): string {
  return visitKey(visitOnV11(report))
}
