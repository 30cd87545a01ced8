import { Big } from 'big.js'
import { claimedEntriesOf, isCredit } from '../facts/claims.ts'
import { expenseTypes } from '../file/codes.ts'
import { count, limits, percentage } from '../file/parameters.ts'
import { defineRule, hit, kept, notEvaluated } from '../rule.ts'

export const justUnderLimit = defineRule({
  type: 'just-under-limit',
  summary:
    'Several entries of the report are at a limit or only a small share below it, as if to stay within it. Each of them is flagged. Credits and personal expenses that are not claimed are left alone.',
  fields: ['PostedAmount', 'TransactionDate', 'ExpKey', 'IsPersonal'],
  example: 'rule: just-under-limit\nseverity: note\nlimit: { USD: 25, EUR: 25 }\nwithin: 5%\natLeast: 3',
  message: {
    en: '{object}: {observed} stays only just within the limit of {limit}, as several expenses of this report do.',
    de: '{object}: {observed} hält die Grenze von {limit} nur knapp ein, wie mehrere Ausgaben in diesem Bericht.',
    fr: '{object} : {observed} respecte de justesse la limite de {limit}, comme plusieurs dépenses de cette note de frais.',
    es: '{object}: {observed} se queda justo dentro del límite de {limit}, como varios gastos de este informe.',
  },
  parameters: {
    limit: limits.describe(
      'The limit, per currency of the report, such as that above which a receipt is needed.',
    ),
    within: percentage
      .default(new Big(5))
      .describe(
        'How far below the limit an amount is still just under it, in percent of the limit; without it 5%.',
      ),
    atLeast: count
      .refine((entries) => entries >= 2, 'expected at least 2')
      .default(3)
      .describe(
        'How many such entries a report must have before they are flagged, at least 2; without it 3.',
      ),
    expenseTypes: expenseTypes
      .optional()
      .describe('The expense types that are looked at; without it all of them.'),
  },
  *check(report, { limit, within, atLeast, expenseTypes: types }) {
    const share = new Big(100).minus(within).times('0.01')
    const found = []
    for (const { entry, object } of claimedEntriesOf(report, types)) {
      const { posted, transactionDate } = entry
      const currency = posted?.currency ?? report.currency
      const amount = limit.at(currency, transactionDate)
      if (isCredit(entry)) continue
      if (amount === undefined) yield notEvaluated(`no amount is given for ${currency}`)
      else if (posted === undefined) yield notEvaluated(`${object.label}, has no amount`)
      else if (posted.amount.lte(amount) && posted.amount.gte(amount.times(share))) {
        found.push({ object, posted, limit: { amount, currency } })
      } else yield kept(object, posted, { amount, currency })
    }
    const say = found.length >= atLeast ? hit : kept
    for (const each of found) yield say(each.object, each.posted, each.limit)
  },
})
