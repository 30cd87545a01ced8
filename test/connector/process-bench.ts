import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Simulator, startSimulator } from '../../server/simulator/simulator.ts'
import type { SimulatorOptions } from '../../server/simulator/simulator-options.ts'
import { openDatabase } from '../../server/store/database.ts'
import { createOverview, type Overview } from '../../server/store/operators/overview.ts'
import { type ConnectorProcess, startConnectorProcess } from './connector-process.ts'
import { type CuttableLine, openLine } from './cuttable-line.ts'
import { databaseUrl, environmentFor, LOGIN } from './set-up.ts'

/** A simulated Concur at the end of a line that can be cut, and connectors in processes on one database. */
export interface ProcessBench {
  readonly simulator: Simulator
  readonly line: CuttableLine
  readonly folder: string
  /** Starts one more connector, which Concur notifies from now on. */
  start(settings?: Readonly<Record<string, string>>): Promise<ConnectorProcess>
  /** Looks at the database as a process of its own. */
  look<Result>(work: (overview: Overview) => Promise<Result>): Promise<Result>
  /** The processes must have been ended before. */
  close(): Promise<void>
}

/** Opens it; the caller calls useRealSockets and killProcesses. */
export async function openProcessBench(options: SimulatorOptions = {}): Promise<ProcessBench> {
  const folder = await mkdtemp(join(tmpdir(), 'connector-'))
  const simulator = await startSimulator({ notifyRetryMs: [100, 200, 400, 800], ...options })
  const line = await openLine(simulator.url)
  return {
    simulator,
    line,
    folder,
    async start(settings) {
      const started = await startConnectorProcess(
        { ...environmentFor(folder, line.url), ...settings },
        folder,
      )
      simulator.connectTo({ url: `${started.url}/concur/v1.0/notify`, ...LOGIN })
      return started
    },
    async look(work) {
      const db = await openDatabase(databaseUrl(folder))
      try {
        return await work(createOverview(db))
      } finally {
        await db.destroy()
      }
    },
    async close() {
      await Promise.all([line.close(), simulator.close()])
      await rm(folder, { recursive: true })
    },
  }
}
