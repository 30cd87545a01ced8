import { readdirSync, readFileSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { getPriority, platform, tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'
import { expect } from 'chai'
import { createOverview } from '../../../server/store/operators/overview.ts'
import { post } from '../../connector/bench.ts'
import { killProcesses, type SpawnedConnector, spawnConnector } from '../../connector/connector-process.ts'
import { environmentFor, untilTakenOver } from '../../connector/set-up.ts'
import { until } from '../../connector/until.ts'
import { useRealSockets } from '../../listeners/real-sockets.ts'
import { forEachEngine } from '../../support/engines.ts'

const BREAK = pathToFileURL(join(import.meta.dirname, 'break-threads.ts')).href
const STUCK_MS = 30_000

describe('the receiving thread of a process', function () {
  this.timeout(180_000)
  useRealSockets()
  let folder: string

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'door-'))
  })
  afterEach(async () => {
    killProcesses()
    await rm(folder, { recursive: true, force: true })
  })

  forEachEngine((engine) => {
    function spawn(): SpawnedConnector {
      return spawnConnector(
        {
          // Concur is away: nothing is done with what arrives.
          ...environmentFor(folder, 'http://127.0.0.1:9'),
          MODE: 'observe',
          DATABASE_URL: engine.url(),
          NODE_OPTIONS: `--import=${BREAK}`,
          STUCK_MS: String(STUCK_MS),
          DOOR_ENDS_AT: join(folder, 'end-door'),
        },
        folder,
      )
    }

    async function keysKept(): Promise<readonly string[]> {
      const overview = createOverview(await engine.open())
      await untilTakenOver(overview)
      const lines = await overview.notifications({ limit: 100_000 })
      return lines.map(({ objectPath }) => objectPath.split('/').at(-1) ?? '').toSorted()
    }

    it('answers as before while the main thread stands still', async () => {
      const connector = spawn()
      const url = await connector.listening()
      connector.signal('SIGUSR2')
      const until30 = Date.now() + STUCK_MS - 5000
      const keys: string[] = []
      while (Date.now() < until30) {
        const key = `n${keys.length + 1000}`
        keys.push(key)
        expect(await deliver(url, key)).to.have.property('status', 200)
        await sleep(200)
      }
      const acknowledged = connector.log().split('"notification.acknowledged"').length - 1

      expect(acknowledged).to.equal(keys.length)
      expect(await keysKept()).to.deep.equal(keys)
      expect(await connector.end('SIGTERM')).to.deep.equal({ code: 0, signal: null })
    })

    it('comes before the other threads of the process', async function () {
      if (platform() !== 'linux') this.skip()
      const connector = spawn()
      await connector.listening()
      const threads = readdirSync(`/proc/${connector.pid}/task`).map((task) => threadAt(connector.pid, task))
      const main = threads.find(({ name }) => name === 'MainThread')
      const workers = threads.filter(({ name }) => name === 'WorkerThread').map(({ nice }) => nice)

      expect(workers.filter((nice) => nice === getPriority())).to.have.length(1)
      expect(main?.nice).to.equal(getPriority() + 5)
      await connector.end('SIGTERM')
    })

    it('ends the process with the reason when it ends, and the next start has all that it answered', async () => {
      const connector = spawn()
      const url = await connector.listening()
      const keys: string[] = []
      await writeFile(join(folder, 'end-door'), '')
      for (let number = 1000; ; number += 1) {
        const answer = await deliver(url, `n${number}`)
        if (!(answer instanceof Response)) break
        if (answer.status === 200) keys.push(`n${number}`)
      }
      expect(await connector.ended()).to.deep.equal({ code: 1, signal: null })
      expect(connector.log()).to.include('a mistake in the door')

      await rm(join(folder, 'end-door'))
      const next = spawn()
      await next.listening()
      expect(await keysKept()).to.include.members(keys)
      await next.end('SIGTERM')
    })

    it('answers what it has accepted when it is asked to stop, and has it taken over at the next start', async () => {
      const connector = spawn()
      const url = await connector.listening()
      const answers = new Map<string, unknown>()
      const over = new AbortController()
      const senders = Array.from({ length: 24 }, async (_, sender) => {
        for (let number = 100; !over.signal.aborted; number += 1) {
          const key = `n${sender + 10}-${number}`
          answers.set(key, await deliver(url, key))
        }
      })
      await until('some to be answered', () => answers.size > 200)
      const ended = connector.end('SIGTERM')
      await until('it to listen no more', () => [...answers.values()].some((each) => each instanceof Error))
      over.abort()
      await Promise.all(senders)
      expect(await ended).to.deep.equal({ code: 0, signal: null })

      const statuses = [...answers.values()].map((each) =>
        each instanceof Response ? each.status : 'no answer',
      )
      expect(new Set(statuses)).to.deep.equal(new Set([200, 'no answer']))
      const next = spawn()
      await next.listening()
      const kept = await keysKept()
      const answered = [...answers].flatMap(([key, answer]) => (answer instanceof Response ? [key] : []))
      expect(kept).to.include.members(answered)
      expect(new Set(kept)).to.have.lengthOf(kept.length)
      await next.end('SIGTERM')
    })
  })
})

/** Field 19 of `stat` is how nice it is; the name before the bracket may hold blanks. */
function threadAt(pid: number, task: string): { readonly name: string; readonly nice: number } {
  const stat = readFileSync(`/proc/${pid}/task/${task}/stat`, 'latin1')
  const [name = '', fields = ''] = stat.slice(stat.indexOf('(') + 1).split(') ')
  return { name, nice: Number(fields.split(' ')[16]) }
}

const deliver = (url: string, key: string) =>
  post(`${url}/concur/v1.0/notify`, notificationOf(key)).catch((error: unknown) => error)

function notificationOf(key: string): string {
  return `<Notification><ObjectType>EXPRPT</ObjectType><ObjectURI>https://www.concursolutions.com/api/expense/expensereport/v1.1/reportfulldetails/${key}</ObjectURI><EventDateTime>2026-11-01</EventDateTime><EventType>Report Entered Expense Report Workflow Step - External Validation</EventType></Notification>`
}
