import { expect } from 'chai'
import { addMessages } from '../../../server/store/deliveries/add-messages.ts'
import { createDeliveries } from '../../../server/store/deliveries/deliveries.ts'
import { forEachEngine } from '../../support/engines.ts'
import { at } from '../notifications.ts'
import { leaveOlderDatabase } from '../older-database.ts'

const T = at(0).getTime()
const INSTANCE = `insert into instance
  (token_hash, element, name, body, secrets, state, created_at, updated_at, due_at)
  values ('hash', 'concur', 'One', '{}', 'sealed', 'waiting', ${T}, ${T}, ${T})`

describe('callbacks of a database from before people were told', () => {
  forEachEngine((engine) => {
    const body = engine.name === 'PostgreSQL' ? `'\\x7b7d'` : `x'7b7d'`
    const callback = (eventId: string, state: string, rest = '0, null, null') => `insert into delivery
      (instance_id, resource, event_id, body, signature, events, created_at, state, due_at, attempts, reason, finished_at)
      values (1, 'reports', '${eventId}', ${body}, 'sha256=old', 2, ${T}, '${state}', ${T + 1000}, ${rest})`
    const OLDER = [
      INSTANCE,
      callback('e1', 'done', `1, null, ${T + 2000}`),
      callback('e2', 'dead', `9, 'the answer was 500', ${T + 3000}`),
      callback('e3', 'waiting'),
      callback('e4', 'waiting'),
      `delete from delivery where event_id = 'e4'`,
    ]

    it('stand in the line of their instance, as they were', async () => {
      await leaveOlderDatabase(engine, '014-acts-on-reviews', OLDER)

      const deliveries = createDeliveries(await engine.open())

      const common = { line: 'instance:1', instanceId: 1, resource: 'reports', events: 2, createdAt: at(0) }
      expect(await deliveries.list({ limit: 9 })).to.deep.equal([
        {
          ...common,
          id: 3,
          eventId: 'e3',
          state: 'waiting',
          dueAt: at(1),
          attempts: 0,
          reason: null,
          finishedAt: null,
        },
        {
          ...common,
          id: 2,
          eventId: 'e2',
          state: 'dead',
          dueAt: at(1),
          attempts: 9,
          reason: 'the answer was 500',
          finishedAt: at(3),
        },
        {
          ...common,
          id: 1,
          eventId: 'e1',
          state: 'done',
          dueAt: at(1),
          attempts: 1,
          reason: null,
          finishedAt: at(2),
        },
      ])
      expect(new TextDecoder().decode((await deliveries.find(3))?.body)).to.equal('{}')
    })

    it('are sent on, beside messages, and no number is given out again', async () => {
      await leaveOlderDatabase(engine, '014-acts-on-reviews', OLDER)
      const db = await engine.open()
      const deliveries = createDeliveries(db)

      const message = {
        line: 'mail:ada@example.com',
        about: 'held',
        eventId: 'n1',
        body: new Uint8Array([1]),
      }
      await db.transaction().execute((trx) => addMessages(trx, [message], at(5)))

      expect((await deliveries.list({ limit: 1 }))[0]).to.include({ id: 5, eventId: 'n1' })
      expect(await deliveries.retry({ ids: [2] }, at(6))).to.equal(2)
      const claimed = await deliveries.claim(at(7), false, 9)
      expect(claimed.map(({ line, eventId }) => [line, eventId])).to.have.deep.members([
        ['instance:1', 'e2'],
        ['mail:ada@example.com', 'n1'],
      ])
    })
  })
})
