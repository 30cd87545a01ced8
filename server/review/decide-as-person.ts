import type { CallContext } from '../concur/concur-client.ts'
import type { Decision } from '../record/decision.ts'
import { EXCEPTIONS, holdReasons } from '../record/hold-reason.ts'
import type { HumanDecision } from '../record/human-decision.ts'
import type { Decide } from './decide.ts'
import type { SeenObject } from './seen-object.ts'

/** Whether a person may decide on an object, as it was read; otherwise why not, as a sentence. */
export type MayDecide = (
  login: string,
  object: SeenObject,
  call: CallContext,
) => Promise<{ readonly ok: true } | { readonly ok: false; readonly reason: string }>

/**
 * Lets a person's decision be carried out, as long as the object is what they decided on and they may decide on it.
 * @param held What was decided when the object was held: its findings are what the person has judged.
 */
export function decideAsPerson(
  human: HumanDecision,
  held: Decision,
  mayDecide: MayDecide,
  call: CallContext,
): Decide {
  const decision = asDecision(human, held)
  return async ({ object }) => {
    if (object.readingKey !== human.readingKey) {
      return {
        kind: 'no more',
        reason: `the ${object.noun} has changed since ${human.by} decided to ${human.action} it`,
      }
    }
    if (human.action === 'approve' && !isJudged(human, held)) {
      return {
        kind: 'no more',
        reason: `the policy says something else of the ${object.noun} since ${human.by} decided to approve it`,
      }
    }
    const permission = await mayDecide(human.by, object, call)
    return permission.ok
      ? { kind: 'taken', taken: { by: 'person', decision } }
      : { kind: 'no more', reason: `the decision of ${human.by} was not carried out: ${permission.reason}` }
  }
}

/**
 * Whether a person has judged all that it is held for: another policy may have looked at it since. Nothing is asked
 * where it is held for no finding, and so of a decision that is a person's already.
 */
function isJudged({ verdicts }: HumanDecision, held: Decision): boolean {
  return holdReasons(held, null).every(({ key }) => key === EXCEPTIONS || Object.hasOwn(verdicts, key))
}

/**
 * What a person's decision asks for: pure. What they found wrong in what the policy says is left out, so that on v4 its
 * exceptions are withdrawn; whatever else was found keeps its exception, also where it was granted.
 */
export function asDecision({ action, verdicts, comment }: HumanDecision, held: Decision): Decision {
  const findings = held.findings.filter(
    ({ rule, object }) => verdicts[`${rule}@${object.id}`] !== 'incorrect',
  )
  const { policyVersion } = held
  const common = { policyVersion, enforce: 'act', findings, notEvaluated: [] } as const
  if (action === 'send back') {
    return { ...common, outcome: 'send back', ...(comment !== undefined && { comment }) }
  }
  const hasExceptions = findings.some(({ exceptionCode }) => exceptionCode !== undefined)
  return { ...common, outcome: hasExceptions ? 'flag and approve' : 'approve' }
}
