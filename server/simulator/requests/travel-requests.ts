import type { Door } from '../reports/simulated-report.ts'
import type { Store } from '../store.ts'
import type { SimulatedTravelRequest } from './simulated-travel-request.ts'
import { recalledRequest, resubmittedRequest, submittedRequest } from './simulated-travel-request.ts'
import type { TravelRequestDraft } from './travel-request-draft.ts'

/** What employees do with travel requests, and how those stand. */
export interface TravelRequests {
  /** The request stops at `Q_EXTV` and the connector is notified. @returns Its `RequestID`. */
  submitRequest(draft: TravelRequestDraft, doors?: readonly Door[]): string
  /**
   * The employee edits and submits again: another step, another notification.
   * @throws {Error} If the request is not at `Q_RESU`.
   */
  resubmitRequest(requestId: string, changes?: Partial<TravelRequestDraft>): void
  /** The employee takes the request back. */
  recallRequest(requestId: string): void
  /** A snapshot. */
  travelRequest(requestId: string): SimulatedTravelRequest
  /** Snapshots of all, in order of submission. */
  travelRequests(): readonly SimulatedTravelRequest[]
}

/** @param doors By which requests are announced that say nothing else. */
export function createTravelRequests(
  store: Store<SimulatedTravelRequest>,
  doors: readonly Door[],
  now: () => Date,
): TravelRequests {
  return {
    submitRequest(draft, itsDoors = doors) {
      const request = submittedRequest(draft, now(), itsDoors)
      store.put(request)
      return request.requestId
    },
    resubmitRequest(requestId, changes = {}) {
      store.put(resubmittedRequest(store.get(requestId), changes, now()))
    },
    recallRequest(requestId) {
      store.put(recalledRequest(store.get(requestId)))
    },
    travelRequest: (requestId) => store.get(requestId),
    travelRequests: () => store.all(),
  }
}
