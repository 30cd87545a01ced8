const MARK = /workflow step - /i

/**
 * The name of the workflow step in an `EventType` such as `Report Entered Expense Report Workflow Step - SUBMIT`. It
 * may hold ` - ` itself.
 * @see SAP Concur, Post an Event Notification Request, `EventType`.
 */
export function stepNameOf(eventType: string | undefined): string | undefined {
  const mark = eventType === undefined ? null : MARK.exec(eventType)
  const name = mark === null ? '' : mark.input.slice(mark.index + mark[0].length).trim()
  return name === '' ? undefined : name
}
