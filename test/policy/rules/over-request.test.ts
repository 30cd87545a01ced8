import type { Entry, ExpenseReport } from '../../../server/report/expense-report.ts'
import { buildEntry, buildReport, type Changes, money } from '../../support/build-report.ts'
import { itSays, type RuleCase } from '../apply-rule.ts'

const RULE = 'over-request, byMoreThan: 10%'
const REQUEST = { id: 'nRequest1', approved: money('100') }

const claimed = (...entries: readonly Changes<Entry>[]): ExpenseReport =>
  buildReport({
    source: 'v4',
    entries: entries.map((changes) => buildEntry({ requestExpense: REQUEST, ...changes })),
  })

describe('the rule over-request', () => {
  const cases: readonly RuleCase[] = [
    ['is content at the percentage', RULE, claimed({ posted: money('110.00000000') }), []],
    [
      'finds 0.00000001 more',
      RULE,
      claimed({ posted: money('110.00000001') }),
      ['nEntry0001: 110.00000001 USD | 110.00 USD'],
    ],
    [
      'adds the entries of one request, and finds the last',
      RULE,
      claimed(
        { posted: money('60') },
        {
          posted: money('110'),
          entryId: 'nOther',
          requestExpense: { id: 'nRequest2', approved: money('100') },
        },
        { posted: money('60'), entryId: 'nLast' },
      ),
      ['nLast: 120.00 USD | 110.00 USD'],
    ],
    ['takes a credit off', RULE, claimed({ posted: money('120') }, { posted: money('-10') }), []],
    [
      'leaves personal expenses out of which nothing is paid',
      RULE,
      claimed({ posted: money('120'), isPersonal: true, approved: money('0') }),
      [],
    ],
    ['leaves entries alone that have no request', RULE, claimed({ requestExpense: undefined }), []],
    [
      'says that v1.1 does not tell of requests',
      RULE,
      buildReport(),
      ['cannot tell: not evaluated, field authorizationRequestExpenseId absent from the report (v1.1)'],
    ],
    [
      'cannot tell without an approved amount',
      RULE,
      claimed({ requestExpense: { id: 'nRequest1' } }),
      ['cannot tell: entry 1, Taxi 18.50 USD on 2026-05-19, has a request without an approved amount'],
    ],
    [
      'compares within one currency',
      RULE,
      claimed({ requestExpense: { id: 'nRequest1', approved: money('1', 'EUR') } }),
      ['cannot tell: entry 1, Taxi 18.50 USD on 2026-05-19, has a request in EUR'],
    ],
    [
      'cannot tell without an amount',
      RULE,
      claimed({ posted: undefined, transactionDate: undefined }),
      ['cannot tell: entry 1, Taxi, has no amount'],
    ],
  ]
  itSays(cases)
})
