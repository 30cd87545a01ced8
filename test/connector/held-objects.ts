import { decideReviews } from '../../server/commands/review-decide.ts'
import type { HumanAction } from '../../server/record/human-decision.ts'
import type { Person } from '../../server/record/person.ts'
import { draftTravelRequest } from '../../server/simulator/requests/draft-travel-request.ts'
import type { Database } from '../../server/store/database.ts'
import { createHumanDecisions, type HumanDecisions } from '../../server/store/decisions/human-decisions.ts'
import { createInbox } from '../../server/store/inbox/inbox.ts'
import { createPeople, type People } from '../../server/store/people/people.ts'
import { createTrail, type Trail } from '../../server/store/people/trail.ts'
import { commandContext } from '../commands/command-context.ts'
import type { TestEngine } from '../support/engines.ts'
import { type Bench, type BenchOptions, useBenches } from './bench.ts'
import { type EventDoor, sendEventsTo } from './event-door.ts'
import { cleanReport } from './reports.ts'
import { TODAY } from './set-up.ts'
import { until } from './until.ts'

/** What people decide on, by the service that it is read and moved on with. */
export const KINDS = ['report v1.1', 'report v4', 'request v1.0', 'request v4'] as const
/** One of {@link KINDS}. */
export type Kind = (typeof KINDS)[number]

/** Holds reports and requests without a purpose, and reports with a taxi ride above 10 USD. */
export const HOLD = `
name: Held for a person
outcomes: { stop: hold }
notEvaluated: hold
rules:
  - { rule: purpose-missing, severity: stop, exceptionCode: NOPURPOS, on: [report] }
  - { rule: amount-cap, severity: stop, exceptionCode: OVERCAP, caps: { TAXIX: { USD: 10 } } }
requests:
  rules:
    - { rule: request-purpose, severity: stop }
`

/** The owner of all that is held. */
export const OWNER = 'chris.miller@example.com'
const ROOT: Person = { login: 'root@example.com', name: 'Root', role: 'admin' }
const ADA: Person = { login: 'ada@example.com', name: 'Ada', role: 'controller' }

/** One object that is held. */
export interface HeldObject {
  readonly kind: Kind
  readonly id: string
  readonly reviewId: number
}

/** A connector that holds something, and people who decide on it. */
export interface HeldObjects {
  readonly bench: Bench
  readonly db: Database
  readonly decisions: HumanDecisions
  readonly people: People
  readonly trail: Trail
  readonly held: readonly HeldObject[]
  /** Of {@link held}. */
  of(kind: Kind): HeldObject
  /** Adds a person, whom Concur knows too. */
  add(person: Person): Promise<void>
  /**
   * Types the command as that person; it cannot be carried out before {@link comeDue}.
   * @returns Why it was refused, if it was.
   */
  decide(reviewId: number, decision?: Decided): Promise<string | undefined>
  /** The same on all that is held; fails if one is refused. */
  decideAll(decision?: Decided): Promise<void>
  /** Ends the time in which decisions can be taken back. */
  comeDue(): Promise<void>
  /** Waits until news of Concur is done with; decisions may wait. */
  newsDone(): Promise<void>
  /** Concur tells once more that the object waits there. */
  announceAgain(object: HeldObject): Promise<void>
  /** An operator has every notification tried again, that can be. */
  retryAll(): Promise<void>
  /** What was done to move each on, and what Concur takes for it. */
  actions(): Readonly<Record<string, readonly string[]>>
  /** `RESULT by WHO, decision STATE` of the last review of each, and of its last decision. */
  results(): Promise<Readonly<Record<string, string>>>
}

/** What a person decides; by default Ada approves and grants exceptions. */
export interface Decided {
  readonly action?: HumanAction
  readonly as?: string
  readonly verdict?: readonly string[]
  readonly comment?: string
  readonly reason?: string
}

/** What is unlike the usual. */
export interface HeldOptions extends BenchOptions {
  readonly kinds?: readonly Kind[]
  /** Done to the simulated Concur before anything is submitted. */
  readonly beforeAll?: (simulator: Bench['simulator']) => void
}

/** Call in a suite inside of that of the engine, whose place must outlive the connector. */
export function useHeldObjects(
  engine: TestEngine,
  door: EventDoor,
): (options?: HeldOptions) => Promise<HeldObjects> {
  const openBench = useBenches()
  return async ({ kinds = KINDS, beforeAll, ...options } = {}) => {
    const bench = await openBench({
      policy: HOLD,
      ...options,
      environment: { ...door.environment(), DATABASE_URL: engine.url(), ...options.environment },
      simulator: { eventIdentity: door.identity(), ...options.simulator },
    })
    sendEventsTo(bench.simulator, bench.connector)
    beforeAll?.(bench.simulator)
    const db = await engine.open()
    const people = createPeople(db)
    await people.add(ROOT, ROOT, new Date())
    await people.add(ADA, ROOT, new Date())
    introduce(bench, ADA)
    const ids = kinds.map((kind) => [kind, submit(bench, kind)] as const)
    await bench.settled()
    const held: HeldObject[] = []
    for (const [kind, id] of ids) {
      const { review } = await bench.review(id)
      if (review.result !== 'held') throw new Error(`the ${kind} is ${review.result}: ${review.reason}`)
      held.push({ kind, id, reviewId: review.id })
    }
    return heldObjects({ engine, bench, db, people, held })
  }
}

