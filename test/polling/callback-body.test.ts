import { expect } from 'chai'
import {
  buildCallbacks,
  type CallbackSource,
  callbackBody,
  type News,
} from '../../server/polling/callback-body.ts'
import type { Change } from '../../server/polling/poll-outcome.ts'
import { fixture, fixtureText } from './fixture.ts'
import { poll, readUpTo, resourceOf } from './polls.ts'

const SOURCE: CallbackSource = {
  instanceId: 399028,
  instanceName: 'ConcurForDocs',
  tags: ['Docs'],
  user: 1001,
  accountId: 2002,
  companyId: 3003,
  elementKey: 'concur',
  hubKey: 'expense',
}
const CREATED_AT = new Date('2024-03-05T10:15:03Z')

function news(changes: readonly Change[], other: Partial<News> = {}): News {
  return { source: SOURCE, resource: 'reports', newObject: true, changes, createdAt: CREATED_AT, ...other }
}

function change(index: number, other: Partial<Change> = {}): Change {
  const date = new Date(Date.UTC(2024, 2, 5, 18, index, 1))
  return {
    type: 'CREATED',
    objectId: String(1900 + index),
    date,
    changedAt: date,
    updatedText: date.toISOString(),
    hash: 'hash',
    sequence: 1,
    record: `{"id":${1900 + index}}`,
    ...other,
  }
}

function idsOf(changes: readonly Change[]): readonly string[] {
  return Array.from(buildCallbacks(news(changes)), ({ eventId }) => eventId)
}

/** How many records each part repeats. */
function recordsIn(changes: readonly Change[]): readonly number[] {
  return Array.from(buildCallbacks(news(changes)), ({ body }) => JSON.parse(body).message.raw.reports.length)
}

/** The changes of Concur's sample pages. */
async function reports(): Promise<readonly Change[]> {
  const { changes } = await poll({
    resource: resourceOf('concur', 'reports', { pollDelay: 0 }),
    pages: ['concur.reports.page1.json', 'concur.reports.page2.json'].map(fixtureText),
    state: readUpTo('2024-03-05T10:00:01Z'),
  })
  return changes
}

describe('the callback of a poll', () => {
  for (const [name, eventId, objectId] of [
    ['created', 'd70b9bc338cdd479691137cc83125dc7', '1A2B3C4D5E6F708192A1'],
    ['unicode', 'bdbc47b2f63a2f58724221127b20bf51', '1A2B3C4D5E6F708192C3'],
  ] as const) {
    it(`is written byte for byte as in the sample: ${name}`, async () => {
      const changes = (await reports()).filter((each) => each.objectId === objectId)
      const raw = changes.map(({ record }) => record).join(',')

      expect(callbackBody(news(changes), { eventId, raw, changes })).to.equal(
        fixtureText(`notification.concur.${name}.min.txt`),
      )
    })
  }

  it('has ten events at most and repeats all records in each part', () => {
    const changes = Array.from({ length: 12 }, (_, index) => change(index))
    const parts = Array.from(buildCallbacks(news(changes, { resource: 'timesheets' })))
    const [first, second] = parts.map(({ body }) => JSON.parse(body).message)

    expect(parts).to.have.length(2)
    expect(first.events).to.have.length(10)
    expect(second.events).to.have.length(2)
    expect(first.raw).to.deep.equal(second.raw)
    expect(first.raw.timesheets).to.have.length(12)
    expect(first.eventId).not.to.equal(second.eventId)
    expect(Array.from(buildCallbacks(news(changes.slice(0, 10))))).to.have.length(1)
    expect(Array.from(buildCallbacks(news([])))).to.have.length(0)
  })

  it('has the form of the samples in all its parts', () => {
    const sample = Object(fixture('notification.revel.batch.1of2.json'))
    const [part] = Array.from(buildCallbacks(news([change(0)], { resource: 'timesheets' })))
    const body = JSON.parse(part?.body ?? '')

    expect(Object.keys(body)).to.deep.equal(Object.keys(sample))
    expect(Object.keys(body.message)).to.deep.equal(Object.keys(sample.message))
    expect(Object.keys(body.message.events[0])).to.deep.equal(Object.keys(sample.message.events[0]))
  })

  it('has the record of a deletion in raw only', () => {
    const sample = Object(fixture('notification.sageone.deleted.json'))
    const [part] = Array.from(buildCallbacks(news([change(0, { type: 'DELETED' })])))
    const body = JSON.parse(part?.body ?? '')

    expect(Object.keys(body.message.events[0])).to.deep.equal(Object.keys(sample.message.events[0]))
    expect(body.message.raw.reports).to.deep.equal([{ id: 1900 }])
  })

  it('leaves the record out of events where it is not wanted', () => {
    const [part] = Array.from(buildCallbacks(news([change(0)], { newObject: false })))

    expect(part?.body).not.to.include('newObject')
  })

  it('has the same id whenever the same is told, and another for a later version', () => {
    expect(idsOf([change(1)])).to.deep.equal(idsOf([change(1)]))
    expect(idsOf([change(1)])).not.to.deep.equal(idsOf([change(1, { sequence: 2 })]))
    expect(idsOf([change(1)])[0]).to.match(/^[0-9a-f]{32}$/)
  })

  it('is told in groups when a poll finds much, so that it stays small', () => {
    const many = Array.from({ length: 120 }, (_, index) => change(index))
    const large = Array.from({ length: 3 }, (_, index) =>
      change(index, { record: `{"x":"${'x'.repeat(1_500_000)}"}` }),
    )
    expect(recordsIn(many)).to.deep.equal([50, 50, 50, 50, 50, 50, 50, 50, 50, 50, 20, 20])
    expect(recordsIn(large)).to.deep.equal([1, 1, 1])
  })
})
