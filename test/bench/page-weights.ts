import { get } from 'node:http'
import { join } from 'node:path'
import { readReportV11 } from '../../server/concur/read-report-v11.ts'
import type { ExpenseReport } from '../../server/report/expense-report.ts'
import { DEMO_REPORTS } from '../../server/simulator/reports/demo-reports.ts'
import { reportXml } from '../../server/simulator/reports/report-xml.ts'
import { submitted } from '../../server/simulator/reports/simulated-report.ts'
import { openDatabase } from '../../server/store/database.ts'
import { holdReports } from '../console/report/held-reports.ts'
import { type Browser, servePages } from '../routes/console/console-pages.ts'
import { NAME_WIDTH } from './compare-two.ts'
import { print, row } from './figures.ts'
import { benchReport } from './policy-reports.ts'

const LONG = 400

/** Prints what pages of reports weigh on the wire: the demo's largest, and one of 400 lines of which every tenth lacks its receipt. */
export async function printReportWeights(folder: string): Promise<void> {
  const db = await openDatabase(`sqlite:${join(folder, 'weights.db')}`)
  await holdReports(db, [
    { number: 0, report: largestOfDemo() },
    { number: 1, report: longReport() },
  ])
  const pages = await servePages(db)
  const browser = await pages.browserFor({ login: 'carla', name: 'Carla', role: 'controller' })
  await printWeight('largest report of the demo', browser, pages.url, '/reviews/1')
  await printWeight(`report of ${LONG} lines`, browser, pages.url, '/reviews/2')
  await pages.close()
  await db.destroy()
}

/** Prints what a page weighs alone, and opened for the first time with every file that it names. */
export async function printWeight(name: string, browser: Browser, url: string, path: string): Promise<void> {
  const cookie = `console-session=${browser.cookies.get('console-session') ?? ''}`
  const html = await (await browser.get(path)).text()
  const files = new Set(
    Array.from(html.matchAll(/(?:href|src)="(\/static\/[^"]+)"/g), ([, file = '']) => file),
  )
  const page = await sizeOf(`${url}${path}`, cookie)
  const sizes = await Promise.all([...files].map((file) => sizeOf(`${url}${file}`, cookie)))
  const first = sizes.reduce((sum, size) => sum + size, page)
  print(row(name.padEnd(NAME_WIDTH), kilobytes(Buffer.byteLength(html)), kilobytes(page), kilobytes(first)))
}

/** The heading of what {@link printWeight} prints. */
export function printWeightHeading(): void {
  print(row('KB'.padEnd(NAME_WIDTH), 'plain', 'on the wire', 'first time'))
}

function kilobytes(bytes: number): string {
  return (bytes / 1024).toFixed(1)
}

/** As browsers ask for it. */
function sizeOf(address: string, cookie: string): Promise<number> {
  return new Promise((resolve, reject) => {
    get(address, { headers: { cookie, 'Accept-Encoding': 'gzip, deflate, br' } }, (answer) => {
      let bytes = 0
      answer.on('data', (chunk: Buffer) => {
        bytes += chunk.length
      })
      answer.on('end', () => resolve(bytes))
    }).on('error', reject)
  })
}

function largestOfDemo(): ExpenseReport {
  const today = new Date()
  const drafts = DEMO_REPORTS.map(({ draft }) => draft(today.toISOString().slice(0, 10)))
  const [largest] = drafts.toSorted((a, b) => b.entries.length - a.entries.length)
  if (largest === undefined) throw new Error('the demo has no report')
  const read = readReportV11(Buffer.from(reportXml(submitted(largest, today))))
  if (!read.ok) throw new Error('the report of the demo cannot be read')
  return read.value
}

function longReport(): ExpenseReport {
  const report = benchReport(LONG)
  const entries = report.entries.map((each, index) => {
    const { receiptImageId: _image, ...rest } = each
    return index % 10 === 0 ? { ...rest, receiptRequired: true } : each
  })
  return { ...report, entries }
}
