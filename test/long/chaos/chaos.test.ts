import { expect } from 'chai'
import { useRealSockets } from '../../listeners/real-sockets.ts'
import { HAS_FAKETIME } from '../../support/faketime.ts'
import { skipWithout } from '../../support/skip.ts'
import type { StorageChaos } from './fault.ts'
import { postgresChaos } from './postgres-chaos.ts'
import { runChaos } from './run-chaos.ts'
import { sqliteChaos } from './sqlite-chaos.ts'

const SEED = Number(process.env['CHAOS_SEED'] ?? Math.floor(Math.random() * 1e9))
const FAULTS = 50

describe('connector: chaos', function () {
  this.timeout(900_000)
  useRealSockets()
  const storages: StorageChaos[] = []
  afterEach(() => Promise.all(storages.splice(0).map((storage) => storage.remove())))

  for (const [engine, open] of [
    ['SQLite', sqliteChaos],
    ['PostgreSQL', postgresChaos],
  ] as const) {
    it(`loses nothing and does nothing twice in ${FAULTS} faults on ${engine} (CHAOS_SEED=${SEED} makes the same choices)`, async function () {
      if (!HAS_FAKETIME) skipWithout('faketime', this)
      const storage = (await open()) ?? skipWithout('the programs of PostgreSQL', this)
      storages.push(storage)

      const found = await runChaos({ faults: FAULTS, seed: SEED, storage })

      expect(found.trails).to.equal('')
      const { lost, doubled, misrecorded, orphaned, givenUp, exits } = found
      expect({ lost, doubled, misrecorded, orphaned, givenUp, exits }).to.deep.equal({
        lost: [],
        doubled: [],
        misrecorded: [],
        orphaned: [],
        givenUp: 0,
        exits: [0, 0],
      })
    })
  }
})
