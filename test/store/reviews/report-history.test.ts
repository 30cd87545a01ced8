import { expect } from 'chai'
import * as fc from 'fast-check'
import type { KyselyPlugin } from 'kysely'
import { factsKey, matchKey } from '../../../server/policy/facts/fingerprints.ts'
import { historyRecordOf } from '../../../server/policy/facts/history-record.ts'
import type { Decision } from '../../../server/record/decision.ts'
import {
  type HistorySlice,
  NOTHING_KNOWN,
  type PastExpense,
  type RuleHistory,
} from '../../../server/record/history.ts'
import type { ReviewResult } from '../../../server/record/review.ts'
import type { ExpenseReport } from '../../../server/report/expense-report.ts'
import { packFacts, unpackFacts } from '../../../server/report/report-facts.ts'
import { subjectOf } from '../../../server/review/report-status.ts'
import type { Database } from '../../../server/store/database.ts'
import { createInbox } from '../../../server/store/inbox/inbox.ts'
import { readHistory, readSlice } from '../../../server/store/reviews/report-history.ts'
import { createReviews } from '../../../server/store/reviews/reviews.ts'
import { answerOf } from '../../support/build-past-expense.ts'
import { buildEntry, buildItemization, buildReport, money } from '../../support/build-report.ts'
import { forEachEngine, onSqlite } from '../../support/engines.ts'
import { at, callout, claimedAt, RAW } from '../notifications.ts'
import { entriesInMay, whose } from './entries-in-may.ts'

const DECISION: Decision = {
  policyVersion: 'abc',
  enforce: 'act',
  findings: [],
  notEvaluated: [],
  outcome: 'approve',
}

/** Slices that are asked for at once. */
const TOGETHER = 10

/** A report of that id with one taxi ride on that day. */
function ride(
  reportId: string,
  transactionDate: string,
  loginId = 'robin.example@example.com',
): ExpenseReport {
  return buildReport({
    reportId,
    name: `Report ${reportId}`,
    employee: { loginId },
    entries: [buildEntry({ transactionDate })],
  })
}

async function basisOf(report: ExpenseReport) {
  const kept = { historyRecord: historyRecordOf(report), facts: await packFacts(report) }
  return { kept, readingKey: 'k1', stepName: 'SUBMIT' }
}

/** Reviews a report to its end. */
async function reviewed(
  db: Database,
  report: ExpenseReport,
  result: ReviewResult,
  step = 'step',
): Promise<void> {
  const inbox = createInbox(db)
  const reviews = createReviews(db)
  await inbox.receive(callout(`n${report.reportId}${step}`), RAW, at(0))
  const claimed = await claimedAt(inbox, 0)
  const opened = await reviews.open(
    claimed,
    { key: `${report.reportId} ${step}`, subject: subjectOf(report), mode: 'act' },
    at(0),
  )
  if (opened.kind !== 'ours') throw new Error(`the review is ${opened.kind}`)
  await reviews.decided(opened.review, { by: 'policy', decision: DECISION }, await basisOf(report), at(1))
  await reviews.finish(opened.review, result, undefined, at(2))
}

async function reportsSeen(db: Database, report: ExpenseReport, before?: number) {
  const expenses = await entriesInMay(db, report, before)
  return expenses.map(({ reportId }) => reportId).toSorted()
}

/** The same purchases as those of the report, wherever they are. */
async function sameSeen(db: Database, report: ExpenseReport, acrossEmployees = true) {
  const matchKeys = report.entries.flatMap((entry) => matchKey(entry) ?? [])
  const slice = { kind: 'same purchases', matchKeys, acrossEmployees } as const
  const { expenses } = await readSlice(db, whose(report), slice)
  return expenses.map(({ reportId, isSameEmployee }) => `${reportId}${isSameEmployee ? '' : ' of another'}`)
}

