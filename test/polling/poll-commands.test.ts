import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import type { CommandContext } from '../../server/commands/context.ts'
import { listDeliveries, retryDeliveries } from '../../server/commands/deliveries.ts'
import { createKey, listKeys, revokeKey } from '../../server/commands/elements.ts'
import {
  disableInstance,
  enableInstance,
  listInstances,
  runPoll,
  showInstance,
} from '../../server/commands/poll.ts'
import { dryRun } from '../../server/commands/poll-dry-run.ts'
import { startVendorSimulator } from '../../server/simulator/vendors/vendor-simulator.ts'
import { createDeliveries } from '../../server/store/deliveries/deliveries.ts'
import { createElementsKeys } from '../../server/store/polling/elements-keys.ts'
import { createInstances } from '../../server/store/polling/instances.ts'
import { createPolls } from '../../server/store/polling/polls.ts'
import { at } from '../store/notifications.ts'
import { claimPoll, createInstance, delivery, NOTHING_FOUND } from '../store/polling/instances.ts'
import { rejectionOf } from '../store/rejection.ts'
import { onSqlite } from '../support/engines.ts'
import { concurBody } from './polling-bench.ts'

describe('the commands of polling', () => {
  let folder: string
  let printed: string[]

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'poll-commands-'))
    printed = []
  })
  afterEach(() => rm(folder, { recursive: true }))

  function contextFor(environment: NodeJS.ProcessEnv): CommandContext {
    return {
      environment,
      folder,
      print: (text) => printed.push(text),
      write: () => Promise.resolve(),
      progress: () => Promise.resolve({ step: () => undefined, stop: () => undefined }),
      logOutput: { write: () => undefined, onExit: () => undefined },
      login: () => 'root',
      readNewSecret: () => Promise.resolve(''),
      stopRequested: () => new Promise(() => undefined),
    }
  }

  onSqlite((engine) => {
    it('make a key, list it without its secrets, and revoke it', async () => {
      const db = await engine.open()
      const context = contextFor({ DATABASE_URL: engine.url() })

      await createKey(context, 'finance', {})
      const [, user = '', organization = ''] =
        /User ([\w-]+), Organization ([\w-]+)/.exec(printed.join('\n')) ?? []
      expect(await createElementsKeys(db).isValid(user, organization)).to.equal(true)

      printed.length = 0
      await listKeys(context, {})
      expect(printed.join('\n')).to.include('finance').and.not.to.include(user)
      await revokeKey(context, 1, {})
      expect(await createElementsKeys(db).isValid(user, organization)).to.equal(false)
      expect(await rejectionOf(revokeKey(context, 1, {}))).to.be.instanceOf(Error)
    })

    it('show instances, and disable, enable and hasten them', async () => {
      const instances = createInstances(await engine.open())
      await createInstance(instances, 'Reports of all')
      const context = contextFor({ DATABASE_URL: engine.url() })

      await listInstances(context, {})
      await showInstance(context, 1, {})
      expect(printed.join('\n'))
        .to.include('Reports of all')
        .and.include('reports')
        .and.not.to.include('sealed')
      await disableInstance(context, 1, {})
      expect(await instances.find(1)).to.include({ state: 'disabled' })
      expect(await rejectionOf(runPoll(context, 1, {})))
        .to.have.property('message')
        .that.includes('disabled')
      await enableInstance(context, 1, { fromNow: true })
      expect((await instances.resources(1))[0]?.state).to.include('"hasPolled":false')
      await runPoll(context, 1, {})
      expect(await rejectionOf(showInstance(context, 2, {})))
        .to.have.property('message')
        .that.includes('no instance 2')
    })

    it('list deliveries, and retry those that were given up', async () => {
      const db = await engine.open()
      const [polls, deliveries] = [createPolls(db), createDeliveries(db)]
      await createInstance(createInstances(db))
      const { claimed, resource } = await claimPoll(polls, 10)
      await polls.draft(claimed, resource, [delivery('e1')], at(11))
      await polls.commit(claimed, resource, NOTHING_FOUND, at(11))
      const [sent] = await deliveries.claim(at(12), false, 1)
      if (sent !== undefined) await deliveries.giveUp(sent, 'the answer was 500', at(12))
      const context = contextFor({ DATABASE_URL: engine.url() })

      await listDeliveries(context, { limit: 10, state: 'dead' })
      expect(printed.join('\n')).to.include('the answer was 500').and.include('e1')
      await retryDeliveries(context, [1], {})
      expect(await deliveries.list({ limit: 5 })).to.containSubset([{ state: 'waiting', attempts: 0 }])
      expect(await rejectionOf(retryDeliveries(context, [1], {}))).to.be.instanceOf(Error)
      expect(await rejectionOf(retryDeliveries(context, [], {}))).to.include({ exitCode: 2 })
    })
  })

  it('poll a file once, print what would be sent, and name what is wrong with one', async () => {
    const vendors = await startVendorSimulator()
    vendors.reports.create('A')
    await writeFile(
      join(folder, 'right.json'),
      JSON.stringify(concurBody(vendors, { url: 'https://receiver.example' })),
    )
    await writeFile(join(folder, 'wrong.yaml'), 'element: { key: concur }\nname: ""\nconfiguration: {}\n')
    const context = contextFor({ POLLING_VENDOR_ORIGINS: vendors.url })

    await dryRun(context, 'right.json', { hours: 1 })
    const text = printed.join('\n')
    expect(text).to.include('reports: 1 read, 1 changes').and.include('"eventType": "CREATED"')
    expect(await rejectionOf(dryRun(context, 'wrong.yaml', { hours: 1 })))
      .to.have.property('message')
      .that.includes('name: must be')
    await vendors.close()
  })
})
