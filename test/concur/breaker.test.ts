import { expect } from 'chai'
import { type Breaker, createBreaker } from '../../server/concur/breaker.ts'
import { after, testClock } from './clock.ts'

describe('the breaker', () => {
  let clock: ReturnType<typeof testClock>
  let breaker: Breaker

  beforeEach(() => {
    clock = testClock()
    breaker = createBreaker(clock.now, () => 0, clock.steady)
  })

  function fail(times: number, trouble: Parameters<Breaker['failed']>[1] = {}): void {
    for (let count = 0; count < times; count += 1) breaker.failed('report', trouble)
  }

  it('lets calls through at first, and after four failures in a row, however long they last', () => {
    fail(3)
    clock.pass(60_000)
    fail(1)

    expect(breaker.isOpen('report')).to.equal(false)
    expect(breaker.admit('report')).to.equal(undefined)
  })

  it('opens after five failures in a row that last ten seconds', () => {
    fail(4)
    clock.pass(10_000)
    fail(1)

    expect(breaker.isOpen('report')).to.equal(true)
    expect(breaker.openUntil('report')).to.deep.equal(after(14_000))
  })

  it('lets calls through while six reports fail three times each within seconds', () => {
    fail(6)
    clock.pass(1000)
    fail(6)
    clock.pass(2000)
    fail(6)

    expect(breaker.isOpen('report')).to.equal(false)
  })

  it('opens after twenty failures in a row, for four seconds at least', () => {
    fail(20)

    expect(breaker.isOpen('report')).to.equal(true)
    expect(breaker.openUntil('report')).to.deep.equal(after(4000))
    expect(breaker.admit('report')).to.deep.equal(after(4000))
  })

  it('opens for eight seconds at most, whatever chance says', () => {
    breaker = createBreaker(clock.now, () => 1, clock.steady)
    fail(20)

    expect(breaker.openUntil('report')).to.deep.equal(after(8000))
  })

  it('counts failures in a row only', () => {
    fail(19)
    breaker.succeeded('report')
    fail(19)

    expect(breaker.isOpen('report')).to.equal(false)
  })

  it('stops one kind of call and lets the others go', () => {
    fail(20)

    expect(breaker.admit('report')).to.deep.equal(after(4000))
    expect(breaker.admit('workflow')).to.equal(undefined)
    expect(breaker.isOpen('workflow')).to.equal(false)
  })

  it('lets one probe go when the time has come, and the others wait for the next', () => {
    fail(20)
    clock.pass(4000)

    expect(breaker.admit('report')).to.equal(undefined)
    expect(breaker.admit('report')).to.deep.equal(after(8000))
    expect(breaker.isOpen('report')).to.equal(true)
  })

  it('stays open when the probe fails', () => {
    fail(20)
    clock.pass(4000)
    breaker.admit('report')
    fail(1)

    expect(breaker.admit('report')).to.deep.equal(after(8000))
  })

  it('probes again when nothing was heard of the last probe', () => {
    fail(20)
    clock.pass(4000)
    breaker.admit('report')
    clock.pass(4000)

    expect(breaker.admit('report')).to.equal(undefined)
  })

  it('closes when a probe succeeds', () => {
    fail(20)
    clock.pass(4000)
    breaker.admit('report')
    breaker.succeeded('report')

    expect(breaker.isOpen('report')).to.equal(false)
    expect(breaker.admit('report')).to.equal(undefined)
    expect(breaker.admit('report')).to.equal(undefined)
  })

  it('tells when a kind opens and when it closes, once each', () => {
    const told: string[] = []
    breaker.onChange((kind, state) => told.push(`one: ${kind} ${state}`))
    breaker.onChange((kind, state) => told.push(`two: ${kind} ${state}`))
    fail(22)
    breaker.succeeded('report')
    breaker.succeeded('report')

    expect(told).to.deep.equal([
      'one: report open',
      'two: report open',
      'one: report closed',
      'two: report closed',
    ])
  })

  it('probes a service that refused us five times in a row once in a minute', () => {
    fail(5, { refused: true })

    expect(breaker.openUntil('report')).to.deep.equal(after(60_000))
  })

  for (const [direction, leapMs] of [
    ['ahead', 7_200_000],
    ['back', -7_200_000],
  ] as const)
    it(`pauses for as long as it was to when the clock is set ${direction}`, () => {
      fail(20)
      clock.set(leapMs)

      expect(breaker.admit('report')).to.deep.equal(after(leapMs + 4000))
      clock.pass(4000)
      expect(breaker.admit('report')).to.equal(undefined)
    })

  describe('when Concur says how long to wait', () => {
    it('opens at once, until then', () => {
      fail(1, { retryAt: after(90_000) })

      expect(breaker.admit('report')).to.deep.equal(after(90_000))
      clock.pass(90_000)
      expect(breaker.admit('report')).to.equal(undefined)
    })

    it('still probes one call at a time', () => {
      fail(1, { retryAt: after(90_000) })
      clock.pass(90_000)
      breaker.admit('report')

      expect(breaker.admit('report')).to.deep.equal(after(94_000))
    })

    it('waits no less than it would have anyway', () => {
      fail(20, { retryAt: after(1000) })

      expect(breaker.openUntil('report')).to.deep.equal(after(4000))
    })

    it('does not wait less because other calls, under way already, fail too', () => {
      fail(1, { retryAt: after(90_000) })
      fail(22)

      expect(breaker.openUntil('report')).to.deep.equal(after(90_000))
    })

    it('does not wait less because another call, under way already, succeeds', () => {
      fail(1, { retryAt: after(90_000) })
      breaker.succeeded('report')

      expect(breaker.admit('report')).to.deep.equal(after(90_000))
    })
  })
})
