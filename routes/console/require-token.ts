import type { RequestHandler } from 'express'
import { FORM_TOKEN_FIELD, FORM_TOKEN_HEADER, isFormToken } from '../../server/console/form-token.ts'
import { formOf } from './form.ts'
import { PageProblem } from './problem.ts'
import { visitOf } from './visit.ts'

const READS = new Set(['GET', 'HEAD'])

/** Takes a form only from a page of this visit. */
export const requireToken: RequestHandler = (req, res, next) => {
  const given = req.get(FORM_TOKEN_HEADER) ?? formOf(req).all(FORM_TOKEN_FIELD)[0]
  if (!READS.has(req.method) && !isFormToken(visitOf(res).secret, given))
    throw new PageProblem('unknown form')
  next()
}
