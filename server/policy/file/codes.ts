import { z } from 'zod'
import { COUNTRIES } from '../../report/countries.ts'
import { CURRENCIES } from '../../report/currencies.ts'
import { fold } from '../../report/fold.ts'
import { LANGUAGES } from '../language.ts'
import { refuse } from './found.ts'
import { oddCharacter } from './names.ts'
import { naming } from './notes.ts'

// Codes decide by themselves whether a rule looks at something: one that no report can have would switch it off without
// a word.

/** Code lists of ISO. */
type Kind = 'currency' | 'country'

const KNOWN: Readonly<Record<Kind, ReadonlySet<string>>> = { currency: CURRENCIES, country: COUNTRIES }

const EXPECTED: Readonly<Record<Kind, string>> = {
  currency: 'expected a currency such as USD',
  country: 'expected a country such as DE',
}

/** An ISO 4217 code, such as `USD`. */
export const currencyCode = z.string(EXPECTED.currency).superRefine((code, context) => {
  if (!CURRENCIES.has(code)) refuse(context, `${EXPECTED.currency}, but ${foundCode('currency', code)}`)
})

/** An ISO 3166 code, such as `DE`, in any letter case. */
export const countryCode = z.string(EXPECTED.country).superRefine((code, context) => {
  const wrong = wrongCode('country', code)
  if (wrong !== undefined) refuse(context, wrong)
})

/** What stands where a code was expected, and which code is meant: `found "UK"; did you mean GB?`. */
export function foundCode(kind: Kind, text: string): string {
  const meant = codeMeant(kind, text)
  return `found ${JSON.stringify(text)}${meant === undefined ? '' : `; did you mean ${meant}?`}`
}

/** What is wrong with a code, in words; in any letter case it can be one. */
export function wrongCode(kind: Kind, text: string): string | undefined {
  return KNOWN[kind].has(text.toUpperCase()) ? undefined : `${EXPECTED[kind]}, but ${foundCode(kind, text)}`
}

/** What people write that no list of names has. */
const MEANT: Readonly<Record<Kind, Readonly<Record<string, string>>>> = {
  currency: {
    '€': 'EUR',
    $: 'USD',
    '£': 'GBP',
    '¥': 'JPY',
    'fr.': 'CHF',
    sfr: 'CHF',
    euros: 'EUR',
    rmb: 'CNY',
  },
  country: {
    uk: 'GB',
    el: 'GR',
    usa: 'US',
    uae: 'AE',
    deu: 'DE',
    ger: 'DE',
    fra: 'FR',
    che: 'CH',
    aut: 'AT',
  },
}

/** By the code in another letter case, the name in one of our languages, or what is written for it. */
function codeMeant(kind: Kind, text: string): string | undefined {
  const written = fold(text)
  const codes = [...KNOWN[kind]]
  const listed = MEANT[kind]
  if (Object.hasOwn(listed, written)) return listed[written]
  return (
    codes.find((code) => fold(code) === written) ??
    LANGUAGES.flatMap((language) => {
      const names = new Intl.DisplayNames([language], { type: kind === 'country' ? 'region' : 'currency' })
      return codes.filter((code) => fold(names.of(code) ?? '') === written)
    })[0]
  )
}

/** What codes of Concur's stand for. */
type CodedKind = 'expense type' | 'payment type' | 'attendee type'

/**
 * A code of Concur's, such as `BUSML`, in capitals: a slip in letter case must not switch a rule off. Concur has letters,
 * digits and a few signs in them.
 */
function concurCode(of: CodedKind) {
  return naming(z.string('expected a code such as BUSML'), of).transform((text, context) => {
    const code = text.trim()
    const odd = oddCharacter(code, /[^\w./&+ -]/u)
    if (code === '') refuse(context, 'expected a code such as BUSML, but it is empty')
    else if (odd !== undefined) {
      refuse(context, `expected a code such as BUSML, but found ${JSON.stringify(text)} with ${odd}`)
    }
    return code.toUpperCase()
  })
}

/** A code of that kind, or `*` for every one that is not listed. */
export function codeOrRest(of: CodedKind) {
  return z.union([z.literal('*'), concurCode(of)], 'expected a code such as BUSML, or *')
}

const CODES = 'expected a list of expense types, such as [BUSML, BUSMEAL]'

/** At least one expense type, in capitals. */
export const expenseTypes = codesOf('expense type', CODES)

/** At least one code of Concur's, in capitals. */
export function codesOf(of: CodedKind, expected: string) {
  return z
    .array(concurCode(of), expected)
    .min(1, expected)
    .transform((codes): ReadonlySet<string> => new Set(codes))
}
