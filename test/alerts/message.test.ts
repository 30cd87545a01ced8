import { expect } from 'chai'
import { grouped, messageOf, messageOfGroup } from '../../server/alerts/message.ts'
import type { Alert, AlertCause } from '../../server/record/alert.ts'
import { at } from '../store/notifications.ts'

function alert(cause: AlertCause, subject: string, count = 1): Alert {
  return { cause, subject, since: at(0), count }
}

describe('the message of an alert', () => {
  const texts: [AlertCause, string, number, string][] = [
    ['report held', 'R1', 1, 'Report R1 has been held for a person since 2026-05-22 09:30 UTC.'],
    [
      'report stuck',
      'R1',
      1,
      'Report R1 has been stuck, nothing works on it any more, since 2026-05-22 09:30 UTC.',
    ],
    ['notification dead', '7', 1, 'Notification 7 has been dead since 2026-05-22 09:30 UTC.'],
    [
      'notifications waiting',
      'CONCUR',
      3,
      '3 notifications or more have been waiting (CONCUR) since 2026-05-22 09:30 UTC.',
    ],
    [
      'subscription missing',
      'acme.v1',
      1,
      'Subscription acme.v1 has been missing in Concur: no event comes from it, since 2026-05-22 09:30 UTC.',
    ],
    [
      'subscription misdirected',
      'acme.v1',
      1,
      'Subscription acme.v1 has been sending its events elsewhere than to ESS_ENDPOINT since 2026-05-22 09:30 UTC.',
    ],
    [
      'subscription filtered',
      'acme.v1',
      1,
      'Subscription acme.v1 has had a filter that drops what is to be reviewed since 2026-05-22 09:30 UTC.',
    ],
    [
      'subscription without company',
      'acme.v1',
      1,
      'Subscription acme.v1 has had no company whose events it sends here since 2026-05-22 09:30 UTC.',
    ],
    [
      'subscription unchecked',
      'acme.v1',
      1,
      'Subscription acme.v1 has not been looked at, Concur does not show it, since 2026-05-22 09:30 UTC.',
    ],
    [
      'subscription silent',
      'acme.v1',
      1,
      'Subscription acme.v1 has brought no event, and SAP deletes it on 2026-06-21, silent since 2026-05-22 09:30 UTC.',
    ],
  ]
  for (const [cause, subject, count, text] of texts) {
    it(`says so: ${cause}`, () => {
      expect(messageOf(alert(cause, subject, count))).to.deep.equal({
        cause,
        subject,
        since: '2026-05-22T09:30:00.000Z',
        text,
        count,
      })
    })
  }

  it('is one for each alert when there are few of a cause', () => {
    const few = [alert('report held', 'A'), alert('notification dead', '1'), alert('report held', 'B')]

    expect(grouped(few).map((group) => group.map(({ subject }) => subject))).to.deep.equal([
      ['A'],
      ['B'],
      ['1'],
    ])
  })

  it('is one for all of a cause when there are many', () => {
    const many = Array.from({ length: 11 }, (_, index) => alert('report held', `R${index}`))

    const groups = grouped(many)

    expect(groups).to.have.length(1)
    expect(messageOfGroup(groups[0] ?? [])).to.include({
      subject: 'R0',
      count: 11,
      text: 'Report R0 has been held for a person since 2026-05-22 09:30 UTC. So have 10 others.',
    })
  })
})
