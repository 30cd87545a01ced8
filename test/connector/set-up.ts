import { join } from 'node:path'
import type { LedgerEntry } from '../../server/simulator/ledger.ts'
import type { Simulator } from '../../server/simulator/simulator.ts'
import type { Overview } from '../../server/store/operators/overview.ts'
import { untilNothingIsLeft } from './until.ts'

/** What Concur logs in with at the connector. */
export const LOGIN = { username: 'concur-user', password: 'concur-password' }

/** The day on which the tests submit reports. */
export const TODAY = new Date().toISOString().slice(0, 10)

/** The settings of a connector on free ports of this machine, with everything it writes in `folder`. */
export function environmentFor(folder: string, concurUrl: string) {
  return {
    CONNECTOR_USERNAME: LOGIN.username,
    CONNECTOR_PASSWORD: LOGIN.password,
    HOST: '127.0.0.1',
    PORT: '0',
    INTERNAL_PORT: '0',
    CONSOLE_PORT: '0',
    TLS: 'off',
    DATABASE_URL: databaseUrl(folder),
    CONCUR_API_URL: concurUrl,
    CONCUR_CLIENT_ID: 'simulator-client',
    CONCUR_CLIENT_SECRET: 'simulator-secret',
    CONCUR_REFRESH_TOKEN: 'simulator-refresh-token',
    POLICY_FILE: join(import.meta.dirname, '../../config/policy.example.yaml'),
  }
}

/** Of the one database in a folder of a test. */
export function databaseUrl(folder: string): string {
  return `sqlite:${join(folder, 'connector.db')}`
}

/**
 * What the simulator was made to do for a report, in order: `exceptions NORECEIP`, `withdrawn NORECEIP`, `Approve`,
 * `comment`, `delete notification`.
 */
export function writesOf({ ledger }: Pick<Simulator, 'ledger'>, reportId: string): readonly string[] {
  return ledger.filter((entry) => entry.reportId === reportId).map(describeWrite)
}

function describeWrite(entry: LedgerEntry): string {
  switch (entry.kind) {
    case 'workflow':
      return entry.action
    case 'exceptions':
      return `exceptions ${entry.exceptions.map(({ code }) => code).join(' ')}`
    case 'withdrawn':
      return `withdrawn ${entry.exception.code}`
    case 'comment':
      return 'comment'
    case 'delete-notification':
      return 'delete notification'
    default:
      return entry satisfies never
  }
}

/** How often the simulator was asked for something, faults included. */
export function countOf({ requests }: Pick<Simulator, 'requests'>, route: string): number {
  return requests.filter((request) => request.route === route).length
}

/** Waits until what has been acknowledged is in the inbox. */
export async function untilTakenOver(overview: Overview): Promise<void> {
  await untilNothingIsLeft(
    'what has arrived to be taken over',
    async () => (await overview.counts())['arrived'] ?? 0,
  )
}

/** Waits until every notification has been delivered or given up, and the connector is done with all it has. */
export async function untilSettled(simulator: Simulator, overview: Overview): Promise<void> {
  await untilNothingIsLeft('the connector to be done with all notifications', async () => {
    const queued = [...simulator.notifications, ...simulator.events].filter(({ state }) => state === 'queued')
    const { arrived = 0, waiting = 0, claimed = 0 } = await overview.counts()
    return queued.length + arrived + waiting + claimed
  })
}
