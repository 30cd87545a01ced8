import type { DoorActivity } from '../../store/operators/door-activity.ts'
import type { JobView } from './job-view.ts'
import type { SubscriptionView } from './subscription-view.ts'

/** Something about a door that an operator is to look at; the section of the page that `on` names says more. */
export interface DoorProblem {
  readonly kind: 'dead' | 'quarantine' | 'subscriptions' | 'late' | 'instances'
  readonly on: 'dead' | 'quarantine' | 'subscriptions' | 'jobs' | 'instances'
  readonly count: number
}

/** A door as operators see it. */
export interface DoorView extends Pick<DoorActivity, 'door' | 'lastAt'> {
  /** Whether it is shut by the settings. */
  readonly isOff: boolean
  readonly problems: readonly DoorProblem[]
}

/** What the doors depend on besides what came through them. */
export interface AroundDoors {
  readonly subscriptions: readonly SubscriptionView[]
  readonly jobs: readonly JobView[]
  /** Instances that are disabled or whose callbacks are stopped. */
  readonly instancesInTrouble: number
  readonly isPollingOn: boolean
}

/** The jobs that open a door. */
const JOB_OF: Readonly<Partial<Record<DoorActivity['door'], string>>> = {
  'failed list': 'failed-list',
  'waiting list': 'waiting-list',
}

/** What is wrong with each door. Pure. */
export function doorViews(doors: readonly DoorActivity[], around: AroundDoors): readonly DoorView[] {
  return doors.map(({ door, lastAt, dead, quarantined }) => ({
    door,
    ...(lastAt !== undefined && { lastAt }),
    isOff: door === 'polling' && !around.isPollingOn,
    problems: [
      problem('dead', 'dead', dead),
      problem('quarantine', 'quarantine', quarantined),
      problem('subscriptions', 'subscriptions', door === 'events' ? amissOf(around) : 0),
      problem('late', 'jobs', lateOf(around, JOB_OF[door])),
      problem('instances', 'instances', door === 'polling' ? around.instancesInTrouble : 0),
    ].filter(({ count }) => count > 0),
  }))
}

function problem(kind: DoorProblem['kind'], on: DoorProblem['on'], count: number): DoorProblem {
  return { kind, on, count }
}

function amissOf({ subscriptions }: AroundDoors): number {
  return subscriptions.filter(({ amiss }) => amiss !== undefined).length
}

function lateOf({ jobs }: AroundDoors, name: string | undefined): number {
  return jobs.filter((job) => job.name === name && job.isLate).length
}
