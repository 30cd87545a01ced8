import { expect } from 'chai'
import type { Decision, Finding } from '../../server/policy/decision.ts'
import type { ExpenseReport } from '../../server/report/expense-report.ts'
import { decisionKey, isSameVisit, isWaiting, visitKey, workflowPath } from '../../server/review/visit.ts'
import { buildReport, type Changes } from '../support/build-report.ts'

const STEP = 'https://www.concursolutions.com/api/expense/expensereport/v1.1/report'

describe('isWaiting', () => {
  for (const [code, waits] of [
    ['A_EXTV', true],
    ['A_NOTF', false],
    ['A_RESU', false],
    ['A_APPR', false],
    ['', false],
  ] as const) {
    it(`is ${waits} for the status ${code || 'without a code'}, whatever its name`, () => {
      const approvalStatus = { code, name: 'Pending External Validation' }

      expect(isWaiting(buildReport({ approvalStatus }))).to.equal(waits)
    })
  }
})

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

describe('isSameVisit', () => {
  const before = buildReport()

  const same: readonly (readonly [string, Changes<ExpenseReport>])[] = [
    ['nothing has changed', {}],
    ['exceptions were posted', { hasException: true }],
    ['the name of the status has', { approvalStatus: { code: 'A_EXTV', name: 'Externe Validierung' } }],
    ['the entries have', { entries: [] }],
    ['the host of the action has', { workflowActionUrl: before.workflowActionUrl?.replace('www.', 'eu1.') }],
  ]
  for (const [name, changes] of same) {
    it(`is true when ${name}`, () => {
      expect(isSameVisit(before, buildReport(changes))).to.equal(true)
    })
  }

  const moved: readonly (readonly [string, Changes<ExpenseReport>])[] = [
    ['the status has changed', { approvalStatus: { code: 'A_APPR' } }],
    ['the step has', { workflowActionUrl: `${STEP}/nStep0002/WorkFlowAction` }],
    ['the letter case of the step has', { workflowActionUrl: `${STEP}/NSTEP0001/WorkFlowAction` }],
    ['the submission has', { submittedAt: '2026-05-23T09:30:00' }],
    ['it was sent back meanwhile', { everSentBack: true }],
    ['it is another report', { reportId: '7C2E5A9B04D14F6E8A32' }],
    ['there is no action any more', { workflowActionUrl: undefined }],
  ]
  for (const [name, changes] of moved) {
    it(`is false when ${name}`, () => {
      expect(isSameVisit(before, buildReport(changes))).to.equal(false)
    })
  }

  it('does not ask where the report was before, but for the step', () => {
    expect(visitKey(buildReport({ approvalStatus: { code: 'A_APPR' } }))).to.equal(visitKey(before))
  })
})

describe('decisionKey', () => {
  const finding: Finding = {
    rule: 'receipt',
    object: { type: 'Entry', id: 'nEntry0001', label: 'entry 1' },
    observed: 'none',
    limit: 'above 25.00 USD',
    severity: 'warning',
    exceptionCode: 'NORECPT',
    message: 'Please add a receipt.',
    enforce: 'act',
  }
  const decision: Decision = {
    policyVersion: 'v1',
    enforce: 'act',
    findings: [finding],
    notEvaluated: [],
    outcome: 'flag and approve',
  }

  const equal: readonly (readonly [string, Decision])[] = [
    ['a label', withFinding({ object: { type: 'Entry', id: 'nEntry0001', label: 'entry 2' } })],
    ['what was observed', withFinding({ observed: 'something' })],
    ['a message', withFinding({ message: 'Receipt, please.' })],
  ]
  for (const [name, other] of equal) {
    it(`is the same with another ${name}`, () => {
      expect(decisionKey(other)).to.equal(decisionKey(decision))
    })
  }

  const different: readonly (readonly [string, Decision])[] = [
    ['another outcome', { ...decision, outcome: 'hold' }],
    ['another policy', { ...decision, policyVersion: 'v2' }],
    ['another rule', withFinding({ rule: 'purpose' })],
    ['another object', withFinding({ object: { type: 'Entry', id: 'nEntry0002', label: 'entry 1' } })],
    [
      'another type of object',
      withFinding({ object: { type: 'Report', id: 'nEntry0001', label: 'entry 1' } }),
    ],
    ['another code', withFinding({ exceptionCode: 'NOPURP' })],
    ['no finding', { ...decision, findings: [] }],
    ['a finding twice', { ...decision, findings: [finding, finding] }],
    [
      'a rule that was not evaluated',
      { ...decision, notEvaluated: [{ rule: 'late', reason: 'no date', enforce: 'act' }] },
    ],
  ]
  for (const [name, other] of different) {
    it(`differs for ${name}`, () => {
      expect(decisionKey(other)).not.to.equal(decisionKey(decision))
    })
  }

  function withFinding(changes: Partial<Finding>): Decision {
    return { ...decision, findings: [{ ...finding, ...changes }] }
  }
})
