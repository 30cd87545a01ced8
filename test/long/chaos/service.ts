import { setTimeout as sleep } from 'node:timers/promises'
import { type SpawnedConnector, spawnConnector } from '../../connector/connector-process.ts'

/** What systemd waits before it starts again what ended, shortened. */
const RESTART_MS = 300

/** A connector that is kept running, as a service manager keeps it. */
export interface Service {
  /** Where it takes notifications; of one that is down, where it did. */
  address(): string
  /** `kill -9` at whatever it is doing, also at starting. */
  kill(): Promise<void>
  /** It stands still for so long, as with a machine that is suspended. */
  pause(forMs: number): Promise<void>
  /** Resolves once it listens. */
  isUp(): boolean
  /** What it has logged since its last start. */
  log(): string
  /** What it had logged each time it ended by itself. */
  readonly endings: readonly string[]
  /** With SIGTERM, and for good. @returns The exit status. */
  stop(): Promise<number | null>
}

/**
 * Starts a connector, and again whenever it ends.
 * @param mayStart Answers no while its disk is not there: a service manager waits for mounts.
 */
export function startService(
  settings: Readonly<Record<string, string>>,
  folder: string,
  mayStart: () => boolean,
): Service {
  const endings: string[] = []
  let address = 'http://127.0.0.1:9'
  let isKilled = false
  const stopping = new AbortController()
  let current: SpawnedConnector | undefined
  const running = run()

  async function run(): Promise<void> {
    while (!stopping.signal.aborted) {
      if (!mayStart()) {
        await sleep(50)
        continue
      }
      isKilled = false
      const spawned = spawnConnector(settings, folder)
      current = spawned
      void spawned.listening().then(
        (url) => (address = `${url}/concur/v1.0/notify`),
        () => undefined,
      )
      await spawned.ended()
      if (!isKilled && !stopping.signal.aborted) endings.push(spawned.log())
      await sleep(RESTART_MS)
    }
  }

  return {
    address: () => address,
    endings,
    log: () => current?.log() ?? '',
    isUp: () => current?.isListening() ?? false,
    async kill() {
      isKilled = true
      await current?.end('SIGKILL')
    },
    async pause(forMs) {
      const paused = current
      paused?.signal('SIGSTOP')
      await sleep(forMs)
      paused?.signal('SIGCONT')
    },
    async stop() {
      stopping.abort()
      const code = (await current?.end('SIGTERM'))?.code ?? null
      await running
      return code
    },
  }
}
