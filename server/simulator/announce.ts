import type { CalloutService } from './callouts/callouts.ts'
import { newNotification, newRequestNotification } from './callouts/notification.ts'
import type { Event } from './events/event.ts'
import type { EventService } from './events/event-service.ts'
import { COMPANY_ID } from './events/event-service.ts'
import { reportEvents } from './events/report-events.ts'
import { travelRequestEvents } from './events/travel-request-events.ts'
import type { SimulatedReport } from './reports/simulated-report.ts'
import { LEGACY_STEP } from './reports/simulated-report.ts'
import type { SimulatedTravelRequest } from './requests/simulated-travel-request.ts'
import type { Change } from './store.ts'

/** By which ways the connector is told, and the clock. */
export interface AnnounceDeps {
  readonly calloutService: CalloutService
  readonly eventService: EventService
  readonly now: () => Date
}

/** Tells the connector what became of a report, whatever moved it: a callout of a new stop, events of any move. */
export function announceReport(change: Change<SimulatedReport>, deps: AnnounceDeps): void {
  const { after } = change
  const { calloutService, now } = deps
  if (isNewStop(change) && after.doors.includes('callout') && after.step.code === LEGACY_STEP.code) {
    calloutService.enqueue(newNotification(after, now()))
  }
  if (after.doors.includes('events')) {
    publishAll(reportEvents(change, { companyId: COMPANY_ID, now: now() }), deps)
  }
}

/** The same for a travel request. */
export function announceRequest(change: Change<SimulatedTravelRequest>, deps: AnnounceDeps): void {
  const { after } = change
  const { calloutService, now } = deps
  if (isNewStop(change) && after.doors.includes('callout')) {
    calloutService.enqueue(newRequestNotification(after, now()))
  }
  if (after.doors.includes('events')) {
    publishAll(travelRequestEvents(change, { companyId: COMPANY_ID, now: now() }), deps)
  }
}

function publishAll(events: readonly Event[], { eventService }: AnnounceDeps): void {
  for (const event of events) eventService.publish(event)
}

function isNewStop({ before, after }: Change<{ readonly stepKeys: readonly string[] }>): boolean {
  return after.stepKeys.length > (before?.stepKeys.length ?? 0)
}
