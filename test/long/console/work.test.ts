import { expect } from 'chai'
import type { Page } from 'playwright-core'
import { useDemo } from './console-browser.ts'

const VIEWS = [
  'Needs review',
  'Mine',
  'Could not be checked',
  'Sent back, with the employee',
  'Resubmitted',
  'Trial',
  'Stuck (for IT)',
  'Decided today',
] as const

describe('a day of work in a browser', () => {
  const demo = useDemo()

  const { open, held } = demo
  const reportOf = (id: number) => `${demo.consoleUrl()}/reviews/${id}`

  it('moves, selects, takes over, searches and explains itself by keys in the list', async () => {
    const page = await open('carla')
    const [first, second] = await idsOf(page)
    await page.keyboard.press('j')
    await page.keyboard.press('j')
    expect(await page.evaluate('document.activeElement.closest("tr").dataset.review')).to.equal(second)
    await page.keyboard.press('x')
    expect(await page.locator(`tr[data-review="${second}"] input`).isChecked()).to.equal(true)
    await page.keyboard.press('k')
    expect(await page.evaluate('document.activeElement.closest("tr").dataset.review')).to.equal(first)
    await page.keyboard.press('?')
    expect(await page.locator('#keys').innerText()).to.include('assign it to me')
    await page.keyboard.press('m')
    await page.locator(`tr[data-review="${first}"]`, { hasText: 'carla' }).waitFor()
    await page.keyboard.press('/')
    await page.keyboard.type('lyon')
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: 'Found for “lyon”' }).waitFor()
    expect(await idsOf(page)).to.have.lengthOf(1)
  })

  it('moves between findings, asks, assigns and puts off by keys in a report', async () => {
    const id = await held('gift-and-late-ride')
    const page = await open('carla')
    await page.goto(reportOf(id))
    const focused: unknown[] = []
    for (const key of ['j', 'j', 'k', 'b', 'a']) {
      await page.keyboard.press(key)
      focused.push(await page.evaluate('document.activeElement.id'))
    }
    // Whoever wants to approve is led to what is not judged yet.
    expect(focused).to.deep.equal(['reason-0', 'reason-1', 'reason-0', 'send-back', 'reason-0'])

    await page.keyboard.press('r')
    await page.keyboard.type('rafael')
    await page.fill('#ask-text', 'Was it a raffle?')
    await page.click('#act-ask button')
    await page.getByText('carla asks rafael:').waitFor()
    await page.keyboard.press('m')
    await page.keyboard.type('rafael')
    await page.keyboard.press('Enter')
    await page
      .locator('.facts', { hasText: /Assigned to\s*rafael/ })
      .first()
      .waitFor()
    await page.keyboard.press('s')
    await page.keyboard.type('3d')
    await page.keyboard.press('Enter')
    await page.getByText('Put off until').waitFor()
    await page.goto(demo.consoleUrl())
    expect(await idsOf(page)).not.to.include(String(id))
  })

  it('opens every view, keeps one of its own, and gives it up again', async () => {
    const page = await open('carla')
    for (const view of VIEWS) {
      await page.locator('nav.views a', { hasText: view }).first().click()
      await page.getByRole('heading', { name: view, level: 1 }).waitFor()
    }
    await page.goto(demo.consoleUrl())
    await page.locator('summary', { hasText: 'Narrow down' }).click()
    const form = page.locator('form[action="/queue/views"]')
    await form.locator('input[name=employee]').fill('dupont')
    await form.locator('input[name=name]').fill('Of Noël')
    await form.locator('button').click()
    await page.getByRole('heading', { name: 'Of Noël', level: 1 }).waitFor()
    expect(await page.locator('section.list').innerText())
      .to.include('Dupont')
      .and.not.include('Raman')
    await page.getByRole('button', { name: 'Delete this view' }).click()
    await page.getByRole('heading', { name: 'Needs review', level: 1 }).waitFor()
    expect(await page.getByText('Of Noël').count()).to.equal(0)
  })

  it('shows what is new without taking away a tick or a word half typed', async () => {
    const page = await open('carla')
    const [first = ''] = await idsOf(page)
    await page.check(`tr[data-review="${first}"] input`)
    await page.fill('#search', 'half a wo')
    const id = await held()
    await page.locator(`tr[data-review="${id}"]`).waitFor()
    expect(await page.locator(`tr[data-review="${first}"] input`).isChecked()).to.equal(true)
    expect(await page.inputValue('#search')).to.equal('half a wo')
  })

  it('decides on several, and on those that are left when a colleague was first on one', async () => {
    const ids = [await held(), await held(), await held()]
    const [carla, rafael] = [await open('carla'), await open('rafael')]
    for (const id of ids) await carla.check(`tr[data-review="${id}"] input`)
    await carla.click('button[form=bulk]')
    expect(await carla.locator('main').innerText()).to.match(/USD\s593\.70/)

    await rafael.goto(reportOf(ids[0] ?? 0))
    await rafael.keyboard.press('2')
    await rafael.keyboard.press('Enter')
    await rafael.locator(`#answer-${ids[0]}`).waitFor()
    await carla.check('input[value="in policy"]')
    await carla.fill('#reason', 'A prize draw')
    await carla.click('button.main')
    expect(await carla.locator('.problem').innerText()).to.include('not in the list any more')
    expect(await carla.inputValue('#reason')).to.equal('A prize draw')

    await carla.click('button.main')
    await carla.locator('.mark.green').nth(1).waitFor()
    expect(await carla.locator('.mark.green').count()).to.equal(2)
    await carla.goto(`${demo.consoleUrl()}/?view=decided`)
    expect(await idsOf(carla)).to.include.members(ids.map(String))
  })

  it('draws the receipt of a line, and says where there is none', async () => {
    const id = await held()
    const page = await open('carla')
    await page.goto(reportOf(id))
    await page.locator('.line a[data-receipt]').first().click()
    await page.locator('.line .receipt canvas').first().waitFor()
    await page.getByText('Hide the receipt').click()
    expect(await page.locator('.receipt').count()).to.equal(0)
    const none = await page.request.get(`${reportOf(id)}/receipts/9`)
    expect([none.status(), (await none.text()).trim()]).to.deep.equal([
      404,
      'Concur has no receipt for this.',
    ])
  })

  it('says on every page that the session has ended, and keeps what is typed', async () => {
    const id = await held()
    const page = await open('carla')
    const list = await page.context().newPage()
    await list.goto(demo.consoleUrl())
    await page.goto(reportOf(id))
    await page.fill('#reason', 'typed for long')
    const leaving = await page.context().newPage()
    await leaving.goto(demo.consoleUrl())
    await leaving.getByRole('button', { name: 'Sign out' }).click()
    await leaving.getByText('You are signed out.').waitFor()

    await list.bringToFront()
    await list.locator('#problem', { hasText: 'Your session has ended' }).waitFor()
    await page.bringToFront()
    await page.locator('#problem', { hasText: 'Your session has ended' }).waitFor()
    expect(await page.inputValue('#reason')).to.equal('typed for long')
  })

  it('searches and decides on several without script', async () => {
    const ids = [await held(), await held()]
    const page = await open('carla', { isScriptOn: false })
    await page.fill('#search', 'raman')
    await page.click('.tools form button')
    expect(await page.locator('h1').innerText()).to.equal('Found for “raman”')
    for (const id of ids) await page.check(`tr[data-review="${id}"] input`)
    await page.click('button[form=bulk]')
    await page.check('input[value=exception]')
    await page.fill('#reason', 'Granted once')
    await page.click('button.main')
    expect(await page.locator('tr[data-kind=planned]').count()).to.equal(2)
    // The page loads itself again until all is done in Concur.
    await page.getByText('2 of 2 settled').waitFor()
    expect(await page.locator('tr[data-kind=done]').count()).to.equal(2)
  })

  it('is decided on with a thumb, in German', async () => {
    const id = await held()
    const page = await open('carla', { locale: 'de-DE', width: 390 })
    await page.goto(reportOf(id))
    const [circle, label] = [page.locator('input[value=exception]'), page.locator('.verdicts label').nth(2)]
    const [inner, outer] = [await circle.boundingBox(), await label.boundingBox()]
    expect(inner?.y).to.be.greaterThan(outer?.y ?? 0)
    expect((inner?.y ?? 0) + (inner?.height ?? 0)).to.be.lessThan((outer?.y ?? 0) + (outer?.height ?? 0))
    await label.click()
    await page.click('#approve')
    expect(await page.locator(`#answer-${id}`).innerText()).to.include('Zurücknehmen')
  })
})

/** The numbers of the reviews that the list shows. */
function idsOf(page: Page): Promise<readonly string[]> {
  return page
    .locator('tr[data-review]')
    .evaluateAll((rows) => rows.map((row) => row.getAttribute('data-review') ?? ''))
}
