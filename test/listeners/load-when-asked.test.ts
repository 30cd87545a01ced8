import type { RequestListener } from 'node:http'
import { expect } from 'chai'
import { type Listener, listen } from '../../server/listeners/listen.ts'
import { loadWhenAsked } from '../../server/listeners/load-when-asked.ts'
import { useRealSockets } from './real-sockets.ts'
import { recordedLog } from './recorded-log.ts'

describe('an app that is loaded when it is asked', () => {
  useRealSockets()
  let listener: Listener | undefined
  let failures: unknown[] = []

  afterEach(async () => {
    await listener?.close(0)
    listener = undefined
    failures = []
  })

  async function serve(load: () => Promise<RequestListener>): Promise<void> {
    const app = loadWhenAsked(load, (error) => failures.push(error))
    const settings = { host: 'HOST', port: 'PORT' }
    listener = await listen({ app, host: '127.0.0.1', port: 0, settings, log: recordedLog() })
  }
  const post = (body: string) => fetch(`${listener?.url}/`, { method: 'POST', body })

  it('is loaded once, and answers also those who came meanwhile', async () => {
    let loaded = 0
    await serve(async () => {
      loaded += 1
      await new Promise((resolve) => setTimeout(resolve, 50))
      return (req, res) => void req.pipe(res)
    })
    expect(loaded).to.equal(0)

    const answers = await Promise.all([post('one'), post('two')])

    expect(await Promise.all(answers.map((answer) => answer.text()))).to.deep.equal(['one', 'two'])
    expect(await (await post('three')).text()).to.equal('three')
    expect(loaded).to.equal(1)
  })

  it('answers 503 when it cannot be loaded, and is tried again', async () => {
    const trouble = new Error('too many open files')
    let tries = 0
    await serve(() => {
      tries += 1
      return tries === 1 ? Promise.reject(trouble) : Promise.resolve((_req, res) => res.end('here'))
    })

    expect((await post('')).status).to.equal(503)
    expect(failures).to.deep.equal([trouble])
    expect(await (await post('')).text()).to.equal('here')
  })
})
