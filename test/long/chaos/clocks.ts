import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { faketimeSettings, HAS_FAKETIME } from '../../support/faketime.ts'
import { pick } from '../../support/random.ts'
import type { ChaosFault } from './fault.ts'

const SKEWS = ['+25s', '-25s', '+2h', '-2h']
const STEPS = ['+1h', '-1h', '+30d', '-30d']

/** The wall clock of one machine, for every process that is started with its settings. */
export interface MachineClock {
  readonly settings: Readonly<Record<string, string>>
  readonly faults: readonly ChaosFault[]
  /** Right again, which is one more step. */
  heal(): Promise<void>
}

/** A clock that is right at first. @param name Of its file in that folder. */
export async function startClock(folder: string, name: string): Promise<MachineClock> {
  const file = join(folder, name)
  // Never read half written: it is a few bytes.
  const set = (offset: string) => writeFile(file, `${offset}\n`)
  await set('+0')
  if (!HAS_FAKETIME) return { settings: {}, faults: [], heal: async () => {} }
  return {
    settings: faketimeSettings(file),
    faults: [
      { kind: 'clock skewed', strike: (random) => set(pick(SKEWS, random)) },
      { kind: 'clock stepped', strike: (random) => set(pick(STEPS, random)) },
    ],
    heal: () => set('+0'),
  }
}
