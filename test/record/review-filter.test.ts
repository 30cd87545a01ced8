import { Big } from 'big.js'
import { expect } from 'chai'
import { type ReviewFilter, readReviewFilter } from '../../server/record/review-filter.ts'

/** A Sunday. */
const NOW = new Date('2026-11-29T10:00:00Z')
const BERLIN = { now: NOW, timeZone: 'Europe/Berlin', defaultLimit: 50, maxLimit: 500 }

function filterOf(given: unknown, timeZone = 'Europe/Berlin'): ReviewFilter {
  const read = readReviewFilter(given, { ...BERLIN, timeZone })
  if (!read.ok) throw new Error(read.problems.join('; '))
  return read.filter
}

function problemsOf(given: unknown): readonly string[] {
  const read = readReviewFilter(given, BERLIN)
  return read.ok ? [] : read.problems
}

describe('the filter of reviews', () => {
  it('asks for all of them, newest first, where nothing is said', () => {
    expect(filterOf({})).to.deep.equal({ limit: 50 })
  })

  it('takes numbers as they are and as texts', () => {
    expect(filterOf({ limit: 7, before: 12 })).to.deep.equal({ limit: 7, before: 12 })
    expect(filterOf({ limit: '7', before: '12' })).to.deep.equal({ limit: 7, before: 12 })
  })

  it('takes whole days of the time zone, the last one too', () => {
    expect(filterOf({ since: '2026-10-24', until: '2026-10-25' })).to.deep.equal({
      since: new Date('2026-10-23T22:00:00Z'),
      // The clocks are put back on that day.
      until: new Date('2026-10-25T23:00:00Z'),
      limit: 50,
    })
    expect(filterOf({ until: '2026-12-31' }, 'America/New_York')).to.deep.equal({
      until: new Date('2027-01-01T05:00:00Z'),
      limit: 50,
    })
  })

  it('takes instants with their offset, the last millisecond too', () => {
    expect(filterOf({ since: '2026-11-01T08:00:00+01:00', until: '2026-11-01T08:00:00Z' })).to.deep.equal({
      since: new Date('2026-11-01T07:00:00Z'),
      until: new Date('2026-11-01T08:00:00.001Z'),
      limit: 50,
    })
  })

  it('looks for an employee without accents and in small letters', () => {
    expect(filterOf({ employee: ' Zoë  MÜLLER ' })).to.deep.equal({ employee: 'zoe muller', limit: 50 })
  })

  it('reads an exact amount and its currency', () => {
    expect(filterOf({ over: '499.50 eur' }).over).to.deep.equal({ amount: new Big('499.5'), currency: 'EUR' })
    expect(filterOf({ over: '0.1000000000000000001 CHF' }).over?.amount.toFixed()).to.equal(
      '0.1000000000000000001',
    )
  })

  it('means what is held, and is not snoozed, where an age is asked for', () => {
    expect(filterOf({ age: '3' })).to.deep.equal({
      result: 'held',
      // It is Sunday: Friday, Thursday and Wednesday have begun since.
      until: new Date('2026-11-24T23:00:00Z'),
      awakeAt: NOW,
      limit: 50,
    })
    expect(filterOf({ age: 3, result: 'open' })).not.to.have.property('awakeAt')
  })

  it('takes the earlier one of an age and a last day', () => {
    expect(filterOf({ age: 3, until: '2026-11-20' }).until).to.deep.equal(new Date('2026-11-20T23:00:00Z'))
    expect(filterOf({ age: 3, until: '2026-11-26' }).until).to.deep.equal(new Date('2026-11-24T23:00:00Z'))
  })

  it('leaves out what is snoozed of what is held, unless it is asked for', () => {
    expect(filterOf({ result: 'held' })).to.deep.equal({ result: 'held', awakeAt: NOW, limit: 50 })
    expect(filterOf({ result: 'held', snoozed: true })).to.deep.equal({ result: 'held', limit: 50 })
    expect(filterOf({ result: 'held', snoozed: 'true' })).to.deep.equal({ result: 'held', limit: 50 })
    expect(filterOf({ result: 'approved' })).to.deep.equal({ result: 'approved', limit: 50 })
  })

  it('takes a login in small letters, and the version of a policy', () => {
    expect(filterOf({ assignee: 'Ada@Example.com', policy: '0123456789AB' })).to.deep.equal({
      assignee: 'ada@example.com',
      policy: '0123456789ab',
      limit: 50,
    })
  })

  it('names every problem with its field at once, and what is allowed', () => {
    expect(
      problemsOf({
        result: 'done',
        since: '2026-02-30',
        until: '2026-11-01T08:00:00',
        employee: '  ',
        rule: '',
        policy: 'latest',
        step: '',
        over: '500',
        assignee: '',
        age: '-1',
        snoozed: 'perhaps',
        before: '0',
        limit: '1.5',
        colour: 'red',
      }),
    ).to.deep.equal([
      'result: expected one of approved, flagged and approved, sent back, held, superseded, observed, open, orphaned',
      'since: expected a day such as 2026-11-01, or an instant such as 2026-11-01T08:00:00Z',
      'until: expected a day such as 2026-11-01, or an instant such as 2026-11-01T08:00:00Z',
      'employee: expected a part of a name, a login or an employee id',
      'rule: expected the id of a rule',
      'policy: expected the version of a policy, 12 hexadecimal characters',
      'step: expected the name of a workflow step',
      'over: expected an exact amount and its currency, such as 500 EUR or 499.50 CHF',
      'assignee: expected a login, or nobody',
      'age: expected a number of working days from 0 to 1000',
      'snoozed: expected true or false',
      'before: expected a whole number from 1',
      'limit: expected a whole number from 1',
      'colour: is not known; there is result, since, until, employee, rule, policy, step, over, assignee, age, snoozed, before, limit',
    ])
  })

  it('refuses what goes together in no review', () => {
    expect(
      problemsOf({ since: '2026-11-02', until: '2026-11-01', age: 1, result: 'approved', limit: 501 }),
    ).to.deep.equal([
      'until: is before since',
      'age: is of what waits, so the result can only be held or open',
      'limit: expected at most 500',
    ])
  })

  for (const over of ['1e3 EUR', '1,000 EUR', '500EUR', 'EUR 500', 'NaN EUR', '0x10 EUR', '500 EURO'])
    it(`refuses the amount ${over}`, () => {
      expect(problemsOf({ over })).to.have.lengthOf(1)
    })

  for (const given of [undefined, null, 'held', [], 7])
    it(`refuses ${JSON.stringify(given)} for a filter`, () => {
      expect(problemsOf(given)).to.have.lengthOf(1)
    })
})