/** The identity service knows whoever has submitted a report, and so can tell whose another is not. */
function introduce({ simulator }: Bench, { login, name }: Person): void {
  simulator.submit(cleanReport({ employee: { loginId: login, name } }))
}

function submit({ simulator }: Bench, kind: Kind): string {
  const door = kind.endsWith('v4') ? 'events' : 'callout'
  return kind.startsWith('report')
    ? simulator.submit(cleanReport({ purpose: '' }), { doors: [door] })
    : simulator.submitRequest(draftTravelRequest(TODAY, { purpose: '' }), [door])
}

interface Opened {
  readonly engine: TestEngine
  readonly bench: Bench
  readonly db: Database
  readonly people: People
  readonly held: readonly HeldObject[]
}

function heldObjects({ engine, bench, db, people, held }: Opened): HeldObjects {
  const decisions = createHumanDecisions(db)
  const inbox = createInbox(db)
  const context = commandContext({ DATABASE_URL: engine.url(), DECISION_UNDO_SECONDS: '3600' })

  async function decide(reviewId: number, decided: Decided = {}): Promise<string | undefined> {
    const { action = 'approve', as = ADA.login, ...words } = decided
    const isBack = action === 'send back'
    const verdict = [isBack ? 'all=out-of-policy' : 'all=exception']
    const options = { as, verdict, ...(isBack && { comment: 'Please say why' }), ...words }
    try {
      await decideReviews(context, [reviewId], action, options)
      return undefined
    } catch (error) {
      return error instanceof Error ? error.message : String(error)
    }
  }

  return {
    bench,
    db,
    people,
    held,
    decisions,
    trail: createTrail(db),
    decide,
    of(kind) {
      const found = held.find((each) => each.kind === kind)
      if (found === undefined) throw new Error(`no ${kind} is held`)
      return found
    },
    async add(person) {
      const added = await people.add(person, ROOT, new Date())
      if (!added.ok) throw new Error(added.reason)
      introduce(bench, person)
      await bench.settled()
    },
    async decideAll(decided) {
      for (const { kind, reviewId } of held) {
        const refused = await decide(reviewId, decided)
        if (refused !== undefined) throw new Error(`the ${kind}: ${refused}`)
      }
    },
    async comeDue() {
      const now = Date.now()
      await db
        .updateTable('notification')
        .set({ due_at: now, not_before: now })
        .where('door', '=', 'console')
        .where('state', '=', 'waiting')
        .execute()
      // Events go to where the connector was before it was started again.
      await until('all to be done with', async () => {
        const { waiting = 0, claimed = 0 } = await bench.connector.overview.counts()
        return waiting + claimed === 0
      })
    },
    newsDone: () =>
      until('news to be done with', async () => {
        const open = await db
          .selectFrom('notification')
          .select('id')
          .where('door', '<>', 'console')
          .where('state', 'in', ['waiting', 'claimed'])
          .execute()
        return (
          open.length === 0 &&
          [...bench.simulator.notifications, ...bench.simulator.events].every(
            ({ state }) => state !== 'queued',
          )
        )
      }),
    async announceAgain({ id, kind }) {
      const opener = await db
        .selectFrom('notification')
        .innerJoin('review', 'review.notification_id', 'notification.id')
        .selectAll('notification')
        .where('review.report_id', '=', id)
        .executeTakeFirstOrThrow()
      const isEvent = kind.endsWith('v4')
      await inbox.receive(
        {
          door: isEvent ? 'events' : 'callout',
          objectType: opener.object_type,
          objectUri: opener.object_path,
          objectPath: opener.object_path,
          ...(isEvent && { externalId: `${id} ${Math.random()}` }),
          ...(opener.event_type !== null && { eventType: opener.event_type }),
          ...(opener.step_code !== null && { stepCode: opener.step_code }),
          ...(opener.step_instance_id !== null && { stepInstanceId: opener.step_instance_id }),
          ...(opener.announced_at !== null && { announcedAt: new Date(opener.announced_at) }),
        },
        opener.raw,
        new Date(),
      )
    },
    async retryAll() {
      const all = await bench.notifications()
      await inbox.retry({ ids: all.map(({ id }) => id) }, new Date())
    },
    actions: () =>
      Object.fromEntries(
        held.map(({ kind, id }) => [
          kind,
          bench.simulator.ledger.flatMap((entry) =>
            entry.kind === 'workflow' && entry.reportId === id ? [`${entry.action} by ${entry.api}`] : [],
          ),
        ]),
      ),
    async results() {
      const told: [string, string][] = []
      for (const { kind, id, reviewId } of held) {
        const { review } = await bench.review(id)
        const last = (await decisions.of(reviewId)).at(-1)
        told.push([kind, `${review.result ?? 'open'} by ${review.decidedBy}, decision ${last?.state}`])
      }
      return Object.fromEntries(told)
    },
  }
}
