import { RE2JS } from 're2js'
import { knownTopic } from '../notification/topics.ts'

/** What a subscription's filter lets through. `not checked`: the topic's event types are not known here. */
export type Filtering =
  | { readonly kind: 'lets ours through' | 'not checked' }
  | {
      readonly kind: 'may drop ours' | 'drops ours' | 'drops all' | 'not an expression'
      readonly problem: string
    }

/**
 * Holds a filter against the event types of its topic, for Concur does not: it drops what does not match without a
 * word. Whether Concur wants the whole event type to match is not documented: a filter that matches a part of ours
 * `may drop` it, and so may one for a step of the company's own. Pure; takes linear time whatever the expression.
 * @see SAP Concur, Event Subscription Management, `filter`.
 */
export function checkFilter(filter: string, topicName: string): Filtering {
  const expression = compiled(filter)
  if (typeof expression === 'string') {
    return { kind: 'not an expression', problem: `the filter is not a regular expression: ${expression}` }
  }
  const topic = knownTopic(topicName)
  if (topic === undefined) return { kind: 'not checked' }
  const { announcing, eventTypes, hasOwnTypes, name } = topic
  if (expression.testExact(announcing)) return { kind: 'lets ours through' }
  const passed = eventTypes.filter((eventType) => expression.test(eventType))
  if (passed.length === 0 && hasOwnTypes) {
    return {
      kind: 'may drop ours',
      problem: `the filter matches no documented event type of ${name}: that is right only for a workflow step of your own`,
    }
  }
  if (passed.length === 0) {
    return {
      kind: 'drops all',
      problem: `the filter matches no event type of ${name} (${eventTypes.join(', ')}); Concur holds it against the event type and nothing else, and drops the others without a word`,
    }
  }
  if (passed.includes(announcing)) {
    return {
      kind: 'may drop ours',
      problem: `the filter matches only a part of ${announcing}, and SAP does not say whether that is enough: let it match the whole`,
    }
  }
  return {
    kind: 'drops ours',
    problem: `the filter lets through only ${passed.join(', ')}: nothing will be reviewed, for what waits is announced by ${announcing}`,
  }
}

/** @returns The expression, or why it is none. */
function compiled(filter: string): RE2JS | string {
  try {
    return RE2JS.compile(filter)
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}
