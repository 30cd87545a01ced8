import { expect } from 'chai'
import type { Page } from 'playwright-core'
import type { ReportTrouble } from '../../../server/simulator/reports/report-trouble.ts'
import { cleanReport } from '../../connector/reports.ts'
import { useConsoleBench } from './console-bench.ts'

const POLICY = `
name: Held for a person
outcomes: { stop: hold }
rules:
  - { rule: purpose-missing, severity: stop, exceptionCode: NOPURPOS, on: [report] }
`
describe('what becomes of a decision, in a browser', () => {
  const { bench, open, held, at } = useConsoleBench({
    policy: POLICY,
    environment: { DECISION_UNDO_SECONDS: '1' },
  })
  let carla: Page

  before(async () => {
    carla = await open('carla')
  })

  it('is a refusal in the words of Concur, until an admin has it tried again', async () => {
    const [reportId, id] = await submit({ refusals: [{ of: 'approve', code: 'no_approver', times: 1 }] })
    await approve(id)
    const answer = carla.locator(`#answer-${id}`)
    await carla.locator(`#answer-${id}.refused`, { hasText: 'was refused by Concur' }).waitFor()
    expect(await answer.innerText())
      .to.match(/Concur says: .*no_approver/)
      .and.include('Stuck (for IT)')
    expect(bench().simulator.report(reportId).statusCode).to.equal('A_EXTV')

    const ingrid = await open('ingrid')
    await ingrid.goto(at('/operations'))
    const row = ingrid.locator('tr', { hasText: 'Carries the decision of carla to approve' })
    await row.getByRole('button', { name: 'Try again' }).click()
    await ingrid.getByText('which is tried again as it was taken').waitFor()
    await carla.goto(at(`/reviews/${id}`))
    await carla.locator(`#answer-${id}.done`, { hasText: 'is done in Concur' }).waitFor()
    expect(bench().simulator.report(reportId).statusCode).to.equal('A_APPR')
  })

  it('is not known where the answer was lost, until the report was read back, and is done once', async () => {
    const [reportId, id] = await submit()
    bench().simulator.fault('workflow', { reset: 'after' })
    await carla.goto(at(`/reviews/${id}`))
    bench().simulator.fault('report', { delayMs: 3000 }, 3)
    await approve(id)
    await carla.locator(`#answer-${id}.unknown`, { hasText: 'the report is being read back' }).waitFor()
    // It is read back after a pause.
    await carla.locator(`#answer-${id}.done`, { hasText: 'is done in Concur' }).waitFor()
    bench().simulator.clearFaults()
    expect(bench().writes(reportId)).to.deep.equal(['exceptions NOPURPOS', 'Approve'])
  })

  it('is told who wants to take it back too late', async () => {
    const [, id] = await submit()
    const page = await open('carla', { isScriptOn: false })
    await page.goto(at(`/reviews/${id}`))
    await page.check('input[value=exception]')
    await page.click('#approve')
    const undo = page.locator('button.undo')
    await undo.waitFor()
    await carla.goto(at(`/reviews/${id}`))
    await carla.locator(`#answer-${id}.done`).waitFor()
    await undo.click()
    expect(await page.locator('#refusal').innerText()).to.include('carried out')
  })

  it('is left to whoever is first, and two see each other', async () => {
    const [, id] = await submit()
    const rafael = await open('rafael')
    await carla.goto(at(`/reviews/${id}`))
    await rafael.goto(at(`/reviews/${id}`))
    expect(await rafael.locator('#present').innerText()).to.include('carla since')
    await rafael.keyboard.press('3')
    // The page looks for others four times a minute.
    await carla.locator('#present', { hasText: 'rafael since' }).waitFor()
    await approve(id)
    await rafael.fill('#reason', 'typed for long')
    await rafael.click('#approve')
    const told = await rafael.locator('#refusal').innerText()
    expect(told).to.match(/carla/i)
    expect(await rafael.locator('main').innerText()).to.include('typed for long')
  })

  /** @returns The report's id, and the number of its review, once it is held. */
  async function submit(trouble: ReportTrouble = {}): Promise<readonly [string, number]> {
    const reportId = bench().simulator.submit(cleanReport({ purpose: '', trouble }))
    return [reportId, await held(reportId)]
  }

  async function approve(id: number): Promise<void> {
    await carla.goto(at(`/reviews/${id}`))
    await carla.keyboard.press('3')
    await carla.keyboard.press('Enter')
    await carla.locator(`#answer-${id}`).waitFor()
  }
})
