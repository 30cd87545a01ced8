import type { Subscription } from '../concur/subscriptions.ts'
import type { SubscriptionProblem } from '../store/operators/subscriptions.ts'
import { checkFilter } from './filter.ts'

/** What our subscriptions are to be like. */
export interface Expectation {
  /** `ESS_ENDPOINT`. */
  readonly endpoint: string
  /** `CONCUR_COMPANY_ID`; without it any company will do. */
  readonly companyId?: string | undefined
}

/** Why events do not come through a subscription, as far as Concur shows it; the first reason of several. Pure. */
export function findProblem(
  subscription: Subscription | undefined,
  { endpoint, companyId }: Expectation,
): SubscriptionProblem | undefined {
  if (subscription === undefined) return 'missing'
  // Concur may write the same address in another way.
  if (URL.parse(subscription.endpoint)?.href !== endpoint) return 'misdirected'
  if (drops(checkFilter(subscription.filter, subscription.topic).kind)) return 'filtered'
  return hasCompany(subscription.companyIds, companyId) ? undefined : 'without company'
}

/** An expression that only Concur understands, or that matches a part, is left to Concur. */
function drops(kind: ReturnType<typeof checkFilter>['kind']): boolean {
  return kind === 'drops ours' || kind === 'drops all'
}

function hasCompany(companyIds: readonly string[], companyId: string | undefined): boolean {
  if (companyId === undefined || companyIds.includes('.*')) return companyIds.length > 0
  return companyIds.some((each) => each.toLowerCase() === companyId.toLowerCase())
}
