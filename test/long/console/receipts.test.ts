import { basename } from 'node:path'
import { expect } from 'chai'
import type { Page } from 'playwright-core'
import { until } from '../../connector/until.ts'
import { useDemo } from './console-browser.ts'

const DRAWN_MS = 30_000
/** How many dots of a drawing are dark; runs in the page. */
const COUNT_INK = `(index) => {
  const canvas = document.querySelectorAll('.receipt canvas')[index]
  const dots = canvas?.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data ?? []
  let dark = 0
  for (let at = 0; at < dots.length; at += 4) if (dots[at] < 128 && dots[at + 3] > 128) dark += 1
  return dark
}`

/** A picture that ends after its head, of 8 by 8 dots in one shade: its decoder is wanted, and finds nothing. */
const JPEG_2000 = Buffer.from(
  `ff4fff5100290000${'00000008'.repeat(2)}${'00'.repeat(8)}${'00000008'.repeat(2)}${'00'.repeat(8)}0001070101`,
  'hex',
)
/** A line in Shift JIS, as a till writes it whose font is in no file. */
const JAPANESE_AND_JPEG_2000 = pdfOf([
  '<< /Type /Catalog /Pages 2 0 R >>',
  '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
  '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 300 300] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> /XObject << /I1 7 0 R >> >> >>',
  stream('', Buffer.from('BT /F1 40 Tf 20 200 Td <97cc8efb8f91> Tj ET q 50 0 0 50 20 20 cm /I1 Do Q')),
  '<< /Type /Font /Subtype /Type0 /BaseFont /Ryumin-Light /Encoding /90ms-RKSJ-H /DescendantFonts [6 0 R] >>',
  '<< /Type /Font /Subtype /CIDFontType0 /BaseFont /Ryumin-Light /CIDSystemInfo << /Registry (Adobe) /Ordering (Japan1) /Supplement 2 >> /DW 1000 /FontDescriptor 8 0 R >>',
  stream(
    '/Type /XObject /Subtype /Image /Width 8 /Height 8 /ColorSpace /DeviceGray /BitsPerComponent 8 /Filter /JPXDecode ',
    JPEG_2000,
  ),
  '<< /Type /FontDescriptor /FontName /Ryumin-Light /Flags 4 /FontBBox [0 -200 1000 900] /ItalicAngle 0 /Ascent 900 /Descent -200 /CapHeight 700 /StemV 80 >>',
])

describe('receipts in a browser', () => {
  const demo = useDemo()

  it('are drawn on the page, pictures and PDFs, under its strict policy, and go away again', async () => {
    const page = await demo.open('carla')
    const complaints: string[] = []
    page.on('console', (message) => {
      // That dots are counted more than once is slow, which the browser says, too.
      if (message.type() === 'error') complaints.push(message.text())
    })
    page.on('pageerror', (error) => complaints.push(error.message))
    await page.locator('tr[data-review] a').first().click()
    await page.waitForURL(/\/reviews\/\d+/)

    const links = page.locator('a[data-receipt]')
    await links.first().click()
    await isDrawn(page, 0)
    await page.evaluate("document.querySelectorAll('details').forEach((each) => { each.open = true })")
    await links.nth(1).click()
    await isDrawn(page, 1)
    expect(complaints).to.deep.equal([])

    await links.first().click()
    expect(await page.locator('.receipt').count()).to.equal(1)
  })

  it('load what a Japanese text and a JPEG 2000 need from our own address', async () => {
    const page = await demo.open('carla')
    const loaded: [string, number][] = []
    page.on('response', (response) => {
      const { pathname } = new URL(response.url())
      if (/\/(cmaps|wasm)\//.test(pathname)) loaded.push([basename(pathname), response.status()])
    })
    await page.route('**/reviews/*/receipts', (route) =>
      route.fulfill({ contentType: 'application/pdf', body: JAPANESE_AND_JPEG_2000 }),
    )
    await page.locator('tr[data-review] a').first().click()

    await page.locator('.report-head a[data-receipt]').click()
    await isDrawn(page, 0)
    // The text may be there before the picture is looked at.
    await until('the decoder to be loaded', () => loaded.length >= 3)

    expect(loaded).to.have.deep.members([
      ['90ms-RKSJ-H.bcmap', 200],
      ['Adobe-Japan1-UCS2.bcmap', 200],
      ['openjpeg.wasm', 200],
    ])
  })

  it('are saved, if they are PDFs, where no script runs', async () => {
    const page = await demo.open('carla', { isScriptOn: false })
    await page.locator('tr[data-review] a').first().click()
    const path = await page.locator('.report-head a[data-receipt]').getAttribute('href')

    const saved = page.waitForEvent('download')
    // There is no page to go to: what comes is saved.
    await page.goto(`${demo.consoleUrl()}${path}`).catch(() => undefined)

    expect((await saved).suggestedFilename()).to.match(/^receipts-\d+\.pdf$/)
  })
})

async function isDrawn(page: Page, index: number): Promise<void> {
  await until(
    'the receipt to be drawn',
    async () => Number(await page.evaluate(`(${COUNT_INK})(${index})`)) > 100,
    DRAWN_MS,
  )
}

function stream(entries: string, content: Buffer): string {
  return `<< ${entries}/Length ${content.length} >>\nstream\n${content.toString('latin1')}\nendstream`
}

/** Its table of objects is left out: whoever reads it finds them by themselves. */
function pdfOf(objects: readonly string[]): Buffer {
  const body = objects.map((object, index) => `${index + 1} 0 obj\n${object}\nendobj\n`).join('')
  return Buffer.from(`%PDF-1.4\n${body}trailer\n<< /Root 1 0 R >>\n%%EOF\n`, 'latin1')
}
