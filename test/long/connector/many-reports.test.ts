import { expect } from 'chai'
import type { Fault } from '../../../server/simulator/http/faults.ts'
import type { Simulator } from '../../../server/simulator/simulator.ts'
import { useBenches } from '../../connector/bench.ts'
import { CALLOUT_ROUTES } from '../../connector/callout-routes.ts'
import { demoReport } from '../../connector/reports.ts'
import { untilSettled } from '../../connector/set-up.ts'
import { pick, randomFrom } from '../../support/random.ts'

const SEED = Number(process.env['SEED'] ?? Math.floor(Math.random() * 1e9))
const REPORTS = 60
const FAULTS = 40

/** What is to be done to each kind of the demonstration's reports. */
const WRITES: Readonly<Record<string, readonly string[]>> = {
  'clean-lunch-and-taxi': ['Approve'],
  'clean-eur-hotel': ['Approve'],
  'clean-conference': ['Approve'],
  'hotel-without-receipt': ['exceptions NORECEIP', 'Send Back to Employee'],
  'meal-without-attendees': ['exceptions ATTENDEE', 'Approve'],
  'taxi-twice': ['exceptions DUPENTRY', 'Approve'],
  'entry-too-old': ['exceptions STALE', 'Approve'],
  'date-in-the-future': ['exceptions FUTURE', 'Send Back to Employee'],
  'personal-still-claimed': ['exceptions PERSONAL', 'Send Back to Employee'],
  'allocations-at-90': ['exceptions ALLOCSUM', 'Send Back to Employee'],
  'itemizations-do-not-sum': ['exceptions ITEMSUM', 'Send Back to Employee'],
  'hotel-above-cap': ['exceptions OVERCAP', 'Approve'],
  'purpose-missing': ['exceptions NOPURPOS NOPURPOS', 'Send Back to Employee'],
}

describe('connector: many reports and many faults', () => {
  const openBench = useBenches()

  it(`settles each of ${REPORTS} reports exactly once (SEED=${SEED} repeats these reports and faults)`, async () => {
    const { simulator, connector, writes } = await openBench({ without: ['CONCUR_REFRESH_TOKEN'] })
    const random = randomFrom(SEED)
    addFaults(simulator, random)
    const kinds = new Map<string, string>()
    for (let index = 0; index < REPORTS; index += 1) {
      const kind = pick(Object.keys(WRITES), random)
      const reportId = simulator.submit(demoReport(kind))
      kinds.set(reportId, kind)
      if (random() < 0.2) simulator.notifyAgain(reportId)
      if (random() < 0.2) simulator.failNotification(reportId)
    }
    await untilSettled(simulator, connector.overview)

    for (const [reportId, kind] of kinds) {
      const done = writes(reportId).filter((write) => write !== 'delete notification')
      expect(done, `${kind} ${reportId}`).to.deep.equal(WRITES[kind])
    }
    expect(Object.keys(await connector.overview.counts())).to.deep.equal(['done'])
  }).timeout(90_000)
})

function addFaults(simulator: Simulator, random: () => number): void {
  const faults: readonly Fault[] = [
    { reset: 'before' },
    { reset: 'after' },
    { status: 500 },
    { status: 503, after: true },
    { status: 429, headers: { 'retry-after': '1' } },
    { body: '<html></html>' },
    { body: '' },
    { delayMs: 200 },
  ]
  // Calls without a fault lie between those with one, or the breaker would see an outage.
  for (let count = 0; count < FAULTS; count += 1) {
    const route = pick(CALLOUT_ROUTES, random)
    simulator.fault(route, pick(faults, random))
    simulator.fault(route, { delayMs: 0 }, 1 + Math.floor(random() * 4))
  }
}
