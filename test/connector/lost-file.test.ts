import { copyFile, open, rename } from 'node:fs/promises'
import { join } from 'node:path'
import { expect } from 'chai'
import { calloutXml } from '../notification/callout-xml.ts'
import { type Bench, useBenches } from './bench.ts'
import { cleanReport } from './reports.ts'
import { until } from './until.ts'

const HOLD = `
name: Hold
outcomes: { stop: hold }
notEvaluated: hold
rules: [{ rule: purpose-missing, severity: stop, exceptionCode: NOPURPOS, on: [report] }]
`

function fileOf({ folder }: Bench): string {
  return join(folder, 'connector.db')
}

async function readiness({ connector }: Bench): Promise<readonly [number, string]> {
  const answer = await fetch(`${connector.internalUrl}/health/ready`)
  return [answer.status, await answer.text()]
}

async function isHeld({ connector }: Bench, reportId: string): Promise<boolean> {
  return (await connector.overview.review(reportId))?.review.result === 'held'
}

describe('connector: a database file that is lost', () => {
  const openBench = useBenches()

  it('gets no 200 and is told while the file is away, and takes again when it is back', async () => {
    const bench = await openBench()
    const parts = ['', '-wal', '-shm'].map((part) => `${fileOf(bench)}${part}`)
    for (const part of parts) await rename(part, `${part}.away`)

    const refused = await bench.post(calloutXml())
    expect([refused.status, refused.headers.get('retry-after')]).to.deep.equal([503, '5'])
    const [status, text] = await readiness(bench)
    expect(status).to.equal(503)
    expect(text).to.include('connector.db was deleted or moved away')
    // By the thread that writes and by the one that receives.
    expect(bench.log.of('database.file-lost')).to.have.length(2)

    for (const part of parts) await rename(`${part}.away`, part)
    expect((await bench.post(calloutXml())).status).to.equal(200)
    expect((await readiness(bench))[0]).to.equal(200)
  })

  it('is told when an old backup is in its place, and what still waits in Concur is found again', async () => {
    const bench = await openBench({
      settings: { RECONCILE_MINUTES: 0.02 },
      simulator: { rotatesRefreshToken: false },
      policy: HOLD,
    })
    await bench.connector.stop()
    const files = [fileOf(bench), `${fileOf(bench)}-arrivals`]
    for (const file of files) await copyFile(file, `${file}.backup`)
    await bench.restart()
    const reportId = bench.simulator.submit(cleanReport({ purpose: '' }))
    await until('the report to be held', () => isHeld(bench, reportId))
    await bench.connector.stop()
    for (const file of files) await rename(`${file}.backup`, file)

    await bench.restart()

    const told = bench.log.of('database.older-than-acknowledged')
    expect(
      told.map(({ level, fields: { acknowledged, found } }) => [level, acknowledged, found]),
    ).to.deep.include(['warn', 1, 0])
    await until('the report to be held again', () => isHeld(bench, reportId))
    expect((await bench.notifications()).map(({ door }) => door)).to.deep.equal(['waiting list'])
  })

  it('is not opened when it is damaged, and the start says what to do', async () => {
    const bench = await openBench()
    await bench.connector.stop()
    const file = await open(fileOf(bench), 'r+')
    const { size } = await file.stat()
    // From the second half on, every page but its last bytes.
    for (let page = Math.floor(size / 8192) * 4096; page < size; page += 4096)
      await file.write(Buffer.alloc(4000, 0xff), 0, 4000, page)
    await file.close()

    const error: unknown = await bench.restart().catch((reason: unknown) => reason)

    expect(error).to.have.property('code', 'DATABASE')
    expect(error).to.have.property('message').that.includes('put the newest backup in its place')
  })
})