describe('the history of a report', () => {
  forEachEngine((engine) => {
    it('is empty where nothing was reviewed, whatever is asked', async () => {
      const db = await engine.open()
      const report = ride('A', '2026-05-19')
      const day = { from: '2026-05-19', to: '2026-05-19' }
      const slices: readonly HistorySlice[] = [
        { kind: 'sent back' },
        { kind: 'same purchases', matchKeys: ['x'], acrossEmployees: true },
        { kind: 'expenses', parts: 'entries', days: [day], vendorKeys: [] },
        { kind: 'sums', parts: 'amounts', days: [] },
        { kind: 'sums', parts: 'amounts', days: [day] },
        { kind: 'spans', within: day, ...day },
      ]

      for (const slice of slices) {
        expect(await readSlice(db, whose(report), slice)).to.deep.equal(NOTHING_KNOWN)
      }
    })

    it('has the expenses of the same employee on the days that are asked for', async () => {
      const db = await engine.open()
      await reviewed(db, ride('EDGE', '2026-05-01'), 'approved')
      await reviewed(db, ride('OLDER', '2026-04-30'), 'approved')
      await reviewed(db, ride('LAST', '2026-05-31'), 'held')
      await reviewed(db, ride('LATER', '2026-06-01'), 'held')

      expect(await reportsSeen(db, ride('NOW', '2026-05-19'))).to.deep.equal(['EDGE', 'LAST'])
    })

    it('has the expenses of others only where they may be the same purchase', async () => {
      const db = await engine.open()
      await reviewed(db, ride('SAME', '2026-05-19', 'kim@example.com'), 'approved')
      await reviewed(db, ride('OTHER', '2026-05-18', 'kim@example.com'), 'approved')
      const now = ride('NOW', '2026-05-19')

      expect(await reportsSeen(db, now)).to.deep.equal([])
      expect(await sameSeen(db, now)).to.deep.equal(['SAME of another'])
      expect(await sameSeen(db, now, false)).to.deep.equal([])
    })

    it('has of many same purchases the newest of the employee and the newest of others', async () => {
      const db = await engine.open()
      for (const [id, login] of [
        ['OTHER1', 'kim@example.com'],
        ['OWN1', undefined],
        ['OWN2', undefined],
        ['OTHER2', 'lee@example.com'],
      ] as const)
        await reviewed(db, ride(id, '2026-05-19', login), 'approved')

      expect(await sameSeen(db, ride('NOW', '2026-05-19'))).to.deep.equal(['OWN2', 'OTHER2 of another'])
    })

    it('answers each rule what it asked for, and no more', async () => {
      const db = await engine.open()
      await reviewed(db, ride('A', '2026-05-10'), 'approved')
      const slice = {
        kind: 'sums',
        parts: 'amounts',
        days: [{ from: '2026-05-01', to: '2026-05-31' }],
      } as const
      const asked = [
        ['of the month', slice],
        ['of taxis', { ...slice, expenseTypes: ['TAXIX'] }],
        ['of hotels', { ...slice, expenseTypes: ['HOTEL'] }],
      ] as const

      const history = await readHistory(db, { ...whose(ride('NOW', '2026-05-19')), slices: asked })

      expect(history.map(([rule, { expenses, sums }]) => [rule, expenses.length, sums.length])).to.deep.equal(
        [
          ['of the month', 0, 1],
          ['of taxis', 0, 1],
          ['of hotels', 0, 0],
        ],
      )
    })

    it('knows an employee whatever the case of the login', async () => {
      const db = await engine.open()
      await reviewed(db, ride('A', '2026-05-10', 'Robin.Example@Example.com'), 'approved')

      expect(await reportsSeen(db, ride('NOW', '2026-05-19'))).to.deep.equal(['A'])
    })

    it('leaves out the report itself and what is with its employee again', async () => {
      const db = await engine.open()
      await reviewed(db, ride('NOW', '2026-05-19'), 'approved')
      await reviewed(db, ride('BACK', '2026-05-19'), 'sent back')

      expect(await reportsSeen(db, ride('NOW', '2026-05-19'))).to.deep.equal([])
    })

    it('has of a report what its last review saw, each expense once', async () => {
      const db = await engine.open()
      await reviewed(db, ride('A', '2026-05-10'), 'sent back', 'first')
      await reviewed(db, ride('A', '2026-05-11'), 'approved', 'second')

      const expenses = await entriesInMay(db, ride('NOW', '2026-05-19'))

      expect(expenses.map(({ day }) => day)).to.deep.equal(['2026-05-11'])
    })

    it('is what was known before a review, for replaying it', async () => {
      const db = await engine.open()
      await reviewed(db, ride('A', '2026-05-10'), 'approved')
      await reviewed(db, ride('NOW', '2026-05-19'), 'approved')
      await reviewed(db, ride('B', '2026-05-11'), 'approved')

      expect(await reportsSeen(db, ride('NOW', '2026-05-19'), 2)).to.deep.equal(['A'])
    })

    it('tells how the report was when it was sent back last', async () => {
      const db = await engine.open()
      const report = ride('NOW', '2026-05-19')
      await reviewed(db, report, 'sent back')

      expect(await readSlice(db, whose(report), { kind: 'sent back' })).to.deep.equal({
        ...NOTHING_KNOWN,
        sentBackAs: factsKey(report),
      })
    })

    it('has every amount once or the entries, amounts exact', async () => {
      const db = await engine.open()
      const itemizations = [
        buildItemization({ posted: money('0.00000001') }),
        buildItemization({ posted: money('99999999999.99999999'), transactionDate: undefined }),
      ]
      const entry = buildEntry({ itemizations, transactionDate: '2026-05-10', isCreditCardCharge: true })
      await reviewed(db, buildReport({ reportId: 'A', entries: [entry] }), 'approved')
      const seen = async (parts: 'entries' | 'amounts') => {
        const days = [{ from: '2026-05-10', to: '2026-05-19' }]
        const slice = { kind: 'expenses', parts, days } as const
        const { expenses } = await readSlice(db, whose(ride('NOW', '2026-05-19')), slice)
        return expenses.map(({ type, isItemized, posted, day, isCardCharge }) => [
          type,
          isItemized,
          posted?.amount.toFixed(),
          day,
          isCardCharge,
        ])
      }

      expect(await seen('entries')).to.deep.equal([['Entry', true, '18.5', '2026-05-10', true]])
      expect(await seen('amounts')).to.deep.equal([
        ['Itemization', false, '0.00000001', '2026-05-19', true],
        ['Itemization', false, '99999999999.99999999', '2026-05-10', true],
      ])
    })

    it('tells whether it was a card charge, or that nobody said', async () => {
      const db = await engine.open()
      for (const [reportId, isCreditCardCharge] of [
        ['A', true],
        ['B', false],
        ['C', undefined],
      ] as const) {
        const entry = buildEntry({ transactionDate: '2026-05-10', isCreditCardCharge })
        await reviewed(db, buildReport({ reportId, entries: [entry] }), 'approved')
      }

      const expenses = await entriesInMay(db, ride('NOW', '2026-05-19'))

      expect(expenses.map(({ reportId, isCardCharge }) => [reportId, isCardCharge])).to.have.deep.members([
        ['A', true],
        ['B', false],
        ['C', undefined],
      ])
    })

    it('keeps the whole report for replaying it', async () => {
      const db = await engine.open()
      const report = buildReport({
        total: money('18.50000000'),
        entries: [buildEntry({ vendor: 'Zoë’s Cabs' })],
      })
      await reviewed(db, report, 'approved')

      const { facts, version } = await db.selectFrom('report_facts').selectAll().executeTakeFirstOrThrow()

      expect(await unpackFacts(facts, version)).to.deep.equal(report)
    })

    it('has up to 10,000 expenses, the newest, and says so where there are more; sums have all', async () => {
      const db = await engine.open()
      const entries = Array.from({ length: 10_001 }, (_, index) =>
        buildEntry({ entryId: `n${index}`, posted: money(`${index + 1}.25`) }),
      )
      const report = buildReport({ reportId: 'BIG', entries })
      await reviewed(db, report, 'approved')
      const days = [{ from: '2026-05-19', to: '2026-05-19' }]
      const now = whose(ride('NOW', '2026-05-19'))
      const all = { kind: 'expenses', parts: 'entries', days } as const
      const amounts = entries.slice(1).map(({ posted }) => posted?.amount.toFixed() ?? '')
      const matchKeys = entries.flatMap((entry) => matchKey(entry) ?? [])

      const some = await readSlice(db, now, all)
      const { sums, isIncomplete } = await readSlice(db, now, { ...all, kind: 'sums' })
      const same = await readSlice(db, now, { kind: 'same purchases', matchKeys, acrossEmployees: true })
      const ofAmounts = await readSlice(db, now, { ...all, amounts })
      const most = await readSlice(db, now, {
        kind: 'same purchases',
        matchKeys: matchKeys.slice(1),
        acrossEmployees: true,
      })

      expect([
        some.isIncomplete,
        some.expenses.length,
        some.expenses[0]?.posted?.amount.toFixed(),
      ]).to.deep.equal([true, 10_000, '2.25'])
      expect([same.isIncomplete, same.expenses.length]).to.deep.equal([true, 10_000])
      expect([most.isIncomplete, most.expenses.length]).to.deep.equal([false, 10_000])
      expect([ofAmounts.isIncomplete, ofAmounts.expenses.length]).to.deep.equal([false, 10_000])
      expect([isIncomplete, sums.map(({ parts, sum }) => [parts, sum.toFixed()])]).to.deep.equal([
        false,
        [[10_001, '50017501.25']],
      ])
    })

    it('is what plain code finds among all expenses, sums to the last decimal', async () => {
      const db = await engine.open()
      const others = fc.sample(otherReport, { numRuns: 60, seed: SEED })
      const expenses: PastExpense[] = []
      for (const [index, { login, isSentBack, entries }] of others.entries()) {
        const report = buildReport({
          reportId: `R${index}`,
          name: 'Trip',
          employee: { loginId: login },
          entries,
        })
        await reviewed(db, report, isSentBack ? 'sent back' : 'approved')
        if (!isSentBack) expenses.push(...pastOf(report))
      }
      const now = whose(buildReport({ reportId: 'NOW', employee: { loginId: 'a' } }))

      const slices = fc.sample(sliceAmong(expenses), { numRuns: 150, seed: SEED })
      const alone: RuleHistory[] = []
      for (const slice of slices) {
        const [known, expected] = [await readSlice(db, now, slice), answerOf(slice, { expenses })]
        for (const part of ['expenses', 'sums', 'spans'] as const)
          expect(plain(known[part]), slice.kind).to.have.deep.members(plain(expected[part]))
        alone.push(known)
      }

      // What is asked at once is found in what others ask for.
      for (let first = 0; first < slices.length; first += TOGETHER) {
        const asked = slices.slice(first, first + TOGETHER).map((slice) => ['', slice] as const)
        const together = await readHistory(db, { ...now, slices: asked })
        expect(together.map(([, known]) => known)).to.deep.equal(alone.slice(first, first + TOGETHER))
      }
    })
  })

  onSqlite((engine) => {
    it('is found through indexes', async () => {
      const db = await engine.open()
      const days = [{ from: '2026-05-01', to: '2026-05-31' }]
      const plan: string[] = []
      const explained = db.withPlugin(explaining(plan))

      for (const slice of [
        { kind: 'same purchases', matchKeys: ['x'], acrossEmployees: true },
        { kind: 'expenses', parts: 'entries', days },
        { kind: 'sums', parts: 'amounts', days, expenseTypes: ['HOTEL'] },
        {
          kind: 'spans',
          within: { from: '2026-02-01', to: '2026-08-01' },
          from: '2026-05-19',
          to: '2026-05-19',
        },
      ] as const)
        await readSlice(explained, whose(ride('NOW', '2026-05-19')), slice)

      const indexes = plan.flatMap((step) => /^SEARCH e USING INDEX (\w+)/.exec(step)?.[1] ?? [])
      expect(indexes).to.deep.equal([
        'past_expense_match',
        'past_expense_employee',
        'past_expense_type',
        'past_expense_employee',
      ])
      expect(plan.filter((step) => /^SCAN (e|x|r)\b/.test(step))).to.deep.equal([])
    })
  })
})

