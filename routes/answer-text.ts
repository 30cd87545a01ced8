import type { Response } from 'express'

/** Ends a response with a short plain text, for the person who reads Concur's log or tries with curl. */
export function answerText(res: Response, status: number, text: string): void {
  res.status(status).type('text/plain').send(`${text}\n`)
}
