import { inspect } from 'node:util'
import { ArgumentsError, type BenchArguments, readArguments } from './arguments.ts'
import { print } from './figures.ts'
import { leaveNothing } from './leave-nothing.ts'
import { measureRow } from './rows.ts'
import { measureTable } from './table.ts'
import { isRow, ROWS, targetLines } from './targets.ts'

// `npm run bench [name] [words] [-- --pairs N --against COMMIT]`: each measures one thing and says how it is called.
// Without a name: each row of the table of targets, and whether each target holds.
const PARTS: Readonly<Record<string, () => Promise<unknown>>> = {
  acknowledgements: () => import('./acknowledgements.ts'),
  console: () => import('./console.ts'),
  history: () => import('./history.ts'),
  people: () => import('./people.ts'),
  polling: () => import('./polling.ts'),
  readings: () => import('./readings.ts'),
  reviews: () => import('./reviews.ts'),
}

leaveNothing()
try {
  await run(readArguments(process.argv.slice(2)))
} catch (error) {
  process.stderr.write(`${error instanceof ArgumentsError ? error.message : inspect(error)}\n`)
  process.exit(1)
}

async function run(asked: BenchArguments): Promise<void> {
  const { name, words } = asked
  if (name === undefined) return measureTable(asked)
  if (isRow(name)) {
    const measured = await measureRow(name, asked)
    if (process.send === undefined) print(`\n${targetLines([name], measured, asked.pairs).join('\n')}`)
    else process.send(measured, () => process.exit(0))
    return
  }
  const part = PARTS[name]
  if (part === undefined)
    throw new ArgumentsError(
      `there is no benchmark ${name}; there are ${[...ROWS, ...Object.keys(PARTS)].join(', ')}`,
    )
  process.argv.splice(2, process.argv.length, ...words)
  await part()
}
