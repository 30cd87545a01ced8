import { Big } from 'big.js'
import { expect } from 'chai'
import * as fc from 'fast-check'
import { applyRules, evaluate } from '../../server/policy/evaluate.ts'
import { factsKey, matchKey, vendorKey } from '../../server/policy/facts/fingerprints.ts'
import type { Policy } from '../../server/policy/policy.ts'
import { RULES } from '../../server/policy/rules/catalogue.ts'
import { loadPolicy } from '../../server/policy-file/load-policy.ts'
import type { ExpenseReport } from '../../server/report/expense-report.ts'
import { historyOf, type Past } from '../support/build-past-expense.ts'
import {
  buildAllocation,
  buildAttendee,
  buildEntry,
  buildItemization,
  buildReport,
} from '../support/build-report.ts'
import { exampleOf } from './example-of.ts'

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
  .record({
    source: fc.constantFrom('v1.1' as const, 'v4' as const),
    purpose: text,
    submittedAt: day,
    startDate: day,
    endDate: day,
    total: money,
    totalClaimed: money,
    personalExpenses: money,
    entries: fc.array(entry, { maxLength: 8 }),
  })
  .map(buildReport)

/** Every rule of the catalogue, as its own example has it. */
const examples: Policy = {
  ...exampleOf({ example: 'rule: personal-claimed\nseverity: error' }),
  rules: RULES.flatMap((rule) => exampleOf(rule).rules),
}

/** The report again, as another one of the same employee or of somebody else. */
function pastOf(other: ExpenseReport, isSameEmployee: boolean): Past {
  const expenses = other.entries.flatMap((each) =>
    [each, ...each.itemizations].map((part) => ({
      part,
      match: matchKey(part, each),
      vendor: vendorKey(each),
    })),
  )
  return {
    expenses: expenses.map(({ part, match, vendor }) => ({
      reportId: 'OTHER',
      type: 'entryId' in part ? 'Entry' : 'Itemization',
      isItemized: 'itemizations' in part && part.itemizations.length > 0,
      isSameEmployee,
      expenseType: part.expenseType.code,
      isCardCharge: false,
      ...(part.transactionDate !== undefined && { day: part.transactionDate }),
      ...(part.posted !== undefined && { posted: part.posted }),
      ...(match !== undefined && { matchKey: match }),
      ...(vendor !== undefined && { vendorKey: vendor }),
    })),
    sentBackAs: factsKey(other),
  }
}

const circumstances = fc.record({
  stepName: fc.constantFrom('EXTERNAL VALIDATION - POST-SUBMIT', 'PRE-EXTRACT', 'other'),
  past: fc.tuple(report, fc.boolean()).map(([other, isSame]) => pastOf(other, isSame)),
})

describe('a decision on any report', () => {
  it('never throws, is the same each time and obeys the limit of the comment', async () => {
    const policy = await loadPolicy('config/policy.example.yaml')

    fc.assert(
      fc.property(report, circumstances, (generated, { stepName, past }) => {
        const known = { stepName, history: historyOf(generated, policy, past) }
        const decision = evaluate(generated, policy, known)

        expect(evaluate(generated, policy, known)).to.deep.equal(decision)
        expect((decision.comment ?? '').length).to.be.at.most(2000)
        expect(decision.comment !== undefined).to.equal(decision.outcome === 'send back')
      }),
      { numRuns: 200 },
    )
  })

  it('is taken by every rule of the catalogue without a throw, the same each time', () => {
    fc.assert(
      fc.property(report, circumstances, (generated, { stepName, past }) => {
        const known = { stepName, history: historyOf(generated, examples, past) }
        const said = applyRules(generated, examples, known).map(({ observations }) => observations)

        expect(applyRules(generated, examples, known).map(({ observations }) => observations)).to.deep.equal(
          said,
        )
        expect(said).to.have.length(examples.rules.length)
      }),
      { numRuns: 200 },
    )
  })
})
