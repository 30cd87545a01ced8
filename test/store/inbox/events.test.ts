import { expect } from 'chai'
import type { Notification } from '../../../server/notification/notification.ts'
import { parseEvent } from '../../../server/notification/parse-event.ts'
import { eventBody } from '../../notification/event-json.ts'
import { forEachEngine } from '../../support/engines.ts'
import { both, open } from '../inbox-process.ts'
import { at, RAW } from '../notifications.ts'

/** As the door for events hands them over. */
function event(...changes: Parameters<typeof eventBody>): Notification {
  const parsed = parseEvent(eventBody(...changes), [])
  if (!parsed.ok) throw new Error(parsed.problems.join('; '))
  return parsed.notification
}

describe('events in the inbox', () => {
  forEachEngine((engine) => {
    it('are known again by their id, however often they come and whatever has become of the first', async () => {
      const { inbox, overview } = await open(engine)
      const first = await inbox.receive(event(), RAW, at(0))
      const again = await inbox.receive(event(), RAW, at(1))
      const claimed = await inbox.claim(at(2))
      if (claimed !== undefined) await inbox.settle(claimed, { state: 'done' }, at(3))
      const late = await inbox.receive(event(), RAW, at(4))

      expect([first, again, late]).to.deep.equal([
        { kind: 'stored', id: 1 },
        { kind: 'duplicate', id: 1 },
        { kind: 'duplicate', id: 1 },
      ])
      expect(await overview.notifications({ limit: 10 })).to.have.length(1)
    })

    it('with other ids are others, though they say the same at the same time', async () => {
      const { inbox, overview } = await open(engine)
      const ids = Array.from({ length: 20 }, (_, index) => `id ${index}`)
      const receipts = await Promise.all(ids.map((id) => inbox.receive(event({ id }), RAW, at(0))))
      const idle = await Promise.all(
        ids.map((id) => inbox.receive(event({ id: `idle ${id}` }, { stepCode: 'MANAGER' }), RAW, at(0))),
      )

      expect(new Set([...receipts, ...idle].map(({ kind }) => kind))).to.deep.equal(new Set(['stored']))
      expect(await overview.notifications({ limit: 100 })).to.have.length(40)
    })

    it('that come at the same time in two processes are stored once each', async () => {
      const [one, two] = await both(engine)
      const ids = Array.from({ length: 40 }, (_, index) => `id ${index % 10}`)

      const receipts = await Promise.all(
        ids.flatMap((id) => [
          one.inbox.receive(event({ id }), RAW, at(0)),
          two.inbox.receive(event({ id }, { stepCode: 'EXTVAL' }), RAW, at(0)),
          one.inbox.receive(event({ id: `idle ${id}` }, { stepCode: 'MANAGER' }), RAW, at(0)),
          two.inbox.receive(event({ id: `idle ${id}` }, { stepCode: 'MANAGER' }), RAW, at(0)),
        ]),
      )

      expect(receipts.filter(({ kind }) => kind === 'stored')).to.have.length(20)
      expect(await one.overview.notifications({ limit: 100 })).to.have.length(20)
    })

    it('keep texts of any language', async () => {
      const { inbox, overview } = await open(engine)
      const notification = event({ id: 'Ä – 事件 😀' }, { stepCode: 'PRÜFUNG' })
      await inbox.receive(notification, eventBody(), at(0))
      const kept = await overview.notification(1)

      expect(kept?.line).to.include({ stepCode: 'PRÜFUNG', state: 'not reviewed' })
      expect(await inbox.receive(notification, RAW, at(1))).to.deep.equal({ kind: 'duplicate', id: 1 })
    })
  })
})
