import { randomUUID } from 'node:crypto'
import { type Request, type Response, Router } from 'express'
import { PDF_BASE } from '../../server/console/pdf-files.ts'
import { readActForm } from '../../server/console/report/act-form.ts'
import { commentTemplates } from '../../server/console/report/comment-templates.ts'
import { composedComment } from '../../server/console/report/composed-comment.ts'
import {
  type DecisionGap,
  decisionGaps,
  readDecisionForm,
  type TypedDecision,
} from '../../server/console/report/decision-form.ts'
import type { ReportPage } from '../../server/console/report/report-page.ts'
import type { OpenedReport, ReportService } from '../../server/console/report/report-service.ts'
import { createSay } from '../../server/console/say.ts'
import { MAX_COMMENT, VERDICTS } from '../../server/record/human-decision.ts'
import { ofOne, type Sentence } from '../../server/record/sentence.ts'
import { type Form, formOf } from './form.ts'
import type { PageKit } from './page-kit.ts'
import { PageProblem } from './problem.ts'
import { personOf } from './visit.ts'

/** What is shown again where something was refused. */
interface Refused {
  /** Texts of the catalogue, or what the engine says. */
  readonly problems: readonly (string | Sentence)[]
  readonly typed?: TypedDecision
  readonly act?: Form
  readonly view?: string
}

/** Lines that nothing was found in are folded where others are, or where they are more. */
const MAX_OPENED = 20

/** `/reviews/:id`: a report is looked at, and decided on. */
export function reportRoutes(kit: PageKit, reports: ReportService): Router {
  const router = Router()

  router.get('/reviews/:id', async (req, res) => {
    show(kit, reports, req, res, await opened(reports, req, res))
  })

  router.get('/reviews/:id/answer', async (req, res) => {
    const found = await reports.answer(personOf(res), numberOf(req))
    if (found === undefined) throw new PageProblem('not found')
    kit.show(req, res, {
      name: 'report/answer',
      title: kit.texts(res).report.title(found.review.id),
      data: { ...found, isAlone: true, now: reports.now() },
    })
  })

  router.get('/reviews/:id/present', async (req, res) => {
    const reviewId = numberOf(req)
    const others = await reports.present(personOf(res), reviewId)
    if (others === undefined) throw new PageProblem('not found')
    kit.show(req, res, {
      name: 'report/present',
      title: kit.texts(res).report.title(reviewId),
      data: { others, reviewId },
    })
  })

  router.post('/reviews/:id/decide', async (req, res) => {
    const before = await opened(reports, req, res)
    const typed = readDecisionForm(formOf(req).fields)
    const view = formOf(req).text('view')
    const again = { typed, view }
    const gaps = decisionGaps(typed, before.page.isOpen ? before.page.reasons : [])
    const { action, verdicts, reason, comment, key, readingKey } = typed
    if (action === undefined || (before.page.isOpen && gaps.length > 0)) {
      const problems = gaps.map((gap) => gapText(kit, res, gap))
      return show(kit, reports, req, res, before, { ...again, problems }, 422)
    }
    const receipt = await reports.decide(personOf(res), {
      reviewId: before.page.review.id,
      action,
      verdicts: Object.entries(verdicts).map(([on, verdict]) => ({ on, verdict })),
      ...(reason !== '' && { reason }),
      // It is filled in for whoever sends back; an approval takes none.
      ...(action === 'send back' && { comment }),
      ...(key !== '' && { key }),
      ...(readingKey !== '' && { readingKey }),
    })
    if (receipt === undefined) throw new PageProblem('not found')
    if (receipt.kind === 'refused') {
      const now = await opened(reports, req, res)
      return show(kit, reports, req, res, now, { ...again, problems: receipt.problems }, 409)
    }
    return goOn(reports, req, res, view)
  })

  router.post('/reviews/:id/act', async (req, res) => {
    const form = formOf(req)
    const reviewId = numberOf(req)
    const read = readActForm((name) => form.text(name), reports.now(), reports.timeZone)
    const outcome = read.ok ? await reports.act(personOf(res), reviewId, read.act) : undefined
    if (read.ok && outcome === undefined) throw new PageProblem('not found')
    if (outcome?.kind === 'done') return res.redirect(303, `/reviews/${reviewId}`)
    const problems = [...(read.ok ? [] : read.problems), ...(outcome?.problems ?? [])]
    return show(kit, reports, req, res, await opened(reports, req, res), { problems, act: form }, 409)
  })
  return router
}

