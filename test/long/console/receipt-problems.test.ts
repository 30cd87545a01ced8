import { expect } from 'chai'
import type { Locator, Page } from 'playwright-core'
import type { Reply } from '../../../server/simulator/http/exchange.ts'
import { draftEntry } from '../../../server/simulator/reports/draft-report.ts'
import { cleanReport } from '../../connector/reports.ts'
import { TODAY } from '../../connector/set-up.ts'
import { useConsoleBench } from './console-bench.ts'

const POLICY = `
name: Held for a person
outcomes: { stop: hold }
rules:
  - { rule: purpose-missing, severity: stop, on: [report] }
`
/** Stands there until Concur has answered. */
const ASKING = /is being asked|wird danach gefragt/
const MB = 1024 * 1024

/** What the host of the files sends in place of a receipt, and what the page says of it, in English and German. */
const TROUBLES: readonly (readonly [string, Partial<Reply>, string, string])[] = [
  ['is too large', { bytes: Buffer.alloc(11 * MB, 'x') }, 'larger than 10 MB', 'größer als 10 MB'],
  [
    'is of another type',
    { bytes: Buffer.from('<html>Hello</html>') },
    'neither PDF nor JPEG nor PNG',
    'weder PDF noch JPEG noch PNG',
  ],
  [
    'has an address that has expired',
    { status: 403, bytes: Buffer.from('expired') },
    'did not come',
    'kam nicht',
  ],
]

describe('the receipts of both services, in a browser', () => {
  let inPlace: Partial<Reply> | undefined
  const { bench, open, held, at } = useConsoleBench({
    policy: POLICY,
    simulator: {
      onTheWay: (request, reply) => (request.route === 'receipt-file' ? { ...reply, ...inPlace } : reply),
    },
  })
  /** A report of each door, read in English by v1.1 and in German by v4. */
  const pages = new Map<string, Page>()

  before(async () => {
    for (const [door, locale] of [
      ['callout', 'en-US'],
      ['events', 'de-DE'],
    ] as const) {
      const rides = ['18.50', '21.90', '24.10'].map((transactionAmount) =>
        draftEntry(TODAY, { transactionAmount, receiptImageId: `image-${transactionAmount}` }),
      )
      const draft = cleanReport({ purpose: '', entries: rides })
      const id = await held(bench().simulator.submit(draft, { doors: [door] }))
      const page = await open('carla', { locale })
      await page.goto(at(`/reviews/${id}`))
      pages.set(door, page)
    }
  })
  afterEach(() => {
    inPlace = undefined
    bench().simulator.clearFaults()
  })

  for (const door of ['callout', 'events'] as const)
    it(`are a PNG, a JPEG, a PDF and all of them, of a report told by ${door}`, async () => {
      const types: unknown[] = []
      for (const link of await linksOf(door)) types.push(await show(link))
      expect(types).to.deep.equal(['application/pdf', 'image/png', 'image/jpeg', 'application/pdf'])
    })

  for (const [what, reply, english, german] of TROUBLES)
    it(`are told of where one ${what}`, async () => {
      inPlace = reply
      expect(await said('callout')).to.include(english)
      expect(await said('events')).to.include(german)
    })

  it('are told of where Concur gives none to the connector, or has none', async () => {
    for (const [status, english, german] of [
      [403, 'needs the scope IMAGE', 'braucht den Scope IMAGE'],
      [404, 'Concur has no receipt', 'hat hierzu keinen Beleg'],
    ] as const) {
      bench().simulator.fault('receipt', { status }, Number.POSITIVE_INFINITY)
      expect(await said('callout')).to.include(english)
      expect(await said('events')).to.include(german)
      bench().simulator.clearFaults()
    }
  })

  const linksOf = async (door: string) => (await pages.get(door)?.locator('a[data-receipt]').all()) ?? []

  /** What stands in the place of the receipt of the first line. */
  async function said(door: string): Promise<string> {
    const link = (await linksOf(door))[1]
    if (link === undefined) throw new Error('no line has a receipt')
    await link.click()
    const place = placeOf(link)
    await place.filter({ hasText: /\S/, hasNotText: ASKING }).waitFor()
    const text = await place.innerText()
    await link.click()
    return text
  }
})

/** Draws the receipt and hides it again. @returns Its type. */
async function show(link: Locator): Promise<string | undefined> {
  const [answer] = await Promise.all([link.page().waitForResponse(/\/receipts/), link.click()])
  await placeOf(link).locator('canvas').first().waitFor()
  await link.click()
  return answer.headers()['content-type']
}

function placeOf(link: Locator): Locator {
  return link.locator('xpath=../following-sibling::*[1]')
}
