import { expect } from 'chai'
import { draftEntry, draftReport } from '../../../server/simulator/reports/draft-report.ts'
import { type Simulator, startSimulator } from '../../../server/simulator/simulator.ts'
import { call } from '../simulator-calls.ts'

const TODAY = '2026-03-02'

describe('simulator: receipt images', () => {
  let simulator: Simulator
  let minutes: number
  const entries = [
    draftEntry(TODAY, { key: 'nPng%Re1$w' }),
    draftEntry(TODAY, { key: 'nJpeg', receiptImageId: 'IMAGE2' }),
    draftEntry(TODAY, { key: 'nPdf' }),
    draftEntry(TODAY, { key: 'nNone', receiptImageId: '' }),
  ]

  beforeEach(async () => {
    minutes = 0
    const now = () => new Date(Date.parse('2026-03-02T09:00:00Z') + minutes * 60_000)
    simulator = await startSimulator({ now })
  })
  afterEach(async () => simulator.close())

  async function addressOf(what: string): Promise<string> {
    const { body } = await call(simulator, 'GET', `/api/image/v1.0/${what}`)
    return /<Url>(.*)<\/Url>/.exec(body)?.[1] ?? ''
  }

  /** How a file begins, in Latin-1. */
  async function beginningOf(what: string): Promise<string> {
    const answer = await fetch(await addressOf(what))
    return Buffer.from(await answer.arrayBuffer())
      .toString('latin1')
      .slice(0, 5)
  }

  it('gives a PNG, a JPEG and a PDF by the keys of entries', async () => {
    simulator.submit(draftReport(TODAY, { entries }))

    expect(await beginningOf('expenseentry/nPdf')).to.equal('%PDF-')
    expect(await beginningOf('expenseentry/nPng%Re1$w')).to.equal('\x89PNG\r')
    expect(await beginningOf('expenseentry/nJpeg')).to.equal('\xff\xd8\xff\xdb\0')
  })

  it('gives all receipts of a report as one PDF, a page each', async () => {
    const reportId = simulator.submit(draftReport(TODAY, { entries }))

    const file = await (await fetch(await addressOf(`report/${reportId}`))).text()

    expect(file)
      .to.match(/^%PDF-1\.4\n/)
      .and.include('/Count 3 >>')
      .and.include('(TOTAL 18.50')
  })

  it('knows an image by its own id', async () => {
    simulator.submit(draftReport(TODAY, { entries }))

    expect(await beginningOf('receipt/IMAGE2')).to.equal('\xff\xd8\xff\xdb\0')
  })

  it('answers 404 where there is no image', async () => {
    simulator.submit(draftReport(TODAY, { entries }))

    for (const what of ['expenseentry/nNone', 'expenseentry/nOther', 'report/R1', 'receipt/I1'])
      expect(await call(simulator, 'GET', `/api/image/v1.0/${what}`)).to.include({ status: 404 })
  })

  it('gives an address for 15 minutes', async () => {
    simulator.submit(draftReport(TODAY, { entries }))
    const address = await addressOf('expenseentry/nPng%Re1$w')

    minutes = 14
    expect((await fetch(address)).status).to.equal(200)
    minutes = 15
    expect((await fetch(address)).status).to.equal(403)
  })

  it('refuses a token where the files are', async () => {
    simulator.submit(draftReport(TODAY, { entries }))
    const address = await addressOf('expenseentry/nPng%Re1$w')

    expect((await fetch(address, { headers: { authorization: 'Bearer t' } })).status).to.equal(400)
  })

  it('asks for the scope IMAGE', async () => {
    await simulator.close()
    simulator = await startSimulator({ scopes: ['EXPRPT'] })
    const reportId = simulator.submit(draftReport(TODAY, { entries }))

    expect(await call(simulator, 'GET', `/api/image/v1.0/report/${reportId}`)).to.include({ status: 403 })
  })
})
