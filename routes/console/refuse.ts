import type { Request, Response } from 'express'
import { correlationIdOf } from './correlation-id.ts'

/**
 * Answers that something cannot be done: programs get JSON, everybody else a line of text.
 * @param message What to do; without names and amounts.
 * @param problems One by one, each beginning with the name of its field; absent if there are no fields.
 */
export function refuse(
  req: Request,
  res: Response,
  { status, message, problems }: { status: number; message: string; problems?: readonly string[] },
): void {
  const correlationId = correlationIdOf(res)
  if (req.originalUrl.startsWith('/api/')) res.status(status).json({ message, correlationId, problems })
  else res.status(status).type('text/plain').send(`${message} (correlation id ${correlationId})\n`)
}
