import { Big } from 'big.js'
import type { ReviewFilter } from '../../server/record/review-filter.ts'
import type { Database } from '../../server/store/database.ts'
import { createOverview } from '../../server/store/operators/overview.ts'
import { openApiList } from './api-list.ts'
import { compareOne, NAME_WIDTH } from './compare-two.ts'
import { benchDatabases } from './databases.ts'
import { print, row } from './figures.ts'
import { filled, HELD } from './filled-database.ts'
import { temporaryFolder } from './leave-nothing.ts'

// `npm run bench people [few] [many]`: what people and programs list of 500 held reviews, among so many that are over.
const [FEW = 10_000, MANY = 1_000_000] = process.argv.slice(2).map(Number)
const API_LIST = 'the API, held, a page'
const DAY_MS = 86_400_000

const HELD_LIST = { result: 'held', awakeAt: new Date(), limit: 50 } as const
/** As `review list` asks for them. */
const LISTS: Readonly<Record<string, ReviewFilter>> = {
  'held, a page': HELD_LIST,
  'held, all of them': { ...HELD_LIST, limit: HELD },
  'held, of a rule': { ...HELD_LIST, rule: 'rule-3' },
  'held, of an employee': { ...HELD_LIST, employee: 'employee 17' },
  'held, above an amount': { ...HELD_LIST, over: { amount: new Big('900'), currency: 'EUR' } },
  'held, for three days': { ...HELD_LIST, until: new Date(Date.now() - 3 * DAY_MS) },
  'held, since a year': { ...HELD_LIST, since: new Date(Date.now() - 365 * DAY_MS) },
  'held, of nobody': { ...HELD_LIST, assignee: 'nobody' },
}

const folder = temporaryFolder('people')
const few = await benchDatabases(folder, 'connector_bench_few')
const many = await benchDatabases(folder, 'connector_bench_many')
for (const [engine, makeFew] of Object.entries(few)) {
  const makeMany = many[engine]
  if (makeMany === undefined) continue
  const small = await filled(await makeFew(), FEW)
  const large = await filled(await makeMany(), MANY)
  await compare(engine, small, large)
  await Promise.all([small.destroy(), large.destroy()])
}

/** One after the other in every round, so that what else the machine does meets both. */
async function compare(engine: string, small: Database, large: Database): Promise<void> {
  print(row(engine.padEnd(NAME_WIDTH), `${FEW} ms`, `${MANY} ms`, 'ratio'))
  for (const [name, filter] of Object.entries(LISTS)) {
    await compareOne(
      name,
      () => createOverview(small).reviews(filter),
      () => createOverview(large).reviews(filter),
    )
  }
  const [smallApi, largeApi] = [await openApiList(small), await openApiList(large)]
  await compareOne(
    API_LIST,
    () => smallApi.ask(),
    () => largeApi.ask(),
  )
  await Promise.all([smallApi.close(), largeApi.close()])
}
