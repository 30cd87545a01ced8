import { Big } from 'big.js'
import type { RequestEntry, Segment, TravelRequest } from '../../server/request/travel-request.ts'
import { type Changes, changed, money } from './build-report.ts'

/** A trip to Lyon for 1,200 USD, submitted three weeks before and waiting for external validation, as v1.0 tells it. */
export function buildRequest(changes: Changes<TravelRequest> = {}): TravelRequest {
  const defaults: TravelRequest = {
    source: 'v1.0',
    requestId: '337E',
    requestKey: 'nTrip0001',
    name: 'Lyon in September',
    purpose: 'Trade fair in Lyon',
    employee: { loginId: 'robin.example@example.com', name: 'Example, Robin' },
    currency: 'USD',
    approvalStatus: { code: 'Q_EXTV', name: 'Pending External Validation' },
    workflowActionUrl:
      'https:/www.concursolutions.com/api/travelrequest/v1.0/requests/nStep0001/WorkFlowAction',
    submittedAt: '2026-09-07T09:30:00',
    startDate: '2026-09-28',
    endDate: '2026-10-02',
    everSentBack: false,
    hasException: false,
    total: money('1200'),
    custom: {},
    entries: [buildPlannedExpense()],
    cashAdvances: [],
  }
  return changed(defaults, changes)
}

/** The same trip as v4 tells it. */
export function buildRequestV4(changes: Changes<TravelRequest> = {}): TravelRequest {
  return buildRequest({
    source: 'v4',
    requestKey: '0A1B2C3D4E5F60718293A4B5C6D7E8F9',
    approvalStatus: { code: 'SUBMITTED' },
    operations: ['approve', 'sendback'],
    workflowActionUrl: undefined,
    entries: undefined,
    cashAdvances: undefined,
    mainDestination: { name: 'Lyon, FRANCE', city: 'Lyon, FRANCE', subdivision: 'FR-69', country: 'FR' },
    ...changes,
  })
}

/** Flights from Zurich to Lyon and back for 640 USD. */
export function buildPlannedExpense(changes: Changes<RequestEntry> = {}): RequestEntry {
  const defaults: RequestEntry = {
    entryId: 'nPlan0001',
    expenseType: { code: 'AIRFR', name: 'Airfare' },
    transactionDate: '2026-09-28',
    posted: money('640'),
    custom: {},
    allocations: [{ allocationId: 'nShare0001', percentage: new Big(100), custom: {} }],
    segments: [
      buildSegment(),
      buildSegment({
        segmentId: 'nLeg0002',
        from: 'Lyon St Exupery',
        fromDetail: 'Lyon St Exupery, France',
        to: 'Zurich Airport',
        toDetail: 'Zurich Airport, Switzerland',
      }),
    ],
  }
  return changed(defaults, changes)
}

/** The flight there. */
export function buildSegment(changes: Changes<Segment> = {}): Segment {
  const defaults: Segment = {
    segmentId: 'nLeg0001',
    type: 'Air Ticket',
    from: 'Zurich Airport',
    fromDetail: 'Zurich Airport, Switzerland',
    to: 'Lyon St Exupery',
    toDetail: 'Lyon St Exupery, France',
    custom: {},
  }
  return changed(defaults, changes)
}
