import { randomUUID } from 'node:crypto'
import { type Request, type Response, Router } from 'express'
import { personActor } from '../../server/console/actor.ts'
import type { BulkResult, BulkService } from '../../server/console/bulk-service.ts'
import type { Queue } from '../../server/console/queue.ts'
import { VERDICTS, type Verdict } from '../../server/record/human-decision.ts'
import type { Sentence } from '../../server/record/sentence.ts'
import { type Form, formOf } from './form.ts'
import type { PageKit } from './page-kit.ts'
import { PageProblem } from './problem.ts'
import { personOf } from './visit.ts'

/** What deciding on several reports needs. */
export interface BulkRoutesDeps {
  readonly queue: Queue
  readonly bulk: BulkService
  readonly now: () => Date
}

/** More cannot be picked on one page of the queue. */
const MAX_PICKED = 200

/** Deciding on several reports of the queue at once, what becomes of each, and confirming what somebody else has decided so. */
export function bulkRoutes(kit: PageKit, deps: BulkRoutesDeps): Router {
  const router = Router()
  router.post('/queue/bulk', (req, res) => showPicked(kit, deps, req, res))
  router.post('/queue/bulk/decide', (req, res) => decide(kit, deps, req, res))
  router.get('/bulk', (req, res) => showList(kit, deps.bulk, req, res))
  router.get('/bulk/:id', (req, res) => showBulk(kit, deps, req, res))
  router.post('/bulk/:id/confirm', (req, res) => act(kit, deps, req, res, 'confirm'))
  router.post('/bulk/:id/go-on', (req, res) => act(kit, deps, req, res, 'goOn'))
  router.post('/bulk/:id/withdraw', (req, res) => act(kit, deps, req, res, 'withdraw'))
  return router
}

/** What is picked, with its sums, and the form for one decision on all of it. */
async function showPicked(
  kit: PageKit,
  { queue }: BulkRoutesDeps,
  req: Request,
  res: Response,
  problems: readonly (string | Sentence)[] = [],
): Promise<void> {
  const form = formOf(req)
  const { seen, ...picked } = await queue.pick(personOf(res), idsIn(form))
  const { bulk } = kit.texts(res)
  const all = [...picked.problems.map((each) => bulk.problems[each]), ...problems]
  const typed = { verdict: form.text('verdict'), reason: form.text('reason'), comment: form.text('comment') }
  const formKey = keyIn(form) || randomUUID()
  const data = { picked, seen, formKey, problems: all, typed, verdicts: VERDICTS }
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
  const actor = personActor(person)
  const ids = idsIn(form)
  const [formKey, seen] = [keyIn(form), form.text('seen')]
  const before = formKey === '' ? undefined : await deps.bulk.cameBy(actor, formKey)
  if (before !== undefined) return res.redirect(303, `/bulk/${before}`)
  const { problems } = await deps.queue.pick(person, ids)
  const verdict = VERDICTS.find((each) => each === form.text('verdict'))
  const [reason, comment] = [form.text('reason'), form.text('comment')]
  const texts = kit.texts(res).bulk
  const missing = [
    ...(verdict === undefined ? [texts.verdictMissing] : []),
    ...(reason === '' ? [texts.reasonMissing] : []),
    ...(verdict === 'out of policy' && comment === '' ? [texts.commentMissing] : []),
  ]
  const hasChanged = seen !== '' && problems.length === 0 && seen !== (await deps.bulk.seen(ids))
  if (verdict === undefined || missing.length > 0 || problems.length > 0)
    return showPicked(kit, deps, req, res, [...missing, ...(hasChanged ? [texts.changed] : [])])
  const outcome = await deps.bulk.decide(actor, {
    ids,
    action: actionOf(verdict),
    verdicts: [{ on: 'all', verdict }],
    reason,
    ...(formKey !== '' && { formKey }),
    ...(seen !== '' && { seen }),
    ...(verdict === 'out of policy' && { comment }),
  })
  if (outcome.kind === 'changed') return showPicked(kit, deps, req, res, [texts.changed])
  if (outcome.kind === 'refused') return showPicked(kit, deps, req, res, outcome.problems)
  if (outcome.id !== undefined) return res.redirect(303, `/bulk/${outcome.id}`)
  // One alone: its own page says what becomes of it.
  const wrong = outcome.kind === 'decided' ? outcome.results.flatMap(problemsOf) : []
  if (wrong.length > 0) return showPicked(kit, deps, req, res, wrong)
  return res.redirect(303, `/reviews/${ids[0] ?? ''}`)
}

