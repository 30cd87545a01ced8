import type { Decision, NotEvaluated } from '../record/decision.ts'
import { NOTHING_KNOWN } from '../record/history.ts'
import type { TravelRequest } from '../request/travel-request.ts'
import { listForEmployee, ON_REQUEST } from './comment.ts'
import { decide, type Ruling, verdictOf } from './decide.ts'
import { plannedExpensesOf, requestObject } from './facts/request-parts.ts'
import { languageFor } from './language-for.ts'
import type { Policy } from './policy.ts'
import { enforceFor } from './rollout.ts'
import { decisive } from './rule.ts'

/**
 * Applies the rules for requests to a travel request; where the policy has none, it is held. Pure: the same request and
 * policy give the same decision, and no request makes it throw. Where a severity has an outcome for each step, that of the step after submitting holds: it is
 * the only one that requests can stop at (Travel Request Validation).
 */
export function evaluateRequest(request: TravelRequest, policy: Policy): Decision {
  const { currency = '', policyKey } = request
  const language = languageFor(
    { currency, orgUnits: {}, ...(policyKey !== undefined && { policyKey }) },
    policy,
  )
  return decide(applyRequestRules(request, policy), policy, {
    id: request.requestId,
    step: 'post-submit',
    language,
    labels: labelsIn(language, request),
    objects: () => [requestObject(request), ...plannedExpensesOf(request).map(({ object }) => object)],
    ...(policy.requestRules.length === 0 && { objection: () => ({ ...NO_RULES, outcome: 'hold' }) }),
    comment: (messages, spoken) => listForEmployee(messages, spoken, ON_REQUEST),
  })
}

/** Without rules nobody has said that requests are to be approved. */
const NO_RULES: NotEvaluated = {
  rule: 'requests',
  reason: 'the policy has no rules for travel requests',
  enforce: 'act',
}

function applyRequestRules(request: TravelRequest, { requestRules }: Policy): readonly Ruling[] {
  return requestRules.map((rule) => {
    const observations = decisive(rule.check(request, NOTHING_KNOWN))
    return {
      rule,
      verdict: verdictOf(observations),
      observations,
      enforce: enforceFor(rule, request.requestId),
      ms: 0,
    }
  })
}

function labelsIn(language: string, request: TravelRequest): ReadonlyMap<string, string> {
  if (language === 'en') return new Map()
  const named = (each: string) => [
    requestObject(request, each).label,
    ...plannedExpensesOf(request, each).map(({ object }) => object.label),
  ]
  const translated = named(language)
  return new Map(named('en').map((label, index) => [label, translated[index] ?? label]))
}
