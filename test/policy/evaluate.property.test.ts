import { Big } from 'big.js'
import { expect } from 'chai'
import * as fc from 'fast-check'
import { evaluate } from '../../server/policy/evaluate.ts'
import { loadPolicy } from '../../server/policy/load-policy.ts'
import {
  buildAllocation,
  buildAttendee,
  buildEntry,
  buildItemization,
  buildReport,
} from '../support/build-report.ts'

// Ids, codes and days are drawn from few values, so that they meet; texts and amounts can be anything.
const id = fc.constantFrom('n1', 'n2', '__proto__')
const expenseType = fc.record({ code: fc.constantFrom('BUSML', 'HOTEL', 'TAXIX', 'constructor', '') })
const day = fc.option(fc.constantFrom('2026-05-19', '2025-01-01', '2031-12-31', '2026-02-30', 'soon'), {
  nil: undefined,
})
const text = fc.option(fc.string({ unit: 'grapheme' }), { nil: undefined })
const decimal = fc
  .tuple(fc.integer(), fc.integer({ min: -40, max: 90 }))
  .map(([digits, exponent]) => new Big(`${digits}e${exponent}`))
const money = fc.option(
  fc.record({ amount: decimal, currency: fc.constantFrom('USD', 'EUR', 'XTS', '__proto__') }),
  { nil: undefined },
)
const allocations = fc.array(
  fc.record({ percentage: fc.option(decimal, { nil: undefined }) }).map(buildAllocation),
  { maxLength: 3 },
)
const attendees = fc.array(fc.record({ attendeeId: id, isDeleted: fc.boolean() }).map(buildAttendee), {
  maxLength: 3,
})
const expense = {
  expenseType,
  transactionDate: day,
  posted: money,
  approved: money,
  businessPurpose: text,
  isPersonal: fc.boolean(),
  allocations,
  attendees,
}
const itemization = fc.record({ ...expense, itemizationId: id }).map(buildItemization)
const entry = fc
  .record({
    ...expense,
    entryId: id,
    vendor: text,
    receiptImageId: text,
    receiptRequired: fc.boolean(),
    isItemized: fc.boolean(),
    hasAttendees: fc.boolean(),
    attendeeCount: fc.option(fc.nat(), { nil: undefined }),
    itemizations: fc.array(itemization, { maxLength: 3 }),
  })
  .map(buildEntry)
const report = fc
  .record({ purpose: text, submittedAt: day, entries: fc.array(entry, { maxLength: 8 }) })
  .map(buildReport)

describe('a decision on any report', () => {
  it('never throws, is the same each time and obeys the limit of the comment', async () => {
    const policy = await loadPolicy('config/policy.example.yaml')

    fc.assert(
      fc.property(report, (generated) => {
        const decision = evaluate(generated, policy)

        expect(evaluate(generated, policy)).to.deep.equal(decision)
        expect((decision.comment ?? '').length).to.be.at.most(2000)
        expect(decision.comment !== undefined).to.equal(decision.outcome === 'send back')
      }),
      { numRuns: 300 },
    )
  })
})
