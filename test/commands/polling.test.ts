import { expect } from 'chai'
import { listDeliveries } from '../../server/commands/deliveries.ts'
import { listKeys } from '../../server/commands/elements.ts'
import { listInstances, showInstance } from '../../server/commands/poll.ts'
import { createDeliveries } from '../../server/store/deliveries/deliveries.ts'
import { createElementsKeys } from '../../server/store/polling/elements-keys.ts'
import { createInstances } from '../../server/store/polling/instances.ts'
import { createPolls } from '../../server/store/polling/polls.ts'
import { useDatabases } from '../store/databases.ts'
import { at } from '../store/notifications.ts'
import { claimPoll, createInstance, delivery, NOTHING_FOUND } from '../store/polling/instances.ts'
import { commandContext } from './command-context.ts'

const INSTANCE = {
  id: 1,
  element: 'concur',
  name: 'One',
  createdAt: '2026-05-22T09:30:00.000Z',
  updatedAt: '2026-05-22T09:30:00.000Z',
  state: 'waiting',
  dueAt: '2026-05-22T09:45:00.000Z',
  stopped: { reason: 'the answer was 500', at: '2026-05-22T09:30:12.000Z' },
}

describe('the commands of polling with --json', () => {
  const databases = useDatabases()

  /** An instance whose first callback was given up, so that the second waits behind it. */
  async function filled() {
    const db = await databases.open()
    const [polls, deliveries] = [createPolls(db), createDeliveries(db)]
    await createInstance(createInstances(db))
    const { claimed, resource } = await claimPoll(polls, 10)
    await polls.draft(claimed, resource, [delivery('e1'), delivery('e2')], at(11))
    await polls.commit(claimed, resource, { ...NOTHING_FOUND, warnings: ['1 record has no id'] }, at(11))
    await polls.settle(claimed, at(900), at(0))
    const [sent] = await deliveries.claim(at(12), false, 1)
    if (sent !== undefined) await deliveries.giveUp(sent, 'the answer was 500', at(12))
    return commandContext({ DATABASE_URL: `sqlite:${databases.path()}` })
  }

  it('deliveries list gives every callback, newest first', async () => {
    const context = await filled()
    await listDeliveries(context, { limit: 50, json: true })

    expect(JSON.parse(context.printed())).to.deep.equal([
      {
        id: 2,
        line: 'instance:1',
        instanceId: 1,
        resource: 'reports',
        eventId: 'e2',
        events: 1,
        createdAt: '2026-05-22T09:30:11.000Z',
        state: 'waiting',
        dueAt: null,
        attempts: 0,
        reason: null,
        finishedAt: null,
      },
      {
        id: 1,
        line: 'instance:1',
        instanceId: 1,
        resource: 'reports',
        eventId: 'e1',
        events: 1,
        createdAt: '2026-05-22T09:30:11.000Z',
        state: 'dead',
        dueAt: '2026-05-22T09:30:11.000Z',
        attempts: 1,
        reason: 'the answer was 500',
        finishedAt: '2026-05-22T09:30:12.000Z',
      },
    ])
  })

  it('poll list gives the instances without their secrets', async () => {
    const context = await filled()
    await listInstances(context, { json: true })

    expect(JSON.parse(context.printed())).to.deep.equal([INSTANCE])
  })

  it('poll show gives one with its resources', async () => {
    const context = await filled()
    await showInstance(context, 1, { json: true })

    expect(JSON.parse(context.printed())).to.deep.equal({
      ...INSTANCE,
      resources: [
        {
          id: 1,
          instanceId: 1,
          name: 'reports',
          state: '{"cursor":1}',
          failures: 0,
          patienceSince: null,
          polledAt: '2026-05-22T09:30:11.000Z',
          succeededAt: '2026-05-22T09:30:11.000Z',
          problem: null,
          warnings: ['1 record has no id'],
        },
      ],
    })
  })

  it('elements keys list gives the keys without their secrets', async () => {
    const keys = createElementsKeys(await databases.open())
    for (const name of ['finance', 'other']) await keys.create(name, at(0))
    await keys.revoke(1, at(60))
    const context = commandContext({ DATABASE_URL: `sqlite:${databases.path()}` })
    await listKeys(context, { json: true })

    expect(JSON.parse(context.printed())).to.deep.equal([
      {
        id: 1,
        name: 'finance',
        createdAt: '2026-05-22T09:30:00.000Z',
        revokedAt: '2026-05-22T09:31:00.000Z',
      },
      { id: 2, name: 'other', createdAt: '2026-05-22T09:30:00.000Z', revokedAt: null },
    ])
  })
})
