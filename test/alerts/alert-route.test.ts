import { expect } from 'chai'
import { alertMessage, createAlertRoute } from '../../server/alerts/alert-route.ts'
import { messageOf } from '../../server/alerts/message.ts'
import { createPoster } from '../../server/delivery/post.ts'
import { ALERT_LINE } from '../../server/store/deliveries/lead-line.ts'
import { useRealSockets } from '../listeners/real-sockets.ts'
import { at } from '../store/notifications.ts'
import { startAlertReceiver } from './alert-receiver.ts'

const MESSAGE = messageOf({ cause: 'report held', subject: 'R1', since: at(0), count: 1 })

describe('an alert for ALERT_URL', () => {
  useRealSockets()

  it('is posted as JSON, with ids and counts', async () => {
    const receiver = await startAlertReceiver()
    const poster = createPoster({
      concurrency: 1,
      lookup: undefined,
      isForbiddenHost: () => false,
      now: () => at(0),
    })
    const { line, about, eventId, body } = alertMessage(MESSAGE, 'alert-1')
    const claimed = {
      id: 1,
      claim: 'c',
      kind: 'alert',
      line,
      resource: about,
      eventId,
      body,
      attempts: 1,
    } as const
    const route = await createAlertRoute(receiver.url, poster.post)(claimed)
    const result = typeof route === 'string' ? route : await route.send(new AbortController().signal)
    poster.close()
    await receiver.close()

    expect(line).to.equal(ALERT_LINE)
    expect(result).to.deep.equal({ kind: 'delivered' })
    expect(receiver.bodies).to.deep.equal([
      {
        cause: 'report held',
        subject: 'R1',
        since: '2026-05-22T09:30:00.000Z',
        text: 'Report R1 has been held for a person since 2026-05-22 09:30 UTC.',
        count: 1,
      },
    ])
  })
})
