// `npm run chaos -- --faults 1000 [--engine sqlite|postgresql] [--seed 7]`: how run-chaos.ts does it, and what it finds.
import { parseArgs } from 'node:util'
import { HAS_FAKETIME } from '../../support/faketime.ts'
import { postgresChaos } from './postgres-chaos.ts'
import { type ChaosOutcome, isFlawless, runChaos } from './run-chaos.ts'
import { sqliteChaos } from './sqlite-chaos.ts'

const ENGINES = { sqlite: sqliteChaos, postgresql: postgresChaos }
const USAGE = 'npm run chaos -- [--faults 1 to 10000] [--engine sqlite|postgresql] [--seed NUMBER]'

const { values } = parseArgs({
  options: { faults: { type: 'string' }, engine: { type: 'string' }, seed: { type: 'string' } },
})
const faults = Number(values.faults ?? '50')
const seed = Number(values.seed ?? Math.floor(Math.random() * 1e9))
const engines = Object.entries(ENGINES).filter(([name]) => (values.engine ?? name) === name)

if (!(faults >= 1 && faults <= 10_000) || !Number.isInteger(seed) || engines.length === 0) {
  print(USAGE)
  process.exitCode = 2
} else {
  if (!HAS_FAKETIME) print('no clock is set: faketime is not installed')
  for (const [name, open] of engines) await runOn(name, open)
}

async function runOn(name: string, open: (typeof ENGINES)[keyof typeof ENGINES]): Promise<void> {
  const storage = await open()
  if (storage === undefined) {
    print(`${name}: its programs are not installed`)
    return
  }
  print(`${name}, seed ${seed}`)
  try {
    const outcome = await runChaos({ faults, seed, storage, say: print })
    tell(outcome)
    if (!isFlawless(outcome)) process.exitCode = 1
  } finally {
    await storage.remove()
  }
}

function tell(outcome: ChaosOutcome): void {
  const all = Object.entries(outcome.faults).toSorted(([one], [other]) => one.localeCompare(other))
  print(`${all.reduce((sum, [, times]) => sum + times, 0)} faults:`)
  for (const [kind, times] of all) print(`  ${String(times).padStart(5)} ${kind}`)
  print(`${outcome.reports} reports, ${outcome.acknowledged} notifications answered 200`)
  print(`lost ${outcome.lost.length}, doubled ${outcome.doubled.length}, orphaned ${outcome.orphaned.length}`)
  print(`recorded otherwise than done ${outcome.misrecorded.length}, given up ${outcome.givenUp}`)
  print(`ended by itself ${outcome.endings.length} times, at the end with ${outcome.exits.join(' and ')}`)
  // A start that finds its database away or its disk full ends, and says so; nothing else may.
  for (const log of outcome.endings) print(log.trimEnd().split('\n').slice(-3).join('\n'))
  print(`longest wait after the last fault ${(outcome.longestWaitMs / 1000).toFixed(1)} s`)
  if (isFlawless(outcome)) return
  print(outcome.trails)
  print(outcome.lost.join('\n'))
}

function print(line: string): void {
  process.stdout.write(`${line}\n`)
}
