import type { Route, RouteOf } from '../delivery/deliver.ts'
import type { Post } from '../delivery/post.ts'
import { signaturesOf } from '../delivery/signature.ts'
import type { ClaimedDelivery } from '../store/deliveries/deliveries.ts'
import type { Instances } from '../store/polling/instances.ts'
import { nextDeliveryAt } from './callback-schedule.ts'
import type { Callback } from './instance-configuration.ts'
import type { InstanceManager } from './manage-instances.ts'

/** How callbacks are sent: to the URL that their instance has now, signed with the key that it has now. */
export function createCallbackRoute({
  instances,
  manager,
  post,
}: {
  readonly instances: Instances
  readonly manager: InstanceManager
  readonly post: Post
}): RouteOf {
  const callbackOf = callbacks(instances, manager)
  return async (claimed) => {
    const callback = await callbackOf(claimed)
    return callback === undefined ? 'the instance has no callback URL' : routeTo(callback, claimed, post)
  }
}

function routeTo(
  { url, signatureKeys, failurePolicy, retrySchedule }: Callback,
  { eventId, body, attempts }: ClaimedDelivery,
  post: Post,
): Route {
  const headers = { 'elements-webhook-id': eventId, ...signaturesOf(signatureKeys, body) }
  return {
    send: (signal) => post(url, { body, headers }, signal),
    nextAt: (now, chance, notBefore) =>
      failurePolicy === 'queue' ? undefined : nextDeliveryAt(retrySchedule, attempts, now, chance, notBefore),
  }
}

/** Reads an instance again only after it was changed. */
function callbacks(instances: Instances, manager: InstanceManager) {
  const known = new Map<number, { readonly changedAt: number; readonly callback: Callback | undefined }>()
  return async ({ instanceId = 0, changedAt }: ClaimedDelivery): Promise<Callback | undefined> => {
    const before = known.get(instanceId)
    if (before !== undefined && before.changedAt === changedAt?.getTime()) return before.callback
    const stored = await instances.find(instanceId)
    if (stored === undefined) return undefined
    const loaded = manager.load(stored)
    const callback = loaded.ok ? loaded.instance.callback : undefined
    known.set(instanceId, { changedAt: stored.updatedAt.getTime(), callback })
    return callback
  }
}
