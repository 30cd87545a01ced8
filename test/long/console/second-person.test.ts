import { AxeBuilder } from '@axe-core/playwright'
import { expect } from 'chai'
import type { Page } from 'playwright-core'
import { useDemo } from './console-browser.ts'
import { reviewInDemo } from './submit-held.ts'

/** Beyond the time in which a decision can be taken back, and what carrying it out takes. */
const CARRIED_OUT_MS = 45_000

describe('deciding on several reports in a browser, with a second person', () => {
  const demo = useDemo()

  it('is proposed by one and confirmed by another, and both see what becomes of each', async () => {
    const ids = [await demo.held(), await demo.held(), await demo.held()]
    const carla = await demo.open('carla')
    await propose(carla, ids)
    expect(await carla.locator('main').innerText())
      .to.include('Nothing is decided yet')
      .and.to.match(/USD\s593\.70/)
    const address = carla.url()

    const rafael = await demo.open('rafael', { locale: 'de-DE', width: 390 })
    const entry = rafael.getByRole('link', { name: 'Von Ihnen zu bestätigen' })
    expect(await entry.innerText()).to.match(/1$/)
    await entry.click()
    await rafael.getByRole('link', { name: 'carla genehmigt 3 Berichte' }).click()
    await readable(rafael)
    await rafael.click('#confirm')
    await rafael.locator('tr[data-kind=planned]').nth(2).waitFor()

    // Without a click of hers.
    await carla.getByText('Confirmed by rafael').waitFor()
    await readable(carla)
    await carla.getByText('3 of 3 settled').waitFor({ timeout: CARRIED_OUT_MS })
    await rafael.getByText('3 von 3 erledigt').waitFor({ timeout: CARRIED_OUT_MS })
    expect(await rafael.locator('tr[data-kind=done]').count()).to.equal(3)
    expect(await carla.locator('tr[data-kind=done]').count()).to.equal(3)
    for (const id of ids) expect(await reviewInDemo(demo.folder(), 'show', String(id))).to.include('approved')

    // The tab is closed, and nothing is lost.
    await carla.goto(demo.consoleUrl())
    await carla.getByRole('link', { name: 'Yours, to be confirmed' }).click()
    await carla.getByRole('link', { name: 'carla approves 3 reports' }).click()
    expect(carla.url()).to.equal(address)
    expect(await carla.locator('tr[data-kind=done]').count()).to.equal(3)
  })

  it('is rejected or withdrawn, and then nothing is decided', async () => {
    const ids = [await demo.held(), await demo.held(), await demo.held()]
    const carla = await demo.open('carla')
    await propose(carla, ids)
    const rafael = await demo.open('rafael')
    await rafael.goto(carla.url())
    await rafael.getByRole('button', { name: 'Reject' }).click()
    await carla.getByText('Rejected by rafael').waitFor()

    await propose(carla, ids)
    await carla.getByRole('button', { name: 'Withdraw' }).click()
    await carla.getByText('Withdrawn by carla').waitFor()
    for (const id of ids)
      expect(await reviewInDemo(demo.folder(), 'show', String(id))).to.match(/^result +held/m)
  })

  async function propose(page: Page, ids: readonly number[]): Promise<void> {
    await page.goto(demo.consoleUrl())
    for (const id of ids) await page.check(`tr[data-review="${id}"] input`)
    await page.click('button[form=bulk]')
    await page.check('input[value=exception]')
    await page.fill('#reason', 'A prize draw')
    await page.click('button.main')
    await page.waitForURL('**/bulk/*')
  }
})

/** Nothing keeps anybody from reading it, and it is no wider than its window. */
async function readable(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze()
  expect(violations.map(({ id, nodes }) => [id, nodes[0]?.html])).to.deep.equal([])
  const isTooWide = await page.evaluate<boolean>(
    'document.documentElement.scrollWidth > document.documentElement.clientWidth',
  )
  expect(isTooWide).to.equal(false)
}
