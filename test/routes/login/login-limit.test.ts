import { IncomingMessage, ServerResponse } from 'node:http'
import { Socket } from 'node:net'
import { expect } from 'chai'
import express from 'express'
import { wrongLoginLimit } from '../../../routes/login/login-limit.ts'
import { recordedLog } from '../../listeners/recorded-log.ts'

/** So many addresses of one network, each another. */
function addresses(network: number, count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => `${network}.1.${Math.floor(index / 250)}.${index % 250}`)
}

describe('the limit of wrong logins', () => {
  it('counts ten thousand addresses one by one, and all others as one', async () => {
    const log = recordedLog()
    const answers: string[] = []
    const app = express().set('trust proxy', 1)
    const tooMany = () => void answers.push('too many')
    app.use(wrongLoginLimit({ log, event: 'login.refused', tooMany }))
    app.use(() => void answers.push('wrong'))

    /** What is answered to one wrong login of each address. Without connections: it has to be done in a minute. */
    async function wrongLoginsFrom(clients: readonly string[]): Promise<readonly string[]> {
      answers.length = 0
      for (const from of clients) {
        const req = new IncomingMessage(new Socket())
        Object.assign(req, { method: 'GET', url: '/', headers: { 'x-forwarded-for': from } })
        app(req, new ServerResponse(req))
      }
      while (answers.length < clients.length) await new Promise(setImmediate)
      return [...answers]
    }

    expect(new Set(await wrongLoginsFrom(addresses(11, 10_000)))).to.deep.equal(new Set(['wrong']))
    // Thirty of the others together, and none of them more.
    expect(await wrongLoginsFrom(addresses(12, 32))).to.deep.equal([
      ...Array.from({ length: 30 }, () => 'wrong'),
      'too many',
      'too many',
    ])
    expect(await wrongLoginsFrom(['11.1.0.0', '11.1.39.249'])).to.deep.equal(['wrong', 'wrong'])
    expect(log.of('login.refused')).to.have.length(20)
  })
})
