import { Big } from 'big.js'
import type { FoundObject } from '../../record/decision.ts'
import type { PastExpense } from '../../record/history.ts'
import type { Entry } from '../../report/expense-report.ts'
import type { Decimal, Money } from '../../report/money.ts'
import { claimedEntriesOf, isCredit } from '../facts/claims.ts'
import { rangesAround } from '../facts/day-ranges.ts'
import { dayNumber } from '../facts/days.ts'
import { vendorKey, vendorKeys } from '../facts/fingerprints.ts'
import { addend, showSum } from '../facts/shown-sum.ts'
import { expenseTypes } from '../file/codes.ts'
import { count, type Limits, limits } from '../file/parameters.ts'
import { defineRule, hit, kept, notEvaluated, type Remark } from '../rule.ts'

/** An entry, here or in an earlier report. */
interface Purchase {
  /** Of its vendor and currency. */
  readonly key: string
  /** Counted in days. */
  readonly date: number
  readonly posted: Money
  /** Of the report that is judged. */
  readonly own?: { readonly object: FoundObject; readonly vendor: string; readonly limit: Money }
}

/** Each finding is about all the purchases that belong together; the last of them in this report is flagged. */
export const splitPurchase = defineRule({
  type: 'split-purchase',
  summary:
    'Several entries of the same vendor on one day, or within some days, are each at or below a limit and together above it, earlier reports of the employee included. Credits and personal expenses that are not claimed are left alone.',
  fields: ['VendorDescription', 'TransactionDate', 'PostedAmount', 'ExpKey', 'IsPersonal'],
  example:
    'rule: split-purchase\nseverity: warning\nexceptionCode: SPLIT\nlimit: { USD: 500, EUR: 500 }\ndays: 1',
  message: {
    en: '{object}: purchases from one vendor sum to {observed}, each of them at most {limit}; a purchase may not be split.',
    de: '{object}: Käufe bei einem Anbieter ergeben zusammen {observed}, einzeln jeweils höchstens {limit}; ein Kauf darf nicht aufgeteilt werden.',
    fr: '{object} : des achats chez un même fournisseur totalisent {observed}, chacun de {limit} au plus ; un achat ne doit pas être fractionné.',
    es: '{object}: las compras a un mismo proveedor suman {observed}, cada una de {limit} como máximo; una compra no debe fraccionarse.',
  },
  parameters: {
    limit: limits.describe('The limit that a purchase is split to stay within, per currency of the report.'),
    days: count
      .default(0)
      .describe(
        'How many days the first and the last of them may lie apart; without it they are of one day.',
      ),
    expenseTypes: expenseTypes
      .optional()
      .describe('The expense types that are looked at; without it all of them.'),
  },
  asksFor(report, { days, expenseTypes: types }) {
    const bought = claimedEntriesOf(report, types).map(({ entry }) => entry)
    return {
      kind: 'expenses',
      parts: 'entries',
      days: rangesAround(
        bought.map(({ transactionDate }) => transactionDate),
        days,
      ),
      vendorKeys: [...new Set(bought.flatMap(vendorKeys))],
      ...(types && { expenseTypes: [...types] }),
    }
  },
  *check(report, { limit, days, expenseTypes: types }, { expenses }) {
    const purchases: Purchase[] = []
    // Many purchases are of few vendors.
    const known = new Map<string, string | undefined>()
    const keyOfPast = new Map<string, string>()
    const vendorKeyOf = (entry: Entry): string | undefined => {
      const { vendor = '' } = entry
      if (known.has(vendor)) return known.get(vendor)
      const key = vendorKey(entry)
      known.set(vendor, key)
      if (key !== undefined) for (const each of vendorKeys(entry)) keyOfPast.set(each, key)
      return key
    }
    for (const { entry, object } of claimedEntriesOf(report, types)) {
      const { transactionDate: day, posted, vendor = '' } = entry
      if (isCredit(entry)) continue
      const date = day === undefined ? undefined : dayNumber(day)
      const key = vendorKeyOf(entry)
      const currency = posted?.currency ?? report.currency
      const amount = limit.at(currency, day)
      if (posted === undefined) yield notEvaluated(`${object.label}, has no amount`)
      else if (date === undefined) yield notEvaluated(`${object.label}, has no valid transaction date`)
      else if (key === undefined) yield notEvaluated(`${object.label}, has no vendor`)
      else if (amount === undefined) yield notEvaluated(`no amount is given for ${currency}`)
      else if (amount.gte(posted.amount)) {
        const own = { object, vendor: vendor.trim(), limit: { amount, currency } }
        purchases.push({ key: `${key} ${currency}`, date, posted, own })
      }
    }
    const keys = new Set(purchases.map(({ key }) => key))
    const earlier = expenses.flatMap((past) => toPurchase(past, limit, keyOfPast, keys) ?? [])
    const groups = Map.groupBy([...earlier, ...purchases], ({ key }) => key)
    for (const group of groups.values()) yield* judgeGroup(group, days)
  },
})

/** `undefined` for what is not at or below the limit, and for vendors that do not matter here. */
function toPurchase(
  { day, posted, vendorKey: vendor }: PastExpense,
  limit: Limits,
  keyOfPast: ReadonlyMap<string, string>,
  keys: ReadonlySet<string>,
): Purchase | undefined {
  if (posted === undefined || vendor === undefined || isCredit({ posted })) return undefined
  const key = `${keyOfPast.get(vendor)} ${posted.currency}`
  if (!keys.has(key) || limit.at(posted.currency, day)?.gte(posted.amount) !== true) return undefined
  const date = day === undefined ? undefined : dayNumber(day)
  return date === undefined ? undefined : { key, date, posted }
}

/**
 * Slides over purchases of one vendor and currency in the order of their days: those within the days belong together,
 * and what was found once is not found again.
 */
function* judgeGroup(group: readonly Purchase[], days: number): Iterable<Remark> {
  let together: Purchase[] = []
  let sum = new Big(0)
  for (const next of [...group.toSorted((a, b) => a.date - b.date), undefined]) {
    const isPassed = ({ date }: Purchase): boolean => next === undefined || next.date - date > days
    const [first] = together
    if (first !== undefined && isPassed(first)) {
      const split = findSplit(together, sum)
      if (split !== undefined) yield split
      const passed = split === undefined ? together.filter(isPassed) : together
      for (const { own, posted } of passed) {
        sum = sum.minus(posted.amount)
        if (own !== undefined && split === undefined) yield kept(own.object, posted, own.limit)
      }
      together = together.slice(passed.length)
    }
    if (next !== undefined) {
      together.push(next)
      sum = sum.plus(next.posted.amount)
    }
  }
}

function findSplit(together: readonly Purchase[], sum: Decimal): Remark | undefined {
  const own = together.findLast((each) => each.own !== undefined)?.own
  if (own === undefined || sum.lte(own.limit.amount)) return undefined
  const amounts = together.map(({ posted }) => posted.amount)
  return hit(own.object, showSum(own.vendor, amounts.map(addend), own.limit.currency), own.limit)
}
