import { parseExactJson } from '../../server/polling/exact-json.ts'

/** What becomes of one member, wherever it stands in the answers about a report. */
export interface Spoiled {
  /** Picks one of the members that may be spoiled; any number will do. */
  readonly member: number
  readonly form: (typeof MEMBER_FORMS)[number]
}

/** `other`: written in another way that means the same. */
export const MEMBER_FORMS = ['missing', 'null', 'empty', 'other'] as const

/** Without these there is no report, or not this one, and so they stay as they are. */
const ESSENTIAL_IN_XML = new Set(['ReportId', 'RptKey', 'CrnCode', 'ApsKey', 'RpeKey', 'ItemizationKey'])
const ESSENTIAL_IN_JSON = new Set([
  'reportId',
  'userId',
  'currencyCode',
  'approvalStatusId',
  'expenseId',
  'parentExpenseId',
  'allocationId',
  'attendeeId',
  'expenseAttendeeList',
  'value',
  'reportTotal',
  'postedAmount',
  'links',
  'rel',
  'href',
])

/** A report of v1.1. */
export function spoilXml(xml: string, spoiled: readonly Spoiled[]): string {
  const leaves = [...new Set([...xml.matchAll(/<(\w+)>[^<]*<\/\1>/g)].map(([, name = '']) => name))]
  const names = leaves.filter((name) => !ESSENTIAL_IN_XML.has(name)).toSorted()
  return spoiled.reduce((text, { member, form }) => {
    const name = names[member % names.length] ?? ''
    const found = new RegExp(`<${name}>([^<]*)</${name}>`, 'g')
    return text.replaceAll(found, (_all, value: string) => XML_FORMS[form](name, value))
  }, xml)
}

const XML_FORMS: Readonly<Record<Spoiled['form'], (name: string, value: string) => string>> = {
  missing: () => '',
  null: (name) => `<${name} i:nil="true"/>`,
  empty: (name) => `<${name}></${name}>`,
  other: (name, value) => `<${name} xml:lang="en">\n  ${value}\t</${name}><!-- ${name} -->`,
}

/** Any answer of v4 about a report. */
export function spoilJson(json: string, spoiled: readonly Spoiled[]): string {
  const value = parseExactJson(json)
  const names = [...namesIn(value)].filter((name) => !ESSENTIAL_IN_JSON.has(name)).toSorted()
  const forms = new Map(spoiled.map(({ member, form }) => [names[member % names.length] ?? '', form]))
  return JSON.stringify(withForms(value, forms))
}

function namesIn(value: unknown): Set<string> {
  if (!isObject(value)) return new Set()
  const own = Array.isArray(value) ? [] : Object.keys(value)
  return new Set([...own, ...Object.values(value).flatMap((each) => [...namesIn(each)])])
}

function withForms(value: unknown, forms: ReadonlyMap<string, Spoiled['form']>): unknown {
  if (Array.isArray(value)) return value.map((each) => withForms(each, forms))
  if (!isObject(value)) return value
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, each]) => {
      const form = forms.get(name)
      if (form === 'missing') return []
      if (form === 'null') return [[name, null]]
      if (form === 'empty') return [[name, typeof each === 'string' ? '' : null]]
      return [[name, form === 'other' ? inOtherForm(each) : withForms(each, forms)]]
    }),
  )
}

/** A number as text, a truth as text, a text with blanks. */
function inOtherForm(value: unknown): unknown {
  if (JSON.isRawJSON(value)) return value.rawJSON
  if (typeof value === 'boolean') return String(value)
  return typeof value === 'string' ? ` ${value} ` : value
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !JSON.isRawJSON(value)
}
