import type { HandedIn, HumanReceipt } from '../../doors/receive-human-decision.ts'
import type { Log } from '../../log.ts'
import type { PersonLine } from '../../record/person.ts'
import type { ActOutcome, ReviewAct } from '../../record/review-act.ts'
import type { ReviewLine } from '../../record/review-line.ts'
import type { Database } from '../../store/database.ts'
import { createPeople } from '../../store/people/people.ts'
import { createTrail } from '../../store/people/trail.ts'
import { createPresence, type Onlooker } from '../../store/presence/presence.ts'
import { createActService } from '../act-service.ts'
import { personActor } from '../actor.ts'
import { createDecisionService } from '../decision-service.ts'
import { inScope } from '../in-scope.ts'
import type { Queue } from '../queue.ts'
import { QUEUE_VIEWS } from '../queue-views.ts'
import type { AnswerView } from './answer-of.ts'
import { type ReportPage, readAnswer, readReportPage } from './report-page.ts'

/** What the pages of reports need. */
export interface ReportServiceDeps {
  readonly db: Database
  readonly queue: Queue
  /** `DECISION_UNDO_SECONDS` */
  readonly undoSeconds: number
  /** `TIME_ZONE` */
  readonly timeZone: string
  readonly log: Log
  readonly now: () => Date
}

/** What the pages of reports show and do; what somebody does not see does not exist for them. */
export interface ReportService {
  readonly timeZone: string
  readonly now: () => Date
  /** Opens the page; that somebody reads a report is a line of the trail, once as long as they have it open. */
  open(
    person: PersonLine,
    reviewId: number,
  ): Promise<{ readonly page: ReportPage; readonly others: readonly Onlooker[] } | undefined>
  /** Says that somebody has it open still. @returns Who else has. */
  present(person: PersonLine, reviewId: number): Promise<readonly Onlooker[] | undefined>
  answer(
    person: PersonLine,
    reviewId: number,
  ): Promise<{ readonly review: ReviewLine; readonly answer: AnswerView } | undefined>
  /** @returns `undefined` where there is no such review for them. */
  decide(person: PersonLine, decision: Omit<HandedIn, 'by'>): Promise<HumanReceipt | undefined>
  act(person: PersonLine, reviewId: number, act: ReviewAct): Promise<ActOutcome | undefined>
  /** The report that comes next in a view of the queue; absent where none does. @param view Untrusted. */
  next(person: PersonLine, view: string, reviewId: number): Promise<number | undefined>
  /** Logins of those who can be asked. */
  logins(): Promise<readonly string[]>
}

/** The pages of reports in that database. */
export function createReportService(deps: ReportServiceDeps): ReportService {
  const { db, queue, timeZone, now } = deps
  const [presence, trail, people] = [createPresence(db), createTrail(db), createPeople(db)]
  const [decisions, acts] = [createDecisionService(deps), createActService(deps)]
  const isVisible = async (person: PersonLine, id: number) => (await inScope(db, person, [{ id }])).length > 0
  return {
    timeZone,
    now,
    async open(person, reviewId) {
      if (!(await isVisible(person, reviewId))) return undefined
      const page = await readReportPage(db, person, reviewId, now())
      if (page === undefined) return undefined
      const { isNew, others } = await presence.note(reviewId, person.login, now())
      if (isNew)
        await trail.append({
          at: now(),
          who: { login: person.login },
          act: 'review show',
          subject: `review ${reviewId}`,
          outcome: 'done',
        })
      return { page, others }
    },
    async present(person, reviewId) {
      if (!(await isVisible(person, reviewId))) return undefined
      return (await presence.note(reviewId, person.login, now())).others
    },
    async answer(person, reviewId) {
      return (await isVisible(person, reviewId)) ? readAnswer(db, reviewId, now()) : undefined
    },
    async decide(person, decision) {
      if (!(await isVisible(person, decision.reviewId))) return undefined
      const receipt = await decisions.decide(personActor(person), decision)
      if (receipt.kind === 'accepted') await presence.leave(decision.reviewId, person.login)
      return receipt
    },
    async act(person, reviewId, act) {
      return (await isVisible(person, reviewId)) ? acts.act(personActor(person), reviewId, act) : undefined
    },
    async next(person, view, reviewId) {
      const known = QUEUE_VIEWS.find((each) => each === view) ?? 'needs-review'
      const { rows } = await queue.page(person, { view: known })
      return rows.find(({ id, decided }) => id !== reviewId && decided?.state !== 'accepted')?.id
    },
    logins: async () => (await people.list()).map(({ login }) => login),
  }
}
