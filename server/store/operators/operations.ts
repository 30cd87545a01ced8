import type { StandingAlert } from '../../record/alert.ts'
import type { DeliveryLine } from '../../record/delivery-line.ts'
import type { NotificationLine } from '../../record/notification-line.ts'
import type { QuarantineLine } from '../../record/quarantine-line.ts'
import type { Database } from '../database.ts'
import { createDeliveries } from '../deliveries/deliveries.ts'
import { type JobRun, readJobRuns } from '../jobs.ts'
import { type InstanceHealth, listInstanceHealth } from '../polling/instance-health.ts'
import { createAlertStore } from './alerts.ts'
import { type DeadLetter, listDeadLetters } from './dead-letters.ts'
import { type DoorActivity, readDoorActivity } from './door-activity.ts'
import { type Figures, readFigures } from './figures.ts'
import { listNotifications } from './notification-lines.ts'
import { listQuarantine } from './quarantine-lines.ts'

/** How the connector is doing, as far as the database tells. Lists end at their limit; the figures count all. */
export interface Operations {
  readonly figures: Figures
  readonly doors: readonly DoorActivity[]
  /** The newest notifications, whatever became of them. */
  readonly arrivals: readonly NotificationLine[]
  /** Those that have waited longest, first. */
  readonly waiting: readonly NotificationLine[]
  readonly deadLetters: readonly DeadLetter[]
  readonly quarantine: readonly QuarantineLine[]
  readonly deadDeliveries: readonly DeliveryLine[]
  readonly instances: readonly InstanceHealth[]
  readonly jobs: readonly JobRun[]
  readonly alerts: readonly StandingAlert[]
}

/** How long the lists are at most. */
export const OPERATIONS_LIMITS = { arrivals: 10, waiting: 20, trouble: 50, instances: 100 } as const

/** Reads all of it. The number of statements is the same however much there is; each is bounded, or ends with what is unfinished. */
export async function readOperations(db: Database): Promise<Operations> {
  const { arrivals, waiting, trouble, instances } = OPERATIONS_LIMITS
  return {
    figures: await readFigures(db),
    doors: await readDoorActivity(db),
    arrivals: await listNotifications(db, { limit: arrivals }),
    waiting: await listNotifications(db, { state: 'waiting', limit: waiting, order: 'oldest first' }),
    deadLetters: await listDeadLetters(db, trouble),
    quarantine: await listQuarantine(db, trouble),
    deadDeliveries: await createDeliveries(db).list({ state: 'dead', limit: trouble }),
    instances: await listInstanceHealth(db, instances),
    jobs: await readJobRuns(db),
    alerts: await createAlertStore(db).standing(),
  }
}
