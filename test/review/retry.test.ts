import { expect } from 'chai'
import { ConcurError, type ConcurErrorFacts } from '../../server/concur/concur-error.ts'
import { type AttemptOutcome, nextAttemptAt, outcomeOfFailure } from '../../server/review/retry.ts'
import type { Claimed } from '../../server/store/inbox/inbox.ts'

const NOW = new Date('2026-06-01T12:00:00.000Z')

describe('nextAttemptAt', () => {
  const delays: readonly (readonly [number, number, number])[] = [
    [1, 0, 1000],
    [2, 0, 2000],
    [3, 0, 4000],
    [4, 0, 8000],
    [12, 0, 2_048_000],
    [13, 0, 3_600_000],
    [150, 0, 3_600_000],
    [5000, 0, 3_600_000],
    [1, 1, 500],
    [3, 0.5, 3000],
    [13, 1, 1_800_000],
  ]
  for (const [failures, chance, delayMs] of delays) {
    it(`waits ${delayMs} ms after ${failures} failures when chance is ${chance}`, () => {
      expect(nextAttemptAt(failures, NOW, chance)).to.deep.equal(inMs(delayMs))
    })
  }

  for (const chance of [0, 0.25, 0.5, 0.75, 1]) {
    it(`makes the first three retries within 20 s when chance is ${chance}`, () => {
      const third = [1, 2, 3].reduce((at, failures) => nextAttemptAt(failures, at, chance), NOW)

      expect(third.getTime() - NOW.getTime()).to.be.at.most(20_000)
    })
  }
})

