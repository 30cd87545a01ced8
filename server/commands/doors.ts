import type { DoorReport } from '../record/door-report.ts'
import { readDoors } from '../store/operators/doors.ts'
import type { CommandContext } from './context.ts'
import { withDatabase } from './settings.ts'
import { short, table, time } from './table.ts'

const DAY_MS = 86_400_000

/** Prints through which doors the stops of the last days were announced: whether one of the doors can be closed. */
export async function reportDoors(
  context: CommandContext,
  options: {
    readonly days: number
    readonly limit: number
    readonly database?: string
    readonly json?: true
  },
  now = new Date(),
): Promise<void> {
  await withDatabase(context, options.database, async (_overview, db) => {
    const since = new Date(Math.max(0, now.getTime() - options.days * DAY_MS))
    const report = await readDoors(db, since, options.limit)
    context.print(options.json ? JSON.stringify({ since, ...report }, null, 2) : describe(report, since))
  })
}

function describe(report: DoorReport, since: Date): string {
  const { both, calloutOnly, eventsOnly, neither, single, dead } = report
  const counts: readonly (readonly [string, number])[] = [
    ['by both doors', both],
    ['by the callout only', calloutOnly],
    ['by events only', eventsOnly],
    ['by neither', neither],
  ]
  const sections = [
    `Stops since ${time(since)}, as they were announced\n${counts
      .map(([name, count]) => `${name.padEnd(20)} ${count}`)
      .join('\n')}`,
  ]
  if (single.length > 0) {
    const left = calloutOnly + eventsOnly - single.length
    sections.push(
      `By one door only, newest first${left > 0 ? ` (and ${left} more: --limit)` : ''}\n${table(
        ['review', 'id', 'type', 'name', 'when', 'door'],
        single.map((stop) => [
          String(stop.review),
          stop.report,
          stop.objectType,
          short(stop.name, 40),
          time(stop.at),
          stop.door,
        ]),
      )}`,
    )
  }
  const given = Object.entries(dead).map(([door, count]) => `${door} ${count}`)
  if (given.length > 0) {
    sections.push(`Given up before there was a review (inbox list --state dead): ${given.join(', ')}`)
  }
  return [...sections, conclusion(report)].join('\n\n')
}

function conclusion({ both, calloutOnly, eventsOnly, neither, dead }: DoorReport): string {
  if (both + calloutOnly + eventsOnly + neither === 0)
    return 'No report or travel request stopped in this time: it says nothing.'
  if (both + eventsOnly === 0) return 'No stop was announced by an event: keep the callout, and see ess list.'
  if (calloutOnly > 0) {
    return 'Keep the callout until you know why events did not announce these. An event of the last minutes may still be on its way.'
  }
  if (Object.keys(dead).length > 0) return 'Before you close a door, see what was given up.'
  return 'Every stop that the callout announced was announced by an event, too: the callout can be closed.'
}
