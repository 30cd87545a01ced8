/** A key as Concur makes them, with `$` and stray `%`. */
export const OBJECT_URI =
  'https://www.concursolutions.com/api/expense/expensereport/v1.1/reportfulldetails/n7%Rq2$wpLK$sT9%ZxgA'
/** Its path. */
export const OBJECT_PATH = '/api/expense/expensereport/v1.1/reportfulldetails/n7%Rq2$wpLK$sT9%ZxgA'

/** The fields of a callout, in Concur's order; each value is written as it stands, as XML. */
export const FIELDS: Readonly<Record<string, string>> = {
  EventType: 'Report Entered Expense Report Workflow Step - EXTERNAL VALIDATION - SUBMIT',
  ObjectType: 'EXPRPT',
  ObjectURI: OBJECT_URI,
  EventDateTime: '2026-05-22',
  Context: '',
}

/** The body of a callout; a field that is `undefined` is left out. */
export function calloutXml(changes: Readonly<Record<string, string | undefined>> = {}): string {
  const fields = Object.entries({ ...FIELDS, ...changes }).flatMap(([name, value]) =>
    value === undefined ? [] : [`    <${name}>${value}</${name}>`],
  )
  return `<?xml version="1.0" encoding="UTF-8" ?>\n<Notification>\n${fields.join('\n')}\n</Notification>\n`
}
