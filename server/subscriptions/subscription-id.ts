import { knownTopic } from '../notification/topics.ts'

/** An id that nobody else will have: `connector.example.com.expense.v1`. @param endpoint An address; any text will do. */
export function defaultSubscriptionId(endpoint: string, topicName: string): string {
  const word = knownTopic(topicName)?.word ?? topicName.replace(/^public\./, '')
  const hostname = URL.parse(endpoint)?.hostname ?? ''
  return `${hostname}.${word}.v1`.toLowerCase().replaceAll(/[^a-z0-9.-]/g, '-')
}
