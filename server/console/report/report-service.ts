import type { HandedIn, HumanReceipt } from '../../doors/receive-human-decision.ts'
import type { Log } from '../../log.ts'
import type { PersonLine } from '../../record/person.ts'
import type { ActOutcome, ReviewAct } from '../../record/review-act.ts'
import { type Database, inSnapshot } from '../../store/database.ts'
import { createPeople } from '../../store/people/people.ts'
import { createTrail } from '../../store/people/trail.ts'
import { createPresence, type Onlooker } from '../../store/presence/presence.ts'
import { createActService } from '../act-service.ts'
import { personActor } from '../actor.ts'
import { createDecisionService } from '../decision-service.ts'
import { inScope } from '../in-scope.ts'
import type { Queue } from '../queue.ts'
import { QUEUE_VIEWS } from '../queue-views.ts'
import { createExplainer } from './explain-review.ts'
import {
  type ReadingBasis,
  type ReportPage,
  type ReviewAnswer,
  readAnswer,
  readReportPage,
} from './report-page.ts'

/** What the pages of reports need. */
export interface ReportServiceDeps {
  readonly db: Database
  readonly queue: Queue
  /** `DECISION_UNDO_SECONDS` */
  readonly undoSeconds: number
  /** The field of reports that holds the cost centre, such as `custom7`. */
  readonly costCentre: () => string | undefined
  /** `TIME_ZONE` */
  readonly timeZone: string
  readonly log: Log
  readonly now: () => Date
}

/** What the pages of reports show and do; what somebody does not see does not exist for them. */
export interface ReportService {
  readonly timeZone: string
  readonly now: () => Date
  /**
   * Opens the page; that somebody reads a report is a line of the trail, once as long as they have it open.
   * @param decidedBefore The review that they come from, whose decision is shown too.
   */
  open(person: PersonLine, reviewId: number, decidedBefore?: number): Promise<OpenedReport | undefined>
  /** Says that somebody has it open still. @returns Who else has. */
  present(person: PersonLine, reviewId: number): Promise<readonly Onlooker[] | undefined>
  answer(person: PersonLine, reviewId: number): Promise<ReviewAnswer | undefined>
  /** @returns `undefined` where there is no such review for them. */
  decide(person: PersonLine, decision: Omit<HandedIn, 'by'>): Promise<HumanReceipt | undefined>
  act(person: PersonLine, reviewId: number, act: ReviewAct): Promise<ActOutcome | undefined>
  /** The report that comes next in a view of the queue; absent where none does. @param view Untrusted. */
  next(person: PersonLine, view: string, reviewId: number): Promise<number | undefined>
  /** Ends what is being read for a page. */
  close(): Promise<void>
}

/** All that the page of a report shows, as it is at one moment. */
export interface OpenedReport {
  readonly page: ReportPage
  /** Who else has it open. */
  readonly others: readonly Onlooker[]
  /** What became of the decision on the review that they come from. */
  readonly before?: ReviewAnswer
  /** Of those who can be asked. */
  readonly logins: readonly string[]
}

/** The pages of reports in that database. */
export function createReportService(deps: ReportServiceDeps): ReportService {
  const { db, queue, timeZone, costCentre, now } = deps
  const [presence, trail] = [createPresence(db), createTrail(db)]
  const [decisions, acts] = [createDecisionService(deps), createActService(deps)]
  const { explain, close } = createExplainer()
  return {
    timeZone,
    now,
    close,
    async open(person, reviewId, decidedBefore) {
      const { login } = person
      const opened = await inSnapshot(db, (snapshot) =>
        readOpened(
          snapshot,
          person,
          { reviewId, decidedBefore },
          { now: now(), costCentre: costCentre(), explain },
        ),
      )
      if (opened === undefined) return undefined
      const { present, ...shown } = opened
      await presence.note(reviewId, login, now())
      if (present.every((each) => each.login !== login))
        await trail.append({
          at: now(),
          who: { login },
          act: 'review show',
          subject: `review ${reviewId}`,
          outcome: 'done',
        })
      return { ...shown, others: withoutOne(present, login) }
    },
    async present(person, reviewId) {
      const present = await inSnapshot(db, async (snapshot) =>
        (await isVisible(snapshot, person, reviewId))
          ? createPresence(snapshot).of(reviewId, now())
          : undefined,
      )
      if (present === undefined) return undefined
      await presence.note(reviewId, person.login, now())
      return withoutOne(present, person.login)
    },
    answer: (person, reviewId) =>
      inSnapshot(db, (snapshot) => readVisibleAnswer(snapshot, person, reviewId, now())),
    async decide(person, decision) {
      if (!(await isVisible(db, person, decision.reviewId))) return undefined
      const receipt = await decisions.decide(personActor(person), decision)
      if (receipt.kind === 'accepted') await presence.leave(decision.reviewId, person.login)
      return receipt
    },
    async act(person, reviewId, act) {
      return (await isVisible(db, person, reviewId))
        ? acts.act(personActor(person), reviewId, act)
        : undefined
    },
    async next(person, view, reviewId) {
      const known = QUEUE_VIEWS.find((each) => each === view) ?? 'needs-review'
      const { rows } = await queue.page(person, { view: known })
      return rows.find(({ id, decided }) => id !== reviewId && decided?.state !== 'accepted')?.id
    },
  }
}

async function isVisible(db: Database, person: PersonLine, id: number): Promise<boolean> {
  return (await inScope(db, person, [{ id }])).length > 0
}

/** @returns With all who have it open, the reader too. */
async function readOpened(
  snapshot: Database,
  person: PersonLine,
  { reviewId, decidedBefore }: { readonly reviewId: number; readonly decidedBefore: number | undefined },
  basis: ReadingBasis,
) {
  const { now } = basis
  if (!(await isVisible(snapshot, person, reviewId))) return undefined
  const page = await readReportPage(snapshot, person, reviewId, basis)
  if (page === undefined) return undefined
  const before =
    decidedBefore === undefined || decidedBefore === reviewId
      ? undefined
      : await readVisibleAnswer(snapshot, person, decidedBefore, now)
  return {
    page,
    present: await createPresence(snapshot).of(reviewId, now),
    logins: (await createPeople(snapshot).list()).map(({ login }) => login),
    ...(before !== undefined && { before }),
  }
}

async function readVisibleAnswer(snapshot: Database, person: PersonLine, reviewId: number, now: Date) {
  return (await isVisible(snapshot, person, reviewId)) ? readAnswer(snapshot, reviewId, now) : undefined
}

function withoutOne(present: readonly Onlooker[], login: string): readonly Onlooker[] {
  return present.filter((each) => each.login !== login)
}
