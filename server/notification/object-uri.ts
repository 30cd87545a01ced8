import { documentedPath } from './documented-path.ts'
import { KEY, verbatimPath } from './verbatim-path.ts'

/** The path of an accepted `ObjectURI`, or what is wrong with it. */
export type ObjectPath =
  | { readonly ok: true; readonly path: string; readonly notReviewed?: string }
  | { readonly ok: false; readonly problem: string }

const FULL_DETAILS = documentedPath('/api/expense/expensereport/v1.1/reportfulldetails/{key}')
const REPORT_V2 = documentedPath('/api/expense/expensereport/v2.0/report/{key}')
/** With the owner in it: there is no reading of a report without (Reports v4). */
const REPORT_V4 = documentedPath('/expensereports/v4/users/{key}/context/{key}/reports/{key}')
const REQUEST_V4 = documentedPath('/travelrequest/v4/requests/{key}')
const TRAVEL_REQUEST = documentedPath('/api/travelrequest/v1.0/requests/{key}')
const ANY_API = new RegExp(`^/api(/${KEY}){1,8}$`, 'i')

/** Which of Concur's services knows an object by that path: an older one, or one of version 4. */
export function serviceOf(objectPath: string): 'v1' | 'v4' {
  return objectPath.toLowerCase().startsWith('/api/') ? 'v1' : 'v4'
}

/**
 * Takes the path out of the `ObjectURI` of a callout, or the `href` of an event, in the documented spelling.
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
    const report = FULL_DETAILS(path) ?? REPORT_V4(path)
    if (report !== undefined) return { ok: true, path: report }
    const other = REPORT_V2(path)
    if (other !== undefined) {
      return {
        ok: true,
        path: other,
        notReviewed: 'reports are read as v1.1 full details, and this names a v2.0 report',
      }
    }
  } else if (objectType === 'TRAVELREQ') {
    const request = TRAVEL_REQUEST(path) ?? REQUEST_V4(path)
    if (request !== undefined) return { ok: true, path: request }
  } else if (ANY_API.test(path)) {
    return { ok: true, path, notReviewed: `objects of type ${objectType} are not reviewed` }
  }
  return { ok: false, problem: `ObjectURI is not a resource path that Concur has for ${objectType}` }
}
