import { z } from 'zod'
import type { Reply, SeenRequest } from '../http/exchange.ts'
import { errorReplyV4, jsonReply } from '../http/exchange.ts'
import { jsonBody } from '../http/json-body.ts'
import { userIdOf } from '../keys.ts'
import type { Event } from './event.ts'
import type { EventDelivery } from './event-queue.ts'

/** What tells where events go. */
export interface Subscription {
  readonly id: string
  readonly topic: string
  /** A regular expression, of the whole `eventType`. */
  readonly filter: string
  readonly endpoint: string
  /** The companies that have connected the application since. */
  readonly companyIds: readonly string[]
  readonly createdAt: Date
}

/** The subscriptions of the one application that is registered here. */
export interface Subscriptions {
  /** Creates one or changes it; companies stay. */
  put(subscription: Omit<Subscription, 'createdAt'>): void
  /** The company connects the application: its events go to every subscription that is there now. */
  connectCompany(): void
  /** Where an event goes, one delivery for each subscription. */
  deliveriesOf(event: Event): readonly EventDelivery[]
  /** Answers a call of the management API. @param id From the path, if one is there. */
  answer(request: SeenRequest, id: string | undefined): Reply
  topics(): readonly string[]
}

/** What subscriptions work with. */
export interface SubscriptionsDeps {
  readonly companyId: string
  /** Of the tokens, which decide what topics there are. */
  readonly scopes: readonly string[]
  /** Ids that other applications have taken. */
  readonly takenIds: readonly string[]
  /** Every delivery so far. */
  readonly deliveries: readonly EventDelivery[]
  readonly now: () => Date
}

const APPLICATION_ID = userIdOf('application')
const MOST = 5
const SILENCE_MS = 30 * 86_400_000

/** Which scopes give which topic. */
const TOPICS: readonly (readonly [topic: string, scopes: readonly string[]])[] = [
  ['public.concur.expense.report', ['expense.report.read', 'expense.report.readwrite']],
  ['public.concur.request', ['travelrequest.write']],
]

const putBody = z.object({
  id: z.string().regex(/^[a-z\d.-]+$/, 'lower-case letters, digits, "." and "-" only'),
  filter: z.string().refine(isRegularExpression, 'is no regular expression'),
  topic: z.string(),
  webHookConfig: z.object({ endpoint: z.string().startsWith('https://') }),
})

/**
 * How the management API says no is not documented; here it is an error of v4 with status 400 or 404.
 * @see SAP Concur, Event Subscription Management.
 */
export function createSubscriptions(deps: SubscriptionsDeps): Subscriptions {
  const { companyId, takenIds, deliveries, now } = deps
  const all = new Map<string, Subscription>()
  const topics = TOPICS.flatMap(([topic, scopes]) =>
    scopes.some((scope) => deps.scopes.includes(scope)) ? [topic] : [],
  )

  function living(): readonly Subscription[] {
    for (const subscription of all.values()) {
      if (isSilent(subscription)) all.delete(subscription.id)
    }
    return [...all.values()]
  }

  /** One without companies, or without a successful delivery, for 30 days is deleted. */
  function isSilent({ id, companyIds, createdAt }: Subscription): boolean {
    const end = now().getTime()
    const isLong = (since: Date) => end - since.getTime() >= SILENCE_MS
    if (!isLong(createdAt)) return false
    const last = deliveries.findLast(
      ({ subscriptionId, state }) => subscriptionId === id && state === 'delivered',
    )
    return companyIds.length === 0 || last === undefined || isLong(last.event.publishedAt)
  }

  function save(request: SeenRequest): Reply {
    const body = putBody.safeParse(jsonBody(request))
    if (!body.success) {
      const [issue] = body.error.issues
      return refused(request, `${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}`)
    }
    const { id, filter, topic, webHookConfig } = body.data
    if (!topics.includes(topic)) return refused(request, `topic ${topic} is not available`)
    if (takenIds.includes(id)) return refused(request, `Subscription '${id}' belongs to another application`)
    const before = living().find((subscription) => subscription.id === id)
    if (!before && all.size >= MOST)
      return refused(request, `an application has at most ${MOST} subscriptions`)
    put({ id, filter, topic, endpoint: webHookConfig.endpoint, companyIds: before?.companyIds ?? [] })
    return jsonReply({ message: `Subscription '${id}' saved successfully` })
  }

  function put(subscription: Omit<Subscription, 'createdAt'>): void {
    const createdAt = all.get(subscription.id)?.createdAt ?? now()
    all.set(subscription.id, { ...subscription, createdAt })
  }

  function refused(request: SeenRequest, message: string, status = 400): Reply {
    return errorReplyV4(status, { id: 'badRequest', message }, request.path, now())
  }

  function json({ id, topic, filter, endpoint, companyIds }: Subscription) {
    return {
      id,
      topic,
      filter,
      webHookConfig: { endpoint },
      applicationId: APPLICATION_ID,
      scope: '',
      groups: [],
      companyIds,
    }
  }

  return {
    put,
    connectCompany() {
      for (const subscription of living()) {
        const companyIds = [...new Set([...subscription.companyIds, companyId])]
        all.set(subscription.id, { ...subscription, companyIds })
      }
    },
    deliveriesOf(event) {
      return living()
        .filter(({ topic, filter, companyIds }) => {
          const isWanted = topic === event.topic && new RegExp(`^(?:${filter})$`).test(event.eventType)
          return isWanted && companyIds.includes(companyId)
        })
        .map(({ id, endpoint }) => ({ event, subscriptionId: id, endpoint, state: 'queued', attempts: 0 }))
    },
    answer(request, id) {
      if (request.method === 'PUT') return save(request)
      const found = living().filter((subscription) => id === undefined || subscription.id === id)
      if (id === undefined) return jsonReply(found.map(json))
      if (found.length === 0) return refused(request, `Subscription '${id}' was not found`, 404)
      if (request.method === 'GET') return jsonReply(found.map(json))
      all.delete(id)
      return jsonReply({ message: `Subscription '${id}' marked for deletion` })
    },
    topics: () => topics,
  }
}

function isRegularExpression(text: string): boolean {
  try {
    return new RegExp(text) instanceof RegExp
  } catch {
    return false
  }
}
