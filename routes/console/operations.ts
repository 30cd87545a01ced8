import { type Request, type RequestHandler, type Response, Router } from 'express'
import type { CertificateLook } from '../../certs/look-at-certificate.ts'
import type { OperationsPage, OperationsService } from '../../server/console/operations/operations-service.ts'
import type { Sentence } from '../../server/record/sentence.ts'
import { formOf } from './form.ts'
import type { PageKit } from './page-kit.ts'
import { PageProblem } from './problem.ts'
import { personOf } from './visit.ts'

/** `/operations`: how the connector is doing, for admins, and what they do about it. */
export function operationsRoutes(kit: PageKit, operations: OperationsService): Router {
  const router = Router()
  router.use('/operations', onlyAdmins)
  router.get('/operations', (req, res) => showOperations(kit, operations, req, res))

  // It asks Concur, so that only a form of ours starts it.
  router.post('/operations/check', async (req, res) => {
    const lines = await operations.check()
    const failed = lines.filter(({ state }) => state === 'failed').length
    const title = kit.texts(res).operations.headings.check
    const data = { lines, failed, colours: COLOURS }
    kit.show(req, res, { name: 'operations/check', title, data, styles: ['operations.css'] })
  })

  router.get('/operations/quarantine/:id', async (req, res) => {
    const line = await operations.quarantined(numberOf(req))
    if (line === undefined) throw new PageProblem('not found')
    showQuarantined(kit, req, res, { line })
  })
  // A form, not a link: what is in the bytes may be about people, so that whoever opens them is in the trail.
  router.post('/operations/quarantine/:id', async (req, res) => {
    const found = await operations.openQuarantined(personOf(res), numberOf(req))
    if (found === undefined) throw new PageProblem('not found')
    showQuarantined(kit, req, res, found)
  })

  router.post('/operations/notifications/:id/retry', async (req, res) => {
    const id = numberOf(req)
    const retried = await operations.retryNotification(personOf(res), id)
    if (retried.kind === 'refused') return showOperations(kit, operations, req, res, [retried.problem])
    done(res, retried.kind === 'decision' ? 'decision' : 'notification', id)
  })

  router.post('/operations/deliveries/:id', async (req, res) => {
    const id = numberOf(req)
    const [what, person] = [formOf(req).text('do'), personOf(res)]
    if (what !== 'retry' && what !== 'skip') throw new PageProblem('bad request')
    const isDone =
      what === 'retry'
        ? (await operations.retryDelivery(person, id)) > 0
        : await operations.skipDelivery(person, id)
    if (isDone) return done(res, what === 'retry' ? 'delivery' : 'skipped', id)
    return showOperations(kit, operations, req, res, [kit.texts(res).operations.notGivenUp(id)])
  })
  return router
}

/** Of what a line of the check says; the words say it too. */
const COLOURS = { ok: 'green', warning: 'amber', failed: 'red' } as const

const onlyAdmins: RequestHandler = (_req, res, next) => {
  if (personOf(res).role !== 'admin') throw new PageProblem('forbidden')
  next()
}

/** What the page says was done; the address holds a word of ours and a number, nothing about people. */
const DONE = ['notification', 'decision', 'delivery', 'skipped'] as const
type Done = (typeof DONE)[number]

function done(res: Response, what: Done, id: number): void {
  res.redirect(303, `/operations?done=${what}&id=${id}`)
}

async function showOperations(
  kit: PageKit,
  operations: OperationsService,
  req: Request,
  res: Response,
  problems: readonly (string | Sentence)[] = [],
): Promise<void> {
  const page = await operations.read()
  const texts = kit.texts(res).operations
  const what = DONE.find((each) => each === req.query['done'])
  const id = wholeNumber(req.query['id'])
  kit.show(
    req,
    res,
    {
      name: 'operations/page',
      title: texts.title,
      data: {
        page,
        problems,
        sections: sectionsOf(page),
        allInstances: Object.values(page.figures.polling.instances).reduce((sum, count) => sum + count, 0),
        ...(what !== undefined && id !== undefined && { notice: texts.done[what](id) }),
      },
      styles: ['operations.css'],
    },
    problems.length > 0 ? 422 : 200,
  )
}

/** The parts of the page in their order, with how much there is in each and whether that is trouble. */
function sectionsOf({ figures, ...page }: OperationsPage) {
  return [
    ['alerts', page.alerts.reduce((sum, { count }) => sum + count, 0), true],
    ['doors', undefined, false],
    ['dead', figures.dead, true],
    ['waiting', figures.waiting, false],
    ['arrivals', undefined, false],
    ['quarantine', figures.quarantined, true],
    ['deliveries', figures.polling.deadDeliveries, true],
    ['subscriptions', page.subscriptions.filter(({ amiss }) => amiss !== undefined).length, true],
    [
      'instances',
      page.instances.filter(({ disabled, stopped }) => disabled !== undefined || stopped !== undefined)
        .length,
      true,
    ],
    [
      'certificates',
      page.certificates.filter(({ look }) => look !== undefined && needsSomebody(look)).length,
      true,
    ],
    ['jobs', page.jobs.filter(({ isLate }) => isLate).length, true],
    ['check', undefined, false],
  ] as const
}

function needsSomebody(look: CertificateLook): boolean {
  return look.kind === 'unusable' || look.warnings.length > 0
}

function showQuarantined(
  kit: PageKit,
  req: Request,
  res: Response,
  data: { readonly line: { readonly id: number }; readonly raw?: object },
): void {
  const title = kit.texts(res).operations.entryTitle(data.line.id)
  kit.show(req, res, { name: 'operations/quarantined', title, data: { ...data }, styles: ['operations.css'] })
}

function numberOf(req: Request): number {
  const number = wholeNumber(req.params['id'])
  if (number === undefined) throw new PageProblem('not found')
  return number
}

/** @param text Untrusted. */
function wholeNumber(text: unknown): number | undefined {
  return typeof text === 'string' && /^[1-9]\d{0,14}$/.test(text) ? Number(text) : undefined
}
