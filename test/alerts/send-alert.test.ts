import { expect } from 'chai'
import { messageOf } from '../../server/alerts/message.ts'
import { AlertNotSentError, sendAlert } from '../../server/alerts/send-alert.ts'
import { useRealSockets } from '../listeners/real-sockets.ts'
import { at } from '../store/notifications.ts'
import { rejectionOf } from '../store/rejection.ts'
import { type AlertReceiver, startAlertReceiver } from './alert-receiver.ts'

const MESSAGE = messageOf({ cause: 'report held', subject: 'R1', since: at(0), count: 1 })

describe('sending an alert', () => {
  useRealSockets()
  let receiver: AlertReceiver

  beforeEach(async () => {
    receiver = await startAlertReceiver()
  })
  afterEach(() => receiver.close())

  const send = (url = receiver.url) =>
    sendAlert(MESSAGE, { url, signal: new AbortController().signal, longestWaitMs: 1 })

  it('posts it once as JSON', async () => {
    await send()

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

  it('tries three times when the receiver has trouble, then says what it answered', async () => {
    receiver.status = 503

    const error = await rejectionOf(send())

    expect(receiver.bodies).to.have.length(3)
    expect(error).to.be.instanceOf(AlertNotSentError)
    expect(error).to.have.property('message', 'the answer was 503')
  })

  for (const status of [302, 404]) {
    it(`tries once when the answer is ${status}, and follows nobody elsewhere`, async () => {
      receiver.status = status

      const error = await rejectionOf(send())

      expect(receiver.bodies).to.have.length(1)
      expect(error).to.have.property('message', `the answer was ${status}`)
    })
  }

  it('says that nobody answers, without the address, which is a secret', async () => {
    await receiver.close()

    const error = await rejectionOf(send())

    expect(error).to.have.property('message', 'no answer (ECONNREFUSED)')
    expect(error).to.have.property('stack').that.does.not.include('s3cret')
    expect(error).to.not.have.property('cause')
  })
})
