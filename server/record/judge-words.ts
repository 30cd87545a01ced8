import type { HoldReason } from './hold-reason.ts'
import { decisionProblems, type HumanAction, type Verdict } from './human-decision.ts'
import { resolveVerdicts, type SaidVerdict } from './resolve-verdicts.ts'
import { type Sentence, say } from './sentence.ts'

/** What a person says of a held review, whoever they are. */
export interface DecisionWords {
  readonly action: HumanAction
  readonly verdicts: readonly SaidVerdict[]
  readonly reason?: string
  /** For the employee. */
  readonly comment?: string
}

/**
 * What was said of each reason why that review is held. Pure.
 * @returns The verdicts by the keys of the reasons, and what is wrong.
 */
export function judgeWords(
  reviewId: number,
  { action, verdicts: said, reason, comment }: DecisionWords,
  reasons: readonly HoldReason[],
): { readonly verdicts: Readonly<Record<string, Verdict>>; readonly problems: readonly Sentence[] } {
  const { verdicts, unknown } = resolveVerdicts(said, reasons)
  const words = { action, verdicts, reason, ...(comment !== undefined && { comment }) }
  const problems = [
    ...unknown.map((on) =>
      say('verdict not meant', { on, id: reviewId, keys: reasons.map((each) => each.key) }),
    ),
    ...decisionProblems(words, reasons),
  ]
  return { verdicts, problems }
}
