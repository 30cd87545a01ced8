import type { CallContext } from '../concur/concur-client.ts'
import type { Decision } from '../record/decision.ts'
import { holdReasons, keyedFindings } from '../record/hold-reason.ts'
import { decisionProblems, type HumanAction, type HumanDecision } from '../record/human-decision.ts'
import type { Ruling } from '../record/may-decide.ts'
import { inEnglish } from '../record/sentence.ts'
import { type Decide, decide } from './decide.ts'
import type { SeenObject } from './seen-object.ts'

/** Whether a person may decide on an object, as it was read. */
export type MayDecide = (login: string, object: SeenObject, call: CallContext) => Promise<Ruling>

const TO_DO = {
  approve: 'to approve it',
  'send back': 'to send it back',
} as const satisfies Record<HumanAction, string>

/**
 * Lets a person's decision be carried out, as long as the object is what they decided on, the policy says of it what
 * they have judged, and they may decide on it.
 */
export function decideAsPerson(human: HumanDecision, mayDecide: MayDecide, call: CallContext): Decide {
  return async (reading) => {
    const { object } = reading
    if (object.readingKey !== human.readingKey) {
      return {
        kind: 'no more',
        reason: `the ${object.noun} has changed since ${human.by} decided ${TO_DO[human.action]}`,
      }
    }
    // Another policy may have been loaded since, or another report may be a reason of this one's.
    const { decision } = decide(reading)
    if (decisionProblems(human, holdReasons(decision, null)).length > 0) {
      return {
        kind: 'no more',
        reason: `the policy says something else of the ${object.noun} since ${human.by} decided ${TO_DO[human.action]}`,
      }
    }
    const permission = await mayDecide(human.by, object, call)
    return permission.ok
      ? { kind: 'taken', taken: { by: 'person', decision: asDecision(human, decision) } }
      : {
          kind: 'no more',
          reason: `the decision of ${human.by} was not carried out: ${inEnglish(permission.reason)}`,
        }
  }
}

/**
 * What a person's decision asks for: pure. What they found wrong in what the policy says is left out, so that on v4 its
 * exceptions are withdrawn; whatever else was found keeps its exception, also where it was granted.
 * @param policyDecision What the policy says of the reading that is decided on.
 */
export function asDecision({ action, verdicts, comment }: HumanDecision, policyDecision: Decision): Decision {
  const { policyVersion, gap } = policyDecision
  const keys = new Map(keyedFindings(policyDecision).map(([key, finding]) => [finding, key]))
  const findings = policyDecision.findings.filter(
    (finding) => verdicts[keys.get(finding) ?? ''] !== 'incorrect',
  )
  const common = {
    policyVersion,
    enforce: 'act',
    findings,
    notEvaluated: [],
    ...(gap !== undefined && { gap }),
  } as const
  if (action === 'send back') {
    return { ...common, outcome: 'send back', ...(comment !== undefined && { comment }) }
  }
  const hasExceptions = findings.some(({ exceptionCode }) => exceptionCode !== undefined)
  return { ...common, outcome: hasExceptions ? 'flag and approve' : 'approve' }
}
