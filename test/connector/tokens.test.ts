import { expect } from 'chai'
import type { Simulator } from '../../server/simulator/simulator.ts'
import { useBenches } from './bench.ts'
import { cleanReport } from './reports.ts'
import { countOf } from './set-up.ts'
import { until } from './until.ts'

describe('connector: access to Concur', () => {
  const openBench = useBenches()

  for (const status of [401, 403]) {
    it(`gets one fresh token and tries once more when a call is answered ${status}`, async () => {
      const { simulator, writes, notifications, settled } = await openBench()
      await until('the FAILED list', () => countOf(simulator, 'failed-list') === 1)
      simulator.fault('report', { status })
      const reportId = simulator.submit(cleanReport())
      await settled()

      expect(countOf(simulator, 'token')).to.equal(2)
      expect((await notifications())[0]?.attempts).to.equal(1)
      expect(writes(reportId)).to.deep.equal(['Approve'])
    })
  }

  it('gives up on a report that it may not read the second time either, and names the role', async () => {
    const { simulator, notifications, settled } = await openBench()
    await until('the FAILED list', () => countOf(simulator, 'failed-list') === 1)
    simulator.fault('report', { status: 403 }, Infinity)
    simulator.submit(cleanReport())
    await settled()

    // Each time with the token that there is, and with a new one.
    expect(countOf(simulator, 'report')).to.equal(4)
    expect(countOf(simulator, 'token')).to.equal(3)
    const [notification] = await notifications()
    expect(notification?.state).to.equal('dead')
    expect(notification?.reason).to.include('Web Services Administrator')
  })

  it('goes on with a fresh token when the old one expires between two calls', async () => {
    let clockAheadMs = 0
    const { simulator, writes, notifications, settled } = await openBench({
      simulator: { now: () => new Date(Date.now() + clockAheadMs) },
    })
    simulator.fault('report', { delayMs: 0 })
    simulator.fault('report', { delayMs: 300 })
    const reportId = simulator.submit(cleanReport())
    await until('the second reading', () => countOf(simulator, 'report') === 2)
    clockAheadMs = 7_200_000
    await settled()

    expect(countOf(simulator, 'token')).to.equal(2)
    expect((await notifications())[0]?.attempts).to.equal(1)
    expect(writes(reportId)).to.deep.equal(['Approve'])
  })

  it('acts once when every access token is revoked just before it acts', async () => {
    const { simulator, writes, settled } = await openBench()
    simulator.fault('workflow', { delayMs: 300 })
    const reportId = simulator.submit(cleanReport())
    await until('the action', () => countOf(simulator, 'workflow') === 1)
    simulator.revokeAccessTokens()
    await settled()

    expect(countOf(simulator, 'workflow')).to.equal(2)
    expect(writes(reportId)).to.deep.equal(['Approve'])
  })

  it('asks for one token however many reports wait', async () => {
    const { simulator, settled } = await openBench({
      before: (concur) => {
        for (let count = 0; count < 8; count += 1) concur.submit(cleanReport())
        concur.fault('token', { delayMs: 200 })
      },
    })
    await settled()

    expect(countOf(simulator, 'token')).to.equal(1)
    expect(simulator.reports().map(({ statusCode }) => statusCode)).to.deep.equal(Array(8).fill('A_APPR'))
  })

  it('uses the refresh token that Concur gave last, after a restart too', async () => {
    const { simulator, writes, settled, restart } = await openBench()
    simulator.submit(cleanReport())
    await settled()
    const newest = simulator.currentRefreshToken()
    await restart()
    const reportId = simulator.submit(cleanReport())
    await settled()

    expect(tokenForms(simulator)).to.deep.equal([
      { ...CLIENT, grant_type: 'refresh_token', refresh_token: 'simulator-refresh-token' },
      { ...CLIENT, grant_type: 'refresh_token', refresh_token: newest },
    ])
    expect(writes(reportId)).to.deep.equal(['Approve'])
  })

  it('uses the client credentials where no refresh token is set', async () => {
    const { simulator, writes, settled } = await openBench({ without: ['CONCUR_REFRESH_TOKEN'] })
    const reportId = simulator.submit(cleanReport())
    await settled()

    expect(tokenForms(simulator)).to.deep.equal([{ ...CLIENT, grant_type: 'client_credentials' }])
    expect(writes(reportId)).to.deep.equal(['Approve'])
  })

  it('keeps everything, and gives nothing up, while Concur refuses the client secret', async () => {
    const { simulator, notifications } = await openBench({
      environment: { CONCUR_CLIENT_SECRET: 'not-the-secret' },
    })
    simulator.submit(cleanReport())
    await until('an attempt', async () => (await notifications())[0]?.reasonCode === 'CONCUR_TOKEN')

    const [waiting] = await notifications()
    expect(waiting?.state).to.equal('waiting')
    expect(waiting?.reason).to.include('incorrect client credentials').and.include('CONCUR_CLIENT_SECRET')
  })
})

const CLIENT = { client_id: 'simulator-client', client_secret: 'simulator-secret' }

function tokenForms({ requests }: Simulator): readonly Readonly<Record<string, string>>[] {
  return requests
    .filter(({ route }) => route === 'token')
    .map(({ body }) => Object.fromEntries(new URLSearchParams(body)))
}
