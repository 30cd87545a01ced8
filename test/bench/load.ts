import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { performance } from 'node:perf_hooks'

/** What a stretch of load found. */
export interface LoadResult {
  readonly answered: number
  readonly perSecond: number
  /** Milliseconds from the first byte of a request to the last of its answer. */
  readonly medianMs: number
  readonly p99Ms: number
  readonly maxMs: number
  /** Answers other than 200. */
  readonly refused: number
}

/** How to load a connector on this machine. */
export interface LoadOptions {
  readonly port: number
  /** Connections that each send one request after the other. */
  readonly connections: number
  readonly seconds: number
  /** Requests a second over all connections; absent: as fast as answers come. */
  readonly perSecond?: number
  /** What they are about; by default reports. Travel requests are kept, and nothing more is done with them. */
  readonly about?: 'reports' | 'travel requests'
}

const LOGIN = `Basic ${Buffer.from('bench-connector:bench-password').toString('base64')}`
let sequence = 0

/** Sends notifications, each of another report, for so long. The first second is not counted. */
export async function load({
  port,
  connections,
  seconds,
  perSecond,
  about = 'reports',
}: LoadOptions): Promise<LoadResult> {
  const durations: number[] = []
  let refused = 0
  let isCounting = false
  const start = performance.now()
  const end = start + (seconds + 1) * 1000
  const everyMs = perSecond === undefined ? 0 : (1000 * connections) / perSecond
  setTimeout(() => {
    isCounting = true
  }, 1000)
  await Promise.all(Array.from({ length: connections }, (_, index) => oneConnection(index)))
  const sorted = durations.toSorted((a, b) => a - b)
  const at = (share: number) =>
    sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN
  return {
    answered: sorted.length,
    perSecond: sorted.length / seconds,
    medianMs: at(0.5),
    p99Ms: at(0.99),
    maxMs: at(1),
    refused,
  }

  async function oneConnection(index: number): Promise<void> {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true })
    await once(socket, 'connect')
    let next = start + (everyMs * index) / connections
    while (performance.now() < end) {
      if (everyMs > 0) {
        await until(next)
        next += everyMs
      }
      const sentAt = performance.now()
      socket.write(request(about))
      const status = await answer(socket)
      if (status !== 200) refused += 1
      if (isCounting) durations.push(performance.now() - sentAt)
    }
    socket.destroy()
  }
}

const OBJECTS = {
  reports: { type: 'EXPRPT', path: '/api/expense/expensereport/v1.1/reportfulldetails' },
  'travel requests': { type: 'TRAVELREQ', path: '/api/travelrequest/v1.0/requests' },
}

function request(about: keyof typeof OBJECTS): string {
  sequence += 1
  const { type, path } = OBJECTS[about]
  const body = `<?xml version="1.0" encoding="UTF-8" ?>
<Notification>
    <EventType>Report Entered Expense Report Workflow Step - EXTERNAL VALIDATION - SUBMIT</EventType>
    <ObjectType>${type}</ObjectType>
    <ObjectURI>https://www.concursolutions.com${path}/nBench$p${sequence}%Kq${process.pid}</ObjectURI>
    <EventDateTime>2026-11-01</EventDateTime>
    <Context/>
</Notification>`
  return `POST /concur/v1.0/notify HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: ${LOGIN}\r\nContent-Type: application/xml\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`
}

/** The status of one answer, read to the end of its body. */
async function answer(socket: Socket): Promise<number> {
  let text = ''
  for (;;) {
    const [chunk]: Buffer[] = await once(socket, 'data')
    if (chunk === undefined) continue
    text += chunk.toString('latin1')
    const head = text.indexOf('\r\n\r\n')
    if (head < 0) continue
    const length = Number(/content-length: (\d+)/i.exec(text.slice(0, head))?.[1] ?? 0)
    if (text.length >= head + 4 + length) return Number(text.slice(9, 12))
  }
}

function until(time: number): Promise<void> {
  const waitMs = time - performance.now()
  return waitMs <= 0 ? Promise.resolve() : new Promise((resolve) => setTimeout(resolve, waitMs))
}
