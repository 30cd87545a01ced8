import { type Request, type Response, Router } from 'express'
import { personActor } from '../../server/console/actor.ts'
import type { BulkOutcome, BulkService } from '../../server/console/bulk-service.ts'
import type { Queue } from '../../server/console/queue.ts'
import { VERDICTS, type Verdict } from '../../server/record/human-decision.ts'
import { ofOne } from '../../server/record/sentence.ts'
import { type Form, formOf } from './form.ts'
import type { PageKit } from './page-kit.ts'
import { PageProblem } from './problem.ts'
import { personOf } from './visit.ts'

/** What deciding on several reports needs. */
export interface BulkRoutesDeps {
  readonly queue: Queue
  readonly bulk: BulkService
}

/** More cannot be picked on one page of the queue. */
const MAX_PICKED = 200

/** Deciding on several reports of the queue at once, and confirming what somebody else has decided so. */
export function bulkRoutes(kit: PageKit, deps: BulkRoutesDeps): Router {
  const router = Router()
  router.post('/queue/bulk', (req, res) => showPicked(kit, deps, req, res))
  router.post('/queue/bulk/decide', (req, res) => decide(kit, deps, req, res))
  router.get('/bulk', (req, res) => showWaiting(kit, deps, req, res))
  router.post('/bulk/confirm', async (req, res) => {
    const outcome = await deps.bulk.confirm(personActor(personOf(res)), idIn(formOf(req)))
    showOutcome(kit, req, res, outcome)
  })
  router.post('/bulk/withdraw', async (req, res) => {
    const problems = await deps.bulk.withdraw(personActor(personOf(res)), idIn(formOf(req)))
    if (problems.length > 0) showOutcome(kit, req, res, { kind: 'refused', problems })
    else res.redirect(303, '/bulk')
  })
  return router
}

/** What is picked, with its sums, and the form for one decision on all of it. */
async function showPicked(
  kit: PageKit,
  { queue }: BulkRoutesDeps,
  req: Request,
  res: Response,
  problems: readonly string[] = [],
): Promise<void> {
  const form = formOf(req)
  const { seen, ...picked } = await queue.pick(personOf(res), idsIn(form))
  const { bulk } = kit.texts(res)
  const all = [...picked.problems.map((each) => bulk.problems[each]), ...problems]
  const typed = { verdict: form.text('verdict'), reason: form.text('reason'), comment: form.text('comment') }
  const data = { picked, seen, problems: all, typed, verdicts: VERDICTS }
  kit.show(
    req,
    res,
    { name: 'bulk', title: bulk.title, data, styles: ['queue.css'] },
    all.length > 0 ? 422 : 200,
  )
}

async function decide(kit: PageKit, deps: BulkRoutesDeps, req: Request, res: Response): Promise<void> {
  const form = formOf(req)
  const person = personOf(res)
  const ids = idsIn(form)
  const { problems } = await deps.queue.pick(person, ids)
  const verdict = VERDICTS.find((each) => each === form.text('verdict'))
  const [reason, comment] = [form.text('reason'), form.text('comment')]
  const texts = kit.texts(res).bulk
  const missing = [
    ...(verdict === undefined ? [texts.verdictMissing] : []),
    ...(reason === '' ? [texts.reasonMissing] : []),
    ...(verdict === 'out of policy' && comment === '' ? [texts.commentMissing] : []),
  ]
  if (verdict === undefined || missing.length > 0 || problems.length > 0)
    return showPicked(kit, deps, req, res, missing)
  const outcome = await deps.bulk.decide(personActor(person), {
    ids,
    action: actionOf(verdict),
    verdicts: [{ on: 'all', verdict }],
    reason,
    ...(form.text('seen') !== '' && { seen: form.text('seen') }),
    ...(verdict === 'out of policy' && { comment }),
  })
  if (outcome.kind === 'changed') return showPicked(kit, deps, req, res, [texts.changed])
  showOutcome(kit, req, res, outcome)
}

async function showWaiting(
  kit: PageKit,
  { bulk, queue }: BulkRoutesDeps,
  req: Request,
  res: Response,
): Promise<void> {
  const person = personOf(res)
  const waiting = []
  for (const each of await bulk.waiting(personActor(person))) {
    const picked = await queue.pick(
      person,
      each.content.reviews.map(({ id }) => id),
    )
    waiting.push({ ...each, picked, isOwn: each.by === person.login })
  }
  const title = kit.texts(res).bulk.waiting
  kit.show(req, res, { name: 'bulk-waiting', title, data: { waiting }, styles: ['queue.css'] })
}

/** What became of each. */
function showOutcome(kit: PageKit, req: Request, res: Response, outcome: BulkOutcome): void {
  const title = kit.texts(res).bulk.title
  const status = outcome.kind === 'refused' ? 422 : 200
  kit.show(req, res, { name: 'bulk-outcome', title, data: { outcome, ofOne }, styles: ['queue.css'] }, status)
}

function actionOf(verdict: Verdict) {
  return verdict === 'out of policy' ? 'send back' : 'approve'
}

/** @throws {PageProblem} If one is no number, or there are too many: only our own pages send forms. */
function idsIn(form: Form): readonly number[] {
  const texts = form.all('review')
  if (texts.length > MAX_PICKED || texts.some((text) => !/^[1-9]\d{0,14}$/.test(text)))
    throw new PageProblem('bad request')
  return texts.map(Number)
}

function idIn(form: Form): number {
  const text = form.text('id')
  if (!/^[1-9]\d{0,14}$/.test(text)) throw new PageProblem('bad request')
  return Number(text)
}
