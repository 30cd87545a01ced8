import { type Request, type Response, Router } from 'express'
import type { ActService } from '../../server/console/act-service.ts'
import type { DecisionService } from '../../server/console/decision-service.ts'
import type { KeptDecision } from '../../server/record/human-decision.ts'
import type { RefusedAct, ReviewAct } from '../../server/record/review-act.ts'
import { inEnglish } from '../../server/record/sentence.ts'
import { refuse } from '../console/refuse.ts'
import { answerMissing, readBody, readNumber } from './read-body.ts'
import { actBody, decisionBody, idempotencyKey, undoBody } from './request-schemas.ts'
import { callerOf } from './review-routes.ts'

/** What deciding needs. */
export interface DecisionRoutesDeps {
  readonly decisions: DecisionService
  readonly acts: ActService
}

const STATUS = {
  'no review': 404,
  wrong: 400,
  forbidden: 403,
  conflict: 409,
} as const satisfies Record<RefusedAct['why'], number>

/** Takes decisions, takes them back, and does what else people do with reviews. */
export function decisionRoutes({ decisions, acts }: DecisionRoutesDeps): Router {
  const router = Router()
  router.post('/reviews/:id/decisions', async (req, res) => {
    const reviewId = readNumber(req, res, 'review')
    const key = reviewId === undefined ? undefined : readKey(req, res)
    const body = key === undefined ? undefined : readBody(req, res, decisionBody)
    if (reviewId === undefined || key === undefined || body === undefined) return
    const receipt = await decisions.decide(callerOf(req), { ...body, reviewId, key })
    if (receipt.kind === 'accepted') res.status(202).json(decisionAnswer(receipt.decision))
    else refuseAct(req, res, receipt)
  })
  router.get('/decisions/:id', async (req, res) => {
    const id = readNumber(req, res, 'decision')
    if (id === undefined) return
    const decision = await decisions.find(callerOf(req), id)
    if (decision === undefined) answerMissing(req, res, 'decision')
    else res.json(decisionAnswer(decision))
  })
  router.post('/reviews/:id/undo', async (req, res) => {
    const body = readBody(req, res, undoBody)
    if (body !== undefined) await act(req, res, { kind: 'undo', decision: body.decision })
  })
  router.post('/reviews/:id/acts', async (req, res) => {
    const body = readBody(req, res, actBody)
    if (body === undefined) return
    const until = 'until' in body && body.until !== undefined ? { until: new Date(body.until) } : {}
    await act(req, res, body.kind === 'snooze' ? { kind: 'snooze', ...until } : body)
  })
  return router

  async function act(req: Request, res: Response, wanted: ReviewAct): Promise<void> {
    const reviewId = readNumber(req, res, 'review')
    if (reviewId === undefined) return
    const outcome = await acts.act(callerOf(req), reviewId, wanted)
    if (outcome.kind === 'refused') refuseAct(req, res, outcome)
    else res.json({ reviewId, isNew: outcome.isNew, ...outcome.done })
  }
}

/** The name that the caller gives the decision; without one 400 is answered. */
function readKey(req: Request, res: Response): string | undefined {
  const read = idempotencyKey.safeParse(req.get('idempotency-key'))
  if (read.success) return read.data
  const problem =
    'Idempotency-Key: send this header with a name of your own for the decision, such as a UUID; 1 to 200 characters of ASCII without spaces'
  refuse(req, res, { status: 400, message: problem, problems: [problem] })
  return undefined
}

function refuseAct(
  req: Request,
  res: Response,
  { why, problems }: Pick<RefusedAct, 'why' | 'problems'>,
): void {
  const words = problems.map(inEnglish)
  refuse(req, res, { status: STATUS[why], message: words.join('; '), problems: words })
}

/** Without the notification that carries it, which is a number of ours. */
function decisionAnswer({ notificationId: _ours, ...decision }: KeptDecision) {
  return decision
}