async function opened(reports: ReportService, req: Request, res: Response): Promise<OpenedReport> {
  const found = await reports.open(personOf(res), numberOf(req), wholeNumber(req.query['after']))
  if (found === undefined) throw new PageProblem('not found')
  return found
}

/** On to the next report of the view; where there is none, back to the one that was decided on. */
async function goOn(reports: ReportService, req: Request, res: Response, view: string): Promise<void> {
  const reviewId = numberOf(req)
  const next = await reports.next(personOf(res), view, reviewId)
  const query = new URLSearchParams({ ...(next !== undefined && { after: String(reviewId) }), view })
  res.redirect(303, `/reviews/${next ?? reviewId}?${query.toString()}`)
}

function show(
  kit: PageKit,
  reports: ReportService,
  req: Request,
  res: Response,
  { page, others, before, logins }: OpenedReport,
  refused: Refused = { problems: [] },
  status = 200,
): void {
  const { review, answer, language } = page
  const view = refused.view ?? queryText(req, 'view')
  const act = (name: string) => refused.act?.text(name) ?? ''
  kit.show(
    req,
    res,
    {
      name: 'report/page',
      title: review.reportName?.trim() || kit.texts(res).report.title(review.id),
      styles: ['report.css'],
      scripts: ['report.js'],
      data: {
        page,
        others,
        reviewId: review.id,
        problems: refused.problems.map((each) => (typeof each === 'string' ? each : ofOne(each))),
        answers: [before, answer && { review, answer }].filter((each) => each !== undefined),
        typed: refused.typed ?? untouched(page),
        isTyped: refused.typed !== undefined,
        typedAct: {
          kind: act('kind'),
          to: act('to'),
          text: act('text'),
          until: act('until'),
          question: act('question'),
        },
        formKey: refused.typed?.key || randomUUID(),
        view,
        queuePath: view === '' ? '/' : `/?${new URLSearchParams({ view }).toString()}`,
        saidBefore: page.resubmission?.said?.verdicts ?? {},
        verdictNames: VERDICTS,
        maxComment: MAX_COMMENT,
        commentHeading: composedComment([], language, review.objectType),
        templates: commentTemplates(language),
        maxOpened: MAX_OPENED,
        opensOthers: page.lines.flagged.length === 0 && page.lines.others.length <= MAX_OPENED,
        logins,
        pdf: PDF_BASE,
        now: reports.now(),
      },
    },
    status,
  )
}

/** The form before anybody has typed: what was said of the same reading before, and a comment on all of it. */
function untouched({ reasons, comment }: ReportPage): TypedDecision {
  const said = reasons.flatMap(({ key, verdict }) => (verdict === undefined ? [] : [[key, verdict] as const]))
  return { verdicts: Object.fromEntries(said), reason: '', comment, key: '', readingKey: '' }
}

function gapText(kit: PageKit, res: Response, gap: DecisionGap): string {
  const { gaps } = kit.texts(res).report
  return gap.kind === 'not judged'
    ? gaps['not judged'](createSay(kit.texts(res), kit.formats(res)).reason(gap.reason))
    : gaps[gap.kind]
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

/** A word of ours in the address; whatever else stands there is left out. */
function queryText(req: Request, name: string): string {
  const text = req.query[name]
  return typeof text === 'string' && /^[a-z-]{1,30}$/.test(text) ? text : ''
}
