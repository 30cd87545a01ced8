import type { NotificationRetried } from '../../doors/retry-notification.ts'
import type { Person } from '../../record/person.ts'
import type { QuarantineLine } from '../../record/quarantine-line.ts'
import type { Database } from '../../store/database.ts'
import { createDeliveries } from '../../store/deliveries/deliveries.ts'
import { type Operations, readOperations } from '../../store/operators/operations.ts'
import { findQuarantined } from '../../store/operators/quarantine-lines.ts'
import { createTrail } from '../../store/people/trail.ts'
import { personActor } from '../actor.ts'
import { judgedActor } from '../judged-actor.ts'
import { createNotificationRetry } from '../notification-retry.ts'
import { type AlertView, alertViews } from './alert-view.ts'
import { type DoorView, doorViews } from './door-view.ts'
import { type JobView, jobViews } from './job-view.ts'
import { type ShownBytes, shownBytes } from './shown-bytes.ts'
import { type SubscriptionView, subscriptionViews } from './subscription-view.ts'

/** What the page of operations needs. */
export interface OperationsDeps {
  readonly db: Database
  /** `RECONCILE_MINUTES` */
  readonly reconcileMinutes: number
  readonly isPollingOn: boolean
  readonly now: () => Date
}

/** What the page shows. */
export interface OperationsPage extends Omit<Operations, 'doors' | 'jobs' | 'alerts'> {
  readonly doors: readonly DoorView[]
  readonly subscriptions: readonly SubscriptionView[]
  readonly jobs: readonly JobView[]
  readonly alerts: readonly AlertView[]
}

/** Something in the quarantine. */
export interface Quarantined {
  readonly line: QuarantineLine
  readonly raw: ShownBytes
}

/** What operators see and do; who may is for the routes to say, and for the rules of what is done. */
export interface OperationsService {
  read(): Promise<OperationsPage>
  quarantined(id: number): Promise<QuarantineLine | undefined>
  /** Its bytes may name people, so that the trail tells who has looked at them. */
  openQuarantined(person: Person, id: number): Promise<Quarantined | undefined>
  retryNotification(person: Person, id: number): Promise<NotificationRetried>
  /** Also what waits behind it, if it is a callback. @returns How many will be sent; 0 if it was not given up. */
  retryDelivery(person: Person, id: number): Promise<number>
  /** @returns False if it was not given up. */
  skipDelivery(person: Person, id: number): Promise<boolean>
}

/** Operations on that database. */
export function createOperationsService(deps: OperationsDeps): OperationsService {
  const { db, now } = deps
  const [retry, deliveries, trail] = [createNotificationRetry(db, now), createDeliveries(db), createTrail(db)]
  return {
    read: async () => toPage(await readOperations(db), deps),
    quarantined: async (id) => (await findQuarantined(db, id))?.line,
    async openQuarantined({ login }, id) {
      const found = await findQuarantined(db, id)
      if (found === undefined) return undefined
      const subject = `quarantine ${id}`
      await trail.append({ at: now(), who: { login }, act: 'quarantine read', subject, outcome: 'done' })
      return { line: found.line, raw: shownBytes(found.raw) }
    },
    retryNotification: (person, id) => retry(judgedActor(db, personActor(person)), id),
    retryDelivery: (person, id) => deliveries.retry({ ids: [id] }, now(), personActor(person).by),
    skipDelivery: (person, id) => deliveries.skip(id, personActor(person).by, now()),
  }
}

function toPage(
  operations: Operations,
  { reconcileMinutes, isPollingOn, now }: OperationsDeps,
): OperationsPage {
  const at = now()
  const subscriptions = subscriptionViews(operations.figures.subscriptions, at)
  const jobs = jobViews(operations.jobs, reconcileMinutes, at)
  const instancesInTrouble = operations.instances.filter(
    ({ disabled, stopped }) => disabled !== undefined || stopped !== undefined,
  ).length
  return {
    ...operations,
    doors: doorViews(operations.doors, { subscriptions, jobs, instancesInTrouble, isPollingOn }),
    subscriptions,
    jobs,
    alerts: alertViews(operations.alerts),
  }
}
