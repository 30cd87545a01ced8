import { z } from 'zod'
import { fold } from '../report/fold.ts'
import { type Money, parseDecimal } from '../report/money.ts'
import { REVIEW_RESULTS } from './review.ts'
import { inEnglish, say } from './sentence.ts'
import { dayStart, MAX_WORKING_DAYS, oldBefore } from './working-days.ts'

/** How a review has ended, or `open` while it has not; `orphaned` if it is open and nobody works on it or waits for it. */
export const LISTED_RESULTS = [...REVIEW_RESULTS, 'open', 'orphaned'] as const
/** Where reviews that are assigned to nobody are meant. */
export const NOBODY = 'nobody'

/** Which reviews are listed, newest first; what is absent is not asked for. */
export interface ReviewFilter {
  readonly result?: (typeof LISTED_RESULTS)[number]
  /** That began then or later. */
  readonly since?: Date
  /** That began before then. */
  readonly until?: Date
  /** A part of the employee's name, login or id, see `fold`. */
  readonly employee?: string
  /** With a finding of that rule, or that rule not applied. */
  readonly rule?: string
  readonly policy?: string
  /** As Concur named the step. */
  readonly step?: string
  /** Whose total, in that currency, is above it. */
  readonly over?: Money
  /** A login, or {@link NOBODY}. */
  readonly assignee?: string
  /** Without those that are snoozed beyond then. */
  readonly awakeAt?: Date
  /** With a smaller number: of the next page. */
  readonly before?: number
  readonly limit: number
}

/** What came of reading a filter: every problem begins with the name of its field. */
export type ReadFilter =
  | { readonly ok: true; readonly filter: ReviewFilter }
  | { readonly ok: false; readonly problems: readonly string[] }

const MAX_TEXT = 200
const words = (expected: string) => z.string(expected).trim().min(1, expected).max(MAX_TEXT, expected)
const DAY = 'expected a day such as 2026-11-01, or an instant such as 2026-11-01T08:00:00Z'
const OVER = inEnglish(say('amount expected'))
const NUMBER = 'expected a whole number from 1'
const AGE = inEnglish(say('working days expected', { most: MAX_WORKING_DAYS }))
const SNOOZED = 'expected true or false'

const dayOrInstant = z.union([z.iso.date(), z.iso.datetime({ offset: true })], DAY).exactOptional()
const count = z
  .union([z.string().regex(/^[1-9]\d{0,14}$/, NUMBER), z.int(NUMBER).min(1, NUMBER)], NUMBER)
  .transform(Number)
  .exactOptional()

/** What reviews can be asked for by, as somebody asks: on a command line, in an address. */
export const reviewWish = z.strictObject({
  result: z
    .enum(LISTED_RESULTS, `expected one of ${LISTED_RESULTS.join(', ')}`)
    .exactOptional()
    .describe(
      'How they ended; `open`: not yet; `orphaned`: not yet, and nobody works on them or waits for them.',
    ),
  since: dayOrInstant.describe('That began then or later: a day in TIME_ZONE, or an instant.'),
  until: dayOrInstant.describe('That began until then; a day is meant with all of it.'),
  employee: words(inEnglish(say('part of name expected')))
    .transform(fold)
    .refine((folded) => folded !== '', inEnglish(say('letter expected')))
    .exactOptional()
    .describe("A part of the employee's name, login or id."),
  rule: words(inEnglish(say('rule expected')))
    .exactOptional()
    .describe('That rest on this rule.'),
  policy: z
    .string()
    .regex(/^[0-9a-f]{12}$/i, inEnglish(say('version expected')))
    .toLowerCase()
    .exactOptional()
    .describe('That this version of the policy decided.'),
  step: words(inEnglish(say('step expected')))
    .exactOptional()
    .describe('As Concur named the step.'),
  over: words(OVER)
    .transform((given, context) => {
      const [, digits = '', currency = ''] = /^(\S+)\s+([a-z]{3})$/i.exec(given) ?? []
      const amount = parseDecimal(digits)
      if (amount !== undefined && !/e/i.test(digits)) return { amount, currency: currency.toUpperCase() }
      context.addIssue({ code: 'custom', message: OVER })
      return z.NEVER
    })
    .exactOptional()
    .describe('With a greater total in that currency: `500 EUR`.'),
  assignee: words(inEnglish(say('login or nobody expected')))
    .toLowerCase()
    .exactOptional()
    .describe(`A login, or \`${NOBODY}\`.`),
  age: z
    .union([z.string().regex(/^\d{1,4}$/, AGE), z.int(AGE).min(0, AGE)], AGE)
    .transform(Number)
    .refine((days) => days <= MAX_WORKING_DAYS, AGE)
    .exactOptional()
    .describe('That have waited for at least so many working days.'),
  snoozed: z
    .union([z.boolean(), z.stringbool({ truthy: ['true'], falsy: ['false'] })], SNOOZED)
    .exactOptional()
    .describe('Also those that are left out of what is held for a time.'),
  before: count.describe('With a smaller number: `next` of the page before.'),
  limit: count.describe('How many at the most.'),
})

