import { type Request, type Response, Router } from 'express'
import type { Texts } from '../../server/console/languages/en.ts'
import type { Queue, QueuePage, QueueWish } from '../../server/console/queue.ts'
import { queueAddress, wishOf } from '../../server/console/queue-address.ts'
import { readQueueFilter, SAVED_FIELDS } from '../../server/console/queue-filter.ts'
import { QUEUE_VIEWS } from '../../server/console/queue-views.ts'
import type { ReportService } from '../../server/console/report/report-service.ts'
import { returnAddress } from '../../server/console/return-address.ts'
import { decidesOnReports } from '../../server/record/may-decide.ts'
import type { Sentence } from '../../server/record/sentence.ts'
import type { SavedViews } from '../../server/store/people/saved-views.ts'
import { type Form, formOf } from './form.ts'
import type { PageKit } from './page-kit.ts'
import { PageProblem } from './problem.ts'
import { personOf } from './visit.ts'

/** What the queue's pages need. */
export interface QueueRoutesDeps {
  readonly queue: Queue
  readonly savedViews: SavedViews
  readonly reports: Pick<ReportService, 'act'>
  /** An IANA name. */
  readonly timeZone: string
  readonly now: () => Date
}

const MAX_NAME = 60
const MAX_WORDS = 100

/** `GET /`: what waits for people; and what is done there besides opening a report. */
export function queueRoutes(kit: PageKit, deps: QueueRoutesDeps): Router {
  const show = showQueue(kit, deps.queue)
  const router = Router()
  router.get('/', (req, res) => show(req, res, wishOf(req.query)))
  // What is searched for may be a name, which does not belong into addresses.
  router.post('/queue/search', async (req, res) => {
    const search = formOf(req).text('words').slice(0, MAX_WORDS)
    if (search === '') res.redirect(303, '/')
    else await show(req, res, { ...wishOf({}), search })
  })
  router.post('/queue/views', (req, res) => saveView(req, res, kit, deps, show))
  router.post('/queue/views/delete', async (req, res) => {
    await deps.savedViews.remove(personOf(res).id, numberIn(formOf(req), 'id'))
    res.redirect(303, '/')
  })
  router.post('/queue/take', (req, res) => take(req, res, deps, show))
  return router
}

/** Shows the queue, with what went wrong and what was typed, if anything. */
type Show = (
  req: Request,
  res: Response,
  wish: QueueWish,
  trouble?: {
    readonly problems: readonly (string | Sentence)[]
    readonly typed?: Readonly<Record<string, string>>
  },
) => Promise<void>

function showQueue(kit: PageKit, queue: Queue): Show {
  return async (req, res, wish, { problems = [], typed = {} } = { problems: [] }) => {
    const person = personOf(res)
    const page = await queue.page(person, wish)
    const texts = kit.texts(res)
    const isGone = wish.saved !== undefined && page.savedId === undefined && wish.search === undefined
    if (wish.isUnknown === true || isGone) return showNoView(kit, req, res, page)
    const all = [...problems, ...page.problems]
    kit.show(
      req,
      res,
      {
        name: 'queue',
        title: texts.menu.queue,
        data: {
          ...linksOf(page, texts.queue),
          page,
          typed,
          problems: all,
          canTake: decidesOnReports(person),
        },
        styles: ['queue.css'],
        scripts: ['queue.js'],
      },
      all.length > 0 ? 422 : 200,
    )
  }
}

function noneIsCurrent<Link>(links: readonly Link[]) {
  return links.map((each) => ({ ...each, isCurrent: false }))
}

/** In place of a view that is none; with those that are. */
function showNoView(kit: PageKit, req: Request, res: Response, page: QueuePage): void {
  const texts = kit.texts(res).queue
  const { views, saved } = linksOf(page, texts)
  const data = {
    page,
    views: noneIsCurrent(views),
    saved: noneIsCurrent(saved),
    canTake: decidesOnReports(personOf(res)),
  }
  kit.show(req, res, { name: 'queue-no-view', title: texts.noView, data, styles: ['queue.css'] }, 404)
}

function linksOf(page: QueuePage, texts: Texts['queue']) {
  const { view, savedId, filter } = page
  const here = { view, savedId, filter }
  const isFound = page.search !== undefined
  const views = page.views.map(({ view: each, count, isMore }) => ({
    href: queueAddress({ view: each }),
    label: texts.views[each],
    count: isMore ? `${count}+` : String(count),
    isCurrent: !isFound && savedId === undefined && each === view,
  }))
  const saved = page.saved.map(({ id, name, count }) => ({
    id,
    href: queueAddress({ view, savedId: id }),
    label: name,
    count: String(count),
    isCurrent: !isFound && id === savedId,
  }))
  return {
    views,
    saved,
    heading: [...views, ...saved].find(({ isCurrent }) => isCurrent)?.label ?? texts.views[view],
    address: queueAddress({ ...here, page: page.page }),
    unfiltered: queueAddress({ view }),
    // What was found has no address, so that there is no next page of it.
    ...(!isFound && page.page > 1 && { previous: queueAddress({ ...here, page: page.page - 1 }) }),
    ...(!isFound && page.page < page.pages && { next: queueAddress({ ...here, page: page.page + 1 }) }),
  }
}

async function saveView(
  req: Request,
  res: Response,
  kit: PageKit,
  { savedViews, timeZone, now }: QueueRoutesDeps,
  show: Show,
): Promise<void> {
  const form = formOf(req)
  const typed = Object.fromEntries(['view', 'name', ...SAVED_FIELDS].map((name) => [name, form.text(name)]))
  const name = form.text('name').slice(0, MAX_NAME)
  const view = QUEUE_VIEWS.find((each) => each === typed['view']) ?? 'needs-review'
  const read = readQueueFilter(typed, SAVED_FIELDS, now(), timeZone)
  const { nameMissing, nameTaken } = kit.texts(res).queue
  const problems = [...(name === '' ? [nameMissing] : []), ...(read.ok ? [] : read.problems)]
  if (problems.length > 0) return show(req, res, { view, filter: typed }, { problems, typed })
  const { id } = personOf(res)
  if (!(await savedViews.add(id, { name, filter: { view, ...read.filter } }, now())))
    return show(req, res, { view, filter: typed }, { problems: [nameTaken], typed })
  const added = (await savedViews.of(id)).find((each) => each.name === name)
  res.redirect(303, queueAddress({ view, savedId: added?.id }))
}

/** Assigns a report to whoever asks. */
async function take(req: Request, res: Response, { reports }: QueueRoutesDeps, show: Show): Promise<void> {
  const form = formOf(req)
  const person = personOf(res)
  const act = { kind: 'assign', to: person.login } as const
  const outcome = await reports.act(person, numberIn(form, 'review'), act)
  const back = returnAddress(form.text('return'))
  if (outcome?.kind === 'done') res.redirect(303, back)
  else if (outcome === undefined || outcome.why === 'no review') throw new PageProblem('not found')
  else await show(req, res, wishOf(queryOf(back)), { problems: outcome.problems })
}

function queryOf(address: string): Readonly<Record<string, unknown>> {
  return Object.fromEntries(new URLSearchParams(address.split('?')[1] ?? ''))
}

/** @throws {PageProblem} If it is none: only our own pages send forms. */
function numberIn(form: Form, name: string): number {
  const text = form.text(name)
  if (!/^[1-9]\d{0,14}$/.test(text)) throw new PageProblem('bad request')
  return Number(text)
}
