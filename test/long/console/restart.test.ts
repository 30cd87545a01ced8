import { expect } from 'chai'
import { openDatabase } from '../../../server/store/database.ts'
import { createPeople } from '../../../server/store/people/people.ts'
import { killProcesses } from '../../connector/connector-process.ts'
import { openProcessBench, type ProcessBench } from '../../connector/process-bench.ts'
import { demoReport } from '../../connector/reports.ts'
import { databaseUrl, writesOf } from '../../connector/set-up.ts'
import { until } from '../../connector/until.ts'
import { useRealSockets } from '../../listeners/real-sockets.ts'
import { steadyPort } from '../../support/steady-port.ts'
import { signedIn, useBrowser } from './console-browser.ts'

describe('the console across a restart of the connector', () => {
  const { browser } = useBrowser()
  let bench: ProcessBench

  useRealSockets()
  beforeEach(async () => {
    bench = await openProcessBench()
  })
  afterEach(async () => {
    killProcesses()
    await bench.close()
  })

  it('keeps who is signed in, what was decided, and the time to take it back', async () => {
    const consolePort = String(await steadyPort())
    const settings = { MODE: 'act', CONSOLE_PORT: consolePort, DECISION_UNDO_SECONDS: '600' }
    const first = await bench.start(settings)
    await addCarla()
    const reportId = bench.simulator.submit(demoReport('gift-cards'))
    await until('the report to be held', () =>
      bench.look(async (overview) => (await overview.reviews({ result: 'held', limit: 1 })).length === 1),
    )
    const page = await signedIn(browser(), `http://127.0.0.1:${consolePort}`, 'carla')
    await page.goto(`http://127.0.0.1:${consolePort}/reviews/1`)
    await page.keyboard.press('3')
    await page.keyboard.press('Enter')
    await page.locator('#answer-1').waitFor()

    await first.end('SIGKILL')
    await bench.start(settings)
    await page.reload()
    expect(await page.locator('#answer-1').innerText()).to.include('can be taken back until')
    await page.keyboard.press('u')
    await page.locator('#approve').waitFor()
    expect(await page.locator('#answer-1').innerText()).to.include('was taken back')
    expect(writesOf(bench.simulator, reportId)).to.deep.equal(['exceptions GIFT'])
  })

  async function addCarla(): Promise<void> {
    const db = await openDatabase(databaseUrl(bench.folder))
    const people = createPeople(db)
    const root = { login: 'root', name: 'Root', role: 'admin' } as const
    await people.add(root, root, new Date())
    await people.add({ login: 'carla', name: 'Carla', role: 'controller' }, root, new Date())
    await people.setPassword('carla', 'demo-password', root, new Date())
    await db.destroy()
  }
})
