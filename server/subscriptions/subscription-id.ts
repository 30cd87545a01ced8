import { knownTopic } from './topics.ts'

/**
 * Whether a text can be the id of a subscription: lower-case letters, digits, `.` and `-`. It becomes a part of a
 * path, where one or two dots alone would mean something else.
 * @see SAP Concur, Event Subscription Management, `id`.
 */
export function isSubscriptionId(text: string): boolean {
  return /^(?!\.{1,2}$)[a-z0-9.-]+$/.test(text)
}

/** An id that nobody else will have: `connector.example.com.expense.v1`. @param endpoint An address; any text will do. */
export function defaultSubscriptionId(endpoint: string, topicName: string): string {
  const word = knownTopic(topicName)?.word ?? topicName.replace(/^public\./, '')
  const hostname = URL.parse(endpoint)?.hostname ?? ''
  return `${hostname}.${word}.v1`.toLowerCase().replaceAll(/[^a-z0-9.-]/g, '-')
}