describe('outcomeOfFailure', () => {
  describe('transient trouble', () => {
    for (const code of [
      'CONCUR_UNREACHABLE',
      'CONCUR_RESPONSE',
      'CONCUR_UNREADABLE',
      'CONCUR_TOKEN',
    ] as const) {
      it(`${code} is tried again with the delay of the attempt`, () => {
        expect(ending({ code }, { attempts: 3 })).to.deep.equal({
          kind: 'again',
          at: inMs(4000),
          reasonCode: code,
          reason: 'what happened',
        })
      })
    }

    it('waits as long as Concur asks, and nothing hastens it', () => {
      expect(ending({ retryAt: inMs(120_000) })).to.deep.include({
        at: inMs(120_000),
        notBefore: inMs(120_000),
      })
    })

    it('waits no less than it would have anyway', () => {
      expect(ending({ retryAt: inMs(1500) }, { attempts: 3 })).to.deep.include({ at: inMs(4000) })
    })

    it('that only our own breaker knows of may be hastened', () => {
      const paused = ending({ code: 'CONCUR_PAUSED', retryAt: inMs(7000) })

      expect(paused).to.deep.include({ kind: 'again', at: inMs(7000), reasonCode: 'CONCUR_PAUSED' })
      expect(paused).not.to.have.property('notBefore')
    })
  })

  describe('a report that is not found', () => {
    const notFound = { trouble: 'not found', code: 'CONCUR_REFUSED' } as const
    const schedule = [
      ['at once', 0, 30_000],
      ['for two minutes', 120_000, 300_000],
      ['for a quarter of an hour', 900_000, 1_800_000],
      ['for an hour and a half', 5_400_000, 7_200_000],
    ] as const
    for (const [known, ageMs, delayMs] of schedule) {
      it(`and was not found ${known} is read again after ${delayMs / 1000} s`, () => {
        const claimed = { attempts: 3, reasonCode: 'NOT_FOUND', receivedAt: inMs(-ageMs) }

        expect(ending(notFound, claimed)).to.deep.equal({
          kind: 'again',
          at: inMs(delayMs),
          reasonCode: 'NOT_FOUND',
          reason: 'what happened',
        })
      })
    }

    it('for six hours is given up', () => {
      const claimed = { attempts: 5, reasonCode: 'NOT_FOUND', receivedAt: inMs(-21_600_000) }

      expect(ending(notFound, claimed)).to.deep.equal({
        kind: 'dead',
        reasonCode: 'NOT_FOUND',
        reason: 'what happened',
      })
    })

    it('is read once more though it was announced long ago', () => {
      const claimed = { attempts: 9, reasonCode: 'CONCUR_UNREACHABLE', receivedAt: inMs(-86_400_000) }

      expect(ending(notFound, claimed)).to.deep.include({ kind: 'again', at: inMs(30_000) })
    })

    it('is read again though an outage has cost many attempts before', () => {
      const claimed = { attempts: 9, reasonCode: 'CONCUR_UNREACHABLE' }

      expect(ending({ trouble: 'not found', code: 'CONCUR_REFUSED' }, claimed)).to.deep.include({
        kind: 'again',
        reasonCode: 'NOT_FOUND',
      })
    })
  })

  describe('a 400', () => {
    const refused = { trouble: 'bad request', code: 'CONCUR_REFUSED', status: 400 } as const

    it('is tried once more after 5 s', () => {
      expect(ending(refused)).to.deep.equal({
        kind: 'again',
        at: inMs(5000),
        reasonCode: 'BAD_REQUEST',
        reason: 'what happened',
      })
    })

    it('is tried once more after other trouble too', () => {
      expect(ending(refused, { attempts: 9, reasonCode: 'CONCUR_RESPONSE' })).to.deep.include({
        kind: 'again',
      })
    })

    it('is given up the second time', () => {
      expect(ending(refused, { attempts: 2, reasonCode: 'BAD_REQUEST' })).to.deep.equal({
        kind: 'dead',
        reasonCode: 'BAD_REQUEST',
        reason: 'what happened',
      })
    })

    for (const message of [
      'Transaction was deadlocked on lock resources',
      'Database DEADLOCK',
      'Request limit exceeded',
      'Too many requests',
    ]) {
      it(`is transient when Concur says: ${message}`, () => {
        const claimed = { attempts: 2, reasonCode: 'BAD_REQUEST' }

        expect(ending({ ...refused, message }, claimed)).to.deep.include({ kind: 'again', at: inMs(2000) })
      })
    }

    it('is given up the second time when the limit is one that waiting does not change', () => {
      const message = 'The comment exceeds the limit of 2000 characters'

      expect(ending({ ...refused, message }, { attempts: 2, reasonCode: 'BAD_REQUEST' })).to.deep.include({
        kind: 'dead',
      })
    })
  })

  describe('an answer that is whole and cannot be read', () => {
    const unreadable = { trouble: 'unreadable', code: 'CONCUR_UNREADABLE' } as const

    it('is read once more after 5 s', () => {
      expect(ending(unreadable, { attempts: 9, reasonCode: 'CONCUR_RESPONSE' })).to.deep.equal({
        kind: 'again',
        at: inMs(5000),
        reasonCode: 'UNREADABLE',
        reason: 'what happened',
      })
    })

    it('is given up the second time, whatever its words', () => {
      const message = 'too many levels: limit exceeded'

      expect(ending({ ...unreadable, message }, { attempts: 2, reasonCode: 'UNREADABLE' })).to.deep.equal({
        kind: 'dead',
        reasonCode: 'UNREADABLE',
        reason: message,
      })
    })

    it('is read once more after a request was refused', () => {
      expect(ending(unreadable, { attempts: 2, reasonCode: 'BAD_REQUEST' })).to.include({ kind: 'again' })
    })
  })

  describe('a 401 or 403', () => {
    const refused = { trouble: 'permanent', code: 'CONCUR_REFUSED' } as const

    for (const status of [401, 403]) {
      it(`${status} with a new token is asked once more: tokens may be revoked again meanwhile`, () => {
        expect(ending({ ...refused, status, reply: '{"message":"expired or revoked"}' })).to.deep.equal({
          kind: 'again',
          at: inMs(5000),
          reasonCode: 'CONCUR_REFUSED',
          reason: 'what happened',
        })
        expect(ending({ ...refused, status }, { attempts: 2, reasonCode: 'CONCUR_REFUSED' })).to.deep.equal({
          kind: 'dead',
          reasonCode: 'CONCUR_REFUSED',
          reason: 'what happened',
        })
      })
    }

    it('403 with a reason of its own is given up at once', () => {
      const reply = '{"errorId":"cannot_approve_your_own_report"}'
      expect(ending({ ...refused, status: 403, reply })).to.deep.include({ kind: 'dead' })
    })
  })

  it('gives up permanent trouble at once', () => {
    expect(ending({ trouble: 'permanent', code: 'CONCUR_REFUSED' })).to.deep.equal({
      kind: 'dead',
      reasonCode: 'CONCUR_REFUSED',
      reason: 'what happened',
    })
  })

  describe('a timeout', () => {
    for (const kind of ['exceptions', 'workflow'] as const) {
      it(`of a write (${kind}) waits five minutes, and nothing hastens it`, () => {
        expect(ending({ code: 'CONCUR_TIMEOUT', kind, mayHaveHappened: true })).to.deep.equal({
          kind: 'again',
          at: inMs(300_000),
          notBefore: inMs(300_000),
          reasonCode: 'WRITE_TIMEOUT',
          reason: 'what happened',
        })
      })
    }

    it('of a write that was never sent is like any other trouble', () => {
      expect(ending({ code: 'CONCUR_TIMEOUT', kind: 'workflow', mayHaveHappened: false })).to.deep.include({
        at: inMs(1000),
        reasonCode: 'CONCUR_TIMEOUT',
      })
    })

    it('of a reading is like any other trouble', () => {
      expect(ending({ code: 'CONCUR_TIMEOUT', kind: 'report', mayHaveHappened: true })).to.deep.include({
        at: inMs(1000),
        reasonCode: 'CONCUR_TIMEOUT',
      })
    })
  })

  describe('gives up in the end', () => {
    const WEEK_MS = 7 * 24 * 3_600_000

    it('but not after many attempts of a short time, which are probes of an outage', () => {
      expect(ending({}, { attempts: 5000, receivedAt: inMs(-WEEK_MS + 1) })).to.deep.include({
        kind: 'again',
      })
    })

    it('and not after few attempts of a long time, which was one outage', () => {
      expect(ending({}, { attempts: 99, receivedAt: inMs(-10 * WEEK_MS) })).to.deep.include({ kind: 'again' })
    })

    it('after many attempts of a week', () => {
      expect(ending({}, { attempts: 100, receivedAt: inMs(-WEEK_MS) })).to.deep.equal({
        kind: 'dead',
        reasonCode: 'CONCUR_RESPONSE',
        reason: 'gave up after 100 attempts: what happened',
      })
    })
  })

  it('tries again after whatever it does not know', () => {
    expect(outcomeOfFailure(new TypeError('a bug'), claimedAt({}), NOW, 0)).to.deep.equal({
      kind: 'again',
      at: inMs(1000),
      reasonCode: 'UNEXPECTED',
      reason: 'a bug',
    })
    expect(outcomeOfFailure('thrown text', claimedAt({}), NOW, 0)).to.deep.include({ reason: 'thrown text' })
  })
})

function inMs(ms: number): Date {
  return new Date(NOW.getTime() + ms)
}

function claimedAt(changes: Partial<Claimed>): Claimed {
  return {
    id: 1,
    claim: 'claim',
    door: 'callout',
    objectType: 'EXPRPT',
    objectPath: '/api/expense/expensereport/v1.1/reportfulldetails/n1',
    correlationId: 'correlation',
    receivedAt: NOW,
    lastSeenAt: NOW,
    attempts: 1,
    abandoned: 0,
    isRetry: false,
    ...changes,
  }
}

/** How a call that failed so ends the attempt; chance takes nothing off the delays. */
function ending(
  { message = 'what happened', ...facts }: Partial<ConcurErrorFacts> & { readonly message?: string },
  claimed: Partial<Claimed> = {},
): AttemptOutcome {
  const error = new ConcurError(message, {
    code: 'CONCUR_RESPONSE',
    kind: 'report',
    trouble: 'transient',
    ...facts,
  })
  return outcomeOfFailure(error, claimedAt(claimed), NOW, 0)
}
