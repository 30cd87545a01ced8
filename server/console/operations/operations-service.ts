import type { CertificateLook } from '../../../certs/look-at-certificate.ts'
import type { NotificationRetried } from '../../doors/retry-notification.ts'
import type { CheckLine } from '../../record/check-line.ts'
import type { Person } from '../../record/person.ts'
import type { QuarantineLine } from '../../record/quarantine-line.ts'
import { type Database, inSnapshot } from '../../store/database.ts'
import { createDeliveries } from '../../store/deliveries/deliveries.ts'
import { type Operations, readOperations } from '../../store/operators/operations.ts'
import { findQuarantined } from '../../store/operators/quarantine-lines.ts'
import { createTrail } from '../../store/people/trail.ts'
import { personActor } from '../actor.ts'
import { judgedActor } from '../judged-actor.ts'
import { createNotificationRetry } from '../notification-retry.ts'
import { type AlertView, alertViews } from './alert-view.ts'
import { createCheckRun } from './check-run.ts'
import { type DoorView, doorViews } from './door-view.ts'
import { type JobView, jobViews } from './job-view.ts'
import { type ShownBytes, shownBytes } from './shown-bytes.ts'
import { type SubscriptionView, subscriptionViews } from './subscription-view.ts'

/** The certificate of a listener; nothing to look at where it speaks no TLS. */
export interface ListenerCertificate {
  readonly listener: 'public' | 'console'
  readonly look?: CertificateLook | undefined
}

/** What the page of operations needs. */
export interface OperationsDeps {
  readonly db: Database
  /** `RECONCILE_MINUTES` */
  readonly reconcileMinutes: number
  readonly isPollingOn: boolean
  /** Looks at the files of this process. */
  readonly certificates: () => Promise<readonly ListenerCertificate[]>
  /** What the command `check` looks at; asks Concur. */
  readonly check: () => Promise<readonly CheckLine[]>
  readonly now: () => Date
}

/** What the page shows. */
export interface OperationsPage extends Omit<Operations, 'doors' | 'jobs' | 'alerts'> {
  readonly doors: readonly DoorView[]
  readonly subscriptions: readonly SubscriptionView[]
  readonly jobs: readonly JobView[]
  readonly alerts: readonly AlertView[]
  readonly certificates: readonly ListenerCertificate[]
}

/** Most of what may take long asks Concur, which answers within a minute if it does at all. */
const CHECK_MS = 60_000

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
  /** Looks at all that the connector needs, as the command `check` does. */
  check(): Promise<readonly CheckLine[]>
}

/** Operations on that database. */
export function createOperationsService(deps: OperationsDeps): OperationsService {
  const { db, now } = deps
  const [retry, deliveries, trail] = [createNotificationRetry(db, now), createDeliveries(db), createTrail(db)]
  return {
    read: async () => ({
      ...viewsOf(await inSnapshot(db, readOperations), deps),
      certificates: await deps.certificates(),
    }),
    quarantined: async (id) => (await findQuarantined(db, id))?.line,
    async openQuarantined({ login }, id) {
      const found = await findQuarantined(db, id)
      if (found === undefined) return undefined
      const subject = `quarantine ${id}`
      await trail.append({ at: now(), who: { login }, act: 'inbox show', subject, outcome: 'done' })
      return { line: found.line, raw: shownBytes(found.raw) }
    },
    retryNotification: (person, id) => retry(judgedActor(db, personActor(person)), id),
    retryDelivery: (person, id) => deliveries.retry({ ids: [id] }, now(), personActor(person).by),
    skipDelivery: (person, id) => deliveries.skip(id, personActor(person).by, now()),
    check: createCheckRun(deps.check, CHECK_MS),
  }
}

function viewsOf(
  operations: Operations,
  { reconcileMinutes, isPollingOn, now }: OperationsDeps,
): Omit<OperationsPage, 'certificates'> {
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
