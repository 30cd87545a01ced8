import { once } from 'node:events'
import { connect } from 'node:net'
import { performance } from 'node:perf_hooks'
import { setTimeout as sleep } from 'node:timers/promises'
import { LOGIN, NOTIFY_PATH, notificationText } from './notification-text.ts'
import { processorMs } from './process-use.ts'

/** What a stretch of load found. */
export interface LoadResult {
  readonly answered: number
  /** Answers of 200, those that are not counted otherwise too. */
  readonly accepted: number
  readonly perSecond: number
  /** Milliseconds from the first byte of a request to the last of its answer. */
  readonly medianMs: number
  readonly p99Ms: number
  readonly maxMs: number
  /** Answers other than 200. */
  readonly refused: number
  /** Of the process that was loaded, with all its threads, in microseconds for each answer. */
  readonly cpuMicros: number
}

/** How to load a connector on this machine. */
export interface LoadOptions {
  readonly port: number
  /** Of the process that is loaded. */
  readonly pid: number
  /** Connections that each send one request after the other. */
  readonly connections: number
  readonly seconds: number
  /** Requests a second over all connections; absent: as fast as answers come. */
  readonly perSecond?: number
  /** What they are about; by default reports. Travel requests are kept, and nothing more is done with them. */
  readonly about?: 'reports' | 'travel requests'
}

const WARM_UP_MS = 1000
let sequence = 0

/**
 * Sends notifications, each of another object, for so long; the first second is not counted. It shares the processors
 * with what it measures, so it does as little for a request as it can: a prepared text, one write, one look at the answer.
 */
export async function load({
  port,
  pid,
  connections,
  seconds,
  perSecond,
  about = 'reports',
}: LoadOptions): Promise<LoadResult> {
  const request = requests(about)
  let durations: number[] = []
  let refused = 0
  let accepted = 0
  const start = performance.now()
  const end = start + WARM_UP_MS + seconds * 1000
  const everyMs = perSecond === undefined ? 0 : (1000 * connections) / perSecond
  const running = Promise.all(Array.from({ length: connections }, (_, index) => oneConnection(index)))
  await sleep(WARM_UP_MS)
  const cpuBefore = processorMs(pid)
  durations = []
  await running
  const cpuMicros = ((processorMs(pid) - cpuBefore) * 1000) / durations.length
  const sorted = durations.toSorted((a, b) => a - b)
  const at = (share: number) =>
    sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN
  return {
    answered: sorted.length,
    accepted,
    perSecond: sorted.length / seconds,
    medianMs: at(0.5),
    p99Ms: at(0.99),
    maxMs: at(1),
    refused,
    cpuMicros,
  }

  async function oneConnection(index: number): Promise<void> {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true })
    await once(socket, 'connect')
    let due = start + (everyMs * index) / connections
    let sentAt = 0
    let answer = ''
    socket.on('data', (chunk: Buffer) => {
      answer += chunk.toString('latin1')
      if (!isWhole(answer)) return
      if (answer.startsWith('HTTP/1.1 200 ')) accepted += 1
      else refused += 1
      answer = ''
      const answeredAt = performance.now()
      durations.push(answeredAt - sentAt)
      if (answeredAt >= end) socket.end()
      else if (everyMs === 0) send()
      else setTimeout(send, Math.max(0, due - answeredAt))
    })
    send()
    await once(socket, 'close')

    function send(): void {
      due += everyMs
      sentAt = performance.now()
      socket.write(request(), 'latin1')
    }
  }
}

const OBJECTS = {
  reports: { type: 'EXPRPT', path: '/api/expense/expensereport/v1.1/reportfulldetails' },
  'travel requests': { type: 'TRAVELREQ', path: '/api/travelrequest/v1.0/requests' },
} as const
const FIRST = 1_000_000_000

/** Gives one request after the other, each about another object and of the same length. */
function requests(about: keyof typeof OBJECTS): () => string {
  const { type, path } = OBJECTS[about]
  const body = notificationText(type, `${path}/nBench$p${FIRST}%Kq${process.pid}`)
  const [start = '', end = ''] =
    `POST ${NOTIFY_PATH} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: ${LOGIN}\r\nContent-Type: application/xml\r\nContent-Length: ${body.length}\r\n\r\n${body}`.split(
      String(FIRST),
    )
  return () => {
    sequence += 1
    return start + (FIRST + sequence) + end
  }
}

/** Whether that is all of an answer whose length is announced. */
function isWhole(answer: string): boolean {
  const head = answer.indexOf('\r\n\r\n')
  if (head < 0) return false
  const length = /\r\ncontent-length: (\d+)/i.exec(answer)?.[1] ?? '0'
  return answer.length >= head + 4 + Number(length)
}
