import type { Entry, Itemization } from '../../report/expense-report.ts'
import { expensesOf, isClaimed } from '../facts/expenses.ts'
import { wordFinder } from '../facts/word-finder.ts'
import { yesNo } from '../file/parameters.ts'
import { defineRule, fieldAbsent, judged } from '../rule.ts'

export const bannedWords = defineRule({
  type: 'banned-words',
  summary:
    'One of a list of words stands in the name of the expense type, the vendor or the business purpose of an entry or itemization, or in a comment. Only whole words count, whatever their letter case: gift does not find gifts. Personal expenses that are not claimed are left alone.',
  fields: ['ExpName', 'ExpenseName', 'VendorDescription', 'BusinessPurpose', 'HasComments', 'comment'],
  example:
    'rule: banned-words\nseverity: warning\nexceptionCode: WORDING\nwords: [gift card, casino, spa, traffic fine]',
  message: {
    en: '{object}: contains wording that the expense policy excludes: {observed}.',
    de: '{object}: enthält Angaben, die nach der Spesenrichtlinie ausgeschlossen sind: {observed}.',
    fr: '{object} : contient des termes exclus par la politique de frais : {observed}.',
    es: '{object}: contiene términos excluidos por la política de gastos: {observed}.',
  },
  parameters: {
    words: wordFinder.describe('The words, and phrases of several words, that must not occur.'),
    comments: yesNo
      .default(false)
      .describe(
        'Whether comments are searched too; where Concur sends only their number, a person must look.',
      ),
  },
  untold: ({ comments }) => (comments ? { v1: ['comment'] } : {}),
  *check(report, { words, comments: alsoComments }) {
    for (const { expense, object } of expensesOf(report)) {
      if (!isClaimed(expense)) continue
      const comments = alsoComments ? (expense.comments ?? []) : []
      const found = [...new Set([...textsOf(expense), ...comments].flatMap(words))]
      yield judged(found.length > 0, object, found.length > 0 ? found.join(', ') : '-', '-')
      if (alsoComments && expense.hasComments !== false && expense.comments === undefined) {
        yield fieldAbsent(report, 'comment')
      }
    }
  },
})

function textsOf(expense: Entry | Itemization): readonly string[] {
  const vendor = 'vendor' in expense ? expense.vendor : undefined
  return [expense.expenseType.name, vendor, expense.businessPurpose].flatMap((text) => text ?? [])
}
