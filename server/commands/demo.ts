import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import got from 'got'
import { z } from 'zod'
import { type Connector, startConnector } from '../connector/connector.ts'
import { createLog } from '../log.ts'
import type { ReviewLine } from '../record/review-line.ts'
import { DEMO_REPORTS } from '../simulator/reports/demo-reports.ts'
import type { Stop } from '../simulator/reports/simulated-report.ts'
import { type Simulator, startSimulator } from '../simulator/simulator.ts'
import { type CommandContext, CommandFailure } from './context.ts'
import { addDemoPeople, writeDemoPeopleFile } from './demo-people.ts'
import { amountOf } from './review.ts'
import { requireSettings } from './settings.ts'
import { short } from './table.ts'

const LOGIN = { username: 'concur-callout', password: 'demo-password' }
const WATCH_MS = 100
const SETTLED_WITHIN_MS = 60_000
/** Seconds instead of minutes, so that nobody has to wait for the report that stays incomplete. */
const INCOMPLETE_FOR_MS = 6000
const COLUMNS = [24, 30, 20, 14, 17, 21, 28, 6] as const
const TITLES = [
  'submitted as',
  'report',
  'employee',
  'amount',
  'announced by',
  'outcome',
  'exceptions',
  'time',
]
const EXAMPLE_POLICY = join(import.meta.dirname, '../../config/policy.example.yaml')

/** The step of a workflow that an administrator has set up for external systems, without an application connector. */
const PARTNER_STEP = { code: 'PARTNER', canLeaveBlocked: false }
/** Most reports are announced by both doors, as it is while a company moves from the callout to events. */
const STOPS: Readonly<Record<string, Partial<Stop>>> = {
  'entry-too-old': { doors: ['events'], step: PARTNER_STEP },
  'entries-late': { doors: ['callout'] },
  'entries-missing': { doors: ['events'] },
  'clean-conference': { doors: ['callout'] },
}

/** Where the running demo is, for `demo submit`. */
const demoFile = z.object({ simulator: z.url() })

/**
 * Plays the whole cycle on this machine: a simulated Concur submits its demo reports, the connector reviews them.
 * @throws {CommandFailure} With `once`, if any report is not settled in time, or was written to twice.
 */
export async function runDemo(context: CommandContext, options: { readonly once?: true }): Promise<void> {
  const stopRequested = context.stopRequested()
  const folder = join(context.folder, 'data', 'demo')
  await requireNoOther(folder)
  await rm(folder, { recursive: true, force: true })
  await mkdir(folder, { recursive: true })

  const simulator = await startSimulator({ doors: ['callout', 'events'] })
  const connector = await startDemoConnector(context, simulator, folder)
  try {
    simulator.connectTo({ url: `${connector.url}/concur/v1.0/notify`, ...LOGIN })
    simulator.connectEventsTo({ url: `${connector.url}/concur/v4.0/events`, filter: 'statusChanged' })
    await writeFile(join(folder, 'demo.json'), JSON.stringify({ simulator: simulator.url }))
    context.print(`Concur (simulated) at ${simulator.url}, the connector at ${connector.url}`)
    const { testConnection, endpoint } = await simulator.testConnection()
    context.print(`Test Connection: ${testConnection}, endpoint: ${endpoint}\n`)

    const watch = watchReviews(context, simulator, connector)
    const today = new Date().toISOString().slice(0, 10)
    for (const { kind, draft } of DEMO_REPORTS) {
      watch.submitted(kind, simulator.submit(draft(today), STOPS[kind]))
    }
    const isSettled = await watch.untilSettled(SETTLED_WITHIN_MS)
    context.print(`\n${watch.summary()}`)
    if (options.once) {
      if (!isSettled)
        throw new CommandFailure(`not all reports were settled: see ${join(folder, 'connector.log')}`)
      return
    }
    context.print(afterwards(connector, await addDemoPeople(databaseOf(folder), new Date())))
    const watching = new AbortController()
    const done = watch.on(watching.signal)
    await stopRequested
    watching.abort()
    await done
    context.print('\nStopping.')
  } finally {
    await rm(join(folder, 'demo.json'), { force: true })
    await Promise.all([connector.stop(), simulator.close()])
  }
}

