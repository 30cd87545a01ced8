import { expect } from 'chai'
import type { Page } from 'playwright-core'
import { until } from '../../connector/until.ts'
import { useDemo } from './console-browser.ts'
import { reviewInDemo } from './submit-held.ts'

/** Beyond the time in which a decision can be taken back, and what carrying it out takes. */
const CARRIED_OUT_MS = 45_000

describe('deciding in a browser', () => {
  const demo = useDemo()

  const { open, held } = demo

  it('takes four keys from the list to a decision, opens the next report, and moves it in Concur', async () => {
    const id = await held('gift-cards')
    const page = await open('carla')
    await page.locator(`tr[data-review="${id}"] a`).first().focus()
    let keys = 0
    const press = async (key: string) => {
      keys += 1
      await page.keyboard.press(key)
    }
    await press('Enter')
    await page.waitForURL(`**/reviews/${id}**`)
    await press('3')
    expect(await page.evaluate('document.activeElement.id')).to.equal('approve')
    await press('Enter')
    await page.waitForURL((url) => url.searchParams.get('after') === String(id))
    expect(keys).to.be.at.most(4)
    expect(await answer(page, id)).to.include('can be taken back until')
    expect(await page.locator(`#answer-${id} progress`).count()).to.equal(1)

    await until(
      'the report to be approved',
      async () => (await shown(id)).includes('flagged and approved'),
      CARRIED_OUT_MS,
    )
    expect(await shown(id)).to.include('carla at')
    await page.goto(`${demo.consoleUrl()}/reviews/${id}`)
    expect(await answer(page, id)).to.include('is done in Concur')
  })

  it('takes a decision back by a key, and it is held again', async () => {
    const id = await held('gift-cards')
    const page = await open('carla')
    await page.goto(`${demo.consoleUrl()}/reviews/${id}`)
    await page.keyboard.press('1')
    await page.keyboard.press('Enter')
    await page.locator(`#answer-${id}`).waitFor()
    await page.keyboard.press('u')
    await page.waitForURL(`**/reviews/${id}`)
    expect(await shown(id)).to.match(/^result +held/m)
    expect(await page.locator('#approve').isVisible()).to.equal(true)
  })

  it('goes through all findings again by keys, once a decision on them is taken back', async () => {
    const id = await held('gift-and-late-ride')
    const page = await open('carla')
    await page.goto(`${demo.consoleUrl()}/reviews/${id}`)
    for (const key of ['3', '3', 'Enter']) await page.keyboard.press(key)
    await page.locator(`#answer-${id}`).waitFor()
    await page.keyboard.press('u')
    await page.waitForURL(`**/reviews/${id}`)
    for (const key of ['4', '4']) await page.keyboard.press(key)
    expect(await page.locator('input[value="out of policy"]:checked').count()).to.equal(2)
    expect(await page.evaluate('document.activeElement.id')).to.equal('send-back')
  })

  it('sends back with a comment of what is out of policy, and nothing of what is not', async () => {
    const id = await held('gift-and-late-ride')
    const page = await open('carla')
    await page.goto(`${demo.consoleUrl()}/reviews/${id}`)
    await page.keyboard.press('4')
    await page.keyboard.press('3')
    expect(await page.evaluate('document.activeElement.id')).to.equal('send-back')
    const comment = await page.inputValue('#comment')
    expect(comment).to.include('gift').and.not.include('200 days')
    await page.keyboard.press('Enter')
    await until(
      'the report to be sent back',
      async () => (await shown(id)).includes('sent back'),
      CARRIED_OUT_MS,
    )
  })

  it('needs no script', async () => {
    const id = await held('gift-cards')
    const page = await open('carla', { isScriptOn: false })
    await page.click(`tr[data-review="${id}"] a`)
    await page.click('#approve')
    expect(await page.locator('#refusal').innerText()).to.include('gift')
    await page.check('input[type=radio][value="in policy"]')
    await page.fill('textarea[name=reason]', 'A prize draw')
    await page.click('#approve')
    expect(await answer(page, id)).to.include('can be taken back until')
    expect(await shown(id)).to.include('A prize draw')
  })

  it('tells the second of two people who was first', async () => {
    const id = await held('gift-cards')
    const [carla, rafael] = [await open('carla'), await open('rafael')]
    await carla.goto(`${demo.consoleUrl()}/reviews/${id}`)
    await rafael.goto(`${demo.consoleUrl()}/reviews/${id}`)
    expect(await rafael.locator('main').innerText()).to.include('carla')
    for (const page of [carla, rafael]) await page.keyboard.press('3')
    await carla.keyboard.press('Enter')
    await carla.locator(`#answer-${id}`).waitFor()
    await rafael.fill('textarea[name=reason]', 'typed by rafael')
    await rafael.click('#approve')
    expect(await rafael.locator('#refusal').innerText()).to.match(/carla/i)
  })

  it('comes back to the report after a session that has ended', async () => {
    const id = await held('gift-cards')
    const page = await open('carla')
    await page.context().clearCookies()
    await page.goto(`${demo.consoleUrl()}/reviews/${id}`)
    await page.fill('input[name=login]', 'carla')
    await page.fill('input[name=password]', 'demo-password')
    await page.keyboard.press('Enter')
    await page.waitForURL(`**/reviews/${id}`)
  })

  const shown = async (id: number) => reviewInDemo(demo.folder(), 'show', String(id))
})

/** What became of the decision on that review, as the page has it. */
function answer(page: Page, id: number): Promise<string> {
  return page.locator(`#answer-${id}`).innerText()
}
