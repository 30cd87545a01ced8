import { expect } from 'chai'
import { evaluate } from '../../server/policy/evaluate.ts'
import { parsePolicy } from '../../server/policy/file/parse-policy.ts'
import { listingOfReport, listingOfRequest } from '../../server/review/listing-of.ts'
import { buildEntry, buildReport, money } from '../support/build-report.ts'

const POLICY = parsePolicy(
  `
name: test
outcomes: { low: approve, high: hold }
rules:
  - { rule: purpose-missing, severity: low, on: [entry] }
  - { rule: duplicate-entry, severity: high }
`,
  'policy.yaml',
)

describe('what lists show of a report', () => {
  it('is what is in question, what asks for most, and whether it is claimed twice', () => {
    const same = { vendor: 'City Cabs', posted: money('18.50'), transactionDate: '2026-05-19' }
    const report = buildReport({
      orgUnits: { orgUnit1: 'Sales' },
      custom: { custom7: '4711' },
      country: 'US',
      entries: [
        buildEntry({ entryId: 'e1', businessPurpose: undefined, posted: money('3.00'), vendor: 'Other' }),
        buildEntry({ entryId: 'e2', ...same }),
        buildEntry({ entryId: 'e3', ...same }),
      ],
    })
    const decision = evaluate(report, POLICY)

    expect(decision.findings.map(({ rule }) => rule)).to.deep.equal(['purpose-missing', 'duplicate-entry'])
    expect(listingOfReport(report, decision, POLICY, undefined)).to.deep.equal({
      scope: { currency: 'USD', country: 'US', orgUnits: { orgUnit1: 'Sales' } },
      custom: { custom7: '4711' },
      inQuestion: [{ currency: 'USD', amount: '21.5' }],
      worst: 1,
      isDuplicate: true,
    })
  })
})

describe('what lists show of a travel request', () => {
  const scope = { currency: 'EUR', orgUnits: {} }
  const decision = { policyVersion: 'p1', enforce: 'act', notEvaluated: [], outcome: 'hold' } as const
  const request = { total: money('900.00', 'EUR'), custom: {} }

  it('is all of it where something was found', () => {
    const finding = {
      rule: 'request-amount',
      object: { type: 'Request', id: 'r1', label: 'the request' },
      observed: '900.00',
      limit: '500.00',
      severity: 'high',
      message: 'too much',
      enforce: 'act',
    } as const
    expect(listingOfRequest(request, scope, { ...decision, findings: [finding] }, POLICY)).to.deep.equal({
      scope,
      custom: {},
      inQuestion: [{ currency: 'EUR', amount: '900' }],
      worst: 0,
      isDuplicate: false,
    })
  })

  it('is nothing where nothing was', () => {
    expect(listingOfRequest(request, scope, { ...decision, findings: [] }, POLICY).inQuestion).to.deep.equal(
      [],
    )
  })
})
