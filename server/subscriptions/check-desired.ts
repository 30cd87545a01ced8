import { isIP } from 'node:net'
import { httpsAddress, isSubscriptionId } from '../../config/setting-forms.ts'
import type { DesiredSubscription, Subscription } from '../concur/subscriptions.ts'
import { KNOWN_TOPICS, knownTopic, TOPIC_SCOPE } from '../notification/topics.ts'
import { checkFilter } from './filter.ts'

/** How many subscriptions one application can have (Event Subscription Management, "Limits"). */
const MAX_SUBSCRIPTIONS = 5

/** What Concur would refuse in a subscription, or take and then never serve; all of it at once. Pure. */
export function desiredProblems({ id, topic, filter, endpoint }: DesiredSubscription): readonly string[] {
  const problems: string[] = []
  if (!isSubscriptionId(id)) {
    problems.push(`--id: ${JSON.stringify(id)} is not of lower-case letters, digits, "." and "-"`)
  }
  if (!httpsAddress.safeParse(endpoint).success) {
    problems.push(`--endpoint: ${JSON.stringify(endpoint)} is not ${httpsAddress.description}`)
  }
  const filtering = checkFilter(filter, topic)
  if (filtering.kind === 'not an expression' || filtering.kind === 'drops all') {
    problems.push(`--filter: ${filtering.problem}`)
  }
  return problems
}

/** What somebody may want, and rarely does. Pure. @param desired Without problems. */
export function desiredWarnings({ topic, filter, endpoint }: DesiredSubscription): readonly string[] {
  const warnings: string[] = []
  const { hostname } = new URL(endpoint)
  if (isIP(hostname.replaceAll(/[[\]]/g, '')) !== 0 || !hostname.includes('.')) {
    warnings.push(`Concur looks ${hostname} up in public DNS, and wants a certificate of a public authority`)
  }
  const filtering = checkFilter(filter, topic)
  if (filtering.kind === 'drops ours' || filtering.kind === 'may drop ours') warnings.push(filtering.problem)
  if (filtering.kind === 'not checked') {
    warnings.push(
      `whether the filter matches anything of ${topic} is not known here: Concur holds it against the event type and nothing else, and drops the others without a word`,
    )
  }
  return warnings
}

/**
 * Why Concur would refuse this subscription as things stand there. Pure.
 * @param topics That the application may subscribe to.
 * @param listed The subscriptions that it has.
 */
export function standingProblems(
  { id, topic }: DesiredSubscription,
  topics: readonly string[],
  listed: readonly Subscription[],
): readonly string[] {
  const problems: string[] = []
  if (!topics.includes(topic))
    problems.push(`--topic: Concur does not offer ${topic}: ${topicAdvice(topic, topics)}`)
  if (listed.length >= MAX_SUBSCRIPTIONS && !listed.some((each) => each.id === id)) {
    const ids = listed.map((each) => each.id).join(', ')
    problems.push(
      `the application has ${listed.length} subscriptions, and Concur allows ${MAX_SUBSCRIPTIONS} (${ids}): delete one, or name one with --id to change it`,
    )
  }
  return problems
}

/** What a company must do so that Concur offers the topics that the connector can use. */
export function scopeAdvice(): string {
  const needs = KNOWN_TOPICS.map(({ name, scopes }) => `${scopes.join(' or ')} for ${name}`)
  return `the application needs the scope ${TOPIC_SCOPE} and that of the topic (${needs.join(', ')})`
}

function topicAdvice(topic: string, topics: readonly string[]): string {
  if (topics.length === 0) return scopeAdvice()
  const scopes = knownTopic(topic)?.scopes
  const missing = scopes === undefined ? '' : `; it needs the scope ${scopes.join(' or ')}`
  return `it offers ${topics.join(', ')}${missing}`
}
