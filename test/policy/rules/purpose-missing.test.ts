import type { Entry, ExpenseReport } from '../../../server/report/expense-report.ts'
import { buildEntry, buildItemization, buildReport, type Changes, money } from '../../support/build-report.ts'
import { itSays, type RuleCase } from '../apply-rule.ts'

const withEntry = (changes: Changes<Entry>): ExpenseReport => buildReport({ entries: [buildEntry(changes)] })

describe('the rule purpose-missing', () => {
  const ENTRY = 'purpose-missing, on: [entry]'
  const EMPTY = `${ENTRY}, emptyWords: [Expense, misc, n/a, business trip]`
  const blank = buildItemization({ itemizationId: 'nItemBlank', businessPurpose: '  ' })
  const cases: readonly RuleCase[] = [
    [
      'is content where report and entries have one',
      'purpose-missing, on: [report, entry]',
      buildReport(),
      [],
    ],
    [
      'finds a report without one',
      'purpose-missing, on: [report]',
      buildReport({ purpose: undefined }),
      ['nReportKey0001: - | 1'],
    ],
    [
      'takes blanks for nothing',
      'purpose-missing, on: [report, entry]',
      buildReport({ purpose: ' \t', entries: [buildEntry({ businessPurpose: '\u00a0\n' })] }),
      ['nReportKey0001: - | 1', 'nEntry0001: - | 1'],
    ],
    ['looks only where it is told to', ENTRY, buildReport({ purpose: undefined }), []],
    ['takes a single letter', ENTRY, withEntry({ businessPurpose: 'x' }), []],
    [
      'is content where the itemizations of an entry have one',
      ENTRY,
      withEntry({ businessPurpose: undefined, itemizations: [buildItemization()] }),
      [],
    ],
    [
      'is content where only the entry of blank itemizations has one',
      ENTRY,
      withEntry({ itemizations: [blank] }),
      [],
    ],
    [
      'finds the itemization that has none',
      ENTRY,
      withEntry({ businessPurpose: undefined, itemizations: [buildItemization(), blank] }),
      ['nItemBlank: - | 1'],
    ],
    [
      'asks each itemization for words of its own only where the entry has no purpose',
      `${ENTRY}, minWords: 3`,
      withEntry({
        businessPurpose: 'Two words',
        itemizations: [buildItemization({ businessPurpose: 'Two' })],
      }),
      ['nEntry0001: Two words | 3'],
    ],
    [
      'takes exactly as many words as are needed',
      `${ENTRY}, minWords: 4`,
      withEntry({ businessPurpose: 'Ride to the client' }),
      [],
    ],
    [
      'finds one word less',
      `${ENTRY}, minWords: 5`,
      withEntry({ businessPurpose: ' Ride to the client ' }),
      ['nEntry0001: Ride to the client | 5'],
    ],
    [
      'counts words that are written without blanks',
      `${ENTRY}, minWords: 2`,
      withEntry({ businessPurpose: '顧客訪問' }),
      [],
    ],
    ['takes signs for no word', ENTRY, withEntry({ businessPurpose: '-- ...' }), ['nEntry0001: -- ... | 1']],
    [
      'finds a purpose of words that say nothing, however they are written',
      EMPTY,
      withEntry({ businessPurpose: 'MISC. (expense) n/a' }),
      ['nEntry0001: MISC. (expense) n/a | 1'],
    ],
    [
      'finds a purpose that is a phrase that says nothing',
      EMPTY,
      withEntry({ businessPurpose: 'Business  Trip' }),
      ['nEntry0001: Business  Trip | 1'],
    ],
    ['takes one word that says something', EMPTY, withEntry({ businessPurpose: 'expense: toner' }), []],
    [
      'does not count the words that say nothing',
      `${EMPTY}, minWords: 2`,
      withEntry({ businessPurpose: 'expense misc toner' }),
      ['nEntry0001: expense misc toner | 2'],
    ],
    [
      'asks for none for a personal expense of which nothing is approved',
      ENTRY,
      withEntry({ businessPurpose: undefined, isPersonal: true, approved: money('0') }),
      [],
    ],
  ]
  itSays(cases)
})

describe('the rule purpose-missing with a list of words', () => {
  const cases: readonly RuleCase[] = [
    [
      'takes the column of its name',
      'purpose-missing, on: [entry], emptyWords: { list: empty }',
      withEntry({ businessPurpose: 'Divers' }),
      ['nEntry0001: Divers | 1'],
    ],
  ]
  itSays(cases, { empty: 'empty;language\ndivers;fr\nVerschiedenes;de\n' })
})
