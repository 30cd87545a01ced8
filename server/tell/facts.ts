import type { News, ReviewNews } from '../record/news.ts'
import type { Composing, Fact } from './message.ts'
import { ageText, moneyText, oneLine, timeText } from './message-text.ts'
import type { Texts } from './texts/texts.ts'

const MAX_NAME = 80
const MAX_PERSON = 60
const MAX_REASON = 300

/** Names a report in one line: `Trip to Rome, 129.00 USD, Lovelace, Ada`. */
export function whatOf(
  { reviewId, reportName, reportId, total, currency, employee }: ReviewNews,
  texts: Texts,
): string {
  return [
    oneLine(reportName ?? '', MAX_NAME) || oneLine(reportId, MAX_NAME) || String(reviewId),
    ...(total === null ? [] : [moneyText(texts, total, currency)]),
    ...(employee === null ? [] : [oneLine(employee, MAX_PERSON)]),
  ].join(', ')
}

/** What is known of a review, a line each. */
export function reviewFacts(
  { at, review }: Extract<News, { readonly review: unknown }>,
  texts: Texts,
  { timeZone }: Pick<Composing, 'timeZone'>,
): readonly Fact[] {
  const { labels } = texts
  const { heldAt } = review
  const name = oneLine(review.reportName ?? '', MAX_NAME)
  const id = oneLine(review.reportId, MAX_NAME)
  const facts = [
    {
      label: review.objectType === 'TRAVELREQ' ? labels.request : labels.report,
      value: name === '' ? id : `${name} (${id})`,
    },
    { label: labels.employee, value: oneLine(review.employee ?? '', MAX_PERSON) },
    {
      label: labels.total,
      value: review.total === null ? '' : moneyText(texts, review.total, review.currency),
    },
    {
      label: labels.heldSince,
      value:
        heldAt === undefined ? '' : `${timeText(texts, heldAt, timeZone)} (${ageText(texts, heldAt, at)})`,
    },
    { label: labels.step, value: oneLine(review.stepName ?? '', MAX_NAME) },
    { label: labels.assignee, value: oneLine(review.assignee ?? texts.unassigned, MAX_PERSON) },
  ]
  return facts.filter(({ value }) => value !== '')
}

/** Why somebody acted so, or why it came to nothing. */
export function actedFacts(reason: string | undefined, { labels }: Texts): readonly Fact[] {
  const value = oneLine(reason ?? '', MAX_REASON)
  return value === '' ? [] : [{ label: labels.reason, value }]
}

/** Since when something is wrong. */
export function alertFacts(
  { since, at }: Pick<Extract<News, { readonly kind: 'alert' }>, 'since' | 'at'>,
  texts: Texts,
  timeZone: string,
): readonly Fact[] {
  const value = `${timeText(texts, since, timeZone)} (${ageText(texts, since, at)})`
  return [{ label: texts.labels.since, value }]
}
