import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'
import { expect } from 'chai'

const MODULE = pathToFileURL(join(import.meta.dirname, 'leave-nothing.ts')).href
/** Says its folder, then how it ends; between the two it takes a while. */
const PROGRAM = `
  import { leaveNothing, temporaryFolder, undoAtEnd } from ${JSON.stringify(MODULE)}
  const say = (text) => process.stdout.write(text + '\\n')
  leaveNothing()
  say(temporaryFolder('test'))
  undoAtEnd(() => say('first'))()
  undoAtEnd(() => say('second to last'))
  undoAtEnd(() => { throw new Error('failed') })
  undoAtEnd(() => { say('ending'); Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 300) })
  setInterval(() => {}, 1000)
`

describe('a benchmark that is interrupted', () => {
  it('leaves no folder, also when it is interrupted again and something cannot be undone', async () => {
    const child = spawn(process.execPath, ['--input-type=module', '--eval', PROGRAM], {
      stdio: ['ignore', 'pipe', 'ignore'],
    })
    const ended = once(child, 'exit')
    const lines: string[] = []
    for await (const line of createInterface(child.stdout)) {
      lines.push(line)
      if (line === 'first') child.kill('SIGINT')
      if (line === 'ending') {
        await sleep(20)
        child.kill('SIGINT')
      }
    }
    const [code]: unknown[] = await ended
    const [folder = ''] = lines

    expect(lines.slice(1)).to.deep.equal(['first', 'ending', 'second to last'])
    expect(code).to.equal(130)
    expect(existsSync(folder)).to.equal(false)
  })
})
