import { type Request, Router } from 'express'
import { type ConsoleActor, keyActor } from '../../server/console/actor.ts'
import type { ListService } from '../../server/console/list-service.ts'
import type { ReviewService } from '../../server/console/review-service.ts'
import { refuse } from '../console/refuse.ts'
import { keyOf } from '../login/api-key-login.ts'
import { answerMissing, readNumber } from './read-body.ts'

/** What reading reviews needs. */
export interface ReviewRoutesDeps {
  readonly lists: ListService
  readonly reviews: ReviewService
}

/** Lists reviews and reads one. */
export function reviewRoutes({ lists, reviews }: ReviewRoutesDeps): Router {
  const router = Router()
  router.get('/reviews', async (req, res) => {
    const listed = await lists.list(callerOf(req), req.query)
    if (listed.ok) {
      const { next } = listed
      res.json({ reviews: listed.reviews, ...(next !== undefined && { next }) })
    } else refuse(req, res, { status: 400, message: listed.problems.join('; '), problems: listed.problems })
  })
  router.get('/reviews/:id', async (req, res) => {
    const id = readNumber(req, res, 'review')
    if (id === undefined) return
    const review = await reviews.read(callerOf(req), id)
    if (review === undefined) {
      answerMissing(req, res, 'review')
      return
    }
    // What Concur sent may be megabytes, which nobody needs who only decides.
    const { report, ...rest } = review
    res.json({ ...rest, ...(req.query['report'] === 'true' && report !== undefined && { report }) })
  })
  return router
}

/** The program whose key came with the request. */
export function callerOf(req: Request): ConsoleActor {
  return keyActor(keyOf(req))
}
