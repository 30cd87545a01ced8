import { expect } from 'chai'
import { PollError } from '../../server/polling/poll-error.ts'
import { initialState } from '../../server/polling/poll-outcome.ts'
import { pollResource } from '../../server/polling/poll-resource.ts'
import { fixture, fixtureText } from './fixture.ts'
import { createLedger, poll, readUpTo, resourceOf, told } from './polls.ts'

interface Scenario {
  readonly element: string
  readonly resource: string
  readonly lowerBound: string
  readonly pollStart: string
  readonly pages: readonly string[]
  readonly events: readonly (readonly [string, string, string])[]
  readonly boundary?: { readonly objectId: string }
  readonly withToleranceZero?: { readonly objectId: string; readonly eventType: string }
  readonly deletedPages?: readonly string[]
  readonly deletedEvents?: readonly (readonly [string, string, string])[]
  readonly newCursor: string
}

const { scenarios }: { scenarios: readonly Scenario[] } = Object(fixture('expected.scenarios.json'))

/** A page of Concur with reports `[id, modified, created]`. */
function reports(...rows: readonly (readonly [id: string, modified: string, created?: string])[]): string {
  return JSON.stringify({
    Items: rows.map(([ID, LastModifiedDate, CreateDate = '2024-01-01T00:00:00']) => ({
      ID,
      LastModifiedDate,
      CreateDate,
    })),
  })
}

/** The same, with something in it that may change without its date. */
function report(ID: string, LastModifiedDate: string, Name: string): string {
  return JSON.stringify({ Items: [{ ID, LastModifiedDate, CreateDate: '2024-01-01T00:00:00', Name }] })
}

/** A page of Sage with one customer. */
function customer(updated: string): string {
  return JSON.stringify({ $items: [{ id: 'a', created_at: '2024-01-01T00:00:00Z', updated_at: updated }] })
}

const REPORTS = resourceOf('concur', 'reports')
const OLD = readUpTo('2024-03-05T10:00:00Z')

