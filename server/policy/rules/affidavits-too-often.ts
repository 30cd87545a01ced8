import { claimedEntriesOf } from '../facts/claims.ts'
import { rangesOfPeriods } from '../facts/day-ranges.ts'
import { byPeriod, judgeCount, period } from '../facts/periods.ts'
import { count } from '../file/parameters.ts'
import { defineRule, fieldAbsent, notEvaluated } from '../rule.ts'

const FIELD = 'hasMissingReceiptDeclaration'

/** Only v4 tells of affidavits. */
export const affidavitsTooOften = defineRule({
  type: 'affidavits-too-often',
  summary:
    'The employee declared receipts missing more often in a day, week, month or year than is allowed, earlier reports included; the first entry above the number is flagged. Personal expenses that are not claimed do not count.',
  fields: [FIELD, 'TransactionDate', 'IsPersonal'],
  example: 'rule: affidavits-too-often\nseverity: warning\nexceptionCode: AFFIDAV\nper: month\natMost: 2',
  message: {
    en: '{object}: missing-receipt affidavits in the period: {observed}; allowed: {limit}.',
    de: '{object}: Erklärungen über fehlende Belege im Zeitraum: {observed}; erlaubt: {limit}.',
    fr: '{object} : attestations de justificatif manquant sur la période : {observed} ; admises : {limit}.',
    es: '{object}: declaraciones de recibo faltante en el período: {observed}; permitidas: {limit}.',
  },
  parameters: {
    per: period.describe('The period that is counted over: day, week (from Monday), month or year.'),
    atMost: count.describe('How many affidavits are allowed in a period.'),
  },
  untold: () => ({ v1: [FIELD] }),
  asksFor(report, { per }) {
    const days = claimedEntriesOf(report).map(({ entry }) => entry.transactionDate)
    return { kind: 'sums', parts: 'entries', days: rangesOfPeriods(days, per) }
  },
  *check(report, { per, atMost }, { sums }) {
    const entries = claimedEntriesOf(report)
    if (entries.some(({ entry }) => entry.hasMissingReceiptDeclaration === undefined)) {
      yield fieldAbsent(report, FIELD)
    }
    const declared = entries.flatMap(({ entry, object }) => {
      const { hasMissingReceiptDeclaration, transactionDate: day } = entry
      return hasMissingReceiptDeclaration === true ? [{ object, ...(day !== undefined && { day }) }] : []
    })
    const earlier = byPeriod(sums, per)
    for (const [inPeriod, affidavits] of byPeriod(declared, per)) {
      const objects = affidavits.map(({ object }) => object)
      if (inPeriod === undefined) {
        for (const { label } of objects) yield notEvaluated(`${label}, has no valid transaction date`)
        continue
      }
      const past = earlier.get(inPeriod) ?? []
      const before = past.reduce((total, sum) => total + sum.affidavits, 0)
      const counted = judgeCount(inPeriod, objects, before, atMost)
      // Where earlier reports do not tell, too many is certain and few enough is not.
      if (counted?.kind !== 'hit' && past.some(({ affidavitsNotSaid }) => affidavitsNotSaid > 0)) {
        yield notEvaluated(`not evaluated, field ${FIELD} absent from earlier reports of ${inPeriod}`)
      } else if (counted !== undefined) yield counted
    }
  },
})
