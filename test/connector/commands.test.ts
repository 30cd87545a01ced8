import { expect } from 'chai'
import { type CommandResult, runCommand } from '../commands/run-command.ts'
import { useRealSockets } from '../listeners/real-sockets.ts'
import { type Bench, openBench } from './bench.ts'
import { killProcesses, runMain } from './connector-process.ts'
import { cleanReport, reportToSendBack } from './reports.ts'
import { databaseUrl } from './set-up.ts'

describe('connector: the commands for operators', () => {
  useRealSockets()
  let bench: Bench
  let approved = ''
  let sentBack = ''
  let refused = ''

  // One that is approved, one that is sent back, one that is dead, and one in quarantine.
  before(async () => {
    bench = await openBench()
    const { simulator, settled } = bench
    approved = simulator.submit(cleanReport())
    await settled()
    sentBack = simulator.submit(reportToSendBack())
    await settled()
    simulator.fault('report', { status: 403 }, 4)
    refused = simulator.submit(cleanReport())
    await settled()
    await bench.post('<Notice />')
  })
  after(async () => {
    killProcesses()
    await bench.close()
  })

  it('inbox list: shows every notification with its state and reason, and the quarantine', async () => {
    const { code, stdout } = await runMain(['inbox', 'list'], database(), bench.folder)

    expect(code).to.equal(0)
    expect(stdout).to.match(/│ 3 .*│ dead .*403/)
    expect(stdout).to.match(/│ 1 .*│ done /)
    expect(stdout).to.match(/callout .*root element is Notice/)
  })

  it('inbox list --json: gives the same to programs, newest first, of one state if asked', async () => {
    const all = json(await run('inbox', 'list', '--json'))
    const dead = json(await run('inbox', 'list', '--json', '--state', 'dead'))

    expect(all).to.have.deep.property('counts', { dead: 1, done: 2 })
    expect(all).to.have.nested.property('notifications.length', 3)
    expect(all).to.have.nested.property('notifications[0].id', 3)
    expect(all).to.have.nested.property('quarantine[0].timesSeen', 1)
    expect(dead).to.have.nested.property('notifications.length', 1)
    expect(dead).to.have.nested.property('notifications[0].state', 'dead')
  })

  it('inbox show: shows one with the bytes it came in', async () => {
    const text = await run('inbox', 'show', '1')
    const shown = json(await run('inbox', 'show', '1', '--json'))

    expect(text.stdout).to.include('<ObjectType>EXPRPT</ObjectType>').and.include('done')
    expect(shown).to.include({ id: 1, door: 'callout', state: 'done' })
    expect(shown).to.have.property('raw').that.includes(bench.simulator.report(approved).objectKey)
  })

  it('inbox show --quarantine: shows what could not be understood, and what it was called', async () => {
    const { stdout } = await run('inbox', 'show', '1', '--quarantine')

    expect(stdout).to.match(/^callout, received .*, 1 times, Content-Type application\/xml\n.*Notice/)
  })

  it('review list --json: gives every review with its result, of one result if asked', async () => {
    const all = json(await run('review', 'list', '--json'))
    const chosen = json(await run('review', 'list', '--json', '--result', 'sent back'))

    expect(all).to.have.length(2)
    expect(all).to.have.nested.property('[0].reportId', sentBack)
    expect(all).to.have.nested.property('[1].result', 'approved')
    expect(chosen).to.have.length(1)
    expect(chosen).to.have.deep.nested.property('[0].exceptions', ['NORECEIP'])
  })

  it('review list: shows the same to people', async () => {
    const { stdout } = await run('review', 'list')

    expect(stdout).to.match(new RegExp(`18.50 USD .*approved .*${approved}`))
    expect(stdout).to.match(new RegExp(`258.50 USD .*sent back .*receipt-.*${sentBack}`))
  })

  it('review show: shows findings, comment, writes and audit trail of a report', async () => {
    const { stdout } = await run('review', 'show', sentBack)
    const record = json(await run('review', 'show', sentBack, '--json'))
    const report = await run('review', 'show', sentBack, '--report')

    expect(stdout)
      .to.include('sent back')
      .and.include('receipt-missing')
      .and.include('Please correct the following')
      .and.match(/workflow .*confirmed/)
      .and.include('Audit trail')
    expect(record).to.have.nested.property('effects[0].kind', 'exceptions')
    expect(record).to.have.nested.property('effects[1].state', 'confirmed')
    expect(report.stdout).to.include(`<ReportId>${sentBack}</ReportId>`)
  })

  for (const args of [
    ['inbox', 'show', '99'],
    ['review', 'show', '99'],
    ['inbox', 'retry', '99'],
  ]) {
    it(`${args.join(' ')}: says that there is none, and exits with 1`, async () => {
      const { code, stderr } = await run(...args)

      expect(code).to.equal(1)
      expect(stderr.trim()).to.not.equal('')
      expect(stderr).to.not.include('    at ')
    })
  }

  it('inbox retry: has a dead notification worked on again', async () => {
    const { code, stdout } = await run('inbox', 'retry', '3')
    await bench.settled()

    expect(code).to.equal(0)
    expect(stdout.trim()).to.equal('1 notification waits again')
    expect(bench.writes(refused)).to.deep.equal(['Approve'])
  })

  function run(...args: string[]): Promise<CommandResult> {
    return runCommand(args, database(), bench.folder)
  }

  function database() {
    return { DATABASE_URL: databaseUrl(bench.folder) }
  }
})

function json({ code, stdout, stderr }: CommandResult): unknown {
  expect(code, stderr).to.equal(0)
  return JSON.parse(stdout)
}
