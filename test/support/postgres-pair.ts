import { once } from 'node:events'
import { rm } from 'node:fs/promises'
import { connect, createServer, type Socket } from 'node:net'
import { join } from 'node:path'
import { Client } from 'pg'
import { until } from '../connector/until.ts'
import { INITDB, serverIn, usePostgresPrograms } from './postgres-server.ts'
import { steadyPort } from './steady-port.ts'

/** A PostgreSQL server, its standby, and one address that leads to whichever takes writes. */
export interface PostgresPair {
  /** `DATABASE_URL` of an empty database, by the address that moves. */
  readonly url: string
  /** As if the machine of the server had lost power: its standby takes over. No commit that was confirmed is lost. */
  switchOver(): Promise<void>
  /** The server loses power and comes back. */
  restart(): Promise<void>
  /** Ends both and removes all that they wrote. */
  remove(): Promise<void>
}

interface Node {
  readonly data: string
  readonly port: number
  readonly url: string
  start(): Promise<void>
  stop(): Promise<void>
}

/** Starts both. @returns Nothing where PostgreSQL's programs are not installed. */
export async function startPostgresPair(): Promise<PostgresPair | undefined> {
  const programs = await usePostgresPrograms()
  if (programs === undefined) return undefined
  const { call, folder, remove } = programs
  const nodeIn = async (name: string): Promise<Node> => {
    const data = join(folder, name)
    const port = await steadyPort()
    const url = `postgres://postgres@127.0.0.1:${port}/postgres`
    return { data, port, url, ...serverIn(programs, data, port) }
  }
  let [primary, standby] = [await nodeIn('one'), await nodeIn('other')]
  const front = await startTcpFront(() => primary.port)

  /** From then on a commit is confirmed when it is on both. */
  async function follow(): Promise<void> {
    await rm(standby.data, { recursive: true, force: true })
    await call('pg_basebackup', ['-D', standby.data, '-d', primary.url, '-R', '-c', 'fast', '--no-sync'])
    await standby.start()
    await until('the standby to follow', async () => {
      const rows = await ask(primary.url, `select 1 from pg_stat_replication where state = 'streaming'`)
      return rows > 0
    })
    await waitForBoth(primary.url, true)
  }

  await call('initdb', ['-D', primary.data, ...INITDB])
  await primary.start()
  await follow()
  return {
    url: `postgres://postgres@127.0.0.1:${front.port}/postgres`,
    async switchOver() {
      await primary.stop()
      front.cut()
      ;[primary, standby] = [standby, primary]
      await call('pg_ctl', ['-D', primary.data, 'promote', '-w'])
      await waitForBoth(primary.url, false)
      await follow()
    },
    async restart() {
      await primary.stop()
      await primary.start()
    },
    async remove() {
      front.close()
      await remove()
    },
  }
}

async function waitForBoth(url: string, isOn: boolean): Promise<void> {
  await ask(url, `alter system set synchronous_standby_names = '${isOn ? '*' : ''}'`)
  await ask(url, 'select pg_reload_conf()')
}

/** @returns How many rows came. */
async function ask(url: string, statement: string): Promise<number> {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query(statement)).rowCount ?? 0
  } finally {
    await client.end()
  }
}

/** One address before another that may change. */
async function startTcpFront(target: () => number) {
  const open = new Set<Socket>()
  const server = createServer((socket) => {
    const onward = connect(target(), '127.0.0.1')
    for (const [from, to] of [
      [socket, onward],
      [onward, socket],
    ] as const) {
      open.add(from)
      from.pipe(to)
      from.on('error', () => to.destroy())
      from.on('close', () => {
        open.delete(from)
        to.destroy()
      })
    }
  })
  const port = await steadyPort()
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
  const cut = () => {
    for (const socket of open) socket.destroy()
  }
  return {
    port,
    cut,
    close() {
      server.close()
      cut()
    },
  }
}
