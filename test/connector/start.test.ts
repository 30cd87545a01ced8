import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect } from 'chai'
import { loadSettings } from '../../config/load-settings.ts'
import type { Settings } from '../../config/settings.ts'
import { type Connector, startConnector } from '../../server/connector/connector.ts'
import type { Log } from '../../server/log.ts'
import { loaded } from '../config/settings-folder.ts'
import { useRealSockets } from '../listeners/real-sockets.ts'
import { recordedLog } from '../listeners/recorded-log.ts'
import { rejectionOf } from '../store/rejection.ts'
import { environmentFor } from './set-up.ts'
import { until } from './until.ts'

// Nobody listens there: nothing of Concur is needed to start.
const NO_CONCUR = 'http://127.0.0.1:9'
const RULES = `
outcomes: { error: send back }
rules: [{ rule: receipt-missing, severity: error, above: { USD: 25 } }]
`
/** Longer than it takes to read the policy, which is the first step of a start. */
const READ_MS = 1000
/** Longer than it takes to notice that the file of the policy has changed. */
const NOTICED_MS = 5000

describe('connector: its start', () => {
  useRealSockets()
  let folder: string
  let policyFile: string
  let settings: Settings
  let connector: Connector | undefined
  let log: ReturnType<typeof recordedLog>

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'connector-'))
    policyFile = join(folder, 'policy.yaml')
    await writeFile(policyFile, `name: the first${RULES}`)
    const environment = { ...environmentFor(folder, NO_CONCUR), MODE: 'act', POLICY_FILE: policyFile }
    settings = loaded(await loadSettings({ environment, folder })).settings
    log = recordedLog()
    connector = undefined
  })
  afterEach(async () => {
    await connector?.stop()
    await rm(folder, { recursive: true })
  })

  it('takes a policy that is wrong for a while and right again while the database is locked', async () => {
    const other = new DatabaseSync(join(folder, 'connector.db'))
    other.exec('begin exclusive')
    const starting = startConnector(settings, log)
    await sleep(READ_MS)
    await writeFile(policyFile, 'rules: []')
    await sleep(NOTICED_MS)
    await writeFile(policyFile, `name: the second${RULES}`)
    await sleep(NOTICED_MS)
    other.exec('rollback')
    other.close()

    connector = await starting
    await until('the policy', () => log.of('policy.changed').length > 0)

    expect(log.of('connector.started')).to.have.length(1)
    expect(log.of('policy.changed')[0]?.fields).to.include({ policy: 'the second' })
    expect(log.of('policy.refused')).to.deep.equal([])
  })

  it('closes what it has opened when a later step of it fails', async () => {
    let url = ''
    const breaking: Log = {
      ...log,
      info(event, fields) {
        log.info(event, fields)
        if (event !== 'connector.started') return
        url = String(fields?.['url'])
        throw new Error('the last step fails')
      },
    }
    const error = await rejectionOf(startConnector(settings, breaking))
    const answer = await fetch(url).catch(() => 'nobody listens')
    const other = new DatabaseSync(join(folder, 'connector.db'))
    // SQLite lets the log of the database go when the last of those who have it open closes it.
    other.exec('pragma journal_mode = delete')
    other.close()

    expect(error).to.have.property('message', 'the last step fails')
    expect(answer).to.equal('nobody listens')
    expect(log.of('connector.stopped')).to.deep.equal([])
  })

  it('says once that it has stopped, however often it is told to', async () => {
    connector = await startConnector(settings, log)
    await Promise.all([connector.stop(), connector.stop()])

    expect(
      log.lines.map(({ event }) => event).filter((event) => event.startsWith('connector.')),
    ).to.deep.equal(['connector.started', 'connector.stopping', 'connector.stopped'])
  })
})
