import { z } from 'zod'
import type { CallContext, ConcurCall, ConcurClient, Reading } from './concur-client.ts'
import { ConcurError } from './concur-error.ts'

/** A subscription to the events of one topic, as Concur has it. */
export interface Subscription {
  /** Unique among all customers of Concur. */
  readonly id: string
  readonly topic: string
  /** A regular expression that Concur holds against the type of each event, and nothing else. */
  readonly filter: string
  /** Where the events go. */
  readonly endpoint: string
  /** UUIDs of the companies whose events come; a single `.*` stands for all. */
  readonly companyIds: readonly string[]
}

/** What is asked for; Concur adds the companies when they connect. */
export type DesiredSubscription = Omit<Subscription, 'companyIds'>

const TOPICS_PATH = '/events/v4/topics'
/** Some guides leave `/events` out. */
const PATH = '/events/v4/subscriptions'

const topicsAnswer = z.array(z.string())
const subscriptionAnswer = z.object({
  id: z.string(),
  topic: z.string(),
  filter: z.string().nullish(),
  webHookConfig: z.object({ endpoint: z.string() }).nullish(),
  companyIds: z.array(z.string()).nullish(),
})

/**
 * The topics that the application may subscribe to; none if it has only the scope `events.topic.read`.
 * @throws {ConcurError} If the list could not be read.
 * @see SAP Concur, Event Subscription Management, "Get topics".
 */
export async function listTopics(client: ConcurClient, call: CallContext): Promise<readonly string[]> {
  const read = reader(topicsAnswer, 'a list of topics')
  return (await client.call({ ...request(call), method: 'GET', path: TOPICS_PATH }, read)).value
}

/** All subscriptions of the application in this data center. @throws {ConcurError} If the list could not be read. */
export async function listSubscriptions(
  client: ConcurClient,
  call: CallContext,
): Promise<readonly Subscription[]> {
  const read = reader(z.array(subscriptionAnswer), 'a list of subscriptions')
  const { value } = await client.call({ ...request(call), method: 'GET', path: PATH }, read)
  return value.map(toSubscription)
}

/**
 * One subscription; `undefined` if there is none of this id.
 * @param id See isSubscriptionId.
 * @throws {ConcurError} If it could not be read.
 */
export async function getSubscription(
  client: ConcurClient,
  id: string,
  call: CallContext,
): Promise<Subscription | undefined> {
  // The page shows an array with one element, the published description an object.
  const read = reader(z.union([z.array(subscriptionAnswer), subscriptionAnswer]), 'a subscription')
  try {
    const { value } = await client.call({ ...request(call), method: 'GET', path: `${PATH}/${id}` }, read)
    return (Array.isArray(value) ? value : [value]).map(toSubscription).find((each) => each.id === id)
  } catch (error) {
    if (isNotFound(error)) return undefined
    throw error
  }
}

/**
 * Makes a subscription, or changes the one that has this id. Doing it twice does no harm.
 * @throws {ConcurError} If Concur refused, for example because somebody else has the id, or may not have done it.
 * @see SAP Concur, Event Subscription Management, "Create or update a webhook subscription".
 */
export async function putSubscription(
  client: ConcurClient,
  { id, topic, filter, endpoint }: DesiredSubscription,
  call: CallContext,
): Promise<void> {
  const json = JSON.stringify({ id, filter, topic, webHookConfig: { endpoint } })
  await client.call({ ...request(call), method: 'PUT', path: `${PATH}/webhook`, json }, anything)
}

/**
 * Has Concur delete a subscription, which ends its deliveries.
 * @param id See isSubscriptionId.
 * @returns Whether there was one.
 * @throws {ConcurError} If it may still be there.
 */
export async function deleteSubscription(
  client: ConcurClient,
  id: string,
  call: CallContext,
): Promise<boolean> {
  try {
    await client.call({ ...request(call), method: 'DELETE', path: `${PATH}/${id}` }, anything)
    return true
  } catch (error) {
    if (isNotFound(error)) return false
    throw error
  }
}

/** Subscriptions are managed by the application, not by a company. */
function request(call: CallContext): Omit<ConcurCall, 'method' | 'path'> {
  return {
    kind: 'subscriptions',
    token: 'app',
    scope: "events.topic.read, the topic's own scope, and the grant client_credentials",
    accept: 'application/json',
    ...call,
  }
}

function reader<Form extends z.ZodType>(form: Form, what: string) {
  return (body: Uint8Array): Reading<z.output<Form>> => {
    const parsed = form.safeParse(parseJson(body))
    return parsed.success
      ? { ok: true, value: parsed.data }
      : { ok: false, problem: `the answer is not ${what}` }
  }
}

/** What a success says besides is a sentence that nobody needs. */
function anything(): Reading<undefined> {
  return { ok: true, value: undefined }
}

function parseJson(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(body))
  } catch {
    return undefined
  }
}

function toSubscription(answer: z.output<typeof subscriptionAnswer>): Subscription {
  const { id, topic, filter, webHookConfig, companyIds } = answer
  return {
    id,
    topic,
    filter: filter ?? '',
    endpoint: webHookConfig?.endpoint ?? '',
    companyIds: companyIds ?? [],
  }
}

function isNotFound(error: unknown): boolean {
  return error instanceof ConcurError && error.trouble === 'not found'
}
