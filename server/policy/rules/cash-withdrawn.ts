import { claimedLeavesOf, isCredit, isOneOf } from '../facts/claims.ts'
import { createWordFinder, wordFinder } from '../facts/word-finder.ts'
import { expenseTypes } from '../file/codes.ts'
import { defineRule, judged } from '../rule.ts'

const MACHINES = createWordFinder(
  new Map(
    [
      'atm',
      'bancomat',
      'bankomat',
      'cajero automático',
      'cash advance',
      'cash machine',
      'cash withdrawal',
      'distributeur automatique de billets',
      'geldautomat',
    ].map((word) => [word, word]),
  ),
)

export const cashWithdrawn = defineRule({
  type: 'cash-withdrawn',
  summary:
    'Cash taken from a machine is booked as an expense: its expense type says so, or a word in the name of the vendor, such as ATM. Only whole words count, whatever their case; an entry without a vendor is judged by its expense type alone. Credits and personal expenses that are not claimed are left alone.',
  fields: ['ExpKey', 'ExpenseKey', 'VendorDescription', 'PostedAmount', 'IsPersonal'],
  example:
    'rule: cash-withdrawn\nseverity: error\nexceptionCode: CASHOUT\nexpenseTypes: [CASHA]\nvendorWords: [ATM, Geldautomat]',
  message: {
    en: '{object}: a cash withdrawal ({observed}) is no expense; please claim what the cash was spent on.',
    de: '{object}: eine Bargeldabhebung ({observed}) ist keine Ausgabe; bitte rechnen Sie ab, wofür das Bargeld ausgegeben wurde.',
    fr: '{object} : un retrait d’espèces ({observed}) n’est pas une dépense ; veuillez déclarer ce que ces espèces ont servi à payer.',
    es: '{object}: una retirada de efectivo ({observed}) no es un gasto; declare en qué se gastó el efectivo.',
  },
  parameters: {
    expenseTypes: expenseTypes
      .default(new Set())
      .describe('The expense types of cash withdrawals, if there are any.'),
    vendorWords: wordFinder
      .optional()
      .describe(
        'Words in the name of the vendor that tell of a cash withdrawal; without it ATM and the like.',
      ),
  },
  *check(report, { expenseTypes: types, vendorWords = MACHINES }) {
    for (const { entry, expense, object } of claimedLeavesOf(report)) {
      if (isCredit(expense)) continue
      const [word] = vendorWords(entry.vendor ?? '')
      const type = [expense, entry].find((each) => isOneOf(types, each))?.expenseType.code
      const observed = type ?? entry.vendor?.trim() ?? expense.expenseType.code
      yield judged(type !== undefined || word !== undefined, object, observed, type ?? word ?? '-')
    }
  },
})