/** Has SQLite say how it would run a statement, instead of running it. */
function explaining(plan: string[]): KyselyPlugin {
  return {
    transformQuery: ({ node }) => {
      if (node.kind !== 'RawNode') return node
      const [first = '', ...others] = node.sqlFragments
      return { ...node, sqlFragments: [`explain query plan ${first}`, ...others] }
    },
    transformResult: ({ result }) => {
      plan.push(...result.rows.flatMap(({ detail }) => (typeof detail === 'string' ? detail : [])))
      return Promise.resolve({ ...result, rows: [] })
    },
  }
}

const SEED = 20_260_519
const days = ['2026-05-17', '2026-05-18', '2026-05-19', '2026-05-20', '2026-06-02']
const day = fc.constantFrom(...days)
/** Short and long ones, credits, and more digits than an integer has. */
const amount = fc.constantFrom(
  '0',
  '18.5',
  '7',
  '-0.5',
  '-12.75',
  '0.00000001',
  '0.000000001',
  '999999999999.99999999',
  '-999999999999.99999999',
  '1000000000000',
  '123456789012345678901234567890.123456789012',
  '-1e29',
)
const expense = {
  transactionDate: fc.option(day, { nil: undefined }),
  expenseType: fc.constantFrom('TAXIX', 'HOTEL', 'LUNCH').map((code) => ({ code })),
  posted: fc.option(
    fc.tuple(amount, fc.constantFrom('USD', 'EUR')).map(([text, currency]) => money(text, currency)),
    { nil: undefined },
  ),
}
const otherReport = fc.record({
  login: fc.constantFrom('a', 'a', 'b'),
  isSentBack: fc.integer({ min: 0, max: 5 }).map((chance) => chance === 0),
  entries: fc.array(
    fc
      .record({
        ...expense,
        vendor: fc.constantFrom('Cab', 'Inn', undefined),
        hasMissingReceiptDeclaration: fc.constantFrom(true, false, undefined),
        isCreditCardCharge: fc.constantFrom(true, false, undefined),
        itemizations: fc.array(fc.record(expense).map(buildItemization), { maxLength: 2 }),
      })
      .map(buildEntry),
    { minLength: 1, maxLength: 12 },
  ),
})

