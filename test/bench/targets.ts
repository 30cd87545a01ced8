import { z } from 'zod'
import { PAIRS } from './arguments.ts'

/** Rows of the table, in its order. */
export const ROWS = [
  'idle',
  'busy',
  'beside',
  'rate',
  'cost',
  'memory',
  'policy',
  'clicks',
  'growth',
] as const
export type RowName = (typeof ROWS)[number]

/** Whether there is such a row. */
export function isRow(name: string): name is RowName {
  return ROWS.some((each) => each === name)
}

/** A figure that the connector is to reach: at least so much, or at most. */
interface Target {
  /** Which row of the table measures it. */
  readonly row: RowName
  readonly what: string
  readonly least?: number
  readonly most?: number
  /** Absent for a ratio. */
  readonly unit?: 'ms' | 's' | 'MB'
}

const ACKNOWLEDGED = 'durable acknowledgements at 64 connections, to the naive connector'
const BESIDE_400 = 'the same with 400 reports under review, Concur answering in 20 ms'
const REVIEWED = 'reviews a second, 32 calls at once of 50 ms, to a plain loop'
const GROWTH = 'with 1,000,000 waiting, to 10,000 waiting'

const TARGETS = {
  idleSqlite: { row: 'idle', what: `${ACKNOWLEDGED}, SQLite`, least: 1.8 },
  idlePostgres: { row: 'idle', what: `${ACKNOWLEDGED}, PostgreSQL`, least: 1.3 },
  idleCpu: { row: 'idle', what: 'processor time of each, to the naive connector, SQLite', most: 0.55 },
  busySqlite: { row: 'busy', what: `${BESIDE_400}, SQLite`, least: 1.5 },
  busyPostgres: { row: 'busy', what: `${BESIDE_400}, PostgreSQL`, least: 1.1 },
  besideP99: {
    row: 'beside',
    what: 'p99 at 200 a second while eight reviews run, to the naive connector beside as many, SQLite',
    most: 1.3,
  },
  rateSqlite: { row: 'rate', what: `${REVIEWED}, SQLite`, least: 0.8 },
  ratePostgres: { row: 'rate', what: `${REVIEWED}, PostgreSQL`, least: 0.7 },
  reviewCpu: { row: 'cost', what: 'processor time a review, to the earlier build, SQLite', most: 0.4 },
  memoryAtRest: { row: 'memory', what: 'resident memory at rest', most: 190, unit: 'MB' },
  memoryInFlood: { row: 'memory', what: 'resident memory under flood', most: 280, unit: 'MB' },
  memoryOfLarge: { row: 'memory', what: 'resident memory, eight reports of 20 MB', most: 600, unit: 'MB' },
  allRules: { row: 'policy', what: 'all rules on 1,000 entries, processor time', most: 25, unit: 'ms' },
  fiveRules: { row: 'policy', what: 'five rules, to the same as plain code', most: 8 },
  replay: { row: 'policy', what: 'replaying 10,000 reviews', most: 12, unit: 's' },
  clicksP99: {
    row: 'clicks',
    what: 'p99 at 200 a second with 20 people in the console, to without, SQLite',
    most: 1.2,
  },
  // "Flat" is a quarter more at most: less cannot be told from chance.
  growthClaim: { row: 'growth', what: `a claim ${GROWTH}`, most: 1.25 },
  growthReceive: { row: 'growth', what: `receiving one ${GROWTH}`, most: 1.25 },
  start: { row: 'growth', what: 'start to first answer with 1,000,000 waiting', most: 0.8, unit: 's' },
} as const satisfies Record<string, Target>

type TargetName = keyof typeof TARGETS

/** What was found for each target that was measured. A ratio is the median of pairs. */
export type Measured = Readonly<Partial<Record<TargetName, number>>>

/** Reads {@link Measured} of another process. */
export const measuredSchema = z.custom<Measured>(
  (value) =>
    typeof value === 'object' &&
    value !== null &&
    Object.entries(value).every(([name, found]) => Object.hasOwn(TARGETS, name) && typeof found === 'number'),
)

/**
 * A line for each target of these rows: what, how much, how much it should be, and whether it holds.
 * @param reasons Why a row has measured nothing.
 */
export function targetLines(
  rows: readonly RowName[],
  measured: Measured,
  pairs: number,
  reasons: Readonly<Partial<Record<RowName, string>>> = {},
): readonly string[] {
  const few = pairs < PAIRS ? `, and targets are judged by ${PAIRS}` : ''
  const found: Readonly<Record<string, number | undefined>> = measured
  const targets: (readonly [string, Target])[] = Object.entries(TARGETS)
  return [
    `Targets (pairs in turn: ${pairs}${few})`,
    ...targets
      .filter(([, { row }]) => rows.includes(row))
      .map(([name, target]) => targetLine(target, found[name], reasons[target.row])),
  ]
}

function targetLine(
  { what, least, most = Infinity, unit }: Target,
  found: number | undefined,
  reason = 'left out',
): string {
  const target = least === undefined ? `at most ${amount(most, unit)}` : `at least ${amount(least, unit)}`
  if (found === undefined || Number.isNaN(found)) return `${what}: ${target}: not measured (${reason})`
  const holds = found >= (least ?? -Infinity) && found <= most
  return `${what}: ${amount(found, unit)}, ${target}: ${holds ? 'holds' : 'does not hold'}`
}

function amount(value: number, unit: Target['unit']): string {
  if (unit === undefined) return value.toFixed(2)
  return `${value.toFixed(unit === 's' ? 2 : 0)} ${unit}`
}
