import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { skipBecause } from './skip.ts'

const FOLDER = join(import.meta.dirname, '../../../shared/concur/samples')

/** The folder of the examples in Concur's documentation, which are not ours to pass on. Without it the test is skipped. */
export function documentedSamples(context: Mocha.Context): string {
  return existsSync(FOLDER)
    ? FOLDER
    : skipBecause("the examples of Concur's documentation do not lie beside the project", context)
}
