// The door: the thread that the public listener, the parser and the commit of what arrives live in, and nothing else, so
// that receiving does not feel reviewing. What it needs of the process it is told by its owner (public-door.ts); what has
// arrived is on disk before it is answered, and is taken over elsewhere.
//
//   started ──> ready ── open ──> listens, answers, tells the news ── stop ──> answers what is in hand, ends
//
//   D1. It waits for nobody: not for the other threads, not for whoever reads the log.
//   D2. The log lines and the news of one turn go together.
import { parentPort, workerData } from 'node:worker_threads'
import { watchEssTrust } from '../../certs/watch-ess-trust.ts'
import type { Settings } from '../../config/settings.ts'
import { authenticateConcur } from '../../routes/login/authenticate-concur.ts'
import { createPublicApp } from '../../routes/public-app.ts'
import { ConnectorError } from '../connector-error.ts'
import { receiveCallout, receiveEvent } from '../doors/receive-delivery.ts'
import { listen } from '../listeners/listen.ts'
import { createLog, type Log, type LogLevel } from '../log.ts'
import { type Arrivals, openArrivals } from '../store/arrivals/open-arrivals.ts'
import { explainTrouble } from '../store/explain-trouble.ts'
import { credentialFiles, essTrustFiles } from './credential-files.ts'
import type { DoorNews, DoorStart, FromDoor, ToDoor } from './door-messages.ts'
import { threadNumber } from './lower-threads.ts'
import { standardOutput } from './standard-output.ts'

/** How often the files of keys and authorities are looked at. */
const FILES_MS = 2000

const start: DoorStart = workerData
if (parentPort !== null) serve(start, parentPort)

/** A door that receives. */
interface OpenDoor {
  readonly url: string
  readonly arrivals: Arrivals
  close(deadlineMs: number): Promise<void>
}

/** What of the owner's the door needs. */
interface DoorParts {
  readonly tell: (message: FromDoor) => void
  readonly log: Log
  readonly now: () => Date
}

function serve({ settings, logs, secrets }: DoorStart, port: NonNullable<typeof parentPort>): void {
  const tell = (message: FromDoor) => port.postMessage(message)
  const log = logs === 'itself' ? createLog(settings.LOG_LEVEL, standardOutput(), secrets) : owners(tell)
  /** What the time of all connectors is ahead of the steady clock of this thread. */
  let offset = 0
  const now = () => new Date(Math.round(offset + performance.now()))
  let door: OpenDoor | undefined

  port.on('message', (message: ToDoor) => {
    switch (message.kind) {
      case 'open':
        setTime(message.now)
        void open()
        return
      case 'time':
        setTime(message.now)
        return
      case 'taken over':
        door?.arrivals.takenOver(message.upTo)
        return
      case 'damaged':
        door?.arrivals.damaged(message.error)
        return
      case 'check':
        void check(message.question)
        return
      case 'stop':
        void stop(message.deadlineMs)
        return
      default:
        message satisfies never
    }
  })
  tell({ kind: 'ready' })

  function setTime(at: number): void {
    offset = at - performance.now()
  }

  async function open(): Promise<void> {
    try {
      door = await openDoor(settings, { tell, log, now })
      tell({ kind: 'open', url: door.url, thread: threadNumber() })
    } catch (error) {
      const isExpected = error instanceof ConnectorError
      const problem = error instanceof Error && !isExpected ? error.stack : undefined
      tell({ kind: 'not opened', problem: problem ?? textOf(error), isExpected })
    }
  }

  async function check(question: number): Promise<void> {
    try {
      await door?.arrivals.check()
      tell({ kind: 'checked', question, problem: undefined })
    } catch (error) {
      tell({ kind: 'checked', question, problem: explainTrouble(error) })
    }
  }

  async function stop(deadlineMs: number): Promise<void> {
    try {
      await door?.close(deadlineMs)
    } catch (error) {
      log.error('door.not-closed', { error })
    }
    tell({ kind: 'stopped' })
    port.close()
  }
}

async function openDoor(settings: Settings, { tell, log, now }: DoorParts): Promise<OpenDoor> {
  await using opening = new AsyncDisposableStack()
  const essTrust = await watchEssTrust({ files: essTrustFiles(settings), everyMs: FILES_MS, log })
  opening.defer(() => essTrust.stop())
  const arrivals = await openArrivals(settings.DATABASE_URL, log)
  opening.defer(() => arrivals.close())
  const news = gatherNews(tell)
  const deps = { arrivals, unavailable: news.unavailable, log, now }
  const passwords = [settings.CONNECTOR_PASSWORD, settings.CONNECTOR_PREVIOUS_PASSWORD]
  const app = createPublicApp({
    notifyPath: settings.NOTIFY_PATH,
    credentials: {
      username: settings.CONNECTOR_USERNAME,
      passwords: passwords.filter((password) => password !== undefined),
    },
    trustedProxies: settings.TRUSTED_PROXIES,
    receive: receiveCallout(deps),
    events: {
      path: settings.EVENTS_PATH,
      authenticate: authenticateConcur({
        auth: settings.ESS_AUTH,
        trust: () => essTrust.current(),
        certificateHeader: settings.ESS_CLIENT_CERT_HEADER,
        log,
        now,
      }),
      receive: receiveEvent(deps, {
        stepCodes: settings.ESS_STEP_CODES ?? [],
        companyId: settings.CONCUR_COMPANY_ID,
      }),
      refused: news.refusedEvent,
    },
    acknowledged: news.acknowledged,
    log,
  })
  const listener = await listen({
    app,
    host: settings.HOST,
    port: settings.PORT,
    settings: { host: 'HOST', port: 'PORT' },
    tls: settings.TLS ? { files: credentialFiles(settings) } : undefined,
    log,
  })
  const parts = opening.move()
  return {
    url: listener.url,
    arrivals,
    async close(deadlineMs) {
      await listener.close(deadlineMs)
      await parts.disposeAsync()
    },
  }
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

/** A log whose lines are written by the owner of this thread. */
function owners(tell: (message: FromDoor) => void): Log {
  const line =
    (level: LogLevel): Log['info'] =>
    (event, fields) =>
      tell({ kind: 'log', level, event, fields })
  return { debug: line('debug'), info: line('info'), warn: line('warn'), error: line('error') }
}

/** D2 */
function gatherNews(tell: (message: FromDoor) => void) {
  let news: { -readonly [Name in keyof DoorNews]: DoorNews[Name][number][] } | undefined
  const gather = () => {
    if (news === undefined) {
      setImmediate(() => {
        if (news !== undefined) tell({ kind: 'news', ...news })
        news = undefined
      })
      news = { acknowledged: [], unavailable: [], refusedEvents: [] }
    }
    return news
  }
  return {
    acknowledged: (seconds: number) => void gather().acknowledged.push(seconds),
    unavailable: (door: DoorNews['unavailable'][number]) => void gather().unavailable.push(door),
    refusedEvent: (reason: DoorNews['refusedEvents'][number]) => void gather().refusedEvents.push(reason),
  }
}
