import { z } from 'zod'
import type { Day } from '../../report/expense-report.ts'
import { fold } from '../../report/fold.ts'
import { wholeName, words } from '../file/names.ts'
import { BOUNDS, bounds, mapping } from '../file/parameters.ts'
import { keyOf, rowsBy } from '../file/rows.ts'
import { isPeriod, isValidOn } from '../file/validity.ts'
import { codeOf } from './coded-value.ts'

const STATUS = 'expected open or closed'
const status = words.transform(fold).pipe(z.enum(['open', 'closed'], STATUS))
const row = mapping({ code: wholeName, status: status.default('open'), ...bounds })
type Row = z.output<typeof row>

/** The cost objects that there are: code, from and until (when it is open), and status, which is open or closed. */
export const costObjects = rowsBy(row.refine(isPeriod, BOUNDS), ({ code }) => [code])
/** They by their codes; see `keyOf`. */
export type CostObjects = ReadonlyMap<string, readonly Row[]>

/**
 * Whether a value names a cost object that is open on each of the days.
 * @param value Of a list, such as `(1234) Project 1234`, the code counts.
 * @param days `undefined` for one that is not known: then one that is open only for a time cannot be told.
 */
export function statusOf(
  known: CostObjects,
  value: string,
  days: readonly (Day | undefined)[],
): 'open' | 'closed' | 'unknown' | 'cannot tell' {
  const rows = known.get(keyOf([codeOf(value)]))
  if (rows === undefined) return 'unknown'
  const open = rows.filter((each) => each.status === 'open')
  const isBounded = open.some(({ from, until }) => from !== undefined || until !== undefined)
  if (isBounded && days.includes(undefined)) return 'cannot tell'
  const closedOn = days.find((day) => !open.some((each) => day === undefined || isValidOn(each, day)))
  return open.length === 0 || closedOn !== undefined ? 'closed' : 'open'
}
