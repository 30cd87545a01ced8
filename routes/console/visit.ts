import type { Request, RequestHandler, Response } from 'express'
import { formToken } from '../../server/console/form-token.ts'
import { type Reader, readerOf } from '../../server/console/reader.ts'
import type { Language } from '../../server/record/destination.ts'
import type { PersonLine } from '../../server/record/person.ts'
import type { Session } from '../../server/record/session.ts'
import type { Sessions } from '../../server/store/people/sessions.ts'
import { newSecret } from '../../server/store/secret.ts'
import { readCookie, setCookie } from './cookies.ts'

/** Who asks for a page, and how they read. */
export interface Visit {
  readonly reader: Reader
  /** The secret that the tokens of forms are made of: of the session, or before there is one of the browser. */
  readonly secret: string
  /** Absent if nobody is signed in. */
  readonly session?: Session
  /** Whether the browser holds a session that has ended. */
  readonly hasEnded: boolean
}

const VISITS = new WeakMap<Response, Visit>()

/** The visit that a request belongs to. @throws {Error} Outside of the pages: a bug. */
export function visitOf(res: Response): Visit {
  const visit = VISITS.get(res)
  if (visit === undefined) throw new Error('there is a visit only behind recogniseVisits')
  return visit
}

/** Who is signed in. @throws {Error} Where a page can be seen without: a bug. */
export function sessionOf(res: Response): Session {
  const { session } = visitOf(res)
  if (session === undefined) throw new Error('somebody is signed in only behind requireSession')
  return session
}

/** Who asks: see {@link sessionOf}. */
export function personOf(res: Response): PersonLine {
  return sessionOf(res).person
}

/** The token of the forms of this visit. */
export function tokenOf(res: Response): string {
  return formToken(visitOf(res).secret)
}

/** Finds out who asks, for {@link visitOf}. */
export function recogniseVisits(sessions: Pick<Sessions, 'find'>, now: () => Date): RequestHandler {
  return async (req, res, next) => {
    const held = readCookie(req, 'session')
    const nobody = {
      reader: readerOf(req.get('accept-language'), readCookie(req, 'language')),
      secret: readCookie(req, 'visitor') ?? '',
      hasEnded: held !== undefined,
    }
    // What shows problems needs it, also where the database cannot be asked.
    VISITS.set(res, nobody)
    const session = held === undefined ? undefined : await sessions.find(held, now(), isActive(req))
    VISITS.set(
      res,
      held === undefined || session === undefined
        ? { ...nobody, secret: visitorSecret(req, res) }
        : { ...nobody, secret: held, hasEnded: false, session },
    )
    next()
  }
}

/** Shows what follows in that language, which was chosen just now. */
export function readIn(language: Language, req: Request, res: Response): void {
  VISITS.set(res, { ...visitOf(res), reader: readerOf(req.get('accept-language'), language) })
}

/** Whether a page asks for it, and not somebody who has done something there. */
export function isByItself(req: Request): boolean {
  return req.get('x-by-itself') !== undefined
}

/** Streams, and what a page asks for by itself with the header `X-By-Itself`, do not keep a session alive. */
function isActive(req: Request): boolean {
  return !isByItself(req) && req.get('accept')?.includes('text/event-stream') !== true
}

function visitorSecret(req: Request, res: Response): string {
  const known = readCookie(req, 'visitor')
  if (known !== undefined && /^[\w-]{43}$/.test(known)) return known
  const secret = newSecret()
  setCookie(req, res, 'visitor', { value: secret })
  return secret
}
