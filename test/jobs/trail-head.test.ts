import { expect } from 'chai'
import { startTellingTrailHead } from '../../server/jobs/trail-head.ts'
import { eventually } from '../listeners/eventually.ts'
import { recordedLog } from '../listeners/recorded-log.ts'

describe('telling the head of the trail', () => {
  const HEAD = { number: 7, hash: 'a'.repeat(64) }

  it('writes it into the log at the start', async () => {
    const log = recordedLog()
    const timer = startTellingTrailHead({ trail: { head: () => Promise.resolve(HEAD) }, log })
    await eventually(() => log.lines.length > 0)
    await timer.stop()

    expect(log.lines).to.deep.equal([{ level: 'info', event: 'trail.head', fields: HEAD }])
  })

  it('says that it could not be read, and goes on', async () => {
    const log = recordedLog()
    const trail = { head: () => Promise.reject(new Error('the database is away')) }
    const timer = startTellingTrailHead({ trail, log })
    await eventually(() => log.lines.length > 0)
    await timer.stop()

    expect(log.lines).to.deep.equal([
      { level: 'warn', event: 'trail.not-read', fields: { error: 'the database is away' } },
    ])
  })
})
