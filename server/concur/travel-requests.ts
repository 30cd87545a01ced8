import { serviceOf } from '../notification/object-uri.ts'
import {
  type CallContext,
  type ConcurClient,
  type ConcurReply,
  type Reading,
  unreadable,
} from './concur-client.ts'
import { ConcurError } from './concur-error.ts'
import { readExactJson } from './exact-json.ts'
import { JsonFields } from './json-fields.ts'
import { bundleRequest } from './read-request-v4.ts'

/** What the application must have been granted to move a request on at a step of an external system. */
export const REQUEST_SCOPE = 'travelrequest.externalsystemworkflow.write'

/** Whether the path is one of Travel Request v4; otherwise it is one of v1.0. */
export function isRequestV4(path: string): boolean {
  return serviceOf(path) === 'v4'
}

/**
 * Reads a travel request with all that its service gives: XML of v1.0, or of v4 one JSON document of the request and of
 * the exceptions that Concur itself has found.
 * @param path Of the request, as a notification gave it, byte for byte.
 * @throws {ConcurError} If it could not be read.
 * @see SAP Concur, Travel Request v1, "Get travel request details"; Travel Request v4, "Request Resources".
 */
export async function fetchRequest<Value>(
  client: ConcurClient,
  path: string,
  call: CallContext,
  read: (body: Uint8Array) => Reading<Value> | Promise<Reading<Value>>,
): Promise<ConcurReply<Value>> {
  if (!isRequestV4(path)) return client.call({ kind: 'request', method: 'GET', path, ...call }, read)
  const get = <Each>(from: string, readEach: (body: Uint8Array) => Reading<Each> | Promise<Reading<Each>>) =>
    client.call(
      {
        kind: 'request',
        method: 'GET',
        path: from,
        accept: 'application/json',
        scope: REQUEST_SCOPE,
        ...call,
      },
      readEach,
    )
  const request = await get(path, readExactJson)
  const exceptions = mayHaveExceptions(request.value)
    ? await get(`${path}/exceptions`, readExactJson).catch(ifThereAreAny)
    : undefined
  const body = bundleRequest(request.body, exceptions?.body)
  const reading = await read(body)
  if (!reading.ok) {
    const { status } = request
    throw unreadable('request', { status, body }, reading.problem, reading.isWhole ?? false)
  }
  return { ...request, value: reading.value, body }
}

/** The request links to its exceptions; the link itself is not followed, for some lack a part of the path. */
function mayHaveExceptions(value: unknown): boolean {
  const fields = new JsonFields(value, [])
  return fields.has('exceptions') && fields.text('highestExceptionLevel') !== 'NONE'
}

/** They are only for the record and for conditions: a request can be judged without. */
function ifThereAreAny(error: unknown): undefined {
  if (error instanceof ConcurError && (error.status === 404 || error.status === 403)) return undefined
  throw error
}
