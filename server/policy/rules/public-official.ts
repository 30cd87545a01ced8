import type { Attendee } from '../../report/expense-report.ts'
import { type Decimal, formatMoney, roundedUp } from '../../report/money.ts'
import { areUnlisted, countAttendees, listedWith, nameOf, presentIn, shareOf } from '../facts/attendees.ts'
import { entriesOf, type NamedEntry, postedSum } from '../facts/expenses.ts'
import { type WordFinder, wordFinder } from '../facts/word-finder.ts'
import { type Limits, limits } from '../file/parameters.ts'
import { defineRule, fieldAbsent, judged, notEvaluated, type Remark } from '../rule.ts'

export const publicOfficial = defineRule({
  type: 'public-official',
  summary:
    'A public official is among the attendees of an expense: the attendee type is in a list of words, or one of the words stands in the title or the company. With amounts, only an expense that costs more per person is found. Credits and personal expenses that are not claimed are left alone.',
  fields: ['AttendeeType', 'Title', 'Company', 'PostedAmount', 'AttendeeCount', 'transactionAmount'],
  example:
    'rule: public-official\nseverity: stop\nexceptionCode: OFFICIAL\nwords: [GOVOFF, minister, ministry, police, customs office]\nabove: { USD: 25, EUR: 25 }',
  message: {
    en: '{object}: a public official is among the attendees: {observed}; allowed per person: {limit}.',
    de: '{object}: Unter den Teilnehmern ist ein Amtsträger: {observed}; zulässig pro Person: {limit}.',
    fr: '{object} : un agent public figure parmi les participants : {observed} ; admis par personne : {limit}.',
    es: '{object}: entre los asistentes hay un funcionario público: {observed}; admitido por persona: {limit}.',
  },
  parameters: {
    words: wordFinder.describe(
      'Attendee types, and words of the title or the company, by which a public official is known.',
    ),
    above: limits
      .optional()
      .describe('What is allowed for each person, in the currency of the report; nothing if left out.'),
  },
  untold: () => ({ v4: ['AttendeeType'] }),
  *check(report, { words, above }) {
    for (const named of entriesOf(report)) {
      const attendees = presentIn(listedWith(named.entry))
      if (areUnlisted(named.entry)) {
        yield notEvaluated(`${named.object.label}, has attendees that Concur did not list`)
      }
      if (attendees.some((attendee) => !isDescribed(attendee))) {
        yield report.source === 'v4'
          ? fieldAbsent(report, 'AttendeeType')
          : notEvaluated(`${named.object.label}, has an attendee without type, title and company`)
      }
      const officials = attendees.filter((attendee) => isOfficial(attendee, words))
      if (officials.length > 0) yield* judge(named, officials, above)
    }
  },
})

function isDescribed({ type, title, company }: Attendee): boolean {
  return type !== undefined || title !== undefined || company !== undefined
}

function isOfficial({ type = '', title = '', company = '' }: Attendee, words: WordFinder): boolean {
  return [type, title, company].some((text) => words(text).length > 0)
}

function* judge(
  named: NamedEntry,
  officials: readonly Attendee[],
  above: Limits | undefined,
): Iterable<Remark> {
  const { entry, object } = named
  const claimed = named.claimed
  if (claimed.length === 0) return
  const total = postedSum(claimed)
  if (total === undefined) {
    yield notEvaluated(`${object.label}, has no amount`)
    return
  }
  const { amount, currency } = total
  const limit = above === undefined ? amount.times(0) : above.at(currency, entry.transactionDate)
  if (limit === undefined) {
    yield notEvaluated(`no amount is given for ${currency}`)
    return
  }
  const average = amount.div(Math.max(countAttendees(entry) ?? 1, 1))
  const highest = officials
    .map((official) => shareOf(official, entry) ?? average)
    .reduce((most: Decimal, share) => (share.gt(most) ? share : most))
  const observed = () => {
    const names = officials.map(nameOf).join(', ')
    return `${names}, ${formatMoney({ amount: roundedUp(highest), currency })}`
  }
  yield judged(highest.gt(limit), object, observed, { amount: limit, currency })
}
