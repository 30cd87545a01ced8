import type { CookieOptions, Request, Response } from 'express'

/**
 * What a browser keeps for the console: who is signed in, what belongs to the form for signing in, what somebody is at the
 * provider for, the language chosen.
 */
export type CookieName = 'session' | 'visitor' | 'errand' | 'language'

const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]'])

/**
 * The value of a cookie of ours.
 * @returns Untrusted; absent if there is none.
 */
export function readCookie(req: Request, name: CookieName): string | undefined {
  const wanted = fullName(req, name)
  for (const each of (req.headers.cookie ?? '').split(';')) {
    const at = each.indexOf('=')
    if (at > 0 && each.slice(0, at).trim() === wanted) return each.slice(at + 1).trim()
  }
  return undefined
}

/** @param value Of letters, digits, `-` and `_`. @param maxAgeMs Until the browser is closed, if absent. */
export function setCookie(
  req: Request,
  res: Response,
  name: CookieName,
  { value, maxAgeMs }: { readonly value: string; readonly maxAgeMs?: number },
): void {
  res.cookie(fullName(req, name), value, {
    ...attributes(req),
    ...(maxAgeMs !== undefined && { maxAge: maxAgeMs }),
  })
}

/** Takes it away again, from the same place that it was set for. */
export function clearCookie(req: Request, res: Response, name: CookieName): void {
  res.clearCookie(fullName(req, name), attributes(req))
}

/** With `__Host-` no other host, not even one below or above ours, can set it, and it is never sent in clear. */
function fullName(req: Request, name: CookieName): string {
  return isInClear(req) ? `console-${name}` : `__Host-${name}`
}

function attributes(req: Request): CookieOptions {
  return { httpOnly: true, sameSite: 'lax', path: '/', secure: !isInClear(req) }
}

/** Only on this machine. Whatever else comes over HTTP comes from a proxy, and the browser speaks TLS with that. */
function isInClear(req: Request): boolean {
  return !req.secure && LOOPBACK.has(req.hostname)
}
