import type { Database } from '../../server/store/database.ts'
import { type Browser, servePages } from '../routes/console/console-pages.ts'
import { compareOne, NAME_WIDTH } from './compare-two.ts'
import { benchDatabases } from './databases.ts'
import { print, row } from './figures.ts'
import { filled } from './filled-database.ts'
import { temporaryFolder } from './leave-nothing.ts'
import { printReportWeights, printWeight, printWeightHeading } from './page-weights.ts'

// `npm run bench console [few] [many]`: pages with 500 held reviews among so many that are over, and what a page weighs.
const [FEW = 10_000, MANY = 1_000_000] = process.argv.slice(2).map(Number)

const folder = temporaryFolder('console')
await comparePages()
await printReportWeights(folder)

async function comparePages(): Promise<void> {
  const few = await benchDatabases(folder, 'connector_bench_few')
  const many = await benchDatabases(folder, 'connector_bench_many')
  for (const [engine, makeFew] of Object.entries(few)) {
    const makeMany = many[engine]
    if (makeMany === undefined) continue
    const small = await filled(await makeFew(), FEW)
    const large = await filled(await makeMany(), MANY)
    const [smallPages, largePages] = [await openPages(small), await openPages(large)]
    print(row(engine.padEnd(NAME_WIDTH), `${FEW} ms`, `${MANY} ms`, 'ratio'))
    for (const name of ['list', 'report'] as const)
      await compareOne(
        name,
        () => shown(smallPages.browser, smallPages[name]),
        () => shown(largePages.browser, largePages[name]),
      )
    printWeightHeading()
    for (const name of ['list', 'report'] as const)
      await printWeight(name, largePages.browser, largePages.url, largePages[name])
    await Promise.all([smallPages.close(), largePages.close()])
    await Promise.all([small.destroy(), large.destroy()])
  }
}

async function openPages(db: Database) {
  const pages = await servePages(db)
  const browser = await pages.browserFor({ login: 'carla', name: 'Carla', role: 'controller' })
  const { id } = await db
    .selectFrom('review')
    .select('id')
    .where('result', '=', 'held')
    .orderBy('id')
    .executeTakeFirstOrThrow()
  return { browser, url: pages.url, list: '/', report: `/reviews/${id}`, close: () => pages.close() }
}

async function shown(browser: Browser, path: string): Promise<string> {
  const answer = await browser.get(path)
  if (!answer.ok) throw new Error(`${path} answers ${answer.status}`)
  return answer.text()
}
