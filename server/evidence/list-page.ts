import type { ReviewLine } from '../record/review-line.ts'
import { type Decimal, formatMoney, parseDecimal, sumOf } from '../report/money.ts'
import { html, render } from './html.ts'
import { amount, facts, link, page, section, table, time } from './page.ts'
import { folderOf } from './paths.ts'
import { nounOf, totalOf } from './review-page.ts'
import type { Gone } from './what-is-gone.ts'

/** A review, as the list has it. */
export interface ListedReview
  extends Pick<
    ReviewLine,
    | 'id'
    | 'objectType'
    | 'reportId'
    | 'reportName'
    | 'employee'
    | 'total'
    | 'currency'
    | 'result'
    | 'decidedBy'
    | 'policyVersion'
    | 'startedAt'
    | 'finishedAt'
  > {
  readonly gone: readonly Gone[]
}

/** What the list says of itself. */
export interface ListPage {
  /** `reviews that began from 2026-11-01 to 2026-11-30`. */
  readonly title: string
  readonly madeAt: Date
  readonly madeBy: string
}

/** The page that leads to those of many reviews. */
export function listPage(reviews: readonly ListedReview[], { title, madeAt, madeBy }: ListPage): string {
  const results = Map.groupBy(reviews, ({ result }) => result ?? 'open')
  const content = html`${facts([
    ['Reviews', reviews.length],
    ...[...results].map(([result, those]) => [`– ${result}`, those.length] as const),
    ['Totals', totalsOf(reviews).join(', ')],
    ['Not all is here', `${reviews.filter(({ gone }) => gone.length > 0).length} reviews`],
    ['Made', html`${time(madeAt)} by ${madeBy}`],
    ['Hashes of all files', link('manifest.json')],
  ])}
${section(
  'Reviews',
  table(
    ['Review', 'Began', 'Object', 'Name', 'Employee', 'Total', 'Result', 'By', 'Policy', 'Ended', 'Not here'],
    reviews.map((review) => [
      link(`${folderOf(review.id)}/index.html`, String(review.id)),
      time(review.startedAt),
      `${nounOf(review)} ${review.reportId}`,
      review.reportName,
      review.employee,
      amount(totalOf(review)),
      review.result ?? 'open',
      review.decidedBy,
      review.policyVersion,
      time(review.finishedAt),
      review.gone.map(({ what }) => what).join('; '),
    ]),
  ),
)}`
  return render(page(`Evidence: ${title}`, content))
}

/** One for each currency: amounts of two are never added. */
function totalsOf(reviews: readonly ListedReview[]): readonly string[] {
  const byCurrency = Map.groupBy(reviews, ({ currency }) => currency)
  return [...byCurrency].flatMap(([currency, those]) => {
    const amounts = those.flatMap(({ total }): readonly Decimal[] => {
      const read = total === null ? undefined : parseDecimal(total)
      return read === undefined ? [] : [read]
    })
    return amounts.length === 0 ? [] : [formatMoney({ amount: sumOf(amounts), currency })]
  })
}
