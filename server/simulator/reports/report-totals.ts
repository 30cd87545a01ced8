import { Big } from 'big.js'
import type { Decimal } from '../../report/money.ts'
import { sumOf } from '../../report/money.ts'
import type { EntryDraft, ReportDraft, ReportTotals } from './report-draft.ts'

/**
 * What the entries add up to, as Concur shows it in the header, unless the draft says otherwise: an itemized entry
 * counts once, and what is posted is in the currency of the report. The pages name the sums and do not say how they
 * are made; that what is due to the employee can be less than what is claimed, v3's example shows.
 * @see SAP Concur, Report Full Details v1.1; Reports v3; Reports v4.
 */
export function reportTotals(draft: ReportDraft): ReportTotals {
  const { entries } = draft
  const claimedOf = (payer: Payer) =>
    sumOf(entries.filter((entry) => payerOf(entry) === payer).map(claimedPart))
  const total = sumOf(entries.map((entry) => decimal(entry.postedAmount)))
  const personal = sumOf(entries.map(personalPart))
  const afterAdvance = claimedOf('employee').minus(decimal(draft.cashAdvance))
  const personalAtCompany = sumOf(entries.filter((entry) => payerOf(entry) === 'company').map(personalPart))
  return {
    reportTotal: total.toFixed(),
    personalExpenses: personal.toFixed(),
    amountDueEmployee: atLeastZero(afterAdvance).toFixed(),
    amountDueCompanyCard: claimedOf('company card').toFixed(),
    amountCompanyPaid: claimedOf('company').toFixed(),
    amountDueCompany: atLeastZero(afterAdvance.neg()).plus(personalAtCompany).toFixed(),
    totalClaimed: total.minus(personal).toFixed(),
    totalApproved: sumOf(entries.map(approvedPart)).toFixed(),
    ...draft.totals,
  }
}

type Payer = 'employee' | 'company card' | 'company'

function payerOf({ isCompanyPaid, isCreditCardCharge, isPersonalCardCharge }: EntryDraft): Payer {
  if (isCompanyPaid) return 'company'
  return isCreditCardCharge && !isPersonalCardCharge ? 'company card' : 'employee'
}

/** What the company bears of an expense. */
export function claimedPart(entry: EntryDraft): Decimal {
  return decimal(entry.postedAmount).minus(personalPart(entry))
}

/** What the employee pays of an expense. */
export function personalPart(entry: EntryDraft): Decimal {
  if (entry.isPersonal) return decimal(entry.postedAmount)
  const personal = entry.itemizations.filter((itemization) => itemization.isPersonal)
  return sumOf(personal.map((itemization) => decimal(itemization.postedAmount)))
}

/** What is approved of an expense: of an itemized one, the sum of its parts. */
export function approvedPart(entry: EntryDraft): Decimal {
  if (entry.isPersonal) return new Big(0)
  if (entry.approvedAmount !== '') return decimal(entry.approvedAmount)
  const claimed = entry.itemizations.filter((itemization) => !itemization.isPersonal)
  return sumOf(claimed.map((itemization) => decimal(itemization.approvedAmount)))
}

function decimal(amount: string): Decimal {
  return new Big(amount === '' ? '0' : amount)
}

function atLeastZero(amount: Decimal): Decimal {
  return amount.lt(0) ? new Big(0) : amount
}
