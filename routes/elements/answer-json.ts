import { randomUUID } from 'node:crypto'
import type { Response } from 'express'
import type { Refused, Served } from '../../server/polling/instance-service.ts'

const STATUS = {
  wrong: 400,
  'not allowed': 403,
  'not found': 404,
  declared: 409,
} as const satisfies Record<Refused['reason'], number>

/**
 * Answers 200 with what was asked for, or says why not.
 * @param bodyOf What the answer looks like as JSON.
 */
export function answerServed<Value>(
  res: Response,
  served: Served<Value>,
  bodyOf: (value: Value) => unknown,
): void {
  if (served.ok) res.json(bodyOf(served.value))
  else refuse(res, served)
}

/** Answers why not. Only of what was sent wrong are the problems listed one by one as well. */
export function refuse(res: Response, { reason, problems }: Refused): void {
  const message = problems.join('; ')
  if (reason === 'wrong') res.status(STATUS[reason]).json({ message, requestId: randomUUID(), problems })
  else fail(res, STATUS[reason], message)
}

/** Answers an error in the form that Cloud Elements gives it. */
export function fail(res: Response, status: number, message: string): void {
  res.status(status).json({ message, requestId: randomUUID() })
}
