import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { watchDeclaredInstances } from '../../server/polling/declared-instances.ts'
import type { Polling } from '../../server/polling/polling.ts'
import type { Timer } from '../../server/timers/repeat.ts'
import { until } from '../connector/until.ts'
import { recordedLog } from '../listeners/recorded-log.ts'
import { onSqlite } from '../support/engines.ts'
import { concurBody, startTestPolling } from './polling-bench.ts'

// Nobody listens there: nothing is polled.
const NOWHERE = { url: 'http://127.0.0.1:9' }

describe('instances that files declare', () => {
  onSqlite((engine) => {
    let folder: string
    let polling: Polling
    let timer: Timer
    const log = recordedLog()

    beforeEach(async () => {
      folder = await mkdtemp(join(tmpdir(), 'instances-'))
      polling = await startTestPolling(await engine.open(), NOWHERE, log)
      const { instances, manager } = polling
      timer = watchDeclaredInstances({ folder, instances, manager, everyMs: 20, log, now: () => new Date() })
    })
    afterEach(async () => {
      await timer.stop()
      await polling.stop(0)
      await rm(folder, { recursive: true })
    })

    const write = (name: string, file = 'one.json') =>
      writeFile(join(folder, file), JSON.stringify(concurBody(NOWHERE, NOWHERE, name)))

    it('are created, changed, left alone when a file is wrong, and not polled while it is gone', async () => {
      await write('First')
      await until('the instance', async () => (await polling.instances.list()).length === 1)
      await write('Second')
      await until('the change', async () => (await polling.instances.find(1))?.name === 'Second')

      await writeFile(join(folder, 'one.json'), 'element: [')
      await until('the refusal', () => log.of('instance.refused').length === 1)
      expect(await polling.instances.find(1)).to.include({ name: 'Second', file: 'one.json' })

      await rm(join(folder, 'one.json'))
      await until('the end', async () => (await polling.instances.find(1))?.state === 'disabled')
      await write('Second')
      await until('the return', async () => (await polling.instances.find(1))?.state !== 'disabled')
      expect(await polling.instances.list()).to.have.lengthOf(1)
    })
  })
})
