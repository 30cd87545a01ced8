import type { Route, RouteOf } from '../delivery/deliver.ts'
import { nextMessageAt } from '../delivery/message-schedule.ts'
import { readMessage } from './message-body.ts'
import type { SendNews } from './teller.ts'

/** How people are told what stands in the queue. */
export function createMessageRoute(send: SendNews): RouteOf {
  return async (claimed): Promise<Route | string> => {
    const message = readMessage(claimed.body)
    if (message === undefined) return 'another version of the connector has written it'
    return {
      send: (signal) => send(message.news, message.destination, signal),
      nextAt: (now, chance, notBefore) => nextMessageAt(claimed, now, chance, notBefore),
    }
  }
}