/** What a later report of `a` is compared with. */
function pastOf(report: ExpenseReport): readonly PastExpense[] {
  const { reportId, name, employee } = report
  return historyRecordOf(report).expenses.map(({ amount: text, currency, ...kept }) => ({
    ...kept,
    reportId,
    ...(name !== undefined && { reportName: name }),
    isSameEmployee: employee.loginId === 'a',
    ...(text !== undefined && currency !== undefined && { posted: money(text, currency) }),
  }))
}

function sliceAmong(expenses: readonly PastExpense[]): fc.Arbitrary<HistorySlice> {
  const range = fc.tuple(day, day).map(([one, other]) => ({
    from: one < other ? one : other,
    to: one < other ? other : one,
  }))
  const own = {
    days: fc.array(range, { minLength: 1, maxLength: 3 }),
    parts: fc.constantFrom('entries' as const, 'amounts' as const),
    expenseTypes: someOf(['TAXIX', 'HOTEL', 'LUNCH']),
  }
  const requiredKeys: ('kind' | 'days' | 'parts')[] = ['kind', 'days', 'parts']
  return fc.oneof(
    fc.record(
      {
        kind: fc.constant('expenses' as const),
        ...own,
        vendorKeys: someOf(expenses.map(({ vendorKey }) => vendorKey)),
        amounts: someOf(expenses.map(({ posted }) => posted?.amount.toFixed())),
      },
      { requiredKeys },
    ),
    fc.record({ kind: fc.constant('sums' as const), ...own }, { requiredKeys }),
    fc.tuple(range, range).map(([within, { from, to }]) => ({ kind: 'spans' as const, within, from, to })),
    fc.record({
      kind: fc.constant('same purchases' as const),
      matchKeys: someOf(expenses.map(({ matchKey: key }) => key)),
      acrossEmployees: fc.boolean(),
    }),
  )
}

function someOf(values: readonly (string | undefined)[]): fc.Arbitrary<readonly string[]> {
  return fc.subarray([...new Set(values.flatMap((value) => value ?? []))], { minLength: 1 })
}

/** Amounts as text. */
function plain(values: readonly unknown[]): unknown[] {
  return values.map((value): unknown => JSON.parse(JSON.stringify(value)))
}
