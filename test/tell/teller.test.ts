import { expect } from 'chai'
import type { Destination } from '../../server/record/destination.ts'
import {
  type CallbackReceiver,
  startCallbackReceiver,
} from '../../server/simulator/vendors/callback-receiver.ts'
import { createTeller, type TellerOptions } from '../../server/tell/teller.ts'
import { heldNews } from './sample-news.ts'

const NEVER = new AbortController().signal
const KEY = '0123456789abcdef0123456789abcdef'

describe('a teller', () => {
  let receiver: CallbackReceiver

  beforeEach(async () => {
    receiver = await startCallbackReceiver(0, KEY)
  })

  afterEach(() => receiver.close())

  it('posts signed JSON to a webhook, with an id that is the same when it is sent again', async () => {
    const answer = await tell('webhook')
    await tell('webhook')

    expect(answer).to.deep.equal({ kind: 'delivered' })
    expect(receiver.received.map(({ isSigned, id }) => ({ isSigned, id }))).to.deep.equal([
      { isSigned: true, id: 'review-12-held-1' },
      { isSigned: true, id: 'review-12-held-1' },
    ])
    const [first, again] = receiver.received
    expect(again?.body).to.equal(first?.body)
    expect(JSON.parse(first?.body ?? '')).to.deep.equal({
      ...heldNews(),
      text: 'Held: Trip to Rome, 1,234.50 USD, Lovelace, Ada',
      link: 'https://concur.example.com/reviews/12',
    })
  })

  it('posts a card to Teams and blocks to Slack, which prove themselves by their address alone', async () => {
    await tell('teams')
    await tell('slack')

    const [teams, slack] = receiver.received
    expect(JSON.parse(teams?.body ?? '')).to.have.property('type', 'message')
    expect(JSON.parse(slack?.body ?? ''))
      .to.have.property('blocks')
      .that.has.lengthOf(6)
    expect([teams, slack].map((each) => each?.isSigned)).to.deep.equal([undefined, undefined])
  })

  it('says how it was answered, and when it may try again', async () => {
    receiver.answerWith({ status: 429, body: '', headers: { 'retry-after': '120' } })

    const answer = await tell('slack', { now: () => new Date('2026-11-29T09:00:00Z') })

    expect(answer).to.deep.equal({
      kind: 'failed',
      reason: 'the answer was 429',
      notBefore: new Date('2026-11-29T09:02:00Z'),
    })
  })

  it('does not follow to another address', async () => {
    receiver.answerWith({ status: 302, body: '', headers: { location: `${receiver.url}/elsewhere` } })

    expect(await tell('webhook')).to.deep.equal({ kind: 'failed', reason: 'the answer was 302' })
    expect(receiver.received).to.have.lengthOf(1)
  })

  it('sends nothing into a private network unless it is allowed', async () => {
    for (const way of ['webhook', 'teams', 'slack'] as const) {
      expect(await tell(way, { allowPrivate: false })).to.deep.equal({
        kind: 'failed',
        reason: 'the address leads into a private network',
      })
    }
    expect(receiver.received).to.deep.equal([])
  })

  it('gives up what goes to a name that the settings do not know any more', async () => {
    const ways = { teams: new Map(), slack: new Map(), webhook: new Map() }

    expect(await tell('teams', { ways })).to.deep.equal({
      kind: 'failed',
      reason: 'TEAMS_URLS has no address of the name finance',
      isGone: true,
    })
    expect(await tell('webhook', { ways })).to.have.property('isGone', true)
    expect(await tell('mail', { ways })).to.deep.equal({
      kind: 'failed',
      reason: 'SMTP_HOST is not set',
      isGone: true,
    })
  })

  async function tell(way: Destination['way'], different: Partial<TellerOptions> = {}) {
    const teller = createTeller({
      ways: {
        teams: new Map([['finance', `${receiver.url}/teams`]]),
        slack: new Map([['finance', `${receiver.url}/slack`]]),
        webhook: new Map([['finance', { url: `${receiver.url}/webhook`, key: KEY }]]),
      },
      consoleUrl: 'https://concur.example.com',
      timeZone: 'UTC',
      allowPrivate: true,
      now: () => new Date(),
      ...different,
    })
    try {
      return await teller.send(heldNews(), { way, name: 'finance', language: 'en' }, NEVER)
    } finally {
      teller.close()
    }
  }
})
