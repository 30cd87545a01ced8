import type { Request, Response } from 'express'
import type { z } from 'zod'
import { refuse } from '../console/refuse.ts'

/** The body of a request, as a schema has it; if it is something else 400 is answered. */
export function readBody<Body>(req: Request, res: Response, schema: z.ZodType<Body>): Body | undefined {
  const read = schema.safeParse(req.body)
  if (read.success) return read.data
  const problems = read.error.issues.map(({ path, message }) => `${path.join('.') || 'body'}: ${message}`)
  refuse(req, res, { status: 400, message: problems.join('; '), problems })
  return undefined
}

/** A number in the address; if it is none 404 is answered, as for one that nothing has. */
export function readNumber(req: Request, res: Response, what: string): number | undefined {
  const given = req.params['id']
  if (typeof given === 'string' && /^[1-9]\d{0,14}$/.test(given)) return Number(given)
  answerMissing(req, res, what)
  return undefined
}

/** 404: it is not there, or not for this caller. @param what Such as `review`. */
export function answerMissing(req: Request, res: Response, what: string): void {
  refuse(req, res, { status: 404, message: `there is no such ${what}` })
}
