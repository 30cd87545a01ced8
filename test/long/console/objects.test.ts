import { expect } from 'chai'
import type { Page } from 'playwright-core'
import { draftEntry } from '../../../server/simulator/reports/draft-report.ts'
import { draftTravelRequest } from '../../../server/simulator/requests/draft-travel-request.ts'
import { cleanReport } from '../../connector/reports.ts'
import { TODAY } from '../../connector/set-up.ts'
import { until } from '../../connector/until.ts'
import { useConsoleBench } from './console-bench.ts'

const POLICY = `
name: Held for a person
outcomes: { stop: hold }
notEvaluated: hold
rules:
  - { rule: purpose-missing, severity: stop, exceptionCode: NOPURPOS, on: [report] }
  - { rule: amount-cap, severity: stop, exceptionCode: OVERCAP, caps: { TAXIX: { USD: 100 } } }
  - { rule: duplicate-entry, severity: stop, exceptionCode: DUPENTRY, lookBackDays: 365, acrossEmployees: true }
requests:
  rules:
    - { rule: request-purpose, severity: stop, minWords: 2 }
    - { rule: request-amount, severity: stop, limits: { USD: 500 } }
`

describe('what is held, in a browser', () => {
  const { bench, open, held, at } = useConsoleBench({
    policy: POLICY,
    environment: { DECISION_UNDO_SECONDS: '1' },
  })

  for (const door of ['callout', 'events'] as const)
    it(`may be a travel request told by ${door}: it is decided on by keys, and moves on in Concur`, async () => {
      const requestId = bench().simulator.submitRequest(draftTravelRequest(TODAY, { purpose: 'Trip' }), [
        door,
      ])
      const id = await held(requestId)
      const page = await open('carla')
      await page
        .locator(`tr[data-review="${id}"]`, { hasText: 'travel request' })
        .locator('a')
        .first()
        .focus()
      await page.keyboard.press('Enter')
      await page.waitForURL(`**/reviews/${id}**`)
      const shown = await page.locator('main').innerText()
      expect(shown)
        .to.include('Trade fair in Lyon')
        .and.include(door === 'callout' ? 'Airfare' : 'what is planned to be spent')
        .and.include('Miller, Chris')
      expect(shown).to.include('About the whole request').and.not.include('receipt')

      await page.keyboard.press('3')
      await page.keyboard.press('3')
      expect(await focusOf(page)).to.equal('approve')
      await page.keyboard.press('Enter')
      await page.locator(`#answer-${id}`, { hasText: 'is done in Concur' }).waitFor()
      expect(bench().simulator.travelRequest(requestId).statusCode).to.equal('Q_PEND')
      await page.locator('.facts', { hasText: 'approved' }).first().waitFor()
      await page.reload()
      expect(await page.locator('.trail').innerText()).to.match(/Exception granted: .+limit of USD.500.00/)
    })

  it('goes back with a comment, and comes again with what is different and what was said', async () => {
    const { simulator } = bench()
    const reportId = simulator.submit(
      cleanReport({ purpose: '', entries: [draftEntry(TODAY, { transactionAmount: '150.00' })] }),
    )
    const first = await held(reportId)
    const page = await open('carla')
    await page.goto(at(`/reviews/${first}`))
    await page.keyboard.press('4')
    await page.keyboard.press('3')
    expect(await focusOf(page)).to.equal('send-back')
    await page.keyboard.press('Enter')
    await page.locator(`#answer-${first}`, { hasText: 'is done in Concur' }).waitFor()
    expect(simulator.report(reportId).statusCode).to.equal('A_RESU')
    await page.goto(at('/?view=sent-back'))
    expect(await page.locator('section.list').innerText()).to.include('sent back')

    simulator.resubmit(reportId, { purpose: 'Meeting of suppliers' })
    await until('the next review to be held', async () => (await held(reportId)) !== first)
    const second = await held(reportId)
    await page.goto(at('/?view=resubmitted'))
    await page.locator(`tr[data-review="${second}"] a`).first().click()
    await page.waitForURL(`**/reviews/${second}**`)
    const changes = page.locator('.changes tbody tr')
    expect(await changes.evaluateAll((rows) => rows.map((row) => row.textContent?.trim()))).to.deep.equal([
      'report: the business purpose is missing or says too little (-); words needed: 1.gone',
      'Purpose–Meeting of suppliers',
    ])
    const reason = page.locator('.reason')
    expect(await reason.count()).to.equal(1)
    expect(await reason.innerText()).to.match(/carla judged it on .*: Exception granted/)
    expect(await page.locator('blockquote').first().innerText()).to.include('business purpose is missing')
  })

  it('is nothing that the employee can correct where the policy could not tell: a person writes what is', async () => {
    const reportId = bench().simulator.submit(cleanReport({ currency: 'ISK' }))
    const id = await held(reportId)
    const page = await open('carla')
    await page.goto(at(`/reviews/${id}`))
    expect(await page.locator('.others .line').innerText()).to.include('Taxi')
    expect(await page.inputValue('#comment')).to.equal('')
    await page.keyboard.press('4')
    expect(await focusOf(page)).to.equal('comment')
    expect(await page.inputValue('#comment')).to.equal('')
    await page.keyboard.type('Please pay it from the account of the project.')
    await page.click('#send-back')
    await page.locator(`#answer-${id}`, { hasText: 'is done in Concur' }).waitFor()
    expect(bench().simulator.report(reportId).statusCode).to.equal('A_RESU')
  })

  it('stands beside what it may be a duplicate of, in this report or in another', async () => {
    const { simulator } = bench()
    const first = cleanReport({ name: 'The first one', entries: ride() })
    const second = cleanReport({
      name: 'The second one',
      employee: { loginId: 'priya.raman@example.com', name: 'Raman, Priya' },
      entries: ride(),
    })
    const vendor = first.entries[0]?.vendor ?? ''
    simulator.submit(first)
    await bench().settled()
    const reportId = simulator.submit({
      ...second,
      entries: second.entries.map((entry) => ({ ...entry, vendor })),
    })
    const id = await held(reportId)
    const page = await open('carla')
    await page.goto(at(`/reviews/${id}`))
    await page.getByText('Both side by side').click()
    const sides = page.locator('.duplicate .sides > div')
    expect(await sides.count()).to.equal(2)
    for (const text of await sides.allInnerTexts())
      expect(text)
        .to.include(vendor)
        .and.match(/USD\s42\.70/)
    expect(await sides.last().innerText())
      .to.include('The first one')
      .and.include('Miller, Chris')
    const [left, right] = [await sides.first().boundingBox(), await sides.last().boundingBox()]
    expect([left?.y, (left?.x ?? 0) < (right?.x ?? 0)]).to.deep.equal([right?.y, true])
    await page.getByText('Open that report').click()
    await page.getByRole('heading', { name: 'The first one' }).waitFor()
  })
})

function focusOf(page: Page): Promise<string> {
  return page.evaluate<string>('document.activeElement.id')
}

function ride() {
  return [draftEntry(TODAY, { transactionAmount: '42.70' })]
}
