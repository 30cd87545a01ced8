import { readFile } from 'node:fs/promises'
import { expect } from 'chai'
import { evaluate } from '../../server/policy/evaluate.ts'
import { evaluateRequest } from '../../server/policy/evaluate-request.ts'
import { parsePolicy } from '../../server/policy/file/parse-policy.ts'
import type { Policy } from '../../server/policy/policy.ts'
import { loadPolicy } from '../../server/policy-file/load-policy.ts'
import { buildAttendee, buildEntry, buildReport, money } from '../support/build-report.ts'
import { buildRequestV4 } from '../support/build-request.ts'

describe('the example policy', () => {
  let policy: Policy

  before(async () => {
    policy = await loadPolicy('config/policy.example.yaml')
  })

  for (const currency of ['USD', 'EUR', 'GBP', 'CHF', 'CAD', 'AUD', 'JPY', 'SEK', 'INR', 'PLN', 'BRL']) {
    it(`approves small, receipted, purposeful entries in ${currency} with no exception`, () => {
      const codes = ['BRKFT', 'LUNCH', 'DINNR', 'TAXIX', 'HOTEL', 'LODNG', 'AIRFR', 'CARRT', 'PARKG', 'MISCL']
      const entries = codes.map((code, index) =>
        buildEntry({
          entryId: `nEntry${index}`,
          expenseType: { code },
          posted: money('180', currency),
          imageRequired: true,
        }),
      )

      const { outcome, findings, notEvaluated } = evaluate(buildReport({ currency, entries }), policy)

      expect({ outcome, findings, notEvaluated }).to.deep.equal({
        outcome: 'approve',
        findings: [],
        notEvaluated: [],
      })
    })
  }

  it('leaves requests alone, and has rules for them when they are asked for', async () => {
    const text = await readFile('config/policy.example.yaml', 'utf8')
    const [before = '', section = ''] = text.split(/^(?=# requests:$)/m)
    const asked = parsePolicy(before + section.replaceAll(/^# ?/gm, ''), 'example.yaml')

    expect(policy.requestRules).to.deep.equal([])
    expect(asked.requestRules.map(({ id }) => id)).to.deep.equal([
      'request-purpose',
      'request-lead-time',
      'request-amount',
      'request-destination',
      'request-cash-advance',
    ])
    expect(evaluateRequest(buildRequestV4(), asked)).to.deep.include({ outcome: 'approve', findings: [] })
  })

  it('approves a business meal with two attendees', () => {
    const attendees = [buildAttendee(), buildAttendee({ attendeeId: 'nAttendee0002' })]
    const entries = [buildEntry({ expenseType: { code: 'BUSML' }, posted: money('90'), attendees })]

    expect(evaluate(buildReport({ entries }), policy).outcome).to.equal('approve')
  })

  it('approves a report without purpose or submission date, and records both', () => {
    const decision = evaluate(buildReport({ purpose: undefined, submittedAt: undefined }), policy)

    expect(decision.outcome).to.equal('approve')
    expect(decision.findings.map(({ rule }) => rule)).to.deep.equal(['report-purpose-missing'])
    expect(decision.notEvaluated.map(({ rule }) => rule)).to.deep.equal(['stale-entry', 'future-date'])
  })

  it('sends back entries of some hundred USD without receipt and purpose, with an exception for each', () => {
    const entries = ['nA', 'nB'].map((entryId) =>
      buildEntry({
        entryId,
        vendor: entryId,
        posted: money('340'),
        receiptImageId: undefined,
        businessPurpose: undefined,
      }),
    )

    const { outcome, findings } = evaluate(buildReport({ entries }), policy)

    expect(outcome).to.equal('send back')
    expect(findings.map(({ object, exceptionCode }) => `${object.id} ${exceptionCode}`)).to.deep.equal([
      'nA NORECEIP',
      'nA NOPURPOS',
      'nB NORECEIP',
      'nB NOPURPOS',
    ])
  })

  it('holds a report in a currency that it does not know', () => {
    const entries = [buildEntry({ posted: money('18.50', 'XTS') })]

    expect(evaluate(buildReport({ currency: 'XTS', entries }), policy).outcome).to.equal('hold')
  })
})
