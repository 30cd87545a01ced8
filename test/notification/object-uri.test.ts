import { expect } from 'chai'
import { objectPathOf, serviceOf } from '../../server/notification/object-uri.ts'
import { OBJECT_PATH, OBJECT_URI } from './callout-xml.ts'

const HOST = 'https://www.concursolutions.com'
const DETAILS = '/api/expense/expensereport/v1.1/reportfulldetails'
const NOT_PLAIN = 'ObjectURI is not an absolute http(s) URL of a plain path without a query'
const UNKNOWN = 'ObjectURI is not a resource path that Concur has for EXPRPT'

describe('objectPathOf', () => {
  it('takes the path byte for byte, with its $ and its stray %', () => {
    expect(objectPathOf(OBJECT_URI, 'EXPRPT')).to.deep.equal({ ok: true, path: OBJECT_PATH })
  })

  const kept: readonly (readonly [string, string])[] = [
    ['http', `http://www.concursolutions.com${OBJECT_PATH}`],
    ['a scheme in capitals', `HTTPS://WWW.CONCURSOLUTIONS.COM${OBJECT_PATH}`],
    ['another data centre', `https://eu2.api.concursolutions.com${OBJECT_PATH}`],
    ['a port', `https://www.concursolutions.com:8443${OBJECT_PATH}`],
    ['a foreign host, which nobody is going to call', `https://evil.example${OBJECT_PATH}`],
    ['a login for a foreign host', `https://www.concursolutions.com@evil.example${OBJECT_PATH}`],
  ]
  for (const [name, uri] of kept) {
    it(`takes nothing but the path from a URI with ${name}`, () => {
      expect(objectPathOf(uri, 'EXPRPT')).to.deep.equal({ ok: true, path: OBJECT_PATH })
    })
  }

  const spellings: readonly (readonly [string, string, string])[] = [
    ['EXPRPT', '/API/Expense/ExpenseReport/V1.1/ReportFullDetails/nAbC', `${DETAILS}/nAbC`],
    ['EXPRPT', `${DETAILS.toUpperCase()}/n%2fRe$w1`, `${DETAILS}/n%2fRe$w1`],
    [
      'EXPRPT',
      '/ExpenseReports/V4/Users/uA/Context/TRAVELER/Reports/rB',
      '/expensereports/v4/users/uA/context/TRAVELER/reports/rB',
    ],
    ['TRAVELREQ', '/TRAVELREQUEST/V4/REQUESTS/Ab', '/travelrequest/v4/requests/Ab'],
    ['TRAVELREQ', '/api/travelRequest/v1.0/Requests/Ab', '/api/travelrequest/v1.0/requests/Ab'],
  ]
  for (const [type, path, documented] of spellings) {
    it(`takes ${path} in the documented spelling, its keys as they are, so that one report has one line`, () => {
      expect(objectPathOf(HOST + path, type)).to.deep.equal({ ok: true, path: documented })
    })
  }

  const strayPercents = ['3%Rek29$wsIY', '%2', '%25', '%252', '%2525', 'a%2gb', '%25%25', '%2%2e%2e']
  const noSegmentOfDots = ['a%2Fb', 'a%5Cb', '%2F', 'a%2e%2eb', 'a..b', '..a', 'a..', '...', 'a;..', ';..']
  const keys = ['a', '$', '%', '%%', '%zz', '%20', '$$', "n-_.~!*'()+,;=:@", 'x'.repeat(300)]
  for (const key of [...keys, ...strayPercents, ...noSegmentOfDots, '%2e%2e%2e', 'a%252fb']) {
    it(`keeps the key ${key.slice(0, 20)}`, () => {
      expect(objectPathOf(`${HOST}${DETAILS}/${key}`, 'EXPRPT')).to.deep.equal({
        ok: true,
        path: `${DETAILS}/${key}`,
      })
    })
  }

  const notPlain: readonly (readonly [string, string])[] = [
    ['a path alone', OBJECT_PATH],
    ['a URI without a scheme', `//www.concursolutions.com${OBJECT_PATH}`],
    ['a host without a scheme', `www.concursolutions.com${OBJECT_PATH}`],
    ['no host', `https:${OBJECT_PATH}`],
    ['no path', HOST],
    ['javascript:', 'javascript:alert(1)'],
    ['javascript: with a host', `javascript://www.concursolutions.com${OBJECT_PATH}`],
    ['file:', `file://www.concursolutions.com${OBJECT_PATH}`],
    ['data:', 'data:text/xml,<ReportDetails/>'],
    ['a query', `${OBJECT_URI}?user=1`],
    ['an empty query', `${OBJECT_URI}?`],
    ['a fragment', `${OBJECT_URI}#top`],
    ['..', `${HOST}${DETAILS}/../x`],
    ['.. at the end', `${HOST}${DETAILS}/..`],
    ['a single dot', `${HOST}${DETAILS}/.`],
    ['%2e%2e', `${HOST}${DETAILS}/%2e%2e`],
    ['%2E.', `${HOST}${DETAILS}/%2E.`],
    ['dots that an escaped slash parts', `${HOST}${DETAILS}/..%2f..%2fX`],
    ['dots that an escaped backslash parts', `${HOST}${DETAILS}/..%5cX`],
    ['dots behind an escaped slash', `${HOST}${DETAILS}/n1%2F..`],
    ['a single dot behind an escaped slash', `${HOST}${DETAILS}/n1%2F.`],
    ['dots behind an escaped backslash', `${HOST}${DETAILS}/n1%5C..%5CX`],
    ['dots with a parameter', `${HOST}${DETAILS}/..;x`],
    ['dots with an empty parameter', `${HOST}${DETAILS}/..;`],
    ['a single dot with a parameter', `${HOST}${DETAILS}/.;x`],
    ['escaped dots with a parameter', `${HOST}${DETAILS}/%2e%2e;x`],
    ['an escaped and a plain dot with a parameter', `${HOST}${DETAILS}/%2E.;x`],
    ['dots escaped twice', `${HOST}${DETAILS}/%252e%252e`],
    ['dots escaped three times', `${HOST}${DETAILS}/%25252E%25252e`],
    ['dots escaped four times', `${HOST}${DETAILS}/%2525252e%2525252e`],
    ['a slash escaped twice between dots', `${HOST}${DETAILS}/..%252f..%252fX`],
    ['a backslash escaped twice between dots', `${HOST}${DETAILS}/..%255cX`],
    ['dots with a parameter behind an escaped slash', `${HOST}${DETAILS}/n1%2f..;a=b%2fX`],
    ['dots in another part of the path', `${HOST}/api/expense/%252e%252e;x/reportfulldetails/n1`],
    ['a backslash in the path', `${HOST}${DETAILS}\\n1`],
    ['a backslash in the host', `https://evil.example\\@www.concursolutions.com${OBJECT_PATH}`],
    ['a blank', `${HOST}${DETAILS}/n 1`],
    ['a line break', `${HOST}${DETAILS}/n\n1`],
    ['a tab', `${HOST}${DETAILS}/n\t1`],
    ['a letter beyond ASCII', `${HOST}${DETAILS}/nö1`],
    ['a non-breaking space', `${HOST}${DETAILS}/n\u00a01`],
    ['nothing', ''],
  ]
  for (const [name, uri] of notPlain) {
    it(`refuses ${name}`, () => {
      expect(objectPathOf(uri, 'EXPRPT')).to.deep.equal({ ok: false, problem: NOT_PLAIN })
    })
  }

  it('takes the address of a v4 report, with its owner', () => {
    const path =
      '/expensereports/v4/users/9D5E4C1A-0B7F-4B3C-9E42-0A1B2C3D4E5F/context/TRAVELER/reports/0A1B2C3D4E5F60718293'
    expect(objectPathOf(`https://us2.api.concursolutions.com${path}`, 'EXPRPT')).to.deep.equal({
      ok: true,
      path,
    })
  })

  const unknown: readonly (readonly [string, string])[] = [
    ['another page', '/login'],
    ['the root', '/'],
    ['no key', `${DETAILS}/`],
    ['something behind the key', `${DETAILS}/n1/`],
    ['a part below the report', `${DETAILS}/n1/receipt`],
    ['an encoded slash before another path', '/x%2Fapi/expense/expensereport/v1.1/reportfulldetails/n1'],
    ['a doubled slash', `/${DETAILS}/n1`],
    ['another version', '/api/expense/expensereport/v1.2/reportfulldetails/n1'],
    ['any character for the dot of the version', '/api/expense/expensereport/v1x1/reportfulldetails/n1'],
    ['the path of a travel request', '/api/travelrequest/v1.0/requests/n1'],
    ['a v4 report without its owner', '/expensereports/v4/reports/0A1B2C3D4E5F60718293'],
    ['a part below a v4 report', '/expensereports/v4/users/u1/context/TRAVELER/reports/r1/expenses'],
    ['the path of a workflow action', '/api/expense/expensereport/v1.1/report/n1/workflowaction'],
    ['a key that is too long', `${DETAILS}/${'x'.repeat(301)}`],
    ['a key with a quotation mark', `${DETAILS}/n|1`],
  ]
  for (const [name, path] of unknown) {
    it(`refuses ${name}`, () => {
      expect(objectPathOf(HOST + path, 'EXPRPT')).to.deep.equal({ ok: false, problem: UNKNOWN })
    })
  }

  const notReviewed: readonly (readonly [string, string, string])[] = [
    [
      'EXPRPT',
      '/api/expense/expensereport/v2.0/report/n1',
      'reports are read as v1.1 full details, and this names a v2.0 report',
    ],
    ['INVOICE', '/api/v3.0/invoice/paymentrequest/n1', 'objects of type INVOICE are not reviewed'],
  ]
  for (const [type, path, reason] of notReviewed) {
    it(`says why ${path} is not reviewed`, () => {
      expect(objectPathOf(HOST + path, type)).to.deep.equal({ ok: true, path, notReviewed: reason })
    })
  }

  it('refuses the path of a report for a travel request', () => {
    expect(objectPathOf(OBJECT_URI, 'TRAVELREQ')).to.deep.equal({
      ok: false,
      problem: 'ObjectURI is not a resource path that Concur has for TRAVELREQ',
    })
  })

  it('refuses a page that is not of the API, whatever the type', () => {
    expect(objectPathOf(`${HOST}/login`, 'INVOICE')).to.deep.equal({
      ok: false,
      problem: 'ObjectURI is not a resource path that Concur has for INVOICE',
    })
  })
})

describe('serviceOf', () => {
  for (const [path, service] of [
    ['/api/expense/expensereport/v1.1/reportfulldetails/nKey', 'v1'],
    ['/API/travelrequest/v1.0/requests/nKey', 'v1'],
    ['/expensereports/v4/users/U/context/TRAVELER/reports/R', 'v4'],
    ['/travelrequest/v4/requests/R', 'v4'],
    ['/apiary/v4', 'v4'],
  ] as const) {
    it(`knows the service of ${path}`, () => {
      expect(serviceOf(path)).to.equal(service)
    })
  }
})
