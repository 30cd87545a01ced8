import { z } from 'zod'
import type { FoundObject } from '../../record/decision.ts'
import type { Day, Entry } from '../../report/expense-report.ts'
import type { Money } from '../../report/money.ts'
import { claimedEntriesOf, isCredit, pastEntriesOf, reportOf } from '../facts/claims.ts'
import { dayNumber } from '../facts/days.ts'
import { count, words } from '../file/parameters.ts'
import { defineRule, fieldAbsent, judged, notEvaluated, type Observation } from '../rule.ts'

const TYPES = 'expected a list of payment types, such as [CASH]'

const paymentTypes = z
  .array(
    words.transform((code) => code.toUpperCase()),
    TYPES,
  )
  .min(1, TYPES)
  .transform((codes): ReadonlySet<string> => new Set(codes))

/**
 * An entry is by company card or in cash, or neither (paid by the company, for example). Of an earlier report only
 * the former is known; what was not by card there counts as cash.
 */
export const cardClaimedAsCash = defineRule({
  type: 'card-claimed-as-cash',
  summary:
    'The same purchase was paid by company card and claimed as cash too: an entry of each kind with the same day and posted amount, both in this report or one in an earlier report of the employee. Within the report the cash entry is flagged. Credits and personal expenses that are not claimed are left alone.',
  fields: ['IsCreditCardCharge', 'PaymentTypeKey', 'TransactionDate', 'PostedAmount', 'IsPersonal'],
  example: 'rule: card-claimed-as-cash\nseverity: error\nexceptionCode: CARDCASH\ndays: 1',
  message: {
    en: '{object}: the same amount was paid by company card and claimed as cash, see {observed}.',
    de: '{object}: derselbe Betrag wurde mit der Firmenkarte bezahlt und als Barauslage abgerechnet, siehe {observed}.',
    fr: '{object} : le même montant a été payé par carte d’entreprise et déclaré en espèces, voir {observed}.',
    es: '{object}: el mismo importe se pagó con la tarjeta de empresa y se declaró en efectivo; véase {observed}.',
  },
  parameters: {
    days: count
      .refine((days) => days <= 31, 'expected at most 31 days')
      .default(0)
      .describe(
        'How many days the two may lie apart, at most 31; a card is often charged later. Without it they are of one day.',
      ),
    cashPaymentTypes: paymentTypes
      .default(new Set(['CASH']))
      .describe('The payment types of what employees paid themselves; without it CASH.'),
    cardPaymentTypes: paymentTypes
      .optional()
      .describe(
        'The payment types of company cards. Needed for reports of v4, which has no field of its own for a card charge.',
      ),
  },
  lookBackDays: ({ days }) => days,
  *check(report, { days, cashPaymentTypes, cardPaymentTypes }, history) {
    if (report.source === 'v4' && cardPaymentTypes === undefined) {
      yield fieldAbsent(report, 'IsCreditCardCharge')
      return
    }
    const claims = claimedEntriesOf(report).flatMap(({ entry, object }) => {
      const payer = payerOf(entry, cashPaymentTypes, cardPaymentTypes)
      return payer === 'other' || isCredit(entry) ? [] : [{ entry, object, payer }]
    })
    const cardCharges: Places = new Map()
    const cashClaims: Places = new Map()
    for (const { entry, object, payer } of claims) {
      if (payer === 'card') note(cardCharges, object.label, entry.posted, entry.transactionDate)
    }
    const amounts = new Set(claims.flatMap(({ entry }) => (entry.posted ? [keyOf(entry.posted)] : [])))
    for (const past of pastEntriesOf(history)) {
      if (past.posted === undefined || !amounts.has(keyOf(past.posted))) continue
      note(past.isCardCharge ? cardCharges : cashClaims, reportOf(past), past.posted, past.day)
    }
    for (const claim of claims) yield judge(claim, claim.payer === 'card' ? cashClaims : cardCharges, days)
  },
})

type Payer = 'card' | 'cash' | 'unknown' | 'other'

function payerOf(
  { isCreditCardCharge, paymentType }: Entry,
  cash: ReadonlySet<string>,
  card: ReadonlySet<string> | undefined,
): Payer {
  const code = paymentType?.trim().toUpperCase() ?? ''
  if (isCreditCardCharge || card?.has(code)) return 'card'
  if (code === '') return 'unknown'
  return cash.has(code) ? 'cash' : 'other'
}

function judge(
  { entry, object, payer }: { readonly entry: Entry; readonly object: FoundObject; readonly payer: Payer },
  others: Places,
  days: number,
): Observation {
  const { transactionDate: day, posted } = entry
  const date = day === undefined ? undefined : dayNumber(day)
  if (posted === undefined) return notEvaluated(`${object.label}, has no amount`)
  if (date === undefined) return notEvaluated(`${object.label}, has no valid transaction date`)
  const other = find(others, posted, date, days)
  return payer === 'unknown' && other !== undefined
    ? notEvaluated(`${object.label}, has no payment type`)
    : judged(other !== undefined, object, other ?? '-', '1')
}

/** Where purchases stand, for people, by amount and day number. */
type Places = Map<string, Map<number, string>>

function note(purchases: Places, place: string, posted: Money | undefined, day: Day | undefined): void {
  const date = day === undefined ? undefined : dayNumber(day)
  if (date === undefined || posted === undefined) return
  const ofAmount = purchases.get(keyOf(posted)) ?? new Map<number, string>()
  purchases.set(keyOf(posted), ofAmount)
  if (!ofAmount.has(date)) ofAmount.set(date, place)
}

/** The nearest one of that amount. */
function find(purchases: Places, posted: Money, date: number, days: number): string | undefined {
  const ofAmount = purchases.get(keyOf(posted))
  if (ofAmount === undefined) return undefined
  for (let apart = 0; apart <= days; apart += 1) {
    const place = ofAmount.get(date - apart) ?? ofAmount.get(date + apart)
    if (place !== undefined) return place
  }
  return undefined
}

function keyOf({ amount, currency }: Money): string {
  return `${amount.toFixed()} ${currency}`
}
