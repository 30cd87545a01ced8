import { expect } from 'chai'
import { createProvider } from '../../../server/console/provider.ts'
import type { GroupRole } from '../../../server/record/group-role.ts'
import { createPeople } from '../../../server/store/people/people.ts'
import { createTrail } from '../../../server/store/people/trail.ts'
import { CLIENT, CONSOLE_URL, type OidcServer, serveOidc } from '../../console/oidc-server.ts'
import { useRealSockets } from '../../listeners/real-sockets.ts'
import { onSqlite } from '../../support/engines.ts'
import { type Browser, type ConsolePages, PASSWORD, servePages } from './console-pages.ts'

const ROLES: readonly GroupRole[] = [
  { group: 'controllers', role: 'controller' },
  { group: 'reviewers', role: 'reviewer', scope: '{"country":"DE"}', maxAmounts: { EUR: '500' } },
]
const ROBIN = { preferred_username: 'Robin@Example.com', name: 'Robin', email: 'robin@example.com' }

describe('signing in at a provider', () => {
  useRealSockets()

  onSqlite((engine) => {
    let oidc: OidcServer
    let pages: ConsolePages
    let browser: Browser
    let people: ReturnType<typeof createPeople>
    let trail: ReturnType<typeof createTrail>

    /** @param aheadSeconds How far our clock is ahead of the provider's, whose tokens last a minute. */
    async function serve(aheadSeconds = 0): Promise<void> {
      oidc = await serveOidc()
      const db = await engine.open()
      const provider = createProvider(
        {
          issuer: oidc.issuer,
          clientId: CLIENT.id,
          clientSecret: CLIENT.secret,
          scopes: 'openid profile email',
          claims: { groups: 'groups', login: 'preferred_username' },
          consoleUrl: CONSOLE_URL,
        },
        () => new Date(Date.now() + aheadSeconds * 1000),
      )
      pages = await servePages(db, {}, { provider, groupRoles: () => ROLES })
      browser = pages.browser()
      people = createPeople(db)
      trail = createTrail(db)
    }
    afterEach(async () => {
      await pages.close()
      await oidc.close().catch(() => undefined)
    })

    const recognise = (groups: readonly string[] | undefined, changes = {}, sub = 'u-1') =>
      oidc.recognise({ sub, claims: { ...ROBIN, groups, ...changes } })

    /** The address that the provider sends the browser back to. */
    async function visit(returnTo = '/'): Promise<string> {
      const sent = await browser.get(`/sign-in/provider?return=${encodeURIComponent(returnTo)}`)
      return oidc.visit(sent.headers.get('location') ?? '')
    }
    const signIn = async (returnTo?: string) => browser.get(await visit(returnTo))
    const newest = async (limit: number) =>
      (await trail.list({ limit })).map(({ who, act, subject, outcome, detail }) => [
        who,
        act,
        subject,
        outcome,
        detail,
      ])

    it('makes an account with the role of the groups, and leads back to where one was', async () => {
      await serve()
      recognise(['everybody', 'reviewers'])
      const form = await (await browser.get('/sign-in?return=%2F%3Fview%3Dmine')).text()
      const signedIn = await signIn('/?view=mine')
      const home = await (await browser.get('/')).text()

      expect(form).to.include('href="/sign-in/provider?return=%2F%3Fview%3Dmine"')
      expect([signedIn.status, signedIn.headers.get('location')]).to.deep.equal([303, '/?view=mine'])
      expect(home).to.include('Robin (reviewer)')
      const person = await people.find('robin@example.com')
      expect(person).to.include({ role: 'reviewer', scope: '{"country":"DE"}', email: 'robin@example.com' })
      expect(person?.maxAmounts).to.deep.equal({ EUR: '500' })
      expect((await newest(2)).toReversed()).to.deep.equal([
        [
          'robin@example.com',
          'people add',
          'person 2',
          'done',
          'role reviewer, scope {"country":"DE"}, up to 500 EUR, by the groups of the provider',
        ],
        ['robin@example.com', 'sign in', 'person 2', 'done', 'by provider'],
      ])
    })

    it('changes the role when the groups have changed, and ends the sessions with the old one', async () => {
      await serve()
      recognise(['reviewers'])
      await signIn()
      const before = browser
      browser = pages.browser()
      recognise(['controllers', 'reviewers'], { preferred_username: 'renamed', name: 'Robin R.' })
      await signIn()

      expect((await before.get('/')).status).to.equal(303)
      expect(await (await browser.get('/')).text()).to.include('Robin R. (controller)')
      expect((await people.list()).map(({ login, role }) => [login, role])).to.deep.equal([
        ['ada', 'admin'],
        ['robin@example.com', 'controller'],
      ])
      expect((await newest(2))[1]).to.deep.equal([
        'robin@example.com',
        'people change',
        'person 2',
        'done',
        'role reviewer, scope {"country":"DE"}, up to 500 EUR became role controller, by the groups of the provider',
      ])
    })

    it('lets nobody in who is in no group any more, and ends their sessions', async () => {
      await serve()
      recognise(['reviewers'])
      await signIn()
      const before = browser
      browser = pages.browser()
      recognise(['everybody'])
      const refused = await signIn()

      expect(refused.status).to.equal(403)
      expect(await refused.text()).to.include('in none of the groups')
      expect((await before.get('/')).status).to.equal(303)
      expect((await newest(1))[0]).to.deep.equal([
        'robin@example.com',
        'sign in',
        'person 2',
        'refused',
        'none of their groups gives a role',
      ])
    })

    it('says so when the provider leaves the groups out because there are too many', async () => {
      await serve()
      recognise(undefined, { _claim_names: { groups: 'src1' } })
      const refused = await signIn()

      expect(refused.status).to.equal(403)
      expect(await refused.text()).to.include('so many groups')
    })

    it('gives an account of an admin to whoever has its login, once, and never one for emergencies', async () => {
      await serve()
      const kim = { login: 'robin@example.com', name: 'R', role: 'viewer', employeeId: '77' } as const
      await people.add(kim, { login: 'ada' }, pages.now())
      recognise(['controllers'])
      const first = await signIn()
      recognise(['controllers'], {}, 'u-2')
      const second = await signIn()
      const emergency = { login: 'red', name: 'Red', role: 'admin', isEmergency: true } as const
      await people.add(emergency, { login: 'ada' }, pages.now())
      recognise(['controllers'], { preferred_username: 'red' }, 'u-3')
      const third = await signIn()

      expect(first.status).to.equal(303)
      expect(await people.find('robin@example.com')).to.include({
        role: 'controller',
        employeeId: '77',
        name: 'Robin',
      })
      expect([second.status, third.status]).to.deep.equal([403, 403])
      expect(await second.text()).to.include('Somebody else has your login here')
      expect(await people.find('red')).to.include({ role: 'admin' })
    })

    it('does not take the last admin away', async () => {
      await serve()
      recognise(['controllers'], { preferred_username: 'ada' })
      const refused = await signIn()

      expect(refused.status).to.equal(403)
      expect(await refused.text()).to.include('the last admin')
      expect(await people.find('ada')).to.include({ role: 'admin' })
    })

    const otherErrands = [
      ['nonce', 'OAUTH_JWT_CLAIM_COMPARISON_FAILED'],
      ['state', 'OAUTH_INVALID_RESPONSE'],
      ['verifier', 'invalid_grant'],
    ] as const
    for (const [field, code] of otherErrands) {
      it(`refuses what belongs to another ${field}`, async () => {
        await serve()
        recognise(['controllers'])
        const back = await visit()
        const errand = browser.cookies.get('console-errand') ?? ''
        const read: Record<string, string> = JSON.parse(Buffer.from(errand, 'base64url').toString())
        const other = JSON.stringify({ ...read, [field]: 'x'.repeat(43) })
        browser.cookies.set('console-errand', Buffer.from(other).toString('base64url'))
        const refused = await browser.get(back)

        expect(refused.status).to.equal(400)
        expect(await refused.text()).to.include('could not be verified')
        expect(browser.cookies.has('console-session')).to.equal(false)
        expect(pages.log.of('console.sign-in-refused')[0]?.fields).to.include({ code })
      })
    }

    it('refuses an answer that was used, or that another browser began', async () => {
      await serve()
      recognise(['controllers'])
      const back = await visit()
      const errand = browser.cookies.get('console-errand') ?? ''
      const stolen = await pages.browser().get(back)
      await browser.get(back)
      browser.cookies.delete('console-session')
      browser.cookies.set('console-errand', errand)
      const again = await browser.get(back)

      expect([stolen.status, again.status]).to.deep.equal([400, 400])
      expect(browser.cookies.has('console-session')).to.equal(false)
    })

    it('refuses a token that has ended, but not for a few seconds between two clocks', async () => {
      await serve(120)
      recognise(['controllers'])
      const ended = await signIn()
      await pages.close()
      await oidc.close()
      await serve(80)
      recognise(['controllers'])
      const withinTolerance = await signIn()

      expect(ended.status).to.equal(400)
      expect(withinTolerance.status).to.equal(303)
    })

    it('says that one was refused there', async () => {
      await serve()
      oidc.refuse()
      const refused = await signIn()

      expect(refused.status).to.equal(403)
      expect(await refused.text()).to.include('did not let you through')
      expect(pages.log.of('console.sign-in-refused')[0]?.fields).to.include({ code: 'access_denied' })
    })

    it('says that the provider is away, before and after one was there', async () => {
      await serve()
      recognise(['controllers'])
      const back = await visit()
      await oidc.close()
      const after = await browser.get(back)
      const before = await browser.get('/sign-in/provider')

      expect(after.status).to.equal(503)
      expect(await after.text()).to.include('The company sign-in does not answer')
      // What was known of it is still known: its own page then says that it is away.
      expect(before.status).to.equal(303)
      await pages.close()
      await serve()
      await oidc.close()
      const never = await browser.get('/sign-in/provider')
      expect(never.status).to.equal(503)
      expect(await never.text()).to.include('The company sign-in does not answer')
    })

    it('has one way in for the day when it is away, which stands in the trail for itself', async () => {
      await serve()
      await people.add(
        { login: 'red', name: 'Red', role: 'admin', isEmergency: true },
        { login: 'ada' },
        pages.now(),
      )
      for (const login of ['ada', 'red'])
        await people.setPassword(login, PASSWORD, { login: 'ada' }, pages.now())
      await browser.get('/sign-in')
      const other = await browser.post('/sign-in', { login: 'ada', password: PASSWORD })
      const red = await browser.post('/sign-in', { login: 'red', password: PASSWORD })

      expect([other.status, red.status]).to.deep.equal([401, 303])
      expect((await newest(2)).toReversed()).to.deep.equal([
        [
          'ada',
          'sign in',
          'person 1',
          'refused',
          'the provider signs people in, and this account is not for emergencies',
        ],
        ['red', 'emergency sign in', 'person 2', 'done', 'by emergency'],
      ])
      expect(pages.log.of('console.emergency-sign-in')).to.deep.equal([
        { level: 'error', event: 'console.emergency-sign-in', fields: { person: 2 } },
      ])
    })

    it('shows the way out of the provider after signing out here', async () => {
      await serve()
      recognise(['controllers'])
      await signIn()
      const answer = await browser.post('/sign-out')
      const signedOut = await answer.text()
      const link = /href="([^"]*\/session\/end[^"]*)"/.exec(signedOut)?.[1] ?? ''
      const url = new URL(link.replaceAll('&amp;', '&'))
      const there = await fetch(url)

      expect((await browser.get('/')).status).to.equal(303)
      expect(url.searchParams.get('post_logout_redirect_uri')).to.equal(`${CONSOLE_URL}/sign-in`)
      expect(url.searchParams.get('id_token_hint')).to.match(/^[\w-]+\.[\w-]+\.[\w-]+$/)
      expect(there.status).to.equal(200)
      // It holds a token, and is left as it is by whatever compresses.
      expect(answer.headers.get('cache-control')).to.equal('no-store, no-transform')
      expect(answer.headers.get('content-encoding')).to.equal(null)
    })
  })
})
