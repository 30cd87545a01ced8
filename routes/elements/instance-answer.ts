import type { LoadedInstance } from '../../server/polling/manage-instances.ts'
import { VENDORS } from '../../server/polling/vendors/vendors.ts'
import type { InstanceLine } from '../../server/record/instance-line.ts'
import type { ResourceLine } from '../../server/record/resource-line.ts'

/** An instance as the API answers it: no secrets, every value of the configuration as text. */
export function instanceAnswer({ stored, instance, configuration, warnings }: LoadedInstance) {
  const vendor = VENDORS.find(({ key }) => key === stored.element)
  return {
    id: stored.id,
    name: stored.name,
    createdDate: seconds(stored.createdAt),
    element: {
      id: vendor?.elementId,
      name: vendor?.name,
      key: stored.element,
      hub: vendor?.hub,
      active: true,
      deleted: false,
    },
    elementId: vendor?.elementId,
    tags: instance.tags,
    provisionInteractions: [],
    valid: true,
    disabled: stored.state === 'disabled',
    maxCacheSize: 0,
    cacheTimeToLive: 0,
    configuration,
    eventsEnabled: instance.enabled,
    traceLoggingEnabled: false,
    cachingEnabled: false,
    externalAuthentication: 'none',
    user: { id: 1 },
    // From here on our own.
    eventsEnabledBecause: instance.enabledBecause,
    warnings,
    polling: pollingAnswer(stored),
  }
}

/** Whether it is polled, and whether its notifications are sent. */
export function pollingAnswer({ state, dueAt, disabled, stopped }: InstanceLine) {
  return {
    state: state === 'claimed' ? 'polling' : state,
    ...(state === 'waiting' && { nextPollAt: seconds(dueAt) }),
    ...(disabled !== undefined && {
      disabledReason: disabled.reason,
      disabledAt: seconds(disabled.at),
    }),
    ...(stopped !== undefined && {
      deliveriesStoppedReason: stopped.reason,
      deliveriesStoppedAt: seconds(stopped.at),
    }),
  }
}

/** How far a resource has been read. */
export function resourceAnswer(line: ResourceLine) {
  return {
    id: line.id,
    instanceId: line.instanceId,
    objectName: line.name,
    lastPollDate: line.polledAt === null ? null : seconds(line.polledAt),
    lastSuccessDate: line.succeededAt === null ? null : seconds(line.succeededAt),
    failures: line.failures,
    problem: line.problem,
    warnings: line.warnings,
  }
}

function seconds(date: Date): string {
  return `${date.toISOString().slice(0, 19)}Z`
}
