// Node knows currencies too, but its table (CLDR) differs from ISO 4217 in places, and changes with Node's version.

/** Codes by the digits behind the point of their smallest unit. @see ISO 4217, list one of 2026-01-01. */
const ACTIVE: Readonly<Record<number, string>> = {
  0: 'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF',
  2: `AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD CDF CHE CHF CHW CNY
    COP COU CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR
    IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MXV MYR MZN NAD
    NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP
    SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD USN UYU UZS VED VES WST XAD XCD XCG YER ZAR ZMW ZWG`,
  3: 'BHD IQD JOD KWD LYD OMR TND',
  4: 'CLF UYW',
}

/** Withdrawn since 2015; older expenses may still be in them. @see ISO 4217, list three. */
const WITHDRAWN: Readonly<Record<number, string>> = {
  0: 'BYR',
  2: 'ANG BGN CUC HRK LTL MRO SLL STD VEF ZWL',
}

/** Metals, baskets, tests and none at all: they have no smallest unit. */
const WITHOUT_UNIT = 'XAG XAU XBA XBB XBC XBD XDR XPD XPT XSU XTS XUA XXX'

const DIGITS: ReadonlyMap<string, number> = new Map([
  ...codes(WITHOUT_UNIT).map((code) => [code, Number.POSITIVE_INFINITY] as const),
  ...[WITHDRAWN, ACTIVE].flatMap((list) =>
    Object.entries(list).flatMap(([digits, text]) =>
      codes(text).map((code) => [code, Number(digits)] as const),
    ),
  ),
])

/** Every code of a currency in ISO 4217, those that were withdrawn lately included. */
export const CURRENCIES: ReadonlySet<string> = new Set(DIGITS.keys())

/**
 * How many digits amounts of a currency have behind the point: 2 of the euro, 0 of the yen. Any number where there is no
 * smallest unit, as of gold.
 * @param currency In capitals.
 * @returns `undefined` for what is no currency.
 */
export function digitsOf(currency: string): number | undefined {
  return DIGITS.get(currency)
}

function codes(text: string): readonly string[] {
  return text.split(/\s+/)
}