/** Submits a report of that kind in the running demo. @throws {CommandFailure} If no demo runs, or no such kind is. */
export async function submitToDemo(context: CommandContext, kind: string | undefined): Promise<void> {
  if (kind === undefined) {
    context.print(DEMO_REPORTS.map((report) => `${report.kind.padEnd(24)} ${report.description}`).join('\n'))
    return
  }
  const simulator = await runningSimulator(join(context.folder, 'data', 'demo'))
  if (simulator === undefined)
    throw new CommandFailure('no demo is running here: start one with "npm run demo"')
  const { statusCode, body } = await got.post(`${simulator}/simulator/reports`, {
    searchParams: { kind },
    throwHttpErrors: false,
    retry: { limit: 0 },
  })
  if (statusCode !== 201) throw new CommandFailure(body)
  context.print(`submitted: ${body}`)
}

async function startDemoConnector(
  context: CommandContext,
  simulator: Simulator,
  folder: string,
): Promise<Connector> {
  const keys = join(folder, 'keys')
  await mkdir(keys)
  await writeFile(join(keys, 'simulator.pem'), (await simulator.eventIdentity()).publicKey)
  const { settings } = await requireSettings({
    folder,
    environment: {
      CONNECTOR_USERNAME: LOGIN.username,
      CONNECTOR_PASSWORD: LOGIN.password,
      HOST: '127.0.0.1',
      PORT: '0',
      INTERNAL_PORT: '0',
      CONSOLE_PORT: '0',
      TLS: 'off',
      // Without TLS there is no client certificate.
      ESS_AUTH: 'signature',
      ESS_KEYS_DIR: keys,
      ESS_STEP_CODES: PARTNER_STEP.code,
      DATABASE_URL: databaseOf(folder),
      CONCUR_API_URL: simulator.url,
      CONCUR_CLIENT_ID: 'simulator-client',
      CONCUR_CLIENT_SECRET: 'simulator-secret',
      CONCUR_REFRESH_TOKEN: simulator.currentRefreshToken(),
      PEOPLE_FILE: await writeDemoPeopleFile(folder),
      POLICY_FILE: context.environment['POLICY_FILE'] ?? EXAMPLE_POLICY,
    },
  })
  const log = createLog('debug', join(folder, 'connector.log'))
  return startConnector(settings, log, { incompleteForMs: INCOMPLETE_FOR_MS })
}

/**
 * Prints a row for each review that has ended and that all doors of its report have led to, and one more while a
 * report is not whole. What a person has to look at, and why, stands below its row.
 */
