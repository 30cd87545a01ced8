import type { EventLoopUtilization } from 'node:perf_hooks'
import { Worker } from 'node:worker_threads'
import { secretTexts } from '../../config/secret-texts.ts'
import type { Settings } from '../../config/settings.ts'
import { ConnectorError } from '../connector-error.ts'
import type { Log } from '../log.ts'
import type { Metrics } from '../metrics/metrics.ts'
import type { DoorNews, DoorStart, FromDoor, ToDoor } from './door-messages.ts'
import { lowerOthers } from './lower-threads.ts'
import type { Stoppable } from './stop-together.ts'

/** A listener, open. */
export interface OpenListener extends Stoppable {
  readonly url: string
}

/** The door for what Concur delivers, callouts and events: a thread of its own, see `door-thread.ts`. */
export interface PublicDoor extends OpenListener {
  /** The share of the time since it was asked last in which the thread has worked. */
  use(): number
  /** Calls back when something has arrived. */
  onArrived(listener: () => void): void
  /** Up to that number all arrivals are taken over. */
  takenOver(upTo: number): void
  /** Taking over has failed with that. */
  failed(error: unknown): void
  /** Rejects when nothing could be kept. */
  check(): Promise<void>
  /** Resolves, with the reason, if it ends without having been stopped: then nothing is received any more. */
  readonly ended: Promise<Error>
}

/** What the door is opened with. */
export interface DoorOwner {
  readonly metrics: Pick<Metrics, 'acknowledged' | 'eventRefused' | 'received'>
  readonly now: () => Date
}

/** A door that is being made ready, which takes a while. */
export interface StartingDoor extends Disposable {
  /**
   * Opens it, once the database is there.
   * @throws {DoorError} If the address cannot be taken, or a certificate or key cannot be used.
   */
  open(owner: DoorOwner): Promise<PublicDoor>
}

/** The door cannot be opened, or has ended. */
class DoorError extends ConnectorError {
  override readonly name = 'DoorError'
  readonly code = 'DOOR'
  readonly retryable = true
}

/** How often it is told the time. */
const TIME_MS = 1000
/** More would be tidied up later, and take memory until then. */
const YOUNG_MB = 8

/** Starts the thread. @param logs See {@link DoorStart}: a door that writes them itself has a process of its own, in which it comes first. */
export function startDoor(settings: Settings, logs: DoorStart['logs'], log: Log): StartingDoor {
  const isFirst = logs === 'itself'
  const start: DoorStart = { settings, logs, secrets: secretTexts(settings) }
  const worker = new Worker(new URL('./door-thread.ts', import.meta.url), {
    workerData: start,
    resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MB },
  })
  const said = listenTo(worker, log)
  return {
    async open(owner) {
      await said.ready
      said.news((news) => count(news, owner.metrics))
      worker.postMessage({ kind: 'open', now: owner.now().getTime() } satisfies ToDoor)
      const { url, thread } = await said.opened
      if (isFirst && thread !== undefined) lowerOthers(thread)
      return toDoor(worker, said, url, owner.now)
    },
    [Symbol.dispose]() {
      void worker.terminate()
    },
  }
}

/** What the thread says, as it does. */
interface Said {
  readonly ready: Promise<void>
  readonly opened: Promise<{ readonly url: string; readonly thread: number | undefined }>
  readonly stopped: Promise<void>
  readonly ended: Promise<Error>
  news(listener: (news: DoorNews) => void): void
  /** @returns The number of a check, and how it ended. */
  check(): { readonly question: number; readonly answer: Promise<void> }
}

function listenTo(worker: Worker, log: Log): Said {
  const ready = Promise.withResolvers<void>()
  const opened = Promise.withResolvers<Awaited<Said['opened']>>()
  const stopped = Promise.withResolvers<void>()
  const ended = Promise.withResolvers<Error>()
  const checks = new Map<number, PromiseWithResolvers<void>>()
  const listeners: ((news: DoorNews) => void)[] = []
  let lastCheck = 0

  worker.on('message', (message: FromDoor) => {
    switch (message.kind) {
      case 'ready':
        ready.resolve()
        return
      case 'open':
        opened.resolve(message)
        return
      case 'not opened':
        opened.reject(message.isExpected ? new DoorError(message.problem) : new Error(message.problem))
        return
      case 'news':
        for (const listener of listeners) listener(message)
        return
      case 'log':
        log[message.level](message.event, message.fields)
        return
      case 'checked':
        settle(message.question, message.problem)
        return
      case 'stopped':
        stopped.resolve()
        return
      default:
        message satisfies never
    }
  })
  worker.on('error', finish)
  worker.on('exit', (code) => finish(new DoorError(`the receiving thread has ended with ${code}`)))
  // Looked at by whoever opens it, or not at all.
  for (const { promise } of [ready, opened]) promise.catch(() => undefined)

  return {
    ready: ready.promise,
    opened: opened.promise,
    stopped: stopped.promise,
    ended: ended.promise,
    news: (listener) => void listeners.push(listener),
    check() {
      lastCheck += 1
      const check = Promise.withResolvers<void>()
      checks.set(lastCheck, check)
      return { question: lastCheck, answer: check.promise }
    },
  }

  function settle(question: number, problem: string | undefined): void {
    const check = checks.get(question)
    checks.delete(question)
    if (problem === undefined) check?.resolve()
    else check?.reject(new DoorError(problem))
  }

  function finish(problem: unknown): void {
    const error = problem instanceof Error ? problem : new Error(String(problem))
    ready.reject(error)
    opened.reject(error)
    stopped.resolve()
    ended.resolve(error)
    for (const question of checks.keys()) settle(question, error.message)
  }
}

function toDoor(worker: Worker, said: Said, url: string, now: () => Date): PublicDoor {
  const tell = (message: ToDoor) => worker.postMessage(message)
  const timer = setInterval(() => tell({ kind: 'time', now: now().getTime() }), TIME_MS)
  let before: EventLoopUtilization | undefined
  return {
    url,
    use() {
      const current = worker.performance.eventLoopUtilization()
      const { utilization } = worker.performance.eventLoopUtilization(current, before)
      before = current
      return utilization
    },
    onArrived: (listener) =>
      said.news(({ acknowledged }) => {
        if (acknowledged.length > 0) listener()
      }),
    takenOver: (upTo) => tell({ kind: 'taken over', upTo }),
    failed(error) {
      if (error instanceof Error && 'code' in error) {
        tell({ kind: 'damaged', error: { message: error.message, code: String(error.code) } })
      }
    },
    check() {
      const { question, answer } = said.check()
      tell({ kind: 'check', question })
      return answer
    },
    ended: said.ended,
    async stop(deadlineMs) {
      clearInterval(timer)
      tell({ kind: 'stop', deadlineMs })
      await said.stopped
    },
  }
}

function count({ acknowledged, unavailable, refusedEvents }: DoorNews, metrics: DoorOwner['metrics']): void {
  for (const seconds of acknowledged) metrics.acknowledged(seconds)
  for (const door of unavailable) metrics.received(door, 'unavailable')
  for (const reason of refusedEvents) metrics.eventRefused(reason)
}
