import { IncomingMessage, ServerResponse } from 'node:http'
import { Socket } from 'node:net'
import { expect } from 'chai'
import express from 'express'
import * as fc from 'fast-check'
import { loginName, loginPassword } from '../../../config/setting-forms.ts'
import { basicLogin } from '../../../routes/login/basic-login.ts'
import { type LoginCredentials, loginHeaderCheck } from '../../../routes/login/login-header.ts'
import { recordedLog } from '../../listeners/recorded-log.ts'
import { basic } from '../public-address.ts'

const RUNS = { numRuns: 300, interruptAfterTimeLimit: 20_000 }

/** Characters of all lengths in UTF-8, and those that end a line, a name or a text somewhere. */
const CHARACTER = fc.oneof(
  fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
  fc.constantFrom(
    'a',
    'Z',
    '0',
    ':',
    '+',
    '/',
    '=',
    ' ',
    '\u00E9',
    '\u20AC',
    '\u{1F600}',
    '\uFEFF',
    '\u2028',
    '\u2029',
    '\u0085',
    '\0',
    '\n',
  ),
)
const WORD = fc.string({ unit: CHARACTER, minLength: 10, maxLength: 50 })
const PASSWORD = WORD.filter((text) => loginPassword.safeParse(text).success)
const CREDENTIALS: fc.Arbitrary<LoginCredentials> = fc.record({
  username: WORD.filter((text) => loginName.safeParse(text).success),
  passwords: fc.array(PASSWORD, { minLength: 1, maxLength: 2 }),
})

/** Whether the road through Express lets it pass. */
function passesExpress(credentials: LoginCredentials, authorization: string): Promise<boolean> {
  const req = new IncomingMessage(new Socket())
  const res = new ServerResponse(req)
  req.method = 'GET'
  req.url = '/'
  req.headers = { authorization }
  return new Promise((resolve) => {
    res.end = () => {
      resolve(false)
      return res
    }
    const app = express()
    app.use(basicLogin(credentials, recordedLog()))
    app.use(() => resolve(true))
    app(req, res)
  })
}

/** What each of the two checks says of a header. */
async function judged(credentials: LoginCredentials, header: string) {
  return {
    straight: loginHeaderCheck(credentials)(header),
    express: await passesExpress(credentials, header),
  }
}

describe('the two checks of the login', () => {
  it('both let the right login pass, with either password', () =>
    fc.assert(
      fc.asyncProperty(CREDENTIALS, async (credentials) => {
        for (const password of credentials.passwords) {
          const header = basic(credentials.username, password)
          expect(await judged(credentials, header)).to.deep.equal({ straight: true, express: true })
        }
      }),
      RUNS,
    ))

  it('both refuse another name or another password', () =>
    fc.assert(
      fc.asyncProperty(CREDENTIALS, WORD, async (credentials, other) => {
        const { username, passwords } = credentials
        fc.pre(!passwords.includes(other) && other !== username)
        for (const header of [basic(username, other), basic(other, passwords[0] ?? '')]) {
          expect(await judged(credentials, header)).to.deep.equal({ straight: false, express: false })
        }
      }),
      RUNS,
    ))

  it('never let pass on the straight road what Express would refuse, whatever the header', () => {
    // The right header with a part replaced by something, or any text at all.
    const change = fc.record({
      at: fc.double({ min: 0, max: 1, noNaN: true }),
      remove: fc.nat({ max: 3 }),
      insert: fc.string({ unit: CHARACTER, maxLength: 3 }),
    })
    return fc.assert(
      fc.asyncProperty(CREDENTIALS, fc.oneof(change, WORD), async (credentials, given) => {
        const right = basic(credentials.username, credentials.passwords[0] ?? '')
        const header = typeof given === 'string' ? given : changed(right, given)
        const { straight, express: isLetPass } = await judged(credentials, header)
        expect(straight && !isLetPass).to.equal(false)
      }),
      RUNS,
    )
  })

  it('both refuse the right login with something before or behind it', async () => {
    const credentials = { username: 'connector-user', passwords: ['new-password'] }
    const right = basic('connector-user', 'new-password')
    for (const header of [`${right}\0`, `${right}\u00FF`, `x${right}`, `${right} x`]) {
      expect(await judged(credentials, header), header).to.deep.equal({ straight: false, express: false })
    }
  })

  it('differ only in the spelling of a header, which Express takes more freely', async () => {
    const credentials = { username: 'connector-user', passwords: ['new-password'] }
    const right = basic('connector-user', 'new-password')
    for (const header of [
      right.replace('Basic', 'basic'),
      right.replace(' ', '   '),
      ` ${right}`,
      `${right} `,
      `${right}x`,
    ]) {
      expect(await judged(credentials, header), header).to.deep.equal({ straight: false, express: true })
    }
  })
})

function changed(
  text: string,
  { at, remove, insert }: { readonly at: number; readonly remove: number; readonly insert: string },
): string {
  const start = Math.round(at * text.length)
  return text.slice(0, start) + insert + text.slice(start + remove)
}
