import type { ServerResponse } from 'node:http'

/** Ends a response with a short plain text, for the person who reads Concur's log or tries with curl. */
export function answerText(res: ServerResponse, status: number, text: string): void {
  const bytes = Buffer.from(`${text}\n`)
  res.statusCode = status
  res.setHeader('Content-Type', 'text/plain; charset=utf-8')
  res.setHeader('Content-Length', bytes.length)
  res.end(res.req.method === 'HEAD' ? undefined : bytes)
}
