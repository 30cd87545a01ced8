import { KEY, verbatimPath } from './verbatim-path.ts'

/** The path of an accepted `ObjectURI`, or what is wrong with it. */
export type ObjectPath =
  | { readonly ok: true; readonly path: string; readonly notReviewed?: string }
  | { readonly ok: false; readonly problem: string }

const FULL_DETAILS = new RegExp(`^/api/expense/expensereport/v1\\.1/reportfulldetails/${KEY}$`, 'i')
const REPORT_V2 = new RegExp(`^/api/expense/expensereport/v2\\.0/report/${KEY}$`, 'i')
/** With the owner in it: there is no reading of a report without (Reports v4). */
const REPORT_V4 = new RegExp(`^/expensereports/v4/users/${KEY}/context/${KEY}/reports/${KEY}$`)
const REQUEST_V4 = new RegExp(`^/travelrequest/v4/requests/${KEY}$`)
const TRAVEL_REQUEST = new RegExp(`^/api/travelrequest/v1\\.0/requests/${KEY}$`, 'i')
const ANY_API = new RegExp(`^/api(/${KEY}){1,8}$`, 'i')

/**
 * Takes the path out of the `ObjectURI` of a callout, or the `href` of an event.
 * @param objectType Upper case, such as `EXPRPT`.
 * @see SAP Concur, Post an Event Notification Request; Travel Request v1 (which URIs there are);
 *   Expense Report Events and Request Events, `href`.
 */
export function objectPathOf(objectUri: string, objectType: string): ObjectPath {
  const path = verbatimPath(objectUri)
  if (path === undefined) {
    return { ok: false, problem: 'ObjectURI is not an absolute http(s) URL of a plain path without a query' }
  }
  if (objectType === 'EXPRPT') {
    if (FULL_DETAILS.test(path) || REPORT_V4.test(path)) return { ok: true, path }
    if (REPORT_V2.test(path)) {
      return {
        ok: true,
        path,
        notReviewed: 'reports are read as v1.1 full details, and this names a v2.0 report',
      }
    }
  } else if (objectType === 'TRAVELREQ') {
    if (TRAVEL_REQUEST.test(path) || REQUEST_V4.test(path)) return { ok: true, path }
  } else if (ANY_API.test(path)) {
    return { ok: true, path, notReviewed: `objects of type ${objectType} are not reviewed` }
  }
  return { ok: false, problem: `ObjectURI is not a resource path that Concur has for ${objectType}` }
}
