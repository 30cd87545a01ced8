import { expect } from 'chai'
import { checkReadiness, type ReadinessDeps } from '../../server/metrics/readiness.ts'

const IN_ORDER: ReadinessDeps = {
  checkDatabase: () => Promise.resolve(),
  tokenProblem: () => undefined,
  countWaiting: () => Promise.resolve(9),
  backlogLimit: 10,
}

describe('readiness', () => {
  it('is given when database, token and backlog are in order', async () => {
    expect(await checkReadiness(IN_ORDER)).to.deep.equal({
      isReady: true,
      checks: { database: { ok: true }, token: { ok: true }, backlog: { ok: true } },
    })
  })

  const troubles: [string, Partial<ReadinessDeps>, object][] = [
    [
      'the database cannot be written',
      { checkDatabase: () => Promise.reject(new Error('disk full')) },
      { database: { ok: false, reason: 'disk full' } },
    ],
    [
      'Concur gives no token',
      { tokenProblem: () => 'Concur gives no token: unknown client' },
      { token: { ok: false, reason: 'Concur gives no token: unknown client' } },
    ],
    [
      'the backlog has reached its limit',
      { countWaiting: (limit) => Promise.resolve(limit) },
      { backlog: { ok: false, reason: '10 notifications wait, or more (BACKLOG_LIMIT)' } },
    ],
    [
      'the backlog cannot be counted',
      { countWaiting: () => Promise.reject(new Error('no connection')) },
      { backlog: { ok: false, reason: 'no connection' } },
    ],
  ]
  for (const [what, change, named] of troubles) {
    it(`is not given when ${what}, which is named`, async () => {
      expect(await checkReadiness({ ...IN_ORDER, ...change })).to.deep.equal({
        isReady: false,
        checks: { database: { ok: true }, token: { ok: true }, backlog: { ok: true }, ...named },
      })
    })
  }
})