describe('a poll', () => {
  for (const scenario of scenarios) {
    const { element, resource: name, lowerBound, pollStart, newCursor } = scenario
    const settings = { pollDelay: 0, ...(scenario.deletedPages && { deletedSince: true }) }
    const options = {
      resource: resourceOf(element, name, settings),
      pages: scenario.pages.map(fixtureText),
      deleted: (scenario.deletedPages ?? []).map(fixtureText),
      state: readUpTo(lowerBound),
      at: pollStart,
    }
    const boundary = scenario.boundary ? [['UPDATED', scenario.boundary.objectId, lowerBound]] : []
    const expected = [...boundary, ...scenario.events, ...(scenario.deletedEvents ?? [])]

    it(`finds what is to be found in ${element}'s ${name}, once`, async () => {
      const ledger = createLedger()

      const first = await poll({ ...options, ledger })
      ledger.learn(first)
      const second = await poll({ ...options, ledger, state: first.state })

      expect(told(first.changes)).to.deep.equal(expected)
      expect(first.state.cursor).to.deep.equal(new Date(newCursor))
      expect(first.problems).to.deep.equal([])
      expect(told(second.changes)).to.deep.equal([])
      expect(second.state).to.deep.equal(first.state)
    })
  }

  it('takes what was changed a second after it was created for an update if it shall', async () => {
    const sage = scenarios.find(({ element }) => element === 'sageone')
    const { changes } = await poll({
      resource: resourceOf('sageone', 'customers', { createdCheckTolerance: 0 }),
      pages: (sage?.pages ?? []).map(fixtureText),
      state: readUpTo('2024-03-05T10:00:00Z'),
    })

    expect(changes.find(({ objectId }) => objectId === sage?.withToleranceZero?.objectId)?.type).to.equal(
      'UPDATED',
    )
  })

  it('keeps nulls out and numbers as they are', async () => {
    const { changes } = await poll({
      resource: REPORTS,
      pages: [fixtureText('concur.reports.page1.json')],
      state: OLD,
    })

    expect(changes[1]?.record).to.include('"Total":88.0,').and.not.to.include('null')
  })

  it('sends what the vendor shows late, if it is not later than the overlap', async () => {
    const ledger = createLedger()
    const first = await poll({
      resource: REPORTS,
      pages: [reports(['A', '2024-03-05T10:10:00'])],
      state: OLD,
      ledger,
    })
    ledger.learn(first)

    const { changes } = await poll({
      resource: REPORTS,
      pages: [
        reports(['A', '2024-03-05T10:10:00'], ['B', '2024-03-05T10:09:01'], ['C', '2024-03-05T10:08:59']),
      ],
      state: first.state,
      ledger,
    })

    expect(told(changes)).to.deep.equal([['UPDATED', 'B', '2024-03-05T10:09:01Z']])
  })

  it('sends a second change within the second of the first, and one there and back', async () => {
    const ledger = createLedger()
    const sent = []
    for (const name of ['one', 'two', 'two', 'one']) {
      const outcome = await poll({
        resource: REPORTS,
        pages: [report('A', '2024-03-05T10:10:00', name)],
        state: OLD,
        ledger,
      })
      ledger.learn(outcome)
      sent.push(outcome.changes.map(({ sequence }) => sequence))
    }

    expect(sent).to.deep.equal([[1], [2], [], [3]])
  })

  it('takes a page that lags behind for no news', async () => {
    const ledger = createLedger()
    ledger.learn(
      await poll({
        resource: REPORTS,
        pages: [report('A', '2024-03-05T10:10:00', 'old')],
        state: OLD,
        ledger,
      }),
    )
    ledger.learn(
      await poll({
        resource: REPORTS,
        pages: [report('A', '2024-03-05T10:10:20', 'new')],
        state: OLD,
        ledger,
      }),
    )

    const { changes } = await poll({
      resource: REPORTS,
      pages: [report('A', '2024-03-05T10:10:00', 'old')],
      state: OLD,
      ledger,
    })

    expect(changes).to.deep.equal([])
  })

  it('sends the latest of an object that stands on two pages', async () => {
    const { changes } = await poll({
      resource: REPORTS,
      pages: [report('A', '2024-03-05T10:10:00', 'old'), report('A', '2024-03-05T10:11:00', 'new')],
      state: OLD,
    })

    expect(told(changes)).to.deep.equal([['UPDATED', 'A', '2024-03-05T10:11:00Z']])
  })

  it('sends nothing from before it began, but what a slow clock dates so', async () => {
    const page = reports(['before', '2024-03-05T09:59:59'], ['after', '2024-03-05T10:00:01'])
    const options = { resource: REPORTS, state: initialState(new Date('2024-03-05T10:00:00Z')) }
    const slow = { text: page, vendorNow: new Date('2024-03-05T10:12:00Z') }

    const closely = reports(['before', '2024-03-05T09:59:59.9'], ['perhaps', '2024-03-05T10:00:00'])
    const begun = { ...options, state: initialState(new Date('2024-03-05T10:00:00.900Z')) }

    expect(
      (await poll({ ...begun, pages: [closely] })).changes.map(({ objectId }) => objectId),
    ).to.deep.equal(['perhaps'])
    expect(told((await poll({ ...options, pages: [page] })).changes)).to.deep.equal([
      ['UPDATED', 'after', '2024-03-05T10:00:01Z'],
    ])
    expect((await poll({ ...options, pages: [slow] })).changes).to.have.length(2)
  })

  it('finds what has a day instead of a moment, on the first day too', async () => {
    const days = { updatedDateField: 'LastModifiedDate', updatedDateFormat: 'yyyy-MM-dd' }
    const { changes } = await poll({
      resource: resourceOf('concur', 'reports', { datesConfiguration: days }),
      pages: [reports(['today', '2024-03-05'], ['yesterday', '2024-03-04'])],
      state: initialState(new Date('2024-03-05T10:00:00Z')),
    })

    expect(changes.map(({ objectId }) => objectId)).to.deep.equal(['today'])
  })

  it('takes no change for an old one because an abbreviation of a zone has two meanings', async () => {
    const at = '2024-07-05T17:15:00Z'
    const state = initialState(new Date('2024-07-05T17:00:00Z'))
    // 17:05 where PST knows no summer time, 16:05 where it does.
    const objects = [{ id: 1, created_date: '2020-01-01T00:00:00', updated_date: '2024-07-05T09:05:00' }]
    const count = async (page: object) =>
      (await poll({ resource: resourceOf('revel', 'employees'), pages: [JSON.stringify(page)], state, at }))
        .changes.length

    expect(await count({ objects })).to.equal(1)
    expect(await count({ objects, meta: { time_zone: 'America/Los_Angeles' } })).to.equal(0)
  })

  it('keeps its cursor behind the slower of the two clocks', async () => {
    const text = reports(['A', '2024-03-05T10:17:59'])
    const cursorWith = async (vendorNow: string) =>
      (await poll({ resource: REPORTS, pages: [{ text, vendorNow: new Date(vendorNow) }], state: OLD })).state
        .cursor

    expect(await cursorWith('2024-03-05T10:18:00Z')).to.deep.equal(new Date('2024-03-05T10:15:00Z'))
    expect(await cursorWith('2024-03-05T10:12:00Z')).to.deep.equal(new Date('2024-03-05T10:12:00Z'))
  })

  it('leaves its cursor where it is when nothing comes, and never moves it back', async () => {
    expect((await poll({ resource: REPORTS, pages: [reports()], state: OLD })).state.cursor).to.deep.equal(
      OLD.cursor,
    )
    const { state } = await poll({
      resource: REPORTS,
      pages: [reports(['A', '2024-03-05T09:59:30'])],
      state: OLD,
    })

    expect(state.cursor).to.deep.equal(OLD.cursor)
  })

  it('sends a record whose dates cannot be read once, and says so', async () => {
    const ledger = createLedger()
    const options = { resource: REPORTS, pages: [reports(['A', '05/03/24'])], state: OLD, ledger }
    const first = await poll(options)
    ledger.learn(first)

    expect(told(first.changes)).to.deep.equal([['UNKNOWN', 'A', '2024-03-05T10:15:00Z']])
    expect(first.problems).to.deep.equal([
      {
        kind: 'unreadable date',
        field: 'datesConfiguration',
        count: 1,
        message: 'records have a date that does not match its format',
      },
    ])
    expect((await poll(options)).changes).to.deep.equal([])
  })

  it('counts records without an id', async () => {
    const { changes, problems } = await poll({
      resource: REPORTS,
      pages: ['{"Items":[{"ID":""},{},{"ID":{}}]}'],
      state: OLD,
    })

    expect(changes).to.deep.equal([])
    expect(problems).to.have.nested.property('[0].count', 3)
  })

  it('warns when the vendor names another zone', async () => {
    const resource = resourceOf('revel', 'employees', {
      datesConfiguration: { updatedDateField: 'u', updatedDateFormat: 'yyyy', updatedDateTimezone: 'UTC' },
    })
    const { problems } = await poll({
      resource,
      pages: [fixtureText('revel.employees.page2.json')],
      state: OLD,
    })

    expect(problems.map(({ message }) => message)).to.include(
      'the vendor says that its dates are in America/Los_Angeles, and UTC is configured',
    )
  })

  it('finds what is there without dates, then sends what is new and what is different', async () => {
    const resource = resourceOf('concur', 'reports', { datesConfiguration: null })
    const ledger = createLedger()
    const first = await poll({ resource, pages: ['[{"ID":"A","n":1},{"ID":"B","n":1}]'], ledger })
    ledger.learn(first)
    const second = await poll({
      resource,
      pages: ['[{"ID":"A","n":2},{"ID":"B","n":1},{"ID":"C","n":1}]'],
      ledger,
      state: first.state,
    })
    ledger.learn(second)
    const third = await poll({ resource, pages: ['[{"ID":"A","n":1}]'], ledger, state: second.state })

    expect(first.changes).to.deep.equal([])
    expect(second.changes.map(({ type, objectId }) => [type, objectId])).to.deep.equal([
      ['UPDATED', 'A'],
      ['CREATED', 'C'],
    ])
    expect(third.changes.map(({ objectId, sequence }) => [objectId, sequence])).to.deep.equal([['A', 2]])
    expect(first.state.cursor).to.deep.equal(new Date('2024-03-05T10:15:00Z'))
  })

  it('sends a deletion once, and what was restored after it', async () => {
    const resource = resourceOf('sageone', 'customers', { deletedSince: true })
    const ledger = createLedger()
    const deleted = JSON.stringify({
      $items: [{ id: 'a', updated_at: '2024-03-05T10:05:00Z', deleted_at: '2024-03-05T10:05:00Z' }],
    })
    const types = []
    for (const [pages, deletions] of [
      [[customer('2024-03-05T10:01:00Z')], []],
      [[], [deleted]],
      [[customer('2024-03-05T10:01:00Z')], [deleted]],
      [[customer('2024-03-05T10:06:00Z')], [deleted]],
      [[customer('2024-03-05T10:06:00Z')], [deleted]],
    ] as const) {
      const outcome = await poll({ resource, pages, deleted: deletions, state: OLD, ledger })
      ledger.learn(outcome)
      types.push(outcome.changes.map(({ type }) => type))
    }

    expect(types).to.deep.equal([['UPDATED'], ['DELETED'], [], ['UPDATED'], []])
  })

  it('comes to nothing when a page fails', async () => {
    const failure = new PollError('POLL_UNREACHABLE', 'Concur: reset')
    const error: unknown = await pollResource({
      instance: { paths: { '/hubs/expense/reports': '/x' }, withoutNulls: true },
      resource: REPORTS,
      state: OLD,
      ledger: createLedger(),
      connection: {
        async *list() {
          yield { records: [{ ID: 'A', LastModifiedDate: '2024-03-05T10:10:00' }], receivedAt: new Date() }
          throw failure
        },
      },
      now: () => new Date('2024-03-05T10:15:00Z'),
      signal: new AbortController().signal,
    }).catch((reason: unknown) => reason)

    expect(error).to.equal(failure)
  })

  it('gives up when what has changed is more than memory should hold', async () => {
    const [maxText, name] = [200, 'x'.repeat(80)]
    const page = (id: string) => report(id, '2024-03-05T10:10:00', name)
    const outcome = await poll({ resource: REPORTS, pages: [page('A'), page('A')], state: OLD, maxText })
    const error: unknown = await poll({
      resource: REPORTS,
      pages: [page('A'), page('B')],
      state: OLD,
      maxText,
    }).catch((reason: unknown) => reason)

    expect(told(outcome.changes)).to.deep.equal([['UPDATED', 'A', '2024-03-05T10:10:00Z']])
    expect(error).to.include({ code: 'POLL_TOO_LARGE' })
  })

  it('gives up on a list that has no end', async () => {
    const endless = Array.from({ length: 1001 }, () => reports())
    const error: unknown = await poll({ resource: REPORTS, pages: endless }).catch(
      (reason: unknown) => reason,
    )

    expect(error).to.include({ code: 'POLL_TOO_LARGE' })
  })
})
