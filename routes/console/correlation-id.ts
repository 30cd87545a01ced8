import { randomUUID } from 'node:crypto'
import type { RequestHandler, Response } from 'express'

const HEADER = 'X-Correlation-Id'

/** Gives each request an id of its own, which the answer and the lines of the log have: by it one finds the other. */
export const giveCorrelationId: RequestHandler = (_req, res, next) => {
  res.set(HEADER, randomUUID())
  next()
}

/** The id that {@link giveCorrelationId} gave; `none` before it did. */
export function correlationIdOf(res: Response): string {
  return res.get(HEADER) ?? 'none'
}
