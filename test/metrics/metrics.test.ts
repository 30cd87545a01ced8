import { expect } from 'chai'
import type { Figures } from '../../server/store/operators/figures.ts'
import { after } from '../concur/clock.ts'
import { sample } from './sample.ts'
import { NO_FIGURES, someMetrics } from './some-metrics.ts'

const DAY_MS = 86_400_000
const FIGURES: Figures = {
  arrived: { count: 0, oldestAt: undefined },
  waiting: 12,
  claimed: 3,
  dead: 2,
  oldestWaitingAt: after(-90_000),
  quarantined: 4,
  heldReports: 5,
  stuckReports: 2,
  orphanedReports: 1,
  openEffects: { unknown: 1 },
  alerts: { 'report held': 2 },
  subscriptions: [],
  polling: {
    instances: { waiting: 7, disabled: 1 },
    firstDueAt: after(-120_000),
    waitingDeliveries: 8,
    deadDeliveries: 1,
  },
}

describe('the metrics', () => {
  it('counts what happens, by labels', async () => {
    const { metrics } = someMetrics()
    metrics.received('callout', 'stored')
    metrics.received('callout', 'stored')
    metrics.received('failed list', 'duplicate')
    metrics.reviewFinished('EXPRPT', 'sent back')
    metrics.reviewFinished('TRAVELREQ', 'approved')
    metrics.effectReached('workflow', 'confirmed')
    metrics.alertRaised('report held')
    metrics.eventRefused('unknown key')

    const text = await metrics.text()

    expect(sample(text, 'connector_notifications_received_total{door="callout",result="stored"}')).to.equal(2)
    expect(
      sample(text, 'connector_notifications_received_total{door="failed list",result="duplicate"}'),
    ).to.equal(1)
    const reviews = 'connector_reviews_finished_total'
    expect(sample(text, `${reviews}{object="report",result="sent back"}`)).to.equal(1)
    expect(sample(text, `${reviews}{object="request",result="approved"}`)).to.equal(1)
    expect(sample(text, 'connector_effects_total{kind="workflow",state="confirmed"}')).to.equal(1)
    expect(sample(text, 'connector_alerts_raised_total{cause="report held"}')).to.equal(1)
    expect(sample(text, 'connector_events_refused_total{reason="unknown key"}')).to.equal(1)
    expect(sample(text, 'connector_events_refused_total{reason="no certificate"}')).to.equal(0)
  })

  it('counts calls to Concur by status, and those without an answer', async () => {
    const { metrics } = someMetrics()
    metrics.called('report', 200, 0.3)
    metrics.called('report', undefined, 60)

    const text = await metrics.text()

    expect(sample(text, 'connector_concur_calls_total{kind="report",status="200"}')).to.equal(1)
    expect(sample(text, 'connector_concur_calls_total{kind="report",status="none"}')).to.equal(1)
    expect(sample(text, 'connector_concur_call_duration_seconds_bucket{le="0.5",kind="report"}')).to.equal(1)
    expect(sample(text, 'connector_concur_call_duration_seconds_count{kind="report"}')).to.equal(2)
  })

  it('sorts acknowledgements into buckets from 1 ms to 5 s', async () => {
    const { metrics } = someMetrics()
    metrics.acknowledged(0.0009)
    metrics.acknowledged(4)
    metrics.acknowledged(6)

    const text = await metrics.text()

    const bucket = (le: string) =>
      sample(text, `connector_acknowledgement_duration_seconds_bucket{le="${le}"}`)
    expect([bucket('0.001'), bucket('2.5'), bucket('5'), bucket('+Inf')]).to.deep.equal([1, 1, 2, 3])
  })

  it('shows a breaker as closed from the first call on, and as open while it is', async () => {
    const { metrics } = someMetrics()
    const isOpen = async () => sample(await metrics.text(), 'connector_breaker_open{kind="report"}')

    metrics.called('report', 200, 0.1)
    expect(await isOpen()).to.equal(0)
    metrics.breakerChanged('report', 'open')
    metrics.called('report', 503, 0.1)
    expect(await isOpen()).to.equal(1)
    metrics.breakerChanged('report', 'closed')
    expect(await isOpen()).to.equal(0)
  })

  it('shows what is in the database', async () => {
    const { metrics } = someMetrics({ readFigures: () => Promise.resolve(FIGURES) })

    const text = await metrics.text()

    expect(sample(text, 'connector_database_up')).to.equal(1)
    expect(sample(text, 'connector_backlog_notifications{state="waiting"}')).to.equal(12)
    expect(sample(text, 'connector_backlog_notifications{state="claimed"}')).to.equal(3)
    expect(sample(text, 'connector_dead_letters')).to.equal(2)
    expect(sample(text, 'connector_oldest_waiting_age_seconds')).to.equal(90)
    expect(sample(text, 'connector_quarantined')).to.equal(4)
    expect(sample(text, 'connector_reports_held')).to.equal(5)
    expect(sample(text, 'connector_reports_stuck')).to.equal(2)
    expect(sample(text, 'connector_reports_orphaned')).to.equal(1)
    expect(sample(text, 'connector_effects_open{state="sent"}')).to.equal(0)
    expect(sample(text, 'connector_effects_open{state="unknown"}')).to.equal(1)
    expect(sample(text, 'connector_alerts_standing{cause="report held"}')).to.equal(2)
  })

  it('shows how many subscriptions are amiss, and the days that the most silent one has left', async () => {
    const subscriptions = [
      { id: 'a', expectedSince: after(0), checkedAt: after(0), heardAt: after(-3 * DAY_MS) },
      { id: 'b', expectedSince: after(0), checkedAt: after(0), heardAt: after(-25 * DAY_MS) },
      { id: 'c', expectedSince: after(0), checkedAt: after(0), problem: 'missing', problemSince: after(0) },
    ] as const
    const { metrics } = someMetrics({ readFigures: () => Promise.resolve({ ...FIGURES, subscriptions }) })

    const text = await metrics.text()

    expect(sample(text, 'connector_subscriptions_amiss')).to.equal(2)
    expect(sample(text, 'connector_subscription_days_left')).to.equal(5)
    const none = await someMetrics({ readFigures: () => Promise.resolve(FIGURES) }).metrics.text()
    expect(sample(none, 'connector_subscriptions_amiss')).to.equal(0)
    expect(sample(none, 'connector_subscription_days_left')).to.equal(undefined)
  })

  it('reads the database once for scrapes that come together, and again a second later', async () => {
    let readings = 0
    const { metrics, clock } = someMetrics({
      readFigures: () => Promise.resolve({ ...NO_FIGURES, dead: ++readings }),
    })
    const dead = async () => sample(await metrics.text(), 'connector_dead_letters')

    expect(await Promise.all([dead(), dead()])).to.deep.equal([1, 1])
    clock.pass(999)
    expect(await dead()).to.equal(1)
    clock.pass(1)
    expect(await dead()).to.equal(2)
  })

  it('leaves out what is in a database that cannot be read, and shows the rest', async () => {
    let isAway = false
    const { metrics, clock } = someMetrics({
      readFigures: () => (isAway ? Promise.reject(new Error('away')) : Promise.resolve(FIGURES)),
    })
    metrics.received('callout', 'unavailable')
    await metrics.text()
    isAway = true
    clock.pass(1000)

    const text = await metrics.text()

    expect(sample(text, 'connector_database_up')).to.equal(0)
    expect(sample(text, 'connector_dead_letters')).to.equal(undefined)
    expect(sample(text, 'connector_oldest_waiting_age_seconds')).to.equal(undefined)
    expect(sample(text, 'connector_backlog_notifications{state="waiting"}')).to.equal(undefined)
    expect(
      sample(text, 'connector_notifications_received_total{door="callout",result="unavailable"}'),
    ).to.equal(1)
  })

  it('shows unknown reports only after they were counted, and not for longer than the count is good', async () => {
    const { metrics, clock } = someMetrics({ unknownReportsLastMs: 60_000 })
    const unknown = async () => sample(await metrics.text(), 'connector_reports_unknown')

    expect(await unknown()).to.equal(undefined)
    metrics.setUnknownReports(3)
    expect(await unknown()).to.equal(3)
    metrics.setUnknownReports(0)
    expect(await unknown()).to.equal(0)
    clock.pass(60_001)
    expect(await unknown()).to.equal(undefined)
  })

  it('shows the days that the certificate has left, below 0 when it has ended', async () => {
    let endsAt = after(36 * 3_600_000)
    const { metrics, clock } = someMetrics({
      certificates: {
        public: () => Promise.resolve(endsAt),
        console: () => Promise.resolve(after(10 * 86_400_000)),
      },
    })
    const days = async (listener: string) =>
      sample(await metrics.text(), `connector_certificate_days_left{listener="${listener}"}`)

    expect(await days('public')).to.equal(1.5)
    expect(await days('console')).to.equal(10)
    clock.pass(60_000)
    endsAt = after(60_000 - 86_400_000)
    expect(await days('public')).to.equal(-1)
  })

  it('shows no certificate where there is none', async () => {
    const { metrics } = someMetrics()

    expect(await metrics.text()).not.to.contain('connector_certificate_days_left{')
  })

  it('has those of the process, the lag of its event loop among them', async () => {
    const text = await someMetrics().metrics.text()

    expect(sample(text, 'process_resident_memory_bytes')).to.be.greaterThan(1_000_000)
    expect(sample(text, 'nodejs_eventloop_lag_p99_seconds')).to.be.a('number')
  })

  it('of two connectors in one process know nothing of each other', async () => {
    const one = someMetrics().metrics
    const other = someMetrics().metrics
    one.received('callout', 'stored')

    const series = 'connector_notifications_received_total{door="callout",result="stored"}'
    expect(sample(await one.text(), series)).to.equal(1)
    expect(sample(await other.text(), series)).to.equal(0)
  })
})
