import { Big } from 'big.js'
import type { Decimal } from '../../report/money.ts'
import { sumOf } from '../../report/money.ts'
import type { EntryDraft, ReportDraft, ReportTotals } from './report-draft.ts'

/** What the entries add up to, as Concur shows it in the header, unless the draft says otherwise. */
export function reportTotals(draft: ReportDraft): ReportTotals {
  const total = sumOf(draft.entries.map((entry) => decimal(entry.postedAmount)))
  const personal = sumOf(draft.entries.map(personalPart))
  const companyCard = sumOf(
    draft.entries
      .filter(isPaidByCompany)
      .map((entry) => decimal(entry.postedAmount).minus(personalPart(entry))),
  )
  const claimed = total.minus(personal)
  return {
    reportTotal: total.toFixed(),
    personalExpenses: personal.toFixed(),
    amountDueEmployee: claimed.minus(companyCard).toFixed(),
    amountDueCompanyCard: companyCard.toFixed(),
    totalClaimed: claimed.toFixed(),
    totalApproved: sumOf(draft.entries.map(approvedPart)).toFixed(),
    ...draft.totals,
  }
}

function isPaidByCompany(entry: EntryDraft): boolean {
  return entry.isCreditCardCharge && !entry.isPersonalCardCharge
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
