import { Big } from 'big.js'
import * as fc from 'fast-check'
import { draftEntry, draftItemization, draftReport } from '../../server/simulator/reports/draft-report.ts'
import type { EntryDraft, ReportDraft } from '../../server/simulator/reports/report-draft.ts'
import { ENTRIES_SHAPES, type EntriesShape } from '../../server/simulator/reports/report-trouble.ts'
import { TODAY } from './set-up.ts'
import { MEMBER_FORMS, type Spoiled } from './spoil-answer.ts'

/** A report as chance draws it, and what becomes of the answers about it. */
export interface GeneratedReport {
  readonly draft: ReportDraft
  readonly spoiled: readonly Spoiled[]
}

/** What people paste, and what breaks a document or a table that was put together without care. */
const BREAKING = [
  '\u0000',
  '\u0001\u001f',
  '\ufffe\uffff',
  ']]>',
  '&',
  '&#x1F;',
  '&amp;lt;',
  '</Purpose>',
  '<!--',
  '"\'`',
  '\\u0000',
  '\u202eabc\u2066',
  '\ud83d\ude80',
  '\ud83d',
  '\u2028\r\n\t',
  '$&$1',
  '%00%',
  '\u00a0\ufeff',
] as const

const text = fc.oneof(
  fc
    .array(fc.oneof(fc.constantFrom(...BREAKING), fc.string({ unit: 'binary', maxLength: 6 })), {
      maxLength: 5,
    })
    .map((parts) => parts.join('')),
  fc.constant('Visit to a client'),
)
const cents = fc.oneof(
  fc.integer({ min: 1, max: 200_000 }),
  fc.integer({ min: -5000, max: -1 }),
  fc.constant(18_50),
)
const amount = cents.map((count) => new Big(count).div(100).toFixed(2))
const currency = fc.constantFrom(
  { currencyName: 'Dollar, United States', exchangeRate: '1' },
  { currencyName: 'Euro', exchangeRate: '1.08337' },
)
const payer = fc.constantFrom<Partial<EntryDraft>>(
  {},
  { isCreditCardCharge: true, paymentType: 'IBCP' },
  { isPersonalCardCharge: true, isCreditCardCharge: true },
  { isCompanyPaid: true, paymentType: 'CPAID' },
)

const entry = fc
  .record({
    transactionAmount: amount,
    currency,
    payer,
    texts: fc.record({ vendor: text, businessPurpose: text }),
    isPersonal: fc.boolean(),
    isRejected: fc.constantFrom(false, false, false, true),
    hasReceiptDeclaration: fc.boolean(),
    custom: fc.record({ custom1: text }),
    parts: fc.array(
      fc.record({ transactionAmount: amount, isPersonal: fc.boolean(), businessPurpose: text }),
      { maxLength: 3 },
    ),
  })
  .map(({ currency: bought, payer: paid, texts, parts, ...others }) =>
    draftEntry(TODAY, {
      ...others,
      ...bought,
      ...paid,
      ...texts,
      itemizations: parts.map((part) => draftItemization(TODAY, part)),
    }),
  )

/** Now and then entries are late, or the total in the header is not what they add up to. */
export const generatedReport: fc.Arbitrary<GeneratedReport> = fc
  .record({
    texts: fc.record({ name: text, purpose: text }),
    entries: fc.array(entry, { maxLength: 4 }),
    custom: fc.record({ custom2: text }),
    countsItemizations: fc.boolean(),
    // Most are whole: of the others nothing but the end is to be seen.
    shape: fc.oneof(
      { weight: 4, arbitrary: fc.constant(undefined) },
      { weight: 1, arbitrary: fc.constantFrom<EntriesShape>(...ENTRIES_SHAPES) },
    ),
    isOffBy: fc.constantFrom('0', '0', '0', '0', '0', '0', '1.00', '-2.50'),
    spoiled: fc.array(fc.record({ member: fc.nat(), form: fc.constantFrom(...MEMBER_FORMS) }), {
      maxLength: 6,
    }),
  })
  .map(({ texts, entries, shape, isOffBy, spoiled, ...others }) => {
    const total = entries.reduce((sum, { postedAmount }) => sum.plus(postedAmount), new Big(isOffBy))
    const draft = draftReport(TODAY, {
      ...others,
      ...texts,
      entries,
      totals: { reportTotal: total.toFixed(2) },
      trouble: shape === undefined ? {} : { entries: { shape } },
    })
    return { draft, spoiled }
  })
