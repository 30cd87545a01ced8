import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { DEMO_REPORTS } from '../../server/simulator/reports/demo-reports.ts'
import { runCommand } from '../commands/run-command.ts'
import { killProcesses, runMain } from './connector-process.ts'

describe('connector: demo', () => {
  let folder = ''
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'connector-'))
  })
  afterEach(async () => {
    killProcesses()
    await rm(folder, { recursive: true })
  })

  it('--once settles every report without any setting, and exits with 0', async () => {
    const { code, stdout } = await runMain(['demo', '--once'], {}, folder)

    expect(code).to.equal(0)
    for (const { kind } of DEMO_REPORTS) expect(stdout).to.match(new RegExp(`^${kind} `, 'm'))
    expect(stdout).to.match(/^clean-lunch-and-taxi .* approved /m)
    expect(stdout).to.match(/^hotel-without-receipt .* sent back +NORECEIP /m)
    expect(stdout).to.match(/^entry-too-old .* events +flagged and approved /m)
    expect(stdout).to.match(/^clean-conference .* callout +approved /m)
    expect(stdout).to.match(/^entries-late .* approved /m)
    expect(stdout).to.match(
      /^entries-missing .* not whole yet .*\n +the report was not seen whole: .*; it is read again$/m,
    )
    expect(stdout).to.match(
      /^entries-missing .* held .*\n +the report was not seen whole: Concur says 792\.72 USD, and 0\.00 USD came$/m,
    )
    expect(stdout).to.include('Announced by both doors: 14, by one of them: 4.')
    expect(stdout).to.include('reports acted on twice: 0')
  })

  it('submit says that no demo is running, and exits with 1', async () => {
    const { code, stderr } = await runCommand(['demo', 'submit', 'clean-lunch-and-taxi'], {}, folder)

    expect(code).to.equal(1)
    expect(stderr).to.include('npm run demo')
  })
})
