import { z } from 'zod'
import { fold } from '../../report/fold.ts'
import { entriesOf, isOfType } from '../facts/expenses.ts'
import { expenseTypes } from '../file/codes.ts'
import { wordList } from '../file/rows.ts'
import { defineRule, judged, notEvaluated } from '../rule.ts'

const LISTED = 'expected allowed or blocked'

export const vendorOutOfPolicy = defineRule({
  type: 'vendor-out-of-policy',
  summary:
    'The vendor of an entry is not in a list of allowed vendors, or is in a list of blocked ones. The whole name counts, whatever its letter case, accents and spacing. Use the rule once for each group of expense types that has vendors of its own. Personal expenses that are not claimed are left alone.',
  fields: ['ExpKey', 'ExpenseKey', 'VendorDescription'],
  example:
    'rule: vendor-out-of-policy\nseverity: warning\nexceptionCode: VENDOR\nexpenseTypes: [CARRT]\nvendors: [Example Rentals, Sample Cars]\nlisted: allowed',
  message: {
    en: '{object}: the vendor {observed} is not allowed by the expense policy.',
    de: '{object}: Der Anbieter {observed} ist nach der Spesenrichtlinie nicht zugelassen.',
    fr: '{object} : le fournisseur {observed} n’est pas admis par la politique de frais.',
    es: '{object}: el proveedor {observed} no está admitido por la política de gastos.',
  },
  parameters: {
    vendors: wordList.describe('The names of the vendors, as Concur shows them.'),
    listed: z.enum(['allowed', 'blocked'], LISTED).describe('Whether only these vendors, or all but these.'),
    expenseTypes: expenseTypes
      .optional()
      .describe('The expense types, of entries or their itemizations, that it is about; all if left out.'),
  },
  *check(report, { vendors, listed, expenseTypes: types }) {
    for (const named of entriesOf(report)) {
      const { entry, object } = named
      const claimed = named.claimed
      const expenses = [entry, ...claimed.map(({ expense }) => expense)]
      const isMeant = types === undefined || expenses.some((expense) => isOfType(expense, types))
      if (claimed.length === 0 || !isMeant) continue
      const vendor = entry.vendor?.trim() ?? ''
      if (vendor === '') yield notEvaluated(`${object.label}, has no vendor`)
      else yield judged(vendors.has(fold(vendor)) === (listed === 'blocked'), object, vendor, '-')
    }
  },
})
