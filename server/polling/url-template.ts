import { type DateFormat, hasZone, parseDateFormat, printDate } from './date-format.ts'
import { otherReadingBehindMs, parseZone, UTC, wallBeforeRepeatedHour, type Zone } from './time-zones.ts'

/** A `url` of a configuration: text, and places for the date of the last poll. */
export interface UrlTemplate {
  readonly parts: readonly (string | Placeholder)[]
}

interface Placeholder {
  readonly zone: Zone
  readonly format: DateFormat
}

/** A template, or what is wrong with it and where. */
export type UrlTemplateResult =
  | { readonly ok: true; readonly template: UrlTemplate; readonly warnings: readonly string[] }
  | { readonly ok: false; readonly problem: string }

/** Of `gmtDate`, which Java prints as `GMT` rather than `UTC`. */
const GMT: Zone = { ...UTC, name: 'GMT' }
/** Of `${date}` without a format, an old form. */
const OLD_FORMAT = "yyyy-MM-dd'T'HH:mm:ss'Z'"

/**
 * Reads `${descriptor:format}`; a descriptor in any letter case.
 * @see FACTS of polling, section 3.
 */
export function parseUrlTemplate(text: string): UrlTemplateResult {
  const parts: (string | Placeholder)[] = []
  const warnings: string[] = []
  let rest = text
  for (;;) {
    const start = rest.indexOf('${')
    if (start < 0) break
    const position = text.length - rest.length + start + 1
    const inside = /^(?:'[^']*'|[^'}])*(?=\})/.exec(rest.slice(start + 2))?.[0]
    if (inside === undefined)
      return { ok: false, problem: `the \`\${\` at position ${position} has no \`}\`` }
    const placeholder = readPlaceholder(inside)
    if (!placeholder.ok) {
      return { ok: false, problem: `\`\${${inside}}\` at position ${position}: ${placeholder.problem}` }
    }
    if (placeholder.warning !== undefined) warnings.push(placeholder.warning)
    parts.push(rest.slice(0, start), placeholder.placeholder)
    rest = rest.slice(start + inside.length + 3)
  }
  parts.push(rest)
  return { ok: true, template: { parts }, warnings }
}

/** Writes the url as the framework documents it. @param instant In ms. */
export function renderUrl({ parts }: UrlTemplate, instant: number): string {
  return parts
    .map((part) => (typeof part === 'string' ? part : printDate(part.format, part.zone, instant)))
    .join('')
}

/**
 * Writes the url that asks for everything from the instant on, whatever the vendor takes the zone for: never a later
 * text than {@link renderUrl} writes. Abbreviations are read in both their meanings and the earlier one is sent; an
 * hour that the clock shows twice is asked for from before it.
 * @param bound In ms.
 */
export function renderLowerBound({ parts }: UrlTemplate, bound: number): string {
  return parts.map((part) => (typeof part === 'string' ? part : lowerBoundText(part, bound))).join('')
}

/** By how much what {@link renderLowerBound} asks for may begin before the bound: one reading of an abbreviation. */
export function widenedByMs({ parts }: UrlTemplate, bound: number): number {
  return Math.max(
    0,
    ...parts.map((part) => (typeof part === 'string' ? 0 : otherReadingBehindMs(part.zone, bound))),
  )
}

function lowerBoundText({ zone, format }: Placeholder, bound: number): string {
  if (hasZone(format)) return printDate(format, zone, bound)
  const wall = wallBeforeRepeatedHour(zone, bound)
  const table = printDate(format, zone, bound, wall)
  const behind = otherReadingBehindMs(zone, bound)
  if (behind === 0) return table
  const otherWall = bound + (zone.otherReadingMinutes ?? 0) * 60_000
  return wall !== undefined && wall < otherWall ? table : printDate(format, zone, bound, otherWall)
}

type PlaceholderResult =
  | { readonly ok: true; readonly placeholder: Placeholder; readonly warning?: string }
  | { readonly ok: false; readonly problem: string }

function readPlaceholder(inside: string): PlaceholderResult {
  const [, descriptor = '', argument] = /^([^:]*)(?::(.*))?$/s.exec(inside) ?? []
  switch (descriptor.toLowerCase()) {
    case 'date':
    case 'gmtdate':
      return dated(GMT, argument ?? OLD_FORMAT)
    case 'datetimezone': {
      const [, name, format] = /^([+-]\d{1,2}:?\d{2}|[^:]*):(.*)$/s.exec(argument ?? '') ?? []
      if (name === undefined || format === undefined) return refused('a zone and a format must follow')
      const zone = parseZone(name)
      return zone === undefined ? refused(`the zone \`${name}\` is not known`) : dated(zone, format)
    }
    case 'epoch':
      return /^(?:s|ms|us)$/.test(argument ?? 'ms')
        ? dated(UTC, `epoch:${argument ?? 'ms'}`)
        : refused('the unit of epoch is `s`, `ms` or `us`')
    case 'milliseconds':
      return dated(UTC, 'epoch:ms')
    default:
      return refused(
        `\`${descriptor}\` is not known; use \`gmtDate\`, \`date\`, \`dateTimeZone\`, \`epoch\` or \`milliseconds\``,
      )
  }
}

function dated(zone: Zone, pattern: string): PlaceholderResult {
  const result = parseDateFormat(pattern)
  if (!result.ok) return refused(result.problem)
  const { format, warning } = result
  return { ok: true, placeholder: { zone, format }, ...(warning !== undefined && { warning }) }
}

function refused(problem: string): PlaceholderResult {
  return { ok: false, problem }
}
