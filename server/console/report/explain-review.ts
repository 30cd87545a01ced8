import type { ExpenseReport } from '../../report/expense-report.ts'
import type { Explained } from '../../review/explain.ts'
import { createReportReader } from '../../review/report-reader.ts'
import type { Database } from '../../store/database.ts'
import { findPolicy, findPolicyVersion } from '../../store/policies/policy-versions.ts'
import { readHistory } from '../../store/reviews/report-history.ts'
import { createPolicyShelf } from './policy-shelf.ts'

/** The policy that judged a review, as far as it is kept; without `whys` where it cannot be read any more. */
export interface JudgedBy extends Explained {
  readonly version: string
  readonly name: string
  /** When a connector had this version for the first time. */
  readonly since: Date
}

/** Says why reviews were decided as they were. */
export interface Explainer {
  /**
   * Applies the version of the policy that judged a review to the report once more, with what was known then. Where the
   * policy is large, in a thread of its own.
   * @returns `undefined` where that version is not kept.
   */
  readonly explain: (
    db: Database,
    review: { readonly id: number; readonly stepName?: string },
    report: ExpenseReport | undefined,
    version: string,
  ) => Promise<JudgedBy | undefined>
  readonly close: () => Promise<void>
}

/** A large policy takes hundreds of megabytes where it is read. */
const REST_AFTER_MS = 10 * 60_000

/** An explainer that keeps the policies at hand that it used last. */
export function createExplainer(): Explainer {
  const reader = createReportReader()
  const shelf = createPolicyShelf()
  let resting: NodeJS.Timeout | undefined
  return {
    async explain(db, { id, stepName }, report, version) {
      const kept = await findPolicyVersion(db, version)
      const policy = kept && (await shelf.take(version, () => findPolicy(db, version)))
      if (kept === undefined) return undefined
      const bystander = {
        history: (question: Parameters<typeof readHistory>[1]) => readHistory(db, question, id),
        ...(stepName !== undefined && { stepName }),
      }
      clearTimeout(resting)
      resting = setTimeout(() => void reader.rest(), REST_AFTER_MS).unref()
      const explained = policy && (await reader.explain(report, policy, bystander))
      return { version, name: kept.name, since: kept.keptAt, ...(explained ?? UNREADABLE) }
    },
    async close() {
      clearTimeout(resting)
      await reader.close()
    },
  }
}

const UNREADABLE: Explained = { language: 'en', whys: new Map() }
