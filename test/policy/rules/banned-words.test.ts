import type { Entry, ExpenseReport } from '../../../server/report/expense-report.ts'
import { buildEntry, buildItemization, buildReport, type Changes, money } from '../../support/build-report.ts'
import { itSays, type RuleCase } from '../apply-rule.ts'
import { itRefuses } from './refuses.ts'

const RULE = 'banned-words, words: [gift card, Spa, 酒]'
const WITH_COMMENTS = `${RULE}, comments: true`

const withEntry = (changes: Changes<Entry>): ExpenseReport => buildReport({ entries: [buildEntry(changes)] })

describe('the rule banned-words', () => {
  const cases: readonly RuleCase[] = [
    ['is content without any of the words', RULE, buildReport(), []],
    [
      'finds a word in the vendor, whatever its letter case',
      RULE,
      withEntry({ vendor: 'ALPINE SPA & Resort' }),
      ['nEntry0001: spa | -'],
    ],
    [
      'finds a word in the business purpose and in the name of the expense type, each once',
      RULE,
      withEntry({
        expenseType: { code: 'GIFTX', name: 'Gift-Card' },
        businessPurpose: 'spa, gift card, spa',
      }),
      ['nEntry0001: gift card, spa | -'],
    ],
    [
      'finds a word in an itemization',
      RULE,
      withEntry({ itemizations: [buildItemization({ businessPurpose: 'Spa day' })] }),
      ['nItem0001: spa | -'],
    ],
    [
      'takes whole words only',
      RULE,
      withEntry({ vendor: 'Spain Airlines', businessPurpose: 'gift cards, card gift' }),
      [],
    ],
    ['joins no words of different texts', RULE, withEntry({ vendor: 'Gift', businessPurpose: 'card' }), []],
    [
      'finds a word in a script without blanks',
      RULE,
      withEntry({ businessPurpose: '日本酒代' }),
      ['nEntry0001: 酒 | -'],
    ],
    [
      'leaves a personal expense alone of which nothing is paid',
      RULE,
      withEntry({ vendor: 'Spa', isPersonal: true, approved: money('0') }),
      [],
    ],
    [
      'does not search comments unless told to',
      RULE,
      withEntry({ hasComments: true, comments: ['spa'] }),
      [],
    ],
    [
      'searches comments where told to',
      WITH_COMMENTS,
      withEntry({ hasComments: true, comments: ['fine', 'a day at the spa'] }),
      ['nEntry0001: spa | -'],
    ],
    [
      'says that v1.1 only counts comments',
      WITH_COMMENTS,
      withEntry({ hasComments: true, itemizations: [buildItemization({ hasComments: true })] }),
      ['cannot tell: not evaluated, field comment absent from the report (v1.1)'],
    ],
    ['needs no texts where there is no comment', WITH_COMMENTS, buildReport(), []],
  ]
  itSays(cases)
  itRefuses("banned-words, words: [gift, '--']", 'expected words with letters or digits')
})
