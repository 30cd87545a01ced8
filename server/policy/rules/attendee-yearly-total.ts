import { formatMoney } from '../../report/money.ts'
import { areUnlisted, listedWith, nameOf, presentIn } from '../facts/attendees.ts'
import { entriesOf } from '../facts/expenses.ts'
import { codeOrRest, currencyCode } from '../file/codes.ts'
import { amount, byName } from '../file/parameters.ts'
import { defineRule, fieldAbsent, judged, notEvaluated, type Remark } from '../rule.ts'

const LIMITS = "expected an amount per attendee type, such as { BUSGUEST: 500, '*': 1000 }"

const perType = byName(codeOrRest('attendee type'), () => amount, LIMITS)

/** Nothing says whether the total holds the report that is being reviewed: it is taken as it is, nothing is added. */
export const attendeeYearlyTotal = defineRule({
  type: 'attendee-yearly-total',
  summary:
    "What Concur says was spent on an attendee this year is above the limit of the attendee's type. Concur sends that total without a currency and does not say whether this report is in it: it is taken as it is, in the currency that the rule names, and only in reports of that currency. Each attendee is named once in a report.",
  fields: ['AttendeeType', 'TotalAmountYtd', 'AttendeeKey', 'IsDeleted'],
  example:
    "rule: attendee-yearly-total\nseverity: warning\nexceptionCode: ATTYEAR\ncurrency: USD\nperType: { BUSGUEST: 500, HCP: 250, '*': 1000 }",
  message: {
    en: '{object}: an attendee is above the yearly limit of {limit}: {observed}.',
    de: '{object}: Für eine teilnehmende Person ist die Jahresgrenze von {limit} überschritten: {observed}.',
    fr: '{object} : le plafond annuel de {limit} est dépassé pour un participant : {observed}.',
    es: '{object}: se supera el límite anual de {limit} para un asistente: {observed}.',
  },
  parameters: {
    perType: perType.describe(
      'What may be spent on an attendee in a year, by attendee type; * is every other type.',
    ),
    currency: currencyCode.describe('The currency of these amounts, and of the totals that Concur keeps.'),
  },
  untold: () => ({ v4: ['TotalAmountYtd'] }),
  *check(report, { perType: limits, currency }) {
    const seen = new Set<string>()
    for (const { entry, object } of entriesOf(report)) {
      if (areUnlisted(entry)) yield notEvaluated(`${object.label}, has attendees that Concur did not list`)
      for (const attendee of presentIn(listedWith(entry))) {
        const limit = limits.get((attendee.type ?? '').trim().toUpperCase()) ?? limits.get('*')
        const total = attendee.totalYearToDate
        if (report.source === 'v4' && total === undefined) yield fieldAbsent(report, 'TotalAmountYtd')
        if (limit === undefined || seen.has(attendee.attendeeId)) continue
        if (attendee.attendeeId !== '') seen.add(attendee.attendeeId)

        if (report.currency !== currency) yield inOtherCurrency(report.currency, currency)
        else if (total !== undefined) {
          const observed = () => `${nameOf(attendee)}, ${formatMoney({ amount: total, currency })}`
          yield judged(total.gt(limit), object, observed, { amount: limit, currency })
        } else if (report.source !== 'v4')
          yield notEvaluated(`${object.label}, has an attendee without a total of the year`)
      }
    }
  },
})

function inOtherCurrency(ofReport: string, ofTotals: string): Remark {
  return notEvaluated(`the totals of attendees are in ${ofTotals}, and the report is in ${ofReport}`)
}
