import type { ErrorRequestHandler, Request, RequestHandler, Response } from 'express'
import type { Log } from '../../server/log.ts'
import { correlationIdOf } from './correlation-id.ts'
import { formOf } from './form.ts'
import { isForPart, type PageKit, showAbovePage } from './page-kit.ts'
import { PageProblem, problemOf } from './problem.ts'

/** Where there is no page. */
export const noSuchPage: RequestHandler = () => {
  throw new PageProblem('not found')
}

/**
 * Shows what went wrong in place of the page: what happened, what to do, the correlation id, and what was typed, to send
 * it again. A part of a page stays as it is, with what was typed in it; the problem is shown above the page.
 */
export function showProblems(kit: PageKit, log: Log): ErrorRequestHandler {
  return (error: unknown, req, res, next) => {
    if (res.headersSent) {
      next(error)
      return
    }
    const problem = problemOf(error)
    if (problem.kind === 'trouble') {
      log.error('request.failed', { door: 'console', correlationId: correlationIdOf(res), error })
      res.set('Retry-After', '5')
    }
    showProblem(kit, req, res, problem)
  }
}

function showProblem(kit: PageKit, req: Request, res: Response, { kind, status }: PageProblem): void {
  const problem = kit.texts(res).errors[kind]
  const isPart = isForPart(req)
  if (isPart) showAbovePage(res)
  kit.show(
    req,
    res,
    {
      name: isPart ? 'problem-note' : 'problem',
      title: problem.title,
      data: { problem, correlationId: correlationIdOf(res), again: againOf(req, kind) },
    },
    status,
  )
}

/** What can be sent again: not what nobody may or can do. */
function againOf(req: Request, kind: PageProblem['kind']): unknown {
  const { fields } = formOf(req)
  const canBeSent = kind === 'trouble' || kind === 'unknown form'
  return req.method === 'POST' && canBeSent && fields.length > 0
    ? { path: req.originalUrl, fields }
    : undefined
}
