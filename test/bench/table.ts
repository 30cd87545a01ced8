import { fork } from 'node:child_process'
import { once } from 'node:events'
import { cpus, loadavg } from 'node:os'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { type BenchArguments, writeArguments } from './arguments.ts'
import { print } from './figures.ts'
import { undoAtEnd } from './leave-nothing.ts'
import { type Measured, measuredSchema, ROWS, type RowName, targetLines } from './targets.ts'

const MAIN = join(import.meta.dirname, 'main.ts')
/** Some three minutes is usual. */
const MOST_MS = 15 * 60_000

/**
 * Measures one row after the other, each in a process of its own, so that what one has loaded and compiled is not in
 * the figures of the next; then says of each target whether it holds. A row that fails is left out.
 */
export async function measureTable(asked: BenchArguments): Promise<void> {
  print(`${cpus().length} x ${cpus()[0]?.model ?? 'unknown processor'}, Node ${process.version}`)
  const found: Measured[] = []
  const reasons: Partial<Record<RowName, string>> = {}
  for (const name of ROWS) {
    if (name === 'cost' && asked.against === undefined) {
      reasons.cost = '--against COMMIT asks for it'
      continue
    }
    const start = performance.now()
    print(`\n--- ${name} (load of the machine: ${loadavg()[0]?.toFixed(1) ?? 'unknown'})`)
    try {
      found.push(await inProcess({ ...asked, name }))
    } catch (error) {
      reasons[name] = error instanceof Error ? error.message : String(error)
      print(reasons[name])
    }
    print(`(${name}: ${((performance.now() - start) / 1000).toFixed(0)} s)`)
  }
  const measured: Measured = Object.assign({}, ...found)
  print(`\n${targetLines(ROWS, measured, asked.pairs, reasons).join('\n')}`)
}

async function inProcess(asked: BenchArguments): Promise<Measured> {
  // NaN has no place in JSON.
  const child = fork(MAIN, writeArguments(asked), { serialization: 'advanced' })
  // It ends what it has started.
  const end = undoAtEnd(() => child.kill('SIGTERM'))
  const late = setTimeout(end, MOST_MS)
  let said: unknown
  child.once('message', (message) => {
    said = message
  })
  const [code, signal]: unknown[] = await once(child, 'exit')
  clearTimeout(late)
  end()
  if (code !== 0) throw new Error(`it ended with ${String(signal ?? code)}`)
  return measuredSchema.parse(said)
}
