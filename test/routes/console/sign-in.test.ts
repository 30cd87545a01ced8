import { expect } from 'chai'
import { createPeople } from '../../../server/store/people/people.ts'
import { createTrail } from '../../../server/store/people/trail.ts'
import { onSqlite } from '../../support/engines.ts'
import { type Browser, type ConsolePages, givePassword, PASSWORD, servePages } from './console-pages.ts'

describe('signing in at the console', () => {
  onSqlite((engine) => {
    let pages: ConsolePages
    let browser: Browser
    let trail: ReturnType<typeof createTrail>
    let people: ReturnType<typeof createPeople>

    beforeEach(async () => {
      const db = await engine.open()
      pages = await servePages(db)
      people = createPeople(db)
      trail = createTrail(db)
      await givePassword(db, 'ada')
      browser = pages.browser()
    })
    afterEach(() => pages.close())

    async function signIn(password = PASSWORD, login = 'ada', returnTo = '/') {
      await browser.get('/sign-in')
      return browser.post('/sign-in', { login, password, return: returnTo })
    }
    const newest = async (limit: number) =>
      (await trail.list({ limit })).map(({ who, act, subject, outcome, detail }) => [
        who,
        act,
        subject,
        outcome,
        detail,
      ])

    it('leads from a page to the form for signing in, and back to that page', async () => {
      const asked = await browser.get('/?view=mine')
      const form = await browser.get(asked.headers.get('location') ?? '')
      const signedIn = await signIn(PASSWORD, ' ADA ', '/?view=mine')
      const home = await browser.get('/')

      expect([asked.status, asked.headers.get('location')]).to.deep.equal([
        303,
        '/sign-in?return=%2F%3Fview%3Dmine',
      ])
      expect(await form.text()).to.include('name="return" value="/?view=mine"')
      expect([signedIn.status, signedIn.headers.get('location')]).to.deep.equal([303, '/?view=mine'])
      expect(home.status).to.equal(200)
      expect(await home.text()).to.include('Ada (admin)')
    })

    it('tells the log and the trail of who came in, who was refused and who left', async () => {
      await signIn('a wrong password')
      await signIn('a wrong password', 'nobody@example.com')
      await signIn()
      const left = await browser.post('/sign-out')
      const after = await browser.get('/')

      expect(left.headers.get('location')).to.equal('/sign-in?out')
      expect(after.headers.get('location')).to.equal('/sign-in')
      expect((await newest(4)).toReversed()).to.deep.equal([
        ['ada', 'sign in', 'person 1', 'refused', 'the password is not right'],
        ['unknown login', 'sign in', 'console', 'refused', 'nobody has this login'],
        ['ada', 'sign in', 'person 1', 'done', 'by password'],
        ['ada', 'sign out', 'person 1', 'done', 'by password'],
      ])
      expect(pages.log.lines.map(({ event, fields }) => [event, fields])).to.deep.equal([
        ['console.sign-in-refused', { person: 1, detail: 'the password is not right', code: undefined }],
        ['console.sign-in-refused', { person: undefined, detail: 'nobody has this login', code: undefined }],
        ['console.signed-in', { person: 1, way: 'password' }],
        ['console.signed-out', { person: 1 }],
      ])
    })

    it('answers a wrong login and a wrong password alike, and keeps only the login', async () => {
      const wrongPassword = await pageOf(await signIn('a wrong password'))
      const wrongLogin = await pageOf(await signIn(PASSWORD, 'eve'))
      const shown = await (await signIn('"><script>alert(1)</script>', '"><script>alert(2)</script>')).text()

      expect(wrongPassword[0]).to.equal(401)
      expect(wrongLogin).to.deep.equal(wrongPassword)
      expect(shown).to.include('value="&quot;&gt;&lt;script&gt;alert(2)&lt;/script&gt;"')
      expect(shown).not.to.include('alert(1)').and.not.include('<script>alert')
    })

    it('ends sessions that were idle too long, but not one that is used', async () => {
      await signIn()
      pages.pass(3599)
      const used = await browser.get('/')
      pages.pass(3599)
      const stillUsed = await browser.get('/')
      pages.pass(3600)
      const idle = await browser.get('/?view=mine')
      const form = await (await browser.get('/sign-in')).text()

      expect([used.status, stillUsed.status, idle.status]).to.deep.equal([200, 200, 303])
      expect(form).to.include('your session has ended')
    })

    it('ends them after some hours, however much they are used, and not as idle by what pages ask by themselves', async () => {
      await signIn()
      for (let hours = 0; hours < 8; hours += 1) {
        expect((await browser.get('/')).status).to.equal(200)
        pages.pass(3590)
      }
      const last = await browser.get('/')
      pages.pass(80)
      const ended = await browser.get('/')
      await signIn()
      pages.pass(1800)
      const stream = await browser.get('/', { Accept: 'text/event-stream' })
      const byItself = await browser.get('/', { 'X-By-Itself': '1' })
      pages.pass(1800)

      expect([last.status, ended.status, stream.status, byItself.status]).to.deep.equal([200, 303, 200, 200])
      expect((await browser.get('/')).status).to.equal(303)
    })

    for (const [what, act] of [
      ['role', () => people.change('robin', { role: 'viewer' }, { login: 'ada' }, pages.now())],
      ['limit', () => people.change('robin', { maxAmounts: { EUR: '5' } }, { login: 'ada' }, pages.now())],
      ['password', () => people.setPassword('robin', 'another password', { login: 'ada' }, pages.now())],
      ['account that is gone', () => people.remove('robin', { login: 'ada' }, pages.now())],
    ] as const) {
      it(`ends those of somebody with another ${what}, and nobody else's`, async () => {
        const robins = await pages.browserFor({ login: 'robin', name: 'Robin', role: 'reviewer' })
        const others = await pages.browserFor({ login: 'kim', name: 'Kim', role: 'viewer' })
        await people.change('robin', { name: 'Robin R.' }, { login: 'ada' }, pages.now())
        const renamed = await robins.get('/')
        await act()

        expect(await renamed.text()).to.include('Robin R. (reviewer)')
        expect((await robins.get('/')).status).to.equal(303)
        expect((await others.get('/')).status).to.equal(200)
      })
    }

    it('asks a stream that is not signed in for nothing, and leads a part of a page to the form', async () => {
      const stream = await browser.get('/events', { Accept: 'text/event-stream' })
      const part = await browser.get('/', {
        'HX-Request': 'true',
        'HX-Request-Type': 'partial',
        'HX-Current-URL': `${pages.url}/reviews/12`,
      })

      const byItself = await browser.get('/reviews/12/present', {
        'HX-Request': 'true',
        'HX-Request-Type': 'full',
        'HX-Current-URL': `${pages.url}/reviews/12`,
        'X-By-Itself': '1',
      })

      expect([byItself.status, byItself.headers.get('hx-redirect')]).to.deep.equal([401, null])
      expect(byItself.headers.get('hx-retarget')).to.equal('#problem')
      expect(await byItself.text())
        .to.include('What you typed is still here')
        .and.to.include('/sign-in?return=%2Freviews%2F12')
      expect([stream.status, await stream.text()]).to.deep.equal([401, ''])
      expect([part.status, part.headers.get('hx-redirect')]).to.deep.equal([
        401,
        '/sign-in?return=%2Freviews%2F12',
      ])
    })

    it('keeps what was typed when the session had ended, to be sent once one is signed in', async () => {
      const expired = await browser.post('/reviews/12/decision', {
        comment: 'Bitte <b>Beleg</b> nachreichen',
        verdict: 'exception',
        action: 'send back',
      })
      const form = await expired.text()
      const kept = /name="kept" value="([^"]*)"/.exec(form)?.[1] ?? ''
      const signedIn = await browser.post('/sign-in', {
        login: 'ada',
        password: PASSWORD,
        kept: kept.replaceAll('&quot;', '"').replaceAll('&lt;', '<').replaceAll('&gt;', '>'),
      })
      const shown = await signedIn.text()

      expect(expired.status).to.equal(401)
      expect(shown).to.include('<form class="fields" method="post" action="/reviews/12/decision">')
      expect(shown).to.include('Bitte &lt;b&gt;Beleg&lt;/b&gt; nachreichen</textarea>')
      expect(shown).to.include('name="verdict" value="exception"')
      // A button is no text that somebody has typed.
      expect(shown).to.include('<input type="hidden" name="action" value="send back">')
      expect(shown).to.include('<label for="again-comment">Comment for the employee</label>')
      expect(form).to.include(`<input type="hidden" name="kept" form="language" value="${kept}">`)
    })

    it('keeps it also where the form for signing in is read in another language', async () => {
      const kept = JSON.stringify({ path: '/reviews/12/decision', fields: [['comment', 'Beleg "fehlt"']] })
      const chosen = { language: 'de', return: '/sign-in?return=%2Freviews%2F12' }
      await browser.get('/sign-in')
      const german = await browser.post('/language', { ...chosen, kept })
      const form = await german.text()

      expect([german.status, german.headers.get('content-language')]).to.deep.equal([200, 'de'])
      expect(form.split('&quot;Beleg \\&quot;fehlt\\&quot;&quot;')).to.have.lengthOf(3)
      expect(form).to.include('name="return" value="/reviews/12"').and.include('<h1>Anmelden</h1>')
      const forged = await browser.post('/language', { ...chosen, kept: '{"path":"//elsewhere.example"}' })
      expect([forged.status, forged.headers.get('location')]).to.deep.equal([303, chosen.return])
      // Another language comes back to the form for signing in, with the way on from it.
      const page = await (await pages.browser().get('/sign-in?return=%2Freviews%2F12')).text()
      expect(page).to.include('name="return" value="/sign-in?return=%2Freviews%2F12"')
    })
  })

  onSqlite((engine) => {
    let pages: ConsolePages
    const browsers: Browser[] = []

    beforeEach(async () => {
      const signIn = {
        withPassword: (_login: string, password: string) =>
          Promise.resolve(password === PASSWORD ? 'a secret' : undefined),
        withProvider: () => Promise.reject(new Error('not to be asked')),
        signOut: () => Promise.resolve(undefined),
      }
      pages = await servePages(await engine.open(), { signIn })
      browsers.splice(0, browsers.length, pages.browser())
    })
    afterEach(() => pages.close())

    async function statusOf(login: string, password: string): Promise<number> {
      const [browser = pages.browser()] = browsers
      await browser.get('/sign-in')
      return (await browser.post('/sign-in', { login, password })).status
    }

    it('takes no more than ten wrong passwords for a login in a quarter of an hour', async () => {
      for (let count = 0; count < 10; count += 1) expect(await statusOf('ada', 'wrong')).to.equal(401)
      const [browser = pages.browser()] = browsers
      const right = await browser.post('/sign-in', { login: ' Ada', password: PASSWORD })

      expect([right.status, right.headers.get('retry-after')]).to.deep.equal([429, '900'])
      expect(await right.text()).to.include('Wait 15 minutes')
      expect(await statusOf('eve', 'wrong')).to.equal(401)
      expect(await statusOf('eve', PASSWORD)).to.equal(303)
    })

    it('takes no more than fifty from one address', async () => {
      for (let count = 0; count < 50; count += 1) expect(await statusOf(`eve${count}`, 'wrong')).to.equal(401)

      expect(await statusOf('ada', PASSWORD)).to.equal(429)
    })

    it('does not count right ones', async () => {
      for (let count = 0; count < 60; count += 1) expect(await statusOf('ada', PASSWORD)).to.equal(303)
    })
  })
})

/** Without what was typed. */
async function pageOf(answer: Response): Promise<readonly unknown[]> {
  const text = await answer.text()
  // What is in fields differs, and the token of forms is another one in each answer.
  const varying = /value="[^"]*"|(?<="X-Form-Token":")[^"]*/g
  return [answer.status, text.replaceAll(varying, '')]
}
