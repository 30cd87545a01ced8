import { parentElement, textElement } from '../http/write-xml.ts'
import { newKey } from '../keys.ts'
import type { SimulatedReport } from '../reports/simulated-report.ts'
import type { SimulatedTravelRequest } from '../requests/simulated-travel-request.ts'

/** One entry of Concur's notification queue; its state changes in place. */
export interface Notification {
  /** Names it in `NotificationURI`. */
  readonly id: string
  /** Of the report, or of the travel request. */
  readonly reportId: string
  readonly objectType: 'EXPRPT' | 'TRAVELREQ'
  readonly eventType: string
  readonly objectUri: string
  readonly createdAt: Date
  /** `queued` until the connector has answered 200 or all attempts are used up. */
  state: 'queued' | 'delivered' | 'failed' | 'deleted'
  /** Deliveries tried so far. */
  attempts: number
}

/** A report has entered an external validation step; what the callout calls the later one is not documented. */
export function newNotification(report: SimulatedReport, now: Date): Notification {
  const step = report.actions.at(-1)?.action === 'Approve' ? 'PRE-EXTRACT' : 'SUBMIT'
  return {
    id: newKey(),
    reportId: report.reportId,
    objectType: 'EXPRPT',
    eventType: `Report Entered Expense Report Workflow Step - EXTERNAL VALIDATION - ${step}`,
    objectUri: `https://www.concursolutions.com/api/expense/expensereport/v1.1/reportfulldetails/${report.objectKey}`,
    createdAt: now,
    state: 'queued',
    attempts: 0,
  }
}

/** A travel request has entered the external validation step; what the callout calls that is not documented. */
export function newRequestNotification(request: SimulatedTravelRequest, now: Date): Notification {
  return {
    id: newKey(),
    reportId: request.requestId,
    objectType: 'TRAVELREQ',
    eventType: 'Report Entered Expense Report Workflow Step - SUBMIT',
    objectUri: `https://www.concursolutions.com/api/travelrequest/v1.0/requests/${request.requestKey}`,
    createdAt: now,
    state: 'queued',
    attempts: 0,
  }
}

/** The same again: nothing that the connector sees tells the two apart. */
export function repeated(notification: Notification): Notification {
  return { ...notification, id: newKey(), state: 'queued', attempts: 0 }
}

/**
 * What the connector receives; the date has no time, as documented.
 * @see SAP Concur, Event Notification Callout, "Post an Event Notification Request".
 */
export function calloutXml({ eventType, objectType, objectUri, createdAt }: Notification): string {
  const xml = parentElement('Notification', [
    textElement('EventType', eventType),
    textElement('ObjectType', objectType),
    textElement('ObjectURI', objectUri),
    textElement('EventDateTime', createdAt.toISOString().slice(0, 10)),
    textElement('Context', ''),
  ])
  return `<?xml version="1.0" encoding="UTF-8" ?>\n${xml}`
}
