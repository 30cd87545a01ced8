import type { RequestRuleKind } from '../rule.ts'
import { requestAmount } from './request-amount.ts'
import { requestCashAdvance } from './request-cash-advance.ts'
import { requestCondition } from './request-condition.ts'
import { requestCostObject } from './request-cost-object.ts'
import { requestDestination } from './request-destination.ts'
import { requestLeadTime } from './request-lead-time.ts'
import { requestPurpose } from './request-purpose.ts'

/** Every kind of rule that a policy file can use below `requests`. */
export const REQUEST_RULES: readonly RequestRuleKind[] = [
  requestAmount,
  requestPurpose,
  requestLeadTime,
  requestDestination,
  requestCashAdvance,
  requestCostObject,
  requestCondition,
]
