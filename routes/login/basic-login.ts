import { hash, timingSafeEqual } from 'node:crypto'
import type { RequestHandler } from 'express'
import basicAuth from 'express-basic-auth'
import { answerText } from '../../server/listeners/answer-text.ts'
import type { Log } from '../../server/log.ts'
import type { LoginCredentials } from './login-header.ts'
import { wrongLoginLimit } from './login-limit.ts'

/**
 * Lets requests with the right login pass and answers 401 to others; after thirty wrong logins in a minute, 429 to
 * further wrong ones from that address. A right login is never slowed, wherever it comes from.
 */
export function basicLogin(credentials: LoginCredentials, log: Log): RequestHandler {
  const isRight = loginCheck(credentials)
  const slowDown = wrongLoginLimit({
    log,
    event: 'login.refused',
    tooMany: (_req, res) => answerText(res, 429, 'too many wrong logins'),
  })
  return (req, res, next) => {
    const login = basicAuth({
      challenge: true,
      realm: 'Concur connector',
      unauthorizedResponse: () => {
        res.type('text/plain')
        return 'user name and password required\n'
      },
      authorizeAsync: true,
      authorizer(username, password, decide) {
        if (isRight(username, password)) decide(null, true)
        // Only wrong logins come to the limit, which answers 429 itself.
        else slowDown(req, res, (error) => (error ? next(error) : decide(null, false)))
      },
    })
    login(req, res, next)
  }
}

/** Takes the same time whatever is wrong: everything is hashed to one length, and everything is compared. */
function loginCheck(credentials: LoginCredentials): (username: string, password: string) => boolean {
  const rightName = sha256(credentials.username)
  const rightPasswords = credentials.passwords.map(sha256)
  return (username, password) => {
    const given = sha256(password)
    const isName = timingSafeEqual(sha256(username), rightName)
    const passwordFits = rightPasswords.map((right) => timingSafeEqual(given, right))
    return isName && passwordFits.includes(true)
  }
}

function sha256(text: string): Buffer {
  return hash('sha256', text, 'buffer')
}