/** What a filter can be asked for by. */
export type FilterField = keyof z.input<typeof reviewWish>

/** What is needed besides what was asked for. */
export interface FilterBasis {
  readonly now: Date
  /** Where a day begins: an IANA name. */
  readonly timeZone: string
  /** Where nobody says how many. */
  readonly defaultLimit: number
  /** More are not given at once. */
  readonly maxLimit: number
}

/**
 * Reads which reviews somebody asks for; pure. Days are whole: `until` includes its own. `age` is of what waits for a
 * person, so that it means what is held where no result is asked for. What is snoozed is left out of what is held.
 * @param given Untrusted; numbers may be texts, as on a command line or in an address.
 */
export function readReviewFilter(given: unknown, basis: FilterBasis): ReadFilter {
  const read = reviewWish.safeParse(given)
  if (!read.success) return { ok: false, problems: read.error.issues.flatMap(problemsOf) }
  const { since: from, until: to, age, snoozed = false, limit = basis.defaultLimit, ...rest } = read.data
  const result = rest.result ?? (age === undefined ? undefined : 'held')
  const since = from === undefined ? undefined : startOf(from, basis.timeZone)
  const until = to === undefined ? undefined : endOf(to, basis.timeZone)
  const problems: string[] = []
  if (since !== undefined && until !== undefined && until <= since) problems.push('until: is before since')
  if (age !== undefined && result !== 'held' && result !== 'open')
    problems.push('age: is of what waits, so the result can only be held or open')
  if (limit > basis.maxLimit) problems.push(`limit: expected at most ${basis.maxLimit}`)
  if (problems.length > 0) return { ok: false, problems }

  const old = age === undefined ? undefined : oldBefore(age, basis.now, basis.timeZone)
  const end = old !== undefined && (until === undefined || old < until) ? old : until
  return {
    ok: true,
    filter: {
      ...rest,
      ...(result !== undefined && { result }),
      ...(since !== undefined && { since }),
      ...(end !== undefined && { until: end }),
      ...(result === 'held' && !snoozed && { awakeAt: basis.now }),
      limit,
    },
  }
}

/** @param text A day, whose first moment it is, or an instant. */
function startOf(text: string, timeZone: string): Date {
  return isDay(text) ? dayStart(...calendar(text), timeZone) : new Date(text)
}

/** The first moment that does not belong to a day, or to the millisecond of an instant. */
function endOf(text: string, timeZone: string): Date {
  if (!isDay(text)) return new Date(Date.parse(text) + 1)
  const [year, month, date] = calendar(text)
  return dayStart(year, month, date + 1, timeZone)
}

function isDay(text: string): boolean {
  return !text.includes('T')
}

function calendar(day: string): [year: number, month: number, date: number] {
  const [year = 0, month = 0, date = 0] = day.split('-').map(Number)
  return [year, month, date]
}

function problemsOf(issue: z.core.$ZodIssue): readonly string[] {
  if (issue.code !== 'unrecognized_keys') return [`${String(issue.path[0] ?? 'filter')}: ${issue.message}`]
  const known = Object.keys(reviewWish.shape).join(', ')
  return issue.keys.map((name) => `${name}: is not known; there is ${known}`)
}
