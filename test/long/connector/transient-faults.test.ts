import { expect } from 'chai'
import pLimit from 'p-limit'
import type { RouteName } from '../../../server/simulator/http/exchange.ts'
import type { Fault } from '../../../server/simulator/http/faults.ts'
import type { Simulator } from '../../../server/simulator/simulator.ts'
import { type Bench, openBench } from '../../connector/bench.ts'
import { CALLOUT_ROUTES } from '../../connector/callout-routes.ts'
import { reportToSendBack } from '../../connector/reports.ts'
import { countOf, writesOf } from '../../connector/set-up.ts'
import { until } from '../../connector/until.ts'
import { useRealSockets } from '../../listeners/real-sockets.ts'

const FAULTS: Readonly<Record<string, Fault>> = {
  'a reset before the effect': { reset: 'before' },
  'a reset after the effect': { reset: 'after' },
  'a 500 without effect': { status: 500 },
  'a 500 after the effect': { status: 500, after: true },
  'a 429 with Retry-After': { status: 429, headers: { 'retry-after': '1' } },
  'a 200 of a gateway in HTML': { body: '<html><body>Please wait</body></html>' },
  'a 200 with nothing in it': { body: '', contentType: 'application/xml' },
}

/** A connector takes some tens of megabytes and, while it starts, a processor. */
const AT_ONCE = 14

/** What came of it. */
interface Case {
  readonly simulator: Simulator
  readonly reportId: string
  readonly result: string | null
}

describe('connector: one thing goes wrong on the way', () => {
  useRealSockets()
  const cases = new Map<string, Case>()

  // Most of each case is waiting for the next attempt, so they all wait together.
  before(async () => {
    const all = CALLOUT_ROUTES.flatMap((route) =>
      Object.entries(FAULTS).map(([name, fault]) => ({ name: `${route} ${name}`, route, fault })),
    )
    await pLimit(AT_ONCE).map(all, async ({ name, route, fault }) => {
      const { bench, reportId } = await startCase(route, fault)
      try {
        await until(`the deletion: ${name}`, () => bench.writes(reportId).includes('delete notification'))
        await bench.settled()
        const { result } = (await bench.review(reportId)).review
        cases.set(name, { simulator: bench.simulator, reportId, result })
      } finally {
        await bench.close()
      }
    })
  }).timeout(180_000)

  for (const route of CALLOUT_ROUTES) {
    for (const name of Object.keys(FAULTS)) {
      it(`does everything exactly once in spite of ${name} of the call ${route}`, () => {
        const { simulator, reportId } = caseOf(route, name)

        expect(writesOf(simulator, reportId)).to.have.members([
          'delete notification',
          'exceptions NORECEIP',
          'Send Back to Employee',
        ])
        expect(simulator.report(reportId).statusCode).to.equal('A_RESU')
      })
    }
  }

  for (const name of ['a reset after the effect', 'a 500 after the effect']) {
    it(`does not send exceptions again after ${name}`, () => {
      expect(countOf(caseOf('exceptions', name).simulator, 'exceptions')).to.equal(1)
    })

    it(`does not send a workflow action again after ${name}`, () => {
      const { simulator, result } = caseOf('workflow', name)

      expect(countOf(simulator, 'workflow')).to.equal(1)
      expect(result).to.equal('sent back')
    })
  }

  function caseOf(route: RouteName, name: string): Case {
    const found = cases.get(`${route} ${name}`)
    if (found === undefined) throw new Error(`there is no case ${route} ${name}`)
    return found
  }
})

/** One report that comes by the callout and by the FAILED list, and the fault at the first call of the route. */
async function startCase(
  route: RouteName,
  fault: Fault,
): Promise<{ readonly bench: Bench; readonly reportId: string }> {
  let reportId = ''
  const bench = await openBench({
    // A refresh token that is used and whose successor is lost is of no use any more.
    without: ['CONCUR_REFRESH_TOKEN'],
    settings: { RECONCILE_MINUTES: 0.02 },
    before: (concur) => {
      reportId = concur.submit(reportToSendBack())
      concur.failNotification(reportId)
      concur.fault(route, fault)
    },
  })
  return { bench, reportId }
}
