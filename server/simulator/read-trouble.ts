import { EXCEPTION_REFUSALS, WORKFLOW_REFUSALS } from './reports/report-refusals.ts'
import type { ReportRefusal, ReportTrouble } from './reports/report-trouble.ts'
import { ENTRIES_SHAPES, UNCLEAN_TEXTS } from './reports/report-trouble.ts'

/** The trouble that a query asks for, or every problem with it. */
export type ReadTrouble =
  | { readonly ok: true; readonly trouble: ReportTrouble }
  | { readonly ok: false; readonly problems: readonly string[] }

/**
 * Reads what shall go wrong with a report:
 * - `entries`: nil, absent, empty or fewer; with `readings=2` whole from the third reading on
 * - `text`: references, raw or ampersands
 * - `refuse`, again for each: `approve:no_approver`, `sendBack:CODE`, `exceptions:CODE`; with `times`, which is 1 or
 *   always or any number, for all of them
 * @param query Other parameters are let be.
 */
export function readTrouble(query: URLSearchParams): ReadTrouble {
  const problems: string[] = []
  const shape = oneOf('entries', ENTRIES_SHAPES, query, problems)
  const text = oneOf('text', UNCLEAN_TEXTS, query, problems)
  const readings = timesIn('readings', query, problems)
  const times = timesIn('times', query, problems)
  const refusals = query.getAll('refuse').flatMap((value) => readRefusal(value, problems) ?? [])
  if (readings !== undefined && shape === undefined) problems.push('readings goes with entries')
  if (times !== undefined && refusals.length === 0) problems.push('times goes with refuse')
  if (problems.length > 0) return { ok: false, problems }
  return {
    ok: true,
    trouble: {
      ...(shape && { entries: { shape, ...(readings && { times: readings }) } }),
      ...(text && { text }),
      ...(refusals.length > 0 && {
        refusals: refusals.map((each) => ({ ...each, ...(times && { times }) })),
      }),
    },
  }
}

function oneOf<T extends string>(
  name: string,
  values: readonly T[],
  query: URLSearchParams,
  problems: string[],
): T | undefined {
  const given = query.get(name)
  const found = values.find((value) => value === given)
  if (given !== null && found === undefined) {
    problems.push(`${name} is "${given}"; it must be one of ${values.join(', ')}`)
  }
  return found
}

function timesIn(name: string, query: URLSearchParams, problems: string[]): number | undefined {
  const given = query.get(name)
  if (given === null) return undefined
  if (given === 'always') return Infinity
  if (/^[1-9]\d{0,5}$/.test(given)) return Number(given)
  problems.push(`${name} is "${given}"; it must be a number from 1, or always`)
  return undefined
}

function readRefusal(value: string, problems: string[]): ReportRefusal | undefined {
  const [of = '', code = ''] = value.split(':')
  switch (of) {
    case 'approve':
    case 'sendBack':
      if (isKeyOf(WORKFLOW_REFUSALS, code)) return { of, code }
      problems.push(
        `refuse is "${value}"; the code must be one of ${Object.keys(WORKFLOW_REFUSALS).join(', ')}`,
      )
      return undefined
    case 'exceptions':
      if (isKeyOf(EXCEPTION_REFUSALS, code)) return { of, code }
      problems.push(
        `refuse is "${value}"; the code must be one of ${Object.keys(EXCEPTION_REFUSALS).join(', ')}`,
      )
      return undefined
    default:
      problems.push(`refuse is "${value}"; it must begin with approve:, sendBack: or exceptions:`)
      return undefined
  }
}

function isKeyOf<T extends object>(table: T, code: string): code is string & keyof T {
  return Object.hasOwn(table, code)
}
