import { z } from 'zod'
import type { Fields, Outline } from '../report/outline.ts'
import type { Decision } from './decision.ts'
import { holdReasons, keyedFindings } from './hold-reason.ts'
import { inEnglish, say } from './sentence.ts'

const change = z.object({
  field: z.string(),
  /** Absent where there was or is none, or where both read the same for people and are not. */
  before: z.string().exactOptional(),
  after: z.string().exactOptional(),
})
const part = z.object({
  kind: z.enum(['new', 'gone', 'changed']),
  /** Concur's key of the entry, itemization or planned expense. */
  key: z.string(),
  label: z.string(),
  changes: z.array(change),
})
const findingChange = z.object({
  kind: z.enum(['new', 'gone']),
  key: z.string(),
  /** As it was kept. */
  message: z.string(),
  /** What the message is made of, so that it can be said in another language; absent where no finding is the reason, and in old rows. */
  finding: z
    .object({
      object: z.object({ label: z.string() }),
      observed: z.string(),
      limit: z.string(),
      texts: z.record(z.string(), z.string()).exactOptional(),
    })
    .exactOptional(),
})

/** What is different between the reading that a person decided on and the one after it. */
export const readingChanges = z.object({
  findings: z.array(findingChange),
  /** Of the object as a whole. */
  fields: z.array(change),
  parts: z.array(part),
  /** How many more findings and parts there are. */
  more: z.number(),
})
/** See {@link readingChanges}. */
export type ReadingChanges = z.infer<typeof readingChanges>
type FieldChange = z.infer<typeof change>
type PartChange = z.infer<typeof part>
type FindingChange = z.infer<typeof findingChange>

/** Of findings and of parts; what follows helps nobody who is to look at the report anyway. */
const MAX_LISTED = 50

/** What one reading of an object has, and what the policy said of it; the outline where it is known. */
interface Judged {
  readonly outline: Outline | undefined
  readonly decision: Decision | undefined
}

/** What is different; pure. @returns `undefined` if nothing is. */
export function compareReadings(before: Judged, after: Judged): ReadingChanges | undefined {
  const findings = compareFindings(before.decision, after.decision)
  const [was, is] = [before.outline, after.outline]
  const isComparable = was !== undefined && is !== undefined && was.source === is.source
  const fields = isComparable ? compareFields(was.fields, is.fields) : []
  const parts = isComparable ? compareParts(was, is) : []
  if (findings.length + fields.length + parts.length === 0) return undefined
  const more = Math.max(0, findings.length - MAX_LISTED) + Math.max(0, parts.length - MAX_LISTED)
  return { findings: findings.slice(0, MAX_LISTED), fields, parts: parts.slice(0, MAX_LISTED), more }
}

/** `findings gone: 2, parts changed: 1`; each part is a sentence. */
export function changesInShort({ findings, fields, parts, more }: ReadingChanges): string {
  const counts = [
    [countOf(findings, 'gone'), 'findings gone'],
    [countOf(findings, 'new'), 'findings new'],
    [fields.length, 'fields changed'],
    [countOf(parts, 'changed'), 'parts changed'],
    [countOf(parts, 'new'), 'parts new'],
    [countOf(parts, 'gone'), 'parts gone'],
    [more, 'changes more'],
  ] as const
  return counts
    .filter(([count]) => count > 0)
    .map(([count, what]) => inEnglish(say(what, { count })))
    .join(', ')
}

/** A line each, in signs that need no language: `+` is new, `−` is gone, `→` stands between what was and what is. */
export function changesInLines({ findings, fields, parts, more }: ReadingChanges): readonly string[] {
  return [
    ...findings.map(({ kind, message }) => `${SIGNS[kind]} ${message}`),
    ...fields.map((each) => fieldLine('', each)),
    ...parts.flatMap(({ kind, label, changes }) =>
      kind === 'changed' ? changes.map((each) => fieldLine(`${label}, `, each)) : [`${SIGNS[kind]} ${label}`],
    ),
    ...(more > 0 ? [`… +${more}`] : []),
  ]
}

const SIGNS = { new: '+', gone: '−' } as const

function fieldLine(prefix: string, { field, before, after }: FieldChange): string {
  const isShown = before !== undefined || after !== undefined
  return `${prefix}${field}${isShown ? `: ${before ?? '–'} → ${after ?? '–'}` : ''}`
}

function countOf(changes: readonly { readonly kind: string }[], kind: string): number {
  return changes.filter((each) => each.kind === kind).length
}

function compareFindings(
  before: Decision | undefined,
  after: Decision | undefined,
): readonly FindingChange[] {
  if (before === undefined || after === undefined) return []
  const [was, is] = [findingsOf(before), findingsOf(after)]
  const [knownBefore, knownAfter] = [was, is].map((reasons) => new Set(reasons.map(({ key }) => key)))
  return [
    ...was
      .filter(({ key }) => knownAfter?.has(key) === false)
      .map((each) => ({ kind: 'gone' as const, ...each })),
    ...is
      .filter(({ key }) => knownBefore?.has(key) === false)
      .map((each) => ({ kind: 'new' as const, ...each })),
  ]
}

function findingsOf(decision: Decision): readonly Omit<FindingChange, 'kind'>[] {
  const found = new Map(keyedFindings(decision))
  return holdReasons(decision, null).map(({ key, message }) => {
    const each = found.get(key)
    if (each === undefined) return { key, message }
    const { object, observed, limit, texts } = each
    const finding = {
      object: { label: object.label },
      observed,
      limit,
      ...(texts !== undefined && { texts }),
    }
    return { key, message, finding }
  })
}

function compareFields(before: Fields, after: Fields): FieldChange[] {
  const names = new Set([...Object.keys(before), ...Object.keys(after)])
  return [...names].flatMap((field) => {
    const was = Object.hasOwn(before, field) ? before[field] : undefined
    const is = Object.hasOwn(after, field) ? after[field] : undefined
    if (was?.whole === is?.whole) return []
    if (was?.shown === is?.shown) return [{ field }]
    return [
      {
        field,
        ...(was !== undefined && { before: was.shown }),
        ...(is !== undefined && { after: is.shown }),
      },
    ]
  })
}

function compareParts(before: Outline, after: Outline): readonly PartChange[] {
  const [was, is] = [before, after].map(({ parts }) => new Map(parts.map((each) => [each.key, each])))
  const gone = before.parts
    .filter(({ key }) => is?.has(key) === false)
    .map(({ key, label }): PartChange => ({ kind: 'gone', key, label, changes: [] }))
  const others = after.parts.flatMap(({ key, label, fields }): PartChange[] => {
    const earlier = was?.get(key)
    if (earlier === undefined) return [{ kind: 'new', key, label, changes: [] }]
    const changes = compareFields(earlier.fields, fields)
    return changes.length === 0 ? [] : [{ kind: 'changed', key, label, changes }]
  })
  return [...gone, ...others]
}
