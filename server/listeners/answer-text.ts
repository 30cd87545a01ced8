import type { ServerResponse } from 'node:http'
import { SECURITY_HEADERS } from './security-headers.ts'

const EMPTY = [...SECURITY_HEADERS, 'Content-Length', '0']

/** Ends a response with a short plain text, for the person who reads Concur's log or tries with curl. */
export function answerText(res: ServerResponse, status: number, text: string): void {
  const bytes = Buffer.from(`${text}\n`)
  res.writeHead(status, [
    ...SECURITY_HEADERS,
    'Content-Type',
    'text/plain; charset=utf-8',
    'Content-Length',
    String(bytes.length),
  ])
  res.end(res.req.method === 'HEAD' ? undefined : bytes)
}

/** Ends a response with 200 and nothing. */
export function answerEmpty(res: ServerResponse): void {
  res.writeHead(200, EMPTY).end()
}
