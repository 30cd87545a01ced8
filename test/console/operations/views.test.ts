import { expect } from 'chai'
import { alertViews } from '../../../server/console/operations/alert-view.ts'
import { doorViews } from '../../../server/console/operations/door-view.ts'
import { jobViews } from '../../../server/console/operations/job-view.ts'
import { subscriptionViews } from '../../../server/console/operations/subscription-view.ts'
import type { DoorActivity } from '../../../server/store/operators/door-activity.ts'

const NOW = new Date('2026-05-22T12:00:00Z')
const ago = (minutes: number) => new Date(NOW.getTime() - minutes * 60_000)
const DAY = 1440

const late = (name: string, minutes: number) =>
  jobViews([{ name, startedAt: ago(minutes) }], 10, NOW)[0]?.isLate

const door = (name: DoorActivity['door'], changes: Partial<DoorActivity> = {}) => ({
  door: name,
  dead: 0,
  quarantined: 0,
  ...changes,
})

describe('what operators see of jobs', () => {
  for (const [name, minutes, expected] of [
    ['failed-list', 34, false],
    ['failed-list', 36, true],
    ['waiting-list', 36, true],
    ['alerts', 24, false],
    ['alerts', 26, true],
    ['retention', 2 * DAY, false],
    ['retention', 2 * DAY + 16, true],
    ['subscriptions', 2 * DAY + 16, true],
    ['names', 2 * DAY + 16, true],
    ['something new', 100 * DAY, false],
  ] as const)
    it(`is that ${name}, started ${minutes} minutes ago, is ${expected ? '' : 'not '}overdue`, () => {
      expect(late(name, minutes)).to.equal(expected)
    })
})

describe('what operators see of subscriptions', () => {
  it('is when SAP deletes one through which nothing comes, and what is wrong', () => {
    const views = subscriptionViews(
      [
        { id: 'fine', expectedSince: ago(DAY), checkedAt: ago(60), heardAt: ago(10 * DAY + 60) },
        {
          id: 'gone',
          expectedSince: ago(DAY),
          checkedAt: ago(60),
          problem: 'missing',
          problemSince: ago(60),
        },
      ],
      NOW,
    )

    expect(views).to.deep.equal([
      { id: 'fine', checkedAt: ago(60), heardAt: ago(10 * DAY + 60), daysLeft: 19 },
      { id: 'gone', checkedAt: ago(60), amiss: { kind: 'missing', since: ago(60) } },
    ])
  })
})

describe('what operators see of doors', () => {
  const around = { subscriptions: [], jobs: [], instancesInTrouble: 0, isPollingOn: true }

  it('is that nothing is wrong with one through which all has come well', () => {
    expect(doorViews([door('callout', { lastAt: ago(1) })], around)).to.deep.equal([
      { door: 'callout', lastAt: ago(1), isOff: false, problems: [] },
    ])
  })

  it('is what came through it and is in trouble', () => {
    expect(doorViews([door('callout', { dead: 2, quarantined: 1 })], around)[0]?.problems).to.deep.equal([
      { kind: 'dead', on: 'dead', count: 2 },
      { kind: 'quarantine', on: 'quarantine', count: 1 },
    ])
  })

  it('is what it depends on: subscriptions, a job, instances', () => {
    const views = doorViews([door('events'), door('failed list'), door('waiting list'), door('polling')], {
      subscriptions: [{ id: 's', amiss: { kind: 'missing', since: ago(1) } }, { id: 'fine' }],
      jobs: [
        { name: 'failed-list', startedAt: ago(99), isLate: true },
        { name: 'waiting-list', startedAt: ago(1), isLate: false },
      ],
      instancesInTrouble: 3,
      isPollingOn: false,
    })

    expect(views.map((view) => [view.door, view.isOff, view.problems])).to.deep.equal([
      ['events', false, [{ kind: 'subscriptions', on: 'subscriptions', count: 1 }]],
      ['failed list', false, [{ kind: 'late', on: 'jobs', count: 1 }]],
      ['waiting list', false, []],
      ['polling', true, [{ kind: 'instances', on: 'instances', count: 3 }]],
    ])
  })
})

describe('what operators see of alerts', () => {
  it('is one row for each cause, since the first of them, with some of what they are about', () => {
    const alert = (id: number, cause: 'report held' | 'notification dead') => ({
      id,
      cause,
      subject: `S${id}`,
      since: ago(id),
      count: 1,
      isSent: true,
    })
    const held = [1, 2, 3, 9, 4, 5, 6].map((id) => alert(id, 'report held'))

    expect(alertViews([...held, alert(7, 'notification dead')])).to.deep.equal([
      { cause: 'report held', count: 7, since: ago(9), subjects: ['S1', 'S2', 'S3', 'S9', 'S4'], more: 2 },
      { cause: 'notification dead', count: 1, since: ago(7), subjects: ['S7'], more: 0 },
    ])
  })
})
