import { applyRules } from '../../policy/evaluate.ts'
import { parsePolicyTexts } from '../../policy/file/parse-policy.ts'
import { PolicyError } from '../../policy/file/policy-error.ts'
import { languageFor } from '../../policy/language-for.ts'
import type { Policy } from '../../policy/policy.ts'
import { shown } from '../../policy/rule.ts'
import { RULES } from '../../policy/rules/catalogue.ts'
import type { ExpenseReport } from '../../report/expense-report.ts'
import { pastCircumstances } from '../../review/past-circumstances.ts'
import type { Database } from '../../store/database.ts'
import { findPolicy } from '../../store/policies/policy-versions.ts'

/** What a rule looked at in a report, and what it made of that: what `policy explain` prints of it. */
export interface Why {
  /** The kind of rule, one of the catalogue. */
  readonly type: string
  /** What it finds and what it leaves alone, in English as in the documentation; absent where the kind is not known. */
  readonly summary?: string
  readonly observations: readonly {
    readonly isBroken: boolean
    readonly label: string
    readonly seen: string
    readonly limit: string
  }[]
  /** How many more it looked at. */
  readonly more: number
}

/** The policy that judged a review, as far as it is kept. */
export interface JudgedBy {
  readonly version: string
  readonly name: string
  /** When a connector had this version for the first time. */
  readonly since: Date
  /** Of what the employee is told. */
  readonly language: string
  /** By the id of the rule; none where the policy cannot be read any more. */
  readonly whys: ReadonlyMap<string, Why>
}

/** Of one rule; a report of a thousand entries would fill the page. */
const MAX_OBSERVATIONS = 12

/** Applies the version of the policy that judged a review to the report once more, with what was known then. */
export async function explainReview(
  db: Database,
  review: { readonly id: number; readonly stepName?: string },
  report: ExpenseReport | undefined,
  version: string,
): Promise<JudgedBy | undefined> {
  const kept = await findPolicy(db, version)
  if (kept === undefined) return undefined
  const common = { version, name: kept.name, since: kept.keptAt }
  const policy = readable({ file: kept.name, ...kept.texts })
  if (policy === undefined) return { ...common, language: 'en', whys: new Map() }
  if (report === undefined) return { ...common, language: policy.language, whys: new Map() }
  const rulings = applyRules(report, policy, await pastCircumstances(db, review, report, policy))
  const whys = rulings.map(({ rule: { id, type }, observations }): [string, Why] => {
    const looked = observations.flatMap((each) =>
      each.kind === 'not evaluated'
        ? []
        : {
            isBroken: each.kind === 'hit',
            label: each.object.label,
            seen: shown(each.observed),
            limit: shown(each.limit),
          },
    )
    const sorted = looked.toSorted((a, b) => Number(b.isBroken) - Number(a.isBroken))
    const summary = RULES.find((each) => each.type === type)?.summary
    return [
      id,
      {
        type,
        ...(summary !== undefined && { summary }),
        observations: sorted.slice(0, MAX_OBSERVATIONS),
        more: Math.max(0, sorted.length - MAX_OBSERVATIONS),
      },
    ]
  })
  return { ...common, language: languageFor(report, policy), whys: new Map(whys) }
}

/** A connector of another version may have had kinds of rules that are none here. */
function readable(texts: Parameters<typeof parsePolicyTexts>[0]): Policy | undefined {
  try {
    return parsePolicyTexts(texts)
  } catch (error) {
    if (error instanceof PolicyError) return undefined
    throw error
  }
}
