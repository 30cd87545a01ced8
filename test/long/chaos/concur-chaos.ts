import { setTimeout as sleep } from 'node:timers/promises'
import type { Simulator } from '../../../server/simulator/simulator.ts'
import type { SimulatorOptions } from '../../../server/simulator/simulator-options.ts'
import { between, type Place } from './fault.ts'

type OnTheWay = NonNullable<SimulatorOptions['onTheWay']>

/** What can go wrong with Concur as a whole; single calls go wrong beside it, see addFaults. */
export interface ConcurChaos {
  readonly onTheWay: OnTheWay
  placeOf(simulator: Simulator): Place
}

/** Nothing is wrong at first. */
export function createConcurChaos(): ConcurChaos {
  let isDown = false
  return {
    // What was asked for has been done, and nobody is told so.
    onTheWay: (_request, reply) => (isDown ? { status: 503, body: '' } : reply),
    placeOf: (simulator) => [
      {
        kind: 'Concur down',
        async strike(random) {
          isDown = true
          await sleep(between(300, 3000, random))
          isDown = false
        },
      },
      {
        kind: 'tokens revoked',
        async strike() {
          simulator.revokeAccessTokens()
          // An administrator does so once; what is refused with a new token too is put down to a missing role.
          await sleep(1000)
        },
      },
    ],
  }
}
