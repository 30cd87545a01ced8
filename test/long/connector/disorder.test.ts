import { expect } from 'chai'
import { useBenches } from '../../connector/bench.ts'
import { sendEventsTo, useEventDoor } from '../../connector/event-door.ts'
import { cleanReport, reportToSendBack } from '../../connector/reports.ts'
import { untilNothingIsLeft } from '../../connector/until.ts'
import { randomFrom } from '../../support/random.ts'

const SEED = Number(process.env['SEED'] ?? Math.floor(Math.random() * 1e9))
const REPORTS = 12

describe('connector: events late, twice and in disorder, beside the callout', () => {
  const door = useEventDoor()
  const openBench = useBenches()

  it(`acts once at each stop of each report, whatever news of earlier ones comes between (SEED=${SEED})`, async () => {
    const { simulator, connector, settled, writes } = await openBench({
      environment: door.environment(),
      simulator: {
        eventIdentity: door.identity(),
        doors: ['callout', 'events'],
        eventTrouble: { chance: randomFrom(SEED), duplicates: 0.5, delayMs: 3000 },
        zoneMinutes: 330,
      },
    })
    sendEventsTo(simulator, connector)
    const ids = Array.from({ length: REPORTS }, () => simulator.submit(reportToSendBack()))
    const untilAllAre = (statusCode: string) =>
      untilNothingIsLeft(
        `all to be ${statusCode}`,
        () => ids.filter((id) => simulator.report(id).statusCode !== statusCode).length,
      )
    await untilAllAre('A_RESU')
    for (const id of ids) simulator.resubmit(id, cleanReport({ statusAfterApproval: 'A_PEND' }))
    await untilAllAre('A_PEND')
    for (const id of ids) simulator.stopBeforeExtract(id)
    await untilAllAre('A_PEND')
    await settled()

    for (const id of ids) {
      const actions = writes(id).filter((write) => !/^(exceptions|withdrawn)/.test(write))
      expect(actions).to.deep.equal(['Send Back to Employee', 'Approve', 'Approve'])
    }
    expect(await connector.overview.reviews({ limit: 100 })).to.have.length(3 * REPORTS)
  }).timeout(240_000)
})
