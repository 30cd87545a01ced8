import { listForEmployee, ON_REPORT, ON_REQUEST } from '../../policy/comment.ts'
import type { ReasonView } from './reason-view.ts'

/**
 * What the employee is told of the reasons that are out of policy, in the language of the report; pure.
 * @param language See `JudgedBy`.
 */
export function composedComment(
  reasons: readonly Pick<ReasonView, 'message'>[],
  language: string,
  objectType: string,
): string {
  return listForEmployee(
    reasons.map(({ message }) => message),
    language,
    objectType === 'TRAVELREQ' ? ON_REQUEST : ON_REPORT,
  )
}
