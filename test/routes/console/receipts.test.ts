import { expect } from 'chai'
import { createBreaker } from '../../../server/concur/breaker.ts'
import { createConcurClient } from '../../../server/concur/concur-client.ts'
import { createHttpClient, type HttpClient } from '../../../server/concur/http.ts'
import { createFetchFile } from '../../../server/console/receipts/fetch-file.ts'
import { createReceiptService } from '../../../server/console/receipts/receipt-service.ts'
import { draftEntry, draftReport } from '../../../server/simulator/reports/draft-report.ts'
import { type Simulator, startSimulator } from '../../../server/simulator/simulator.ts'
import { SCOPES } from '../../../server/simulator/simulator-options.ts'
import type { Database } from '../../../server/store/database.ts'
import { createTrail } from '../../../server/store/people/trail.ts'
import { holdReports } from '../../console/report/held-reports.ts'
import { recordedLog } from '../../listeners/recorded-log.ts'
import { buildEntry, buildReport } from '../../support/build-report.ts'
import { onSqlite } from '../../support/engines.ts'
import { type Browser, type ConsolePages, servePages } from './console-pages.ts'

const TODAY = '2026-05-22'

onSqlite((engine) => {
  describe('the receipts of a report', () => {
    let simulator: Simulator
    let http: HttpClient
    let pages: ConsolePages
    let db: Database
    let cleo: Browser
    const log = recordedLog()

    async function serve(scopes: readonly string[] = SCOPES) {
      simulator = await startSimulator({ scopes, rotatesRefreshToken: false })
      http = createHttpClient(2)
      const concur = createConcurClient({
        apiOrigin: simulator.url,
        tokenUrl: `${simulator.url}/oauth2/v0/token`,
        client: {
          clientId: 'simulator-client',
          clientSecret: 'simulator-secret',
          refreshToken: 'simulator-refresh-token',
        },
        refreshTokens: {
          candidates: () => Promise.resolve(['simulator-refresh-token']),
          store: () => Promise.resolve(),
        },
        http,
        breaker: createBreaker(
          () => new Date(),
          () => 0,
        ),
        log,
        now: () => new Date(),
      })
      db = await engine.open()
      const fetchFile = createFetchFile(simulator.url)
      const receipts = createReceiptService({ db, concur, fetchFile, log, now: () => new Date() })
      pages = await servePages(db, { receipts })
      cleo = await pages.browserFor({ login: 'cleo', name: 'Cleo', role: 'controller' })
      const entries = [
        draftEntry(TODAY, { key: 'n3%Rek29$w', receiptImageId: 'Image1' }),
        draftEntry(TODAY, { receiptImageId: '' }),
      ]
      const reportId = simulator.submit(draftReport(TODAY, { entries }))
      await holdReports(db, [
        {
          number: 0,
          report: buildReport({
            reportId,
            entries: [
              buildEntry({ entryId: 'n3%Rek29$w' }),
              buildEntry({ entryId: 'gone' }),
              buildEntry({ entryId: '../x' }),
            ],
          }),
        },
      ])
    }

    afterEach(async () => {
      await pages.close()
      http.close()
      await simulator.close()
    })

    it('are neither fetched nor in the trail for who asks for the head of an answer alone', async () => {
      await serve()
      for (const path of ['/reviews/1/receipts/1', '/reviews/1/receipts', '/reviews/1', '/events', '/']) {
        const answer = await cleo.get(path, {}, 'HEAD')
        expect([path, answer.status, answer.headers.get('allow')]).to.deep.equal([path, 405, 'GET, POST'])
      }
      expect(simulator.requests.filter(({ path }) => path.includes('receipt'))).to.deep.equal([])
      const acts = (await createTrail(db).list({ limit: 20 })).map(({ act }) => act)
      expect(acts.filter((act) => act.startsWith('review'))).to.deep.equal([])
    })

    it('come from Concur when somebody asks for them, without our token at the other address, and are kept nowhere', async () => {
      await serve()

      const image = await cleo.get('/reviews/1/receipts/1')
      const all = await cleo.get('/reviews/1/receipts')
      const asked = simulator.requests.filter(({ path }) => path.startsWith('/receipt-files/'))

      expect([image.status, image.headers.get('content-type')]).to.deep.equal([200, 'image/png'])
      expect(
        Buffer.from(await image.arrayBuffer())
          .subarray(1, 4)
          .toString(),
      ).to.equal('PNG')
      expect([all.status, all.headers.get('content-type')]).to.deep.equal([200, 'application/pdf'])
      expect((await all.text()).slice(0, 5)).to.equal('%PDF-')
      expect(image.headers.get('content-disposition')).to.equal('inline; filename="receipt-1-1.png"')
      expect(all.headers.get('content-disposition')).to.equal('attachment; filename="receipts-1.pdf"')
      expect(image.headers.get('content-security-policy')).to.equal(
        "default-src 'none'; frame-ancestors 'none'; sandbox",
      )
      expect(image.headers.get('cache-control')).to.equal('no-store')
      expect(image.headers.get('x-content-type-options')).to.equal('nosniff')
      expect(asked.map(({ headers }) => headers.authorization)).to.deep.equal([undefined, undefined])
      expect(
        (await createTrail(db).list({ limit: 9 }))
          .filter(({ act }) => act === 'review receipt')
          .map(({ who, subject, detail }) => [who, subject, detail]),
      ).to.deep.equal([
        ['cleo', 'review 1', null],
        ['cleo', 'review 1', 'line 1'],
      ])
    })

    it('say why there is none', async () => {
      await serve()

      const none = await cleo.get('/reviews/1/receipts/2')
      const beyond = await cleo.get('/reviews/1/receipts/9')

      expect([none.status, await none.text()]).to.deep.equal([404, 'Concur has no receipt for this.\n'])
      expect(beyond.status).to.equal(404)
    })

    it('say which scope is missing', async () => {
      await serve(SCOPES.filter((scope) => scope !== 'IMAGE'))

      const answer = await cleo.get('/reviews/1/receipts/1')

      expect(answer.status).to.equal(502)
      expect(await answer.text()).to.include('needs the scope IMAGE')
    })

    it('are not asked for by a key that would be another address', async () => {
      await serve()
      const before = simulator.requests.length

      expect((await cleo.get('/reviews/1/receipts/3')).status).to.equal(404)
      expect(simulator.requests).to.have.lengthOf(before)
    })

    it('do not exist for those who do not see the report', async () => {
      await serve()
      const scope = JSON.stringify({ country: ['DE'] })
      const rita = await pages.browserFor({
        login: 'rita',
        name: 'Rita',
        role: 'reviewer',
        scope,
        maxAmounts: { USD: '1' },
      })

      const statuses = [
        (await rita.get('/reviews/1/receipts/1')).status,
        (await rita.get('/reviews/1/receipts')).status,
        (await cleo.get('/reviews/2/receipts')).status,
        (await cleo.get('/reviews/1/receipts/x')).status,
      ]

      expect(statuses).to.deep.equal([404, 404, 404, 404])
    })

    it('are drawn by files of ours, and what the worker may do it alone may do', async () => {
      await serve()
      const base = '/static/pdf-6.5.438'
      const paths = [
        '/build/pdf.min.mjs',
        '/build/pdf.worker.min.mjs',
        '/wasm/openjpeg.wasm',
        '/cmaps/H.bcmap',
        '/package.json',
        '/../package.json',
      ]
      const answers = await Promise.all(paths.map((path) => pages.browser().get(`${base}${path}`)))

      expect(answers.map(({ status }) => status)).to.deep.equal([200, 200, 200, 200, 303, 303])
      expect(answers[1]?.headers.get('content-encoding')).to.equal('gzip')
      expect(answers[1]?.headers.get('cache-control')).to.equal('public, max-age=31536000, immutable')
      expect(answers.map(({ headers }) => headers.get('content-type')).slice(0, 3)).to.deep.equal([
        'text/javascript; charset=utf-8',
        'text/javascript; charset=utf-8',
        'application/wasm',
      ])
      expect(
        answers.map(({ headers }) => headers.get('content-security-policy')?.includes('wasm-unsafe-eval')),
      ).to.deep.equal([false, true, false, false, false, false])
    })
  })
})
