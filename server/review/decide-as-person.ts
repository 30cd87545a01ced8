import type { CallContext } from '../concur/concur-client.ts'
import type { Decision } from '../record/decision.ts'
import { holdReasons, keyedFindings } from '../record/hold-reason.ts'
import { decisionProblems, type HumanAction, type HumanDecision } from '../record/human-decision.ts'
import type { Ruling } from '../record/may-decide.ts'
import { inEnglish, type SentenceCode, say } from '../record/sentence.ts'
import { type Decide, decide } from './decide.ts'
import type { SeenObject } from './seen-object.ts'

/** Whether a person may decide on an object, as it was read. */
export type MayDecide = (login: string, object: SeenObject, call: CallContext) => Promise<Ruling>

const CHANGED_SINCE = {
  approve: 'changed since approval',
  'send back': 'changed since sending back',
} as const satisfies Record<HumanAction, SentenceCode>
const JUDGED_SINCE = {
  approve: 'judged anew since approval',
  'send back': 'judged anew since sending back',
} as const satisfies Record<HumanAction, SentenceCode>

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
        reason: inEnglish(say(CHANGED_SINCE[human.action], { noun: object.noun, by: human.by })),
      }
    }
    // Another policy may have been loaded since, or another report may be a reason of this one's.
    const { decision } = decide(reading)
    if (decisionProblems(human, holdReasons(decision, null)).length > 0) {
      return {
        kind: 'no more',
        reason: inEnglish(say(JUDGED_SINCE[human.action], { noun: object.noun, by: human.by })),
      }
    }
    const permission = await mayDecide(human.by, object, call)
    return permission.ok
      ? { kind: 'taken', taken: { by: 'person', decision: asDecision(human, decision) } }
      : {
          kind: 'no more',
          reason: inEnglish(say('may not any more', { by: human.by, why: permission.reason })),
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
