import type { Entry } from '../../report/expense-report.ts'
import { signOf } from '../../report/money.ts'
import { entriesOf, isClaimed } from '../facts/expenses.ts'
import { limits, yesNo } from '../file/parameters.ts'
import type { Texts } from '../language.ts'
import { defineRule, hit, judged, notEvaluated } from '../rule.ts'

/** From the first cent: an amount of 0 would only puzzle. */
const ALWAYS: Texts = {
  en: '{object}: a receipt is required, and there is none.',
  de: '{object}: Ein Beleg ist erforderlich; es ist keiner da.',
  fr: '{object} : un justificatif est exigé, et il manque.',
  es: '{object}: se exige un recibo, y no lo hay.',
}
const BY_CONCUR: Texts = {
  en: '{object}: Concur requires a receipt for this, and there is none.',
  de: '{object}: Concur verlangt hierfür einen Beleg; es ist keiner da.',
  fr: '{object} : Concur exige un justificatif, et il manque.',
  es: '{object}: Concur exige un recibo, y no lo hay.',
}

/**
 * Where Concur itself asks for a receipt, an image counts from the first cent. Credits (negative amounts) and personal
 * expenses that are not claimed need none. A declaration stands for a receipt, or nobody could ever give one back that
 * is lost.
 */
export const receiptMissing = defineRule({
  type: 'receipt-missing',
  summary:
    'An entry above an amount has neither a receipt image nor an e-receipt, or Concur itself asks for one and there is none. A declaration that the receipt is missing stands for it, unless the rule says otherwise. Credits and personal expenses that are not claimed need none.',
  fields: [
    'PostedAmount',
    'ReceiptImageId',
    'EreceiptId',
    'hasMissingReceiptDeclaration',
    'ReceiptRequired',
    'ImageRequired',
    'IsPersonal',
  ],
  example: 'rule: receipt-missing\nseverity: error\nexceptionCode: NORECEIP\nabove: { USD: 25, EUR: 25 }',
  message: {
    en: '{object}: a receipt is needed above {limit}, and there is none.',
    de: '{object}: über {limit} ist ein Beleg nötig; es ist keiner da.',
    fr: '{object} : un justificatif est exigé au-delà de {limit}, et il manque.',
    es: '{object}: por encima de {limit} se exige un recibo, y no lo hay.',
  },
  otherMessages: [ALWAYS, BY_CONCUR],
  parameters: {
    above: limits.describe('A receipt is needed above this amount of the report currency.'),
    alsoWhenConcurRequires: yesNo
      .default(true)
      .describe('Whether a receipt that Concur itself asks for is needed from the first cent.'),
    declarationCounts: yesNo
      .default(true)
      .describe(
        'Whether a declaration that the receipt is missing stands for it; v1.1 does not tell of any.',
      ),
  },
  *check(report, { above, alsoWhenConcurRequires, declarationCounts }) {
    for (const { entry, object } of entriesOf(report)) {
      if (!isClaimed(entry)) continue
      const { posted } = entry
      const currency = posted?.currency ?? report.currency
      const isRequired = alsoWhenConcurRequires && (entry.receiptRequired || entry.imageRequired)
      const limit = above.at(currency, entry.transactionDate)
      const isAbove = limit !== undefined && posted?.amount.gt(limit) === true
      if (hasReceipt(entry) || (declarationCounts && entry.hasMissingReceiptDeclaration === true)) continue
      if (isRequired && !isAbove) yield { ...hit(object, posted ?? '-', '-'), message: BY_CONCUR }
      else if (limit === undefined) yield notEvaluated(`no amount is given for ${currency}`)
      else if (posted === undefined) yield notEvaluated(`${object.label}, has no amount`)
      else {
        const judgement = judged(isAbove, object, posted, { amount: limit, currency })
        yield signOf(limit) === 0 ? { ...judgement, message: ALWAYS } : judgement
      }
    }
  },
})

function hasReceipt({ receiptImageId, eReceiptId }: Entry): boolean {
  return receiptImageId !== undefined || eReceiptId !== undefined
}
