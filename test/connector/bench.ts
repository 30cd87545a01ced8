import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { loadSettings } from '../../config/load-settings.ts'
import type { Settings } from '../../config/settings.ts'
import { type Connector, startConnector } from '../../server/connector/connector.ts'
import type { NotificationLine } from '../../server/record/notification-line.ts'
import type { ReviewRecord } from '../../server/record/review-record.ts'
import { type Simulator, startSimulator } from '../../server/simulator/simulator.ts'
import type { SimulatorOptions } from '../../server/simulator/simulator-options.ts'
import type { Overview } from '../../server/store/operators/overview.ts'
import { loaded } from '../config/settings-folder.ts'
import { useRealSockets } from '../listeners/real-sockets.ts'
import { recordedLog } from '../listeners/recorded-log.ts'
import { environmentFor, LOGIN, untilSettled, untilTakenOver, writesOf } from './set-up.ts'

/** What is unlike the usual bench. */
export interface BenchOptions {
  readonly environment?: Readonly<Record<string, string>>
  /** Settings that are taken away. */
  readonly without?: readonly string[]
  /** Past what a setting can say, such as a fraction of a minute. */
  readonly settings?: Partial<Settings>
  /** See `ConnectorOptions`. */
  readonly incompleteForMs?: number
  /** The text of the policy; by default the example. */
  readonly policy?: string
  readonly simulator?: SimulatorOptions
  /** What Concur has lived through before the connector starts. */
  readonly before?: (simulator: Simulator) => void
  /** The address that the connector reaches Concur at, when it is not the simulator's own. */
  readonly concurUrl?: (simulator: Simulator) => Promise<string>
}

/** A connector in this process, with a database of its own, and a simulated Concur that is connected to it. */
export interface Bench {
  readonly simulator: Simulator
  readonly connector: Connector
  readonly log: ReturnType<typeof recordedLog>
  readonly folder: string
  /** Stops the connector and starts it again on the same database. */
  readonly restart: (changes?: Partial<Settings>) => Promise<void>
  /** Waits until all is delivered and done with. */
  readonly settled: () => Promise<void>
  /** What has been done to the report, see {@link writesOf}. */
  readonly writes: (reportId: string) => readonly string[]
  /** The newest review of the report; fails if there is none. */
  readonly review: (reportId: string) => Promise<ReviewRecord>
  /** All notifications, oldest first. */
  readonly notifications: () => Promise<readonly NotificationLine[]>
  /** Delivers a body to the callout's address. */
  readonly send: (body: string) => Promise<Response>
  /** The same, and waits until it is in the inbox. */
  readonly post: (body: string | Uint8Array, login?: typeof LOGIN) => Promise<Response>
  readonly close: () => Promise<void>
}

/** Call in a suite. @returns Opens a bench; it is closed after the test. */
export function useBenches(): (options?: BenchOptions) => Promise<Bench> {
  useRealSockets()
  const open: Bench[] = []
  afterEach(async () => {
    await Promise.all(open.splice(0).map((bench) => bench.close()))
  })
  return async (options) => {
    const bench = await openBench(options)
    open.push(bench)
    return bench
  }
}

/** Opens a bench; the caller closes it and calls useRealSockets. */
export async function openBench(options: BenchOptions = {}): Promise<Bench> {
  const folder = await mkdtemp(join(tmpdir(), 'connector-'))
  const simulator = await startSimulator({ notifyRetryMs: [100, 200, 400], ...options.simulator })
  options.before?.(simulator)
  const settings = await settingsOf(folder, simulator, options)
  const log = recordedLog()
  let connector = await start()

  async function start(changes: Partial<Settings> = {}): Promise<Connector> {
    const { incompleteForMs } = options
    const started = await startConnector({ ...settings, ...changes }, log, {
      ...(incompleteForMs !== undefined && { incompleteForMs }),
    })
    simulator.connectTo({ url: notifyUrl(started), ...LOGIN })
    return started
  }

  return {
    simulator,
    log,
    folder,
    get connector() {
      return connector
    },
    async restart(changes) {
      await connector.stop()
      connector = await start(changes)
    },
    settled: () => untilSettled(simulator, connector.overview),
    writes: (reportId) => writesOf(simulator, reportId),
    review: (reportId) => reviewOf(connector.overview, reportId),
    async notifications() {
      return (await connector.overview.notifications({ limit: 1000 })).toReversed()
    },
    send: (body) => post(notifyUrl(connector), body),
    async post(body, login) {
      const answer = await post(notifyUrl(connector), body, login)
      await untilTakenOver(connector.overview)
      return answer
    },
    async close() {
      await Promise.all([connector.stop(), simulator.close()])
      await rm(folder, { recursive: true })
    },
  }
}

/** The newest review of a report; fails if there is none. */
export async function reviewOf(overview: Overview, reportId: string): Promise<ReviewRecord> {
  const review = await overview.review(reportId)
  if (review === undefined) throw new Error(`there is no review of report ${reportId}`)
  return review
}

/** Delivers a body as Concur does. */
export async function post(
  url: string,
  body: string | Uint8Array,
  { username, password } = LOGIN,
): Promise<Response> {
  return fetch(url, {
    method: 'POST',
    headers: {
      authorization: `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`,
      'content-type': 'application/xml',
    },
    body: Buffer.from(body),
  })
}

function notifyUrl({ url }: Connector): string {
  return `${url}/concur/v1.0/notify`
}

async function settingsOf(folder: string, simulator: Simulator, options: BenchOptions): Promise<Settings> {
  const concurUrl = (await options.concurUrl?.(simulator)) ?? simulator.url
  const environment: Record<string, string> = { ...environmentFor(folder, concurUrl), ...options.environment }
  for (const name of options.without ?? []) Reflect.deleteProperty(environment, name)
  if (options.policy !== undefined) {
    environment['POLICY_FILE'] = join(folder, 'policy.yaml')
    await writeFile(environment['POLICY_FILE'], options.policy)
  }
  const { settings } = loaded(await loadSettings({ environment, folder }))
  return { ...settings, ...options.settings }
}
