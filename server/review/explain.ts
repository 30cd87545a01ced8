import { applyRules } from '../policy/evaluate.ts'
import { historyQuestion } from '../policy/history-question.ts'
import { languageFor } from '../policy/language-for.ts'
import type { Policy } from '../policy/policy.ts'
import { shown } from '../policy/rule.ts'
import { RULES } from '../policy/rules/catalogue.ts'
import { NO_HISTORY } from '../record/history.ts'
import type { ExpenseReport } from '../report/expense-report.ts'
import type { Bystander } from './assess.ts'

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

/** What a policy makes of a report, for people. */
export interface Explained {
  /** Of what the employee is told. */
  readonly language: string
  /** By the id of the rule; none where there is no report. */
  readonly whys: ReadonlyMap<string, Why>
}

/** Of one rule; a report of a thousand entries would fill the page. */
const MAX_OBSERVATIONS = 12

/** Applies a policy to a report once more. @param report Absent where it is kept no longer. */
export async function explain(
  report: ExpenseReport | undefined,
  policy: Policy,
  { stepName, history }: Omit<Bystander, 'source'>,
): Promise<Explained> {
  if (report === undefined) return { language: policy.language, whys: new Map() }
  const question = historyQuestion(report, policy)
  const known = question === undefined ? NO_HISTORY : await history(question)
  const rulings = applyRules(report, policy, { history: known, ...(stepName !== undefined && { stepName }) })
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
  return { language: languageFor(report, policy), whys: new Map(whys) }
}
