import { RE2JS } from 're2js'
import { knownTopic } from './topics.ts'

/** What a subscription's filter lets through. `not checked`: the topic's event types are not known here. */
export type Filtering =
  | { readonly kind: 'lets ours through' | 'not checked' }
  | { readonly kind: 'drops ours' | 'drops all'; readonly problem: string }
  | { readonly kind: 'not an expression'; readonly problem: string }

/**
 * Holds a filter against the event types of its topic, for Concur does not: it drops what does not match without a
 * word. Whether Concur wants the whole event type to match is not documented, so it is asked for here. Pure; takes
 * linear time whatever the expression.
 * @see SAP Concur, Event Subscription Management, `filter`.
 */
export function checkFilter(filter: string, topicName: string): Filtering {
  let matches: (eventType: string) => boolean
  try {
    const expression = RE2JS.compile(filter)
    matches = (eventType) => expression.matches(eventType)
  } catch (error) {
    return {
      kind: 'not an expression',
      problem: `the filter is not a regular expression: ${error instanceof Error ? error.message : String(error)}`,
    }
  }
  const topic = knownTopic(topicName)
  if (topic === undefined) return { kind: 'not checked' }
  if (matches(topic.announcing)) return { kind: 'lets ours through' }
  const passed = topic.eventTypes.filter(matches)
  if (passed.length === 0) {
    return {
      kind: 'drops all',
      problem: `the filter matches no event type of ${topic.name} (${topic.eventTypes.join(', ')}); Concur holds it against the event type and nothing else, and drops the others without a word`,
    }
  }
  return {
    kind: 'drops ours',
    problem: `the filter lets through only ${passed.join(', ')}: nothing will be reviewed, for what waits is announced by ${topic.announcing}`,
  }
}
