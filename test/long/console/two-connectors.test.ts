import { expect } from 'chai'
import type { Browser } from 'playwright-core'
import { addDemoPeople } from '../../../server/commands/demo-people.ts'
import { type BenchOptions, useBenches } from '../../connector/bench.ts'
import { demoReport } from '../../connector/reports.ts'
import { launchChromium } from '../../support/chromium.ts'
import { type Pooler, startPgbouncer } from '../../support/pgbouncer.ts'
import { type PostgresServer, startPostgresServer } from '../../support/postgres-server.ts'
import { skipWithout } from '../../support/skip.ts'
import { signedIn } from './console-browser.ts'

describe('the consoles of two connectors, in a browser', () => {
  const openBench = useBenches()
  let browser: Browser
  let server: PostgresServer
  let pooler: Pooler

  before(async function () {
    browser = await launchChromium(this)
    server = (await startPostgresServer()) ?? skipWithout('initdb and pg_ctl of PostgreSQL', this)
    pooler = (await startPgbouncer(server.url, 'transaction')) ?? skipWithout('pgbouncer', this)
  })
  after(async () => {
    await browser?.close()
    await pooler?.close()
    await server?.remove()
  })

  const start = (options: BenchOptions = {}) =>
    openBench({ environment: { DATABASE_URL: pooler.url, DECISION_UNDO_SECONDS: '1' }, ...options })

  it('show by themselves what the other one holds and decides, behind PgBouncer in transaction mode', async () => {
    const first = await start()
    const second = await start({ concurUrl: () => Promise.resolve(first.simulator.url) })
    await addDemoPeople(server.url, new Date())
    const [carla, rafael] = [
      await signedIn(browser, first.connector.consoleUrl ?? '', 'carla'),
      await signedIn(browser, second.connector.consoleUrl ?? '', 'rafael'),
    ]
    expect(await rafael.locator('section.list').innerText()).to.include('Nothing is waiting here')

    const reportId = first.simulator.submit(demoReport('gift-cards'))
    for (const page of [carla, rafael]) await page.locator('tr[data-review]').waitFor()
    await carla.locator('tr[data-review] a').first().click()
    await carla.waitForURL('**/reviews/**')
    await carla.keyboard.press('3')
    await carla.keyboard.press('Enter')
    await carla.locator('.answer.done').waitFor()
    await rafael.locator('tr[data-review]').waitFor({ state: 'detached' })
    expect(first.writes(reportId)).to.deep.equal(['exceptions GIFT', 'Approve'])

    // A connector that stops takes nobody's list with it: the other one goes on.
    await first.connector.stop()
    first.simulator.connectTo({
      url: `${second.connector.url}/concur/v1.0/notify`,
      username: 'concur-user',
      password: 'concur-password',
    })
    first.simulator.submit(demoReport('gift-and-late-ride'))
    await rafael.locator('tr[data-review]', { hasText: 'Lyon' }).waitFor()
  })
})