async function showList(kit: PageKit, bulk: BulkService, req: Request, res: Response): Promise<void> {
  const actor = personActor(personOf(res))
  const data = await bulk.list(actor)
  kit.show(req, res, {
    name: 'bulk-list',
    title: kit.texts(res).bulk.several,
    data,
    styles: ['queue.css'],
  })
}

/** Where it stands, and what becomes of each; shown anew by itself while that goes on. */
async function showBulk(
  kit: PageKit,
  { bulk, now }: BulkRoutesDeps,
  req: Request,
  res: Response,
  problems: readonly (string | Sentence)[] = [],
): Promise<void> {
  const view = await bulk.open(personActor(personOf(res)), idOf(req))
  if (view === undefined) throw new PageProblem('not found')
  const { by, content, state } = view.bulk
  const { over, rows, nextAt } = view.progress
  const waits = state === 'proposed' || state === 'void'
  const isMoving = (state === 'confirmed' || state === 'decided') && over < rows.length
  const again = isMoving ? againMs(nextAt, now()) : undefined
  kit.show(
    req,
    res,
    {
      name: 'bulk-progress',
      title: kit.texts(res).bulk.proposed(by, content.action, content.reviews.length),
      data: { ...view, waits, isLive: waits || isMoving, againMs: again, problems },
      styles: ['queue.css'],
      here: `/bulk/${view.bulk.id}`,
      ...((waits || isMoving) && { reloadSeconds: isMoving ? RELOAD_SECONDS : WAITING_RELOAD_SECONDS }),
    },
    problems.length > 0 ? 422 : 200,
  )
}

/** Without script. */
const RELOAD_SECONDS = 3
const WAITING_RELOAD_SECONDS = 30
/** What happens in Concur is news of the queue, but for an answer that is waited for. */
const MAX_AGAIN_MS = 3000
const MIN_AGAIN_MS = 250

/** When to show it anew, if no news come: what can be taken back until then is carried out. */
function againMs(nextAt: Date | undefined, now: Date): number {
  const left = nextAt === undefined ? MAX_AGAIN_MS : nextAt.getTime() - now.getTime()
  return Math.min(Math.max(left, 0) + MIN_AGAIN_MS, MAX_AGAIN_MS)
}

async function act(
  kit: PageKit,
  deps: BulkRoutesDeps,
  req: Request,
  res: Response,
  what: 'confirm' | 'goOn' | 'withdraw',
): Promise<void> {
  const actor = personActor(personOf(res))
  const id = idOf(req)
  if ((await deps.bulk.open(actor, id)) === undefined) throw new PageProblem('not found')
  const outcome = await deps.bulk[what](actor, id)
  if (outcome.kind === 'refused') await showBulk(kit, deps, req, res, outcome.problems)
  else res.redirect(303, `/bulk/${id}`)
}

function problemsOf({ receipt }: BulkResult): readonly Sentence[] {
  return receipt.kind === 'refused' ? receipt.problems : []
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

function idOf(req: Request): number {
  const id = req.params['id']
  if (typeof id !== 'string' || !/^[1-9]\d{0,14}$/.test(id)) throw new PageProblem('not found')
  return Number(id)
}

/** Ours is an UUID. */
function keyIn(form: Form): string {
  return form.text('key').slice(0, 100)
}
