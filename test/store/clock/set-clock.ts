import { type KyselyPlugin, OperationNodeTransformer, sql } from 'kysely'
import { type Clock, type MachineClock, openClock } from '../../../server/store/clock.ts'
import { type Database, openDatabase } from '../../../server/store/database.ts'
import type { TestEngine } from '../../support/engines.ts'

/** A database whose clock the test sets: the server's on PostgreSQL, the machine's on SQLite. */
export interface SetClock {
  readonly db: Database
  /** What each process of the test has of it. */
  readonly open: () => Promise<Clock>
  /** Time goes by. */
  readonly pass: (ms: number) => Promise<void>
  /** Somebody sets the clock. */
  readonly step: (ms: number) => Promise<void>
}

/** Opens the place of the test; the caller closes the database. */
export async function openWithSetClock(engine: TestEngine): Promise<SetClock> {
  return engine.name === 'SQLite' ? onFile(engine) : onServer(engine)
}

async function onFile(engine: TestEngine): Promise<SetClock> {
  const db = await openDatabase(engine.url())
  let [passed, set] = [0, 0]
  const machine: MachineClock = {
    wall: () => Date.now() + passed + set,
    steady: () => performance.now() + passed,
  }
  return {
    db,
    open: () => openClock(db, machine),
    pass(ms) {
      passed += ms
      return Promise.resolve()
    },
    step(ms) {
      set += ms
      return Promise.resolve()
    },
  }
}

/** What asks the server for the time asks a function of the test's, which a table sets. */
async function onServer(engine: TestEngine): Promise<SetClock> {
  const server = await openDatabase(engine.url())
  await sql`create table if not exists set_clock (ms bigint not null)`.execute(server)
  await sql`insert into set_clock values (0)`.execute(server)
  await sql`create or replace function set_timestamp() returns timestamptz language sql stable as
    'select statement_timestamp() + (select ms from set_clock) * interval ''1 ms'''`.execute(server)
  const db = server.withPlugin(new SetTimestamp())
  let passed = 0
  // Whatever the machine thinks, it is not asked.
  const machine: MachineClock = {
    wall: () => Date.UTC(2031, 0, 1) + performance.now(),
    steady: () => performance.now() + passed,
  }
  const move = async (ms: number) => {
    await sql`update set_clock set ms = ms + ${ms}`.execute(server)
  }
  return {
    db,
    open: () => openClock(db, machine),
    async pass(ms) {
      await move(ms)
      passed += ms
    },
    step: move,
  }
}

class SetTimestamp implements KyselyPlugin {
  readonly #transformer = new (class extends OperationNodeTransformer {
    protected override transformRaw(...given: Parameters<OperationNodeTransformer['transformRaw']>) {
      const node = super.transformRaw(...given)
      return {
        ...node,
        sqlFragments: node.sqlFragments.map((text) =>
          text.replace('statement_timestamp()', 'set_timestamp()'),
        ),
      }
    }
  })()
  transformQuery: KyselyPlugin['transformQuery'] = ({ node, queryId }) =>
    this.#transformer.transformNode(node, queryId)
  transformResult: KyselyPlugin['transformResult'] = ({ result }) => Promise.resolve(result)
}
