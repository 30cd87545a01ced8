import { setTimeout as delay } from 'node:timers/promises'
import type { Simulator } from '../../server/simulator/simulator.ts'
import { requireDocumented } from './schemas/documented-answer.ts'

/** An answer of the simulator. */
export interface Answer {
  readonly status: number
  readonly headers: Headers
  readonly body: string
}

/** What a call sends beside its method and path. */
export interface CallOptions {
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
  /** Default: a fresh valid one; an empty text sends no `Authorization`. */
  readonly token?: string
}

/**
 * One call as an application makes it; the path goes out byte for byte.
 * @throws {Error} If the answer is one that the pages of v4 do not have.
 */
export async function call(
  simulator: Simulator,
  method: string,
  path: string,
  { headers = {}, body, token }: CallOptions = {},
): Promise<Answer> {
  const bearer = token ?? (await accessToken(simulator))
  const response = await fetch(`${simulator.url}${path}`, {
    method,
    headers: { ...(bearer === '' ? {} : { authorization: `Bearer ${bearer}` }), ...headers },
    ...(body !== undefined && { body }),
  })
  const answer = { status: response.status, headers: response.headers, body: await response.text() }
  requireDocumented({ method, path, ...answer })
  return answer
}

/** Posts a form to the token endpoint, with the right client unless `form` says otherwise. */
export async function askForToken(
  simulator: Simulator,
  form: Readonly<Record<string, string>>,
): Promise<{ readonly status: number; readonly json: Record<string, unknown> }> {
  const response = await fetch(`${simulator.url}/oauth2/v0/token`, {
    method: 'POST',
    body: new URLSearchParams({ client_id: 'simulator-client', client_secret: 'simulator-secret', ...form }),
  })
  const json: unknown = await response.json()
  if (typeof json !== 'object' || json === null)
    throw new Error('the token endpoint did not answer an object')
  return { status: response.status, json: { ...json } }
}

/** A valid access token, by client credentials. */
export async function accessToken(simulator: Simulator): Promise<string> {
  const { json } = await askForToken(simulator, { grant_type: 'client_credentials' })
  return String(json['access_token'])
}

/** A valid access token of the company that has connected the application, by the refresh token. */
export async function companyToken(simulator: Simulator): Promise<string> {
  const refreshToken = simulator.currentRefreshToken()
  const { json } = await askForToken(simulator, { grant_type: 'refresh_token', refresh_token: refreshToken })
  return String(json['access_token'])
}

/** One call of v4, with a company token and a JSON body; the path goes out byte for byte. */
export async function callV4(
  simulator: Simulator,
  method: string,
  path: string,
  body?: unknown,
): Promise<Answer> {
  return call(simulator, method, path, {
    token: await companyToken(simulator),
    ...(body !== undefined && {
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    }),
  })
}

/** Reads a report by its key. */
export async function readReport(simulator: Simulator, reportId: string): Promise<Answer> {
  const { objectKey } = simulator.report(reportId)
  return call(simulator, 'GET', `/api/expense/expensereport/v1.1/reportfulldetails/${objectKey}`)
}

/** Posts the inside of `Exceptions`. */
export async function postExceptions(
  simulator: Simulator,
  reportKey: string,
  inside: string,
): Promise<Answer> {
  return call(simulator, 'POST', `/api/expense/expensereport/v1.1/report/${reportKey}/Exceptions`, {
    headers: { 'content-type': 'application/xml' },
    body: `<Exceptions xmlns="http://www.concursolutions.com/api/expense/expensereport/2011/03">${inside}</Exceptions>`,
  })
}

/** Posts a workflow action; without `stepKey` for the latest step of the report. */
export async function act(
  simulator: Simulator,
  reportId: string,
  { action, comment = '', stepKey }: { action: string; comment?: string; stepKey?: string | undefined },
): Promise<Answer> {
  const key = stepKey ?? simulator.report(reportId).stepKeys.at(-1) ?? ''
  return call(simulator, 'POST', `/api/expense/expensereport/v1.1/report/${key}/WorkFlowAction`, {
    headers: { 'content-type': 'application/xml' },
    body: `<WorkflowAction xmlns="http://www.concursolutions.com/api/expense/expensereport/2011/03"><Action>${action}</Action><Comment>${comment}</Comment></WorkflowAction>`,
  })
}

/** Waits until something is so; the timeout of the test ends a wait for nothing. */
export async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await delay(5)
}

/** The texts of all elements of that name, in order, as they stand in the XML. */
export function textsOf(xml: string, name: string): string[] {
  return [...xml.matchAll(new RegExp(`<${name}>([^<]*)</${name}>`, 'g'))].map((match) => match[1] ?? '')
}
