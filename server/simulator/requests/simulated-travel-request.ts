import type { LocalDateTime } from '../../report/expense-report.ts'
import { newKey, newRequestId } from '../keys.ts'
import type { DoneAction, Door } from '../reports/simulated-report.ts'
import type { TravelRequestDraft } from './travel-request-draft.ts'

/** A submitted travel request as it stands in Concur. A snapshot: a change makes a new one. */
export interface SimulatedTravelRequest {
  /** The 4 to 6 letters and digits that people see. */
  readonly requestId: string
  /** `RequestKey`, also in `ObjectURI`; the id of v4 is made of it. */
  readonly requestKey: string
  readonly draft: TravelRequestDraft
  /** `Q_EXTV` while it waits for an external system; `Q_APPR` and `Q_RESU` are made up in the way of the others. */
  readonly statusCode: string
  readonly everSentBack: boolean
  readonly submittedAt: LocalDateTime
  /** Keys of the external validation steps it has entered, the latest last; a step is good while at `Q_EXTV`. */
  readonly stepKeys: readonly string[]
  readonly doors: readonly Door[]
  /** Since the first submission, in order. */
  readonly actions: readonly DoneAction[]
}

/** The first submission: the request stops at external validation. */
export function submittedRequest(
  draft: TravelRequestDraft,
  now: Date,
  doors: readonly Door[],
): SimulatedTravelRequest {
  return {
    requestId: newRequestId(),
    requestKey: newKey(),
    // How often trouble has shown is counted by its identity, and drafts may share a constant.
    draft: {
      ...draft,
      refusals: structuredClone(draft.refusals),
      ...(draft.incomplete && { incomplete: { ...draft.incomplete } }),
    },
    statusCode: 'Q_EXTV',
    everSentBack: draft.everSentBack,
    submittedAt: now.toISOString().slice(0, 19),
    stepKeys: [newKey()],
    doors,
    actions: [],
  }
}

/**
 * Submitted once more: a new step.
 * @throws {Error} If the request is not with its employee.
 */
export function resubmittedRequest(
  request: SimulatedTravelRequest,
  changes: Partial<TravelRequestDraft>,
  now: Date,
): SimulatedTravelRequest {
  if (request.statusCode !== 'Q_RESU')
    throw new Error(`a request at ${request.statusCode} cannot be resubmitted`)
  return {
    ...request,
    draft: { ...request.draft, ...changes },
    statusCode: 'Q_EXTV',
    everSentBack: true,
    submittedAt: now.toISOString().slice(0, 19),
    stepKeys: [...request.stepKeys, newKey()],
  }
}

/** Taken back by the employee. @throws {Error} If the employee has it already. */
export function recalledRequest(request: SimulatedTravelRequest): SimulatedTravelRequest {
  if (request.statusCode === 'Q_RESU') throw new Error('the request is with its employee already')
  return { ...request, statusCode: 'Q_RESU' }
}

/** An action took effect: approved it goes on, otherwise back. */
export function movedRequest(request: SimulatedTravelRequest, done: DoneAction): SimulatedTravelRequest {
  const actions = [...request.actions, done]
  return done.action === 'Approve'
    ? { ...request, actions, statusCode: request.draft.statusAfterApproval }
    : { ...request, actions, statusCode: 'Q_RESU', everSentBack: true }
}

/** The step at which an action is possible now, if any. */
export function currentRequestStep(request: SimulatedTravelRequest): string | undefined {
  return request.statusCode === 'Q_EXTV' ? request.stepKeys.at(-1) : undefined
}
