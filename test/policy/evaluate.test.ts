import { expect } from 'chai'
import { evaluate } from '../../server/policy/evaluate.ts'
import { buildEntry, buildItemization, buildReport, money } from '../support/build-report.ts'
import { policyOf } from './apply-rule.ts'

const REPORT_PURPOSE = 'rule: purpose-missing, on: [report]'
const RECEIPT = 'rule: receipt-missing, above: { USD: 25 }'
/** 42.00 USD without a receipt, in a report without a purpose. */
const report = buildReport({
  purpose: undefined,
  entries: [buildEntry({ posted: money('42'), receiptImageId: undefined })],
})

describe('a decision', () => {
  it('approves a clean report with no findings', () => {
    const policy = policyOf(`${REPORT_PURPOSE}, severity: error`, `${RECEIPT}, severity: stop`)

    expect(evaluate(buildReport(), policy)).to.deep.equal({
      policyVersion: policy.version,
      enforce: 'act',
      findings: [],
      notEvaluated: [],
      outcome: 'approve',
    })
  })

  it('says of each finding what was found where, and what it means', () => {
    const { findings } = evaluate(report, policyOf(`${RECEIPT}, severity: error, exceptionCode: NORECEIP`))

    expect(findings).to.deep.equal([
      {
        rule: 'receipt-missing',
        object: { type: 'Entry', id: 'nEntry0001', label: 'entry 1, TAXIX 42.00 USD on 2026-05-19' },
        observed: '42.00 USD',
        limit: '25.00 USD',
        severity: 'error',
        exceptionCode: 'NORECEIP',
        message:
          'entry 1, TAXIX 42.00 USD on 2026-05-19: a receipt is needed above 25.00 USD, and there is none.',
        enforce: 'act',
      },
    ])
  })

  it('speaks in the words of the policy, and fills in placeholders once', () => {
    const policy = policyOf(`${RECEIPT}, severity: error, message: "{object} {observed} {limit}, {observed}"`)
    const entry = buildEntry({
      expenseType: { code: '{limit}$&' },
      transactionDate: undefined,
      posted: money('42'),
      receiptImageId: undefined,
    })

    const { findings } = evaluate(buildReport({ entries: [entry] }), policy)

    expect(findings.map(({ message }) => message)).to.deep.equal([
      'entry 1, {limit}$& 42.00 USD 42.00 USD 25.00 USD, 42.00 USD',
    ])
  })

  const outcomes = [
    ['approves where findings are only for the record', 'note', 'note', 'approve'],
    ['flags and approves', 'note', 'warning', 'flag and approve'],
    ['sends back rather than flags', 'error', 'warning', 'send back'],
    ['holds rather than sends back', 'error', 'stop', 'hold'],
  ] as const
  for (const [title, first, second, outcome] of outcomes) {
    it(title, () => {
      const policy = policyOf(
        `${REPORT_PURPOSE}, severity: ${first}, exceptionCode: A`,
        `${RECEIPT}, severity: ${second}, exceptionCode: B`,
      )

      expect(evaluate(report, policy).outcome).to.equal(outcome)
    })
  }

  it('holds where a rule could not be applied, and says why once', () => {
    const receiptImageId = undefined
    const entries = [buildEntry({ receiptImageId }), buildEntry({ receiptImageId, entryId: 'nSecond' })]

    const decision = evaluate(
      buildReport({ entries }),
      policyOf('rule: receipt-missing, severity: note, above: { EUR: 25 }'),
    )

    expect(decision.outcome).to.equal('hold')
    expect(decision.notEvaluated).to.deep.equal([
      { rule: 'receipt-missing', reason: 'no amount is given for USD', enforce: 'act' },
    ])
  })

  it('approves where the policy says so of a rule that could not be applied', () => {
    const policy = policyOf('rule: stale-entry, severity: note, days: 60, notEvaluated: approve')

    const decision = evaluate(buildReport({ submittedAt: undefined }), policy)

    expect(decision.outcome).to.equal('approve')
    expect(decision.notEvaluated).to.have.length(1)
  })

  it('lists findings in the order of the report, those about one object in the order of the policy', () => {
    const entries = [
      buildEntry({
        entryId: 'nA',
        posted: money('500'),
        businessPurpose: undefined,
        itemizations: [buildItemization({ itemizationId: 'nA1', businessPurpose: undefined })],
      }),
      buildEntry({ entryId: 'nB', posted: money('500'), businessPurpose: undefined }),
    ]
    const policy = policyOf(
      "rule: amount-cap, severity: error, caps: { '*': { USD: 100 } }",
      'rule: purpose-missing, severity: error, on: [report, entry]',
    )

    const { findings } = evaluate(buildReport({ purpose: undefined, entries }), policy)

    expect(findings.map(({ rule, object }) => `${object.id} ${rule}`)).to.deep.equal([
      'nReportKey0001 purpose-missing',
      'nA amount-cap',
      'nA1 purpose-missing',
      'nB amount-cap',
      'nB purpose-missing',
    ])
  })
})

describe('the comment of a decision', () => {
  it('lists for the employee what has to be corrected, then what is flagged, not what is only recorded', () => {
    const policy = policyOf(
      `${REPORT_PURPOSE}, severity: warning, exceptionCode: A`,
      `id: noted, ${REPORT_PURPOSE}, severity: note, message: only recorded`,
      `${RECEIPT}, severity: error`,
    )

    expect(
      evaluate(report, policy).comment,
    ).to.equal(`Please correct the following and submit the report again.
- entry 1, TAXIX 42.00 USD on 2026-05-19: a receipt is needed above 25.00 USD, and there is none.
- report: the business purpose is missing or says too little (-); words needed: 1.`)
  })

  it('is there only when the report is sent back', () => {
    expect(evaluate(report, policyOf(`${RECEIPT}, severity: stop`))).not.to.have.property('comment')
  })
})
