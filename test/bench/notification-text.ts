/** The login of every connector that is measured. */
export const LOGIN = `Basic ${Buffer.from('bench-connector:bench-password').toString('base64')}`
/** Where notifications go. */
export const NOTIFY_PATH = '/concur/v1.0/notify'

/** The body of a notification, as Concur words it. @param path Of the object. */
export function notificationText(type: 'EXPRPT' | 'TRAVELREQ', path: string): string {
  return `<?xml version="1.0" encoding="UTF-8" ?>
<Notification>
    <EventType>Report Entered Expense Report Workflow Step - EXTERNAL VALIDATION - SUBMIT</EventType>
    <ObjectType>${type}</ObjectType>
    <ObjectURI>https://www.concursolutions.com${path}</ObjectURI>
    <EventDateTime>2026-11-01</EventDateTime>
    <Context/>
</Notification>`
}
