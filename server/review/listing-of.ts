import type { PolicyOutline } from '../policy/policy.ts'
import { stepOf } from '../policy/step.ts'
import { worstFinding } from '../policy/worst-finding.ts'
import { amountsInQuestion, sumsOf } from '../record/amounts-in-question.ts'
import type { Decision } from '../record/decision.ts'
import { type Listing, scopeOfReport } from '../record/listing.ts'
import type { ExpenseReport } from '../report/expense-report.ts'
import type { TravelRequest } from '../request/travel-request.ts'

/** Types of rules whose findings say that something is claimed twice. */
const DUPLICATES = new Set(['duplicate-entry', 'card-claimed-as-cash'])

/** What lists show of a report, with what a policy has found. Pure. */
export function listingOfReport(
  report: ExpenseReport,
  decision: Decision,
  { rules, stepNames }: PolicyOutline,
  stepName: string | undefined,
): Listing {
  const worst = worstFinding(decision, rules, stepOf(stepName, stepNames) ?? 'unknown')
  const duplicates = new Set(rules.flatMap(({ id, type }) => (DUPLICATES.has(type) ? [id] : [])))
  return {
    scope: scopeOfReport(report),
    custom: report.custom,
    inQuestion: amountsInQuestion(report, decision),
    ...(worst !== undefined && { worst }),
    isDuplicate: decision.findings.some(({ rule, enforce }) => enforce === 'act' && duplicates.has(rule)),
  }
}

/** The same of a travel request, all of which is in question if anything is. Pure. */
export function listingOfRequest(
  { total, custom }: Pick<TravelRequest, 'total' | 'custom'>,
  scope: Listing['scope'],
  decision: Decision,
  { requestRules }: PolicyOutline,
): Listing {
  const worst = worstFinding(decision, requestRules, 'post-submit')
  return {
    scope,
    custom,
    inQuestion: worst === undefined || total === undefined ? [] : sumsOf([total]),
    ...(worst !== undefined && { worst }),
    isDuplicate: false,
  }
}