function watchReviews(context: CommandContext, simulator: Simulator, connector: Connector) {
  const submitted = new Map<string, { readonly kind: string; readonly at: Date }>()
  const printed = new Map<number, ReviewLine & { readonly doors: readonly string[] }>()
  const incomplete = new Set<number>()
  context.print(row(TITLES))

  async function look(): Promise<void> {
    const reviews = await connector.overview.reviews({ limit: 1000 })
    for (const review of reviews.toReversed()) {
      if (printed.has(review.id)) continue
      const { notifications = [] } = (await connector.overview.review(String(review.id))) ?? {}
      const doors = [...new Set(notifications.map(({ door }) => door))].toSorted()
      if (review.finishedAt === null) {
        const waiting = notifications.find(({ reasonCode }) => reasonCode === 'INCOMPLETE')
        if (waiting === undefined || incomplete.has(review.id)) continue
        incomplete.add(review.id)
        printRow(review, doors, 'not whole yet', new Date())
        printBelow(`${waiting.reason}; it is read again`)
        continue
      }
      if (doors.length < simulator.report(review.reportId).doors.length) continue
      printed.set(review.id, { ...review, doors })
      printRow(review, doors, review.result ?? '', review.finishedAt)
      if (review.result === 'held') printBelow(review.reason ?? '')
    }
  }

  function printRow(review: ReviewLine, doors: readonly string[], outcome: string, until: Date): void {
    const { kind, at } = submitted.get(review.reportId) ?? { kind: 'demo submit', at: review.startedAt }
    context.print(
      row([
        kind,
        short(review.reportName, 29),
        short(review.employee, 19),
        amountOf(review),
        doors.join(' + '),
        outcome,
        review.exceptions.join(' '),
        `${((until.getTime() - at.getTime()) / 1000).toFixed(1)} s`,
      ]),
    )
  }

  function printBelow(text: string): void {
    context.print(`${' '.repeat(COLUMNS[0])} ${short(text, 140)}`)
  }

  const isSettled = () => {
    const reviewed = new Set([...printed.values()].map((review) => review.reportId))
    return [...submitted.keys()].every((id) => reviewed.has(id)) && actedTwice(simulator).length === 0
  }

  return {
    submitted(kind: string, reportId: string): void {
      submitted.set(reportId, { kind, at: new Date() })
    },
    async untilSettled(withinMs: number): Promise<boolean> {
      const end = Date.now() + withinMs
      for (;;) {
        await look()
        if (isSettled()) return true
        if (Date.now() > end) return false
        await sleep(WATCH_MS)
      }
    },
    async on(signal: AbortSignal): Promise<void> {
      while (!signal.aborted) {
        await look()
        await sleep(WATCH_MS, undefined, { signal }).catch(() => undefined)
      }
    },
    summary(): string {
      const reviews = [...printed.values()]
      const results = [...new Set(reviews.map((review) => review.result))]
      const counts = results.map(
        (result) => `${reviews.filter((review) => review.result === result).length} ${result}`,
      )
      const missing = submitted.size - new Set(reviews.map((review) => review.reportId)).size
      const writes = simulator.ledger.filter((entry) => entry.kind === 'workflow').length
      const both = reviews.filter(({ doors }) => doors.length > 1).length
      return [
        `${submitted.size} reports submitted: ${counts.join(', ')}${missing > 0 ? `, ${missing} NOT SETTLED` : ''}.`,
        `Announced by both doors: ${both}, by one of them: ${reviews.length - both}.`,
        `Concur saw ${writes} workflow actions; reports acted on twice: ${actedTwice(simulator).length}.`,
      ].join('\n')
    },
  }
}

/** Reports of which one visit got more than one action: there must be none. */
function actedTwice(simulator: Simulator): readonly string[] {
  return simulator
    .reports()
    .filter((report) => report.actions.length > report.stepKeys.length)
    .map((report) => report.reportId)
}

function row(cells: readonly string[]): string {
  return cells
    .map((cell, index) => cell.padEnd(COLUMNS[index] ?? 0))
    .join(' ')
    .trimEnd()
}

function databaseOf(folder: string): string {
  return `sqlite:${join(folder, 'connector.db')}`
}

function afterwards({ consoleUrl }: Connector, people: readonly string[]): string {
  const database = 'sqlite:data/demo/connector.db'
  return [
    '',
    ...(consoleUrl === undefined
      ? []
      : [`What is held is decided at ${consoleUrl}, as one of these:`, ...people, '']),
    'The demo stays up. In another terminal, in this folder:',
    '  submit another report    npm run demo -- submit            (lists the kinds)',
    '                           npm run demo -- submit clean-lunch-and-taxi',
    `  all reviews              npm run connector -- review list --database ${database}`,
    `  the journal of one       npm run connector -- review show 1 --database ${database}`,
    '  stop                     Ctrl+C here',
  ].join('\n')
}

async function requireNoOther(folder: string): Promise<void> {
  const other = await runningSimulator(folder)
  if (other !== undefined)
    throw new CommandFailure(`a demo is running here already, with its simulator at ${other}`)
}

/** The address of the running demo's simulator, if one answers. */
async function runningSimulator(folder: string): Promise<string | undefined> {
  try {
    const { simulator } = demoFile.parse(JSON.parse(await readFile(join(folder, 'demo.json'), 'utf8')))
    await got.get(`${simulator}/simulator/kinds`, { timeout: { request: 2000 }, retry: { limit: 0 } })
    return simulator
  } catch {
    return undefined
  }
}
