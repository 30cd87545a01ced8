import { IncomingMessage, ServerResponse } from 'node:http'
import { Socket } from 'node:net'
import helmet from 'helmet'

/**
 * The headers that helmet gives every answer, name and value in turn, for `writeHead`. They depend on no request, and
 * setting them one by one for each costs more than all else about an answer.
 */
export const SECURITY_HEADERS: readonly string[] = headersOfHelmet()

function headersOfHelmet(): string[] {
  const req = new IncomingMessage(new Socket())
  const res = new ServerResponse(req)
  helmet()(req, res, () => undefined)
  return Object.entries(res.getHeaders()).flatMap(([name, value]) => [name, String(value)])
}
