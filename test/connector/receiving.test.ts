import { expect } from 'chai'
import { useRealSockets } from '../listeners/real-sockets.ts'
import { type Bench, openBench } from './bench.ts'

const URI = 'https://www.concursolutions.com/api/expense/expensereport/v1.1/reportfulldetails/nA$p%ReB'
const FIELDS = `<ObjectType>EXPRPT</ObjectType><ObjectURI>${URI}</ObjectURI>`

/** What is posted, and a part of the reason that comes back. */
const BAD_BODIES: Readonly<Record<string, readonly [body: string | Uint8Array, reason: string]>> = {
  'is not XML': ['{"ObjectType":"EXPRPT"}', 'XML'],
  'has another root': [`<Notice>${FIELDS}</Notice>`, 'root element is Notice'],
  'lacks its ObjectURI': [
    '<Notification><ObjectType>EXPRPT</ObjectType></Notification>',
    'ObjectURI is missing',
  ],
  'lacks its ObjectType': [
    `<Notification><ObjectURI>${URI}</ObjectURI></Notification>`,
    'ObjectType is missing',
  ],
  'has a DOCTYPE': [`<!DOCTYPE Notification><Notification>${FIELDS}</Notification>`, 'DOCTYPE'],
  'declares an entity and uses it': [
    `<!DOCTYPE n [<!ENTITY e "EXPRPT">]><Notification><ObjectType>&e;</ObjectType></Notification>`,
    'DOCTYPE',
  ],
  'has more than 50 levels': [
    `<Notification>${FIELDS}${'<a>'.repeat(50)}${'</a>'.repeat(50)}</Notification>`,
    '50',
  ],
  'has an element __proto__': [`<Notification>${FIELDS}<__proto__>x</__proto__></Notification>`, '__proto__'],
  'names no resource of Concur': [
    `<Notification><ObjectType>EXPRPT</ObjectType><ObjectURI>https://www.concursolutions.com/etc/passwd</ObjectURI></Notification>`,
    'ObjectURI',
  ],
  'holds a control character in a name': [`<Notification><A\u0007/>${FIELDS}</Notification>`, ''],
  'is not valid UTF-8': [
    Buffer.concat([
      Buffer.from(`<Notification>${FIELDS}<Context>`),
      Buffer.from([0xc3, 0x28]),
      Buffer.from('</Context></Notification>'),
    ]),
    'utf-8',
  ],
  'has an unquoted attribute': [`<Notification a=1>${FIELDS}</Notification>`, ''],
  'repeats an attribute': [`<Notification a="1" a="2">${FIELDS}</Notification>`, ''],
  'goes on after the root': [`<Notification>${FIELDS}</Notification>more`, ''],
  'is cut off': [`<Notification>${FIELDS}`, ''],
}

describe('connector: what arrives at the callout', () => {
  useRealSockets()
  let bench: Bench
  before(async () => {
    bench = await openBench()
  })
  after(() => bench.close())

  for (const [name, [body, reason]] of Object.entries(BAD_BODIES)) {
    it(`refuses and quarantines a body that ${name}`, async () => {
      const before = await bench.connector.overview.quarantine(100)
      const answer = await bench.post(body)
      const text = await answer.text()

      expect(answer.status).to.equal(400)
      expect(answer.headers.get('content-type')).to.include('text/plain')
      expect(text.trim()).to.not.equal('')
      expect(text).to.include(reason)
      const [latest, ...others] = await bench.connector.overview.quarantine(100)
      expect(others).to.have.length(before.length)
      expect(latest?.door).to.equal('callout')
      expect(latest?.problems).to.deep.equal(text.trim().split('\n'))
    })
  }

  it('answers 413 to a body above the limit and keeps nothing of it', async () => {
    const before = await bench.connector.overview.quarantine(100)
    const answer = await bench.post(`<Notification>${FIELDS}${' '.repeat(262_144)}</Notification>`)

    expect(answer.status).to.equal(413)
    expect(await bench.connector.overview.quarantine(100)).to.have.length(before.length)
  })

  it('stores a travel request, answers 200, and shows why it is not reviewed', async () => {
    const answer = await bench.post(
      '<Notification><ObjectType>TRAVELREQ</ObjectType><ObjectURI>https://www.concursolutions.com/api/travelrequest/v1.0/requests/nT$p%Re1</ObjectURI></Notification>',
    )

    expect(answer.status).to.equal(200)
    const stored = (await bench.notifications()).at(-1)
    expect(stored).to.include({
      objectType: 'TRAVELREQ',
      state: 'not reviewed',
      reason: 'the policy has no rules for travel requests',
    })
  })

  it('answers 401 to a wrong login and keeps nothing', async () => {
    const before = await bench.notifications()
    const answer = await bench.post(`<Notification>${FIELDS}</Notification>`, {
      username: 'concur-user',
      password: 'wrong-password',
    })

    expect(answer.status).to.equal(401)
    expect(answer.headers.get('www-authenticate')).to.match(/^Basic /)
    expect(await answer.text()).to.not.equal('')
    expect(await bench.notifications()).to.have.length(before.length)
  })

  it('passes Test Connection, by both documented addresses, and stores nothing', async () => {
    const before = await bench.notifications()

    expect(await bench.simulator.testConnection()).to.deep.equal({ testConnection: 200, endpoint: 200 })
    expect((await bench.post('')).status).to.equal(200)
    expect(await bench.notifications()).to.have.length(before.length)
  })
})
