import type { FoundObject } from '../../record/decision.ts'
import type { Day, Entry } from '../../report/expense-report.ts'
import type { Money } from '../../report/money.ts'
import { claimedEntriesOf, isCredit, reportOf } from '../facts/claims.ts'
import { rangesAround } from '../facts/day-ranges.ts'
import { dayNumber } from '../facts/days.ts'
import { codesOf } from '../file/codes.ts'
import { count } from '../file/parameters.ts'
import { defineRule, judged, notEvaluated, type Remark } from '../rule.ts'

const TYPES = 'expected a list of payment types, such as [CASH]'

const paymentTypes = codesOf('payment type', TYPES)

/**
 * An entry is by company card or in cash, or neither (paid by the company, for example). Of an earlier report only
 * the former is known; what was not by card there counts as cash. Where it is not said which of them an entry is, or was,
 * and that matters, the rule cannot be applied.
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
        'The payment types of company cards. Useful for reports of v4, which does not say of every expense whether it is a card charge.',
      ),
  },
  asksFor(report, { days }) {
    const paid = claimedEntriesOf(report).map(({ entry }) => entry)
    return {
      kind: 'expenses',
      parts: 'entries',
      days: rangesAround(
        paid.map(({ transactionDate }) => transactionDate),
        days,
      ),
      amounts: [...new Set(paid.flatMap(({ posted }) => posted?.amount.toFixed() ?? []))],
    }
  },
  *check(report, { days, cashPaymentTypes, cardPaymentTypes }, { expenses }) {
    const claims = claimedEntriesOf(report).flatMap(({ entry, object }) => {
      const payer = payerOf(entry, cashPaymentTypes, cardPaymentTypes)
      return payer.kinds.length === 0 || isCredit(entry) ? [] : [{ entry, object, payer }]
    })
    const known = noPurchases()
    const perhaps = noPurchases()
    // Of two in this report the cash entry is flagged: it looks for the card charge.
    for (const { entry, object, payer } of claims) {
      const { card } = payer.isSure ? known : perhaps
      if (payer.kinds.includes('card')) note(card, object, entry.posted, entry.transactionDate)
    }
    const amounts = new Set(claims.flatMap(({ entry }) => (entry.posted ? [keyOf(entry.posted)] : [])))
    for (const past of expenses) {
      if (past.posted === undefined || !amounts.has(keyOf(past.posted))) continue
      const place = { label: reportOf(past) }
      if (past.isCardCharge === undefined) {
        for (const kind of KINDS) note(perhaps[kind], place, past.posted, past.day)
      } else note(known[past.isCardCharge ? 'card' : 'cash'], place, past.posted, past.day)
    }
    for (const claim of claims) yield judge(claim, known, perhaps, days)
  },
})

const KINDS = ['card', 'cash'] as const
type Kind = (typeof KINDS)[number]

/** What an entry is or may be; nothing if it is neither. */
interface Payer {
  readonly kinds: readonly Kind[]
  readonly isSure: boolean
}

/** Purchases by what they are. */
type Purchases = Readonly<Record<Kind, Places>>

function noPurchases(): Purchases {
  return { card: new Map(), cash: new Map() }
}

function payerOf(
  { isCreditCardCharge, paymentType }: Entry,
  cash: ReadonlySet<string>,
  card: ReadonlySet<string> | undefined,
): Payer {
  const code = codeOf(paymentType)
  if (isCreditCardCharge === true || card?.has(code)) return { kinds: ['card'], isSure: true }
  if (cash.has(code)) return { kinds: ['cash'], isSure: true }
  const kinds: Kind[] = code === '' ? ['cash'] : []
  if (isCreditCardCharge === undefined && (card === undefined || code === '')) kinds.push('card')
  return { kinds, isSure: false }
}

function codeOf(paymentType = ''): string {
  return paymentType.trim().toUpperCase()
}

interface Claim {
  readonly entry: Entry
  readonly object: FoundObject
  readonly payer: Payer
}

function judge({ entry, object, payer }: Claim, known: Purchases, perhaps: Purchases, days: number): Remark {
  const { transactionDate: day, posted, paymentType } = entry
  const date = day === undefined ? undefined : dayNumber(day)
  if (posted === undefined) return notEvaluated(`${object.label}, has no amount`)
  if (date === undefined) return notEvaluated(`${object.label}, has no valid transaction date`)
  const amount = keyOf(posted)
  const findIn = (purchases: Purchases): string | undefined => {
    for (const kind of payer.kinds) {
      const place = find(purchases[kind === 'card' ? 'cash' : 'card'].get(amount), date, days)
      if (place !== undefined && place !== object && place.label !== object.label) return place.label
    }
    return undefined
  }
  const other = findIn(known)
  if (payer.isSure && other !== undefined) return judged(true, object, other, '1')
  const possible = other ?? findIn(perhaps)
  if (possible === undefined) return judged(false, object, '-', '1')
  if (payer.isSure) return notEvaluated(`whether ${possible} was paid by company card is not said`)
  return codeOf(paymentType) === ''
    ? notEvaluated(`${object.label}, has no payment type`)
    : notEvaluated(`whether ${object.label}, was paid by company card is not said: name cardPaymentTypes`)
}

/** Where a purchase stands, for people. */
interface Place {
  readonly label: string
}

/** Where purchases stand, by amount and day number. */
type Places = Map<string, Map<number, Place>>

function note(purchases: Places, place: Place, posted: Money | undefined, day: Day | undefined): void {
  const date = day === undefined ? undefined : dayNumber(day)
  if (date === undefined || posted === undefined) return
  const amount = keyOf(posted)
  const ofAmount = purchases.get(amount) ?? new Map<number, Place>()
  purchases.set(amount, ofAmount)
  if (!ofAmount.has(date)) ofAmount.set(date, place)
}

/** The nearest one. @param ofAmount The purchases of the amount by their days. */
function find(
  ofAmount: ReadonlyMap<number, Place> | undefined,
  date: number,
  days: number,
): Place | undefined {
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
