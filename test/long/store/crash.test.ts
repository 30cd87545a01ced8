import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect } from 'chai'
import { sql } from 'kysely'
import { createInbox } from '../../../server/store/inbox/inbox.ts'
import { createOverview } from '../../../server/store/operators/overview.ts'
import { useDatabases } from '../../store/databases.ts'
import { at, callout, RAW } from '../../store/notifications.ts'
import { startReceiver } from '../../store/receivers.ts'

/** When the processes are killed; a run is repeated with `CRASH_SEED`. */
const SEED = Number(process.env['CRASH_SEED'] ?? Date.now() % 100_000)
const CRASHES = 6
const MAX_MS = 150

describe(`a process that is killed while it receives (CRASH_SEED=${SEED})`, () => {
  const databases = useDatabases()

  it('has lost nothing that it had acknowledged, and the next ones go on in the same file', async () => {
    const acknowledged: number[] = []
    for (let crash = 0; crash < CRASHES; crash += 1) {
      const { child, receipts } = startReceiver(databases.path(), 'different', 1_000_000)
      await once(child.stdout ?? child, 'data')
      await sleep(delayMs(crash))
      child.kill('SIGKILL')
      const [, signal] = await once(child, 'close')
      expect(signal).to.equal('SIGKILL')
      acknowledged.push(...(await receipts).map(({ id }) => id))
    }

    expect(acknowledged).to.have.length.at.least(CRASHES)
    const db = await databases.open()
    const kept = await db.selectFrom('notification').select('id').where('state', '=', 'waiting').execute()
    expect(kept.map(({ id }) => id)).to.include.members(acknowledged)
    const { rows: check } = await sql`pragma integrity_check`.execute(db)
    expect(check).to.deep.equal([{ integrity_check: 'ok' }])
  })

  it('holds nothing that keeps another process from receiving and claiming', async () => {
    const other = await databases.open()
    const { child } = startReceiver(databases.path(), 'same', 1_000_000)
    await once(child.stdout ?? child, 'data')
    child.kill('SIGKILL')
    await once(child, 'close')

    const inbox = createInbox(other)
    await inbox.receive(callout('nAfter'), RAW, at(0))

    expect(await createOverview(other).counts()).to.deep.equal({ waiting: 2 })
    expect(await inbox.claim(new Date())).to.have.property('attempts', 1)
  })
})

/** From 0 to the longest, by the seed: Park and Miller's generator, one step for each crash. */
function delayMs(crash: number): number {
  let state = SEED + 1
  for (let step = 0; step <= crash; step += 1) state = (state * 48_271) % 2_147_483_647
  return (state / 2_147_483_647) * MAX_MS
}
