import type { Entry, ExpenseReport } from '../../../server/report/expense-report.ts'
import { buildEntry, buildItemization, buildReport, type Changes, money } from '../../support/build-report.ts'
import { itSays, type RuleCase } from '../apply-rule.ts'

const withEntry = (changes: Changes<Entry>): ExpenseReport => buildReport({ entries: [buildEntry(changes)] })

describe('the rule personal-claimed', () => {
  const personalItem = buildItemization({ isPersonal: true })
  const cases: readonly RuleCase[] = [
    ['is content where nothing is personal', 'personal-claimed', buildReport(), []],
    [
      'is content where nothing of it is approved',
      'personal-claimed',
      withEntry({ isPersonal: true, approved: money('0E-8') }),
      [],
    ],
    [
      'finds the smallest amount',
      'personal-claimed',
      withEntry({ isPersonal: true, approved: money('0.00000001') }),
      ['nEntry0001: 0.00000001 USD | 0.00 USD'],
    ],
    [
      'finds a personal itemization of a business entry',
      'personal-claimed',
      withEntry({ itemizations: [personalItem, buildItemization({ itemizationId: 'nItem0002' })] }),
      ['nItem0001: 18.50 USD | 0.00 USD'],
    ],
    [
      'sums the itemizations of a personal entry',
      'personal-claimed',
      withEntry({ isPersonal: true, approved: undefined, itemizations: [personalItem, personalItem] }),
      ['nEntry0001: 37.00 USD | 0.00 USD'],
    ],
    [
      'cannot tell without an approved amount',
      'personal-claimed',
      withEntry({ isPersonal: true, approved: undefined }),
      ['cannot tell: entry 1, Taxi 18.50 USD on 2026-05-19, has no approved amount'],
    ],
  ]
  itSays(cases)
})
