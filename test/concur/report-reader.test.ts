import { Big } from 'big.js'
import { expect } from 'chai'
import { readReportV11 } from '../../server/concur/read-report-v11.ts'
import { createReportReader, type ReportReader } from '../../server/concur/report-reader.ts'
import { fixture } from './fixture.ts'

describe('the report reader', () => {
  let reader: ReportReader

  beforeEach(() => {
    reader = createReportReader()
  })

  afterEach(() => reader.close())

  it('reads a large report in its thread as it reads a small one in place, decimals included', async () => {
    const text = fixture('report-full-details.xml')
    const small = Buffer.from(text)
    const large = Buffer.from(text.replace('</ReportDetails>', `${' '.repeat(40_000)}</ReportDetails>`))

    const [fromThread, inPlace] = [await reader.read(large), await reader.read(small)]

    expect(fromThread).to.deep.equal(inPlace)
    expect(fromThread.ok && fromThread.value.total?.amount.constructor).to.equal(Big)
  })

  it('answers each of several with its own', async () => {
    const pad = ' '.repeat(40_000)
    const bodies = ['a', 'b', 'c'].map((name) => Buffer.from(`<${name}>${pad}</${name}>`))

    const readings = await Promise.all(bodies.map(async (body) => reader.read(body)))

    expect(readings).to.deep.equal(bodies.map(readReportV11))
  })

  it('tells whoever waits when it is closed', async () => {
    const reading = reader.read(Buffer.from(`<a>${' '.repeat(5_000_000)}</a>`))
    await reader.close()

    expect(await reading).to.deep.equal({ ok: false, problem: 'it could not be read to its end' })
  })
})
