import type { Fault } from '../../../server/simulator/http/faults.ts'
import type { Simulator } from '../../../server/simulator/simulator.ts'
import { CALLOUT_ROUTES } from '../../connector/callout-routes.ts'
import { pick } from '../../support/random.ts'

const FAULTS: readonly Fault[] = [
  { reset: 'before' },
  { reset: 'after' },
  { status: 500 },
  { status: 500, after: true },
  { status: 429, headers: { 'retry-after': '1' } },
]

/** More than are made before the faults are cleared. */
const FAULTS_PER_ROUTE = 300

const MAX_DELAY_MS = 300

/** Of each kind of call about every third goes wrong. The others take their time, so that a kill finds some under way. */
export function addFaults(simulator: Simulator, random: () => number): void {
  for (const route of CALLOUT_ROUTES) {
    for (let count = 0; count < FAULTS_PER_ROUTE; count += 1) {
      // Not too many in a row, or all would wait for the breaker.
      const calls = 1 + Math.floor(random() * 4)
      for (let call = 0; call < calls; call += 1) simulator.fault(route, { delayMs: random() * MAX_DELAY_MS })
      simulator.fault(route, pick(FAULTS, random))
    }
  }
}
