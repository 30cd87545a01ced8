import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { Big } from 'big.js'
import { expect } from 'chai'
import { useRealSockets } from '../listeners/real-sockets.ts'
import { type ApiAddress, serveApi } from '../routes/api/api-address.ts'
import { decisionOf, finding, keepReviews } from '../store/operators/kept-reviews.ts'
import { onSqlite } from '../support/engines.ts'
import { skipWithout } from '../support/skip.ts'

const run = promisify(execFile)
const PAGE = readFileSync(join(import.meta.dirname, '../../docs/api.md'), 'utf8')
/** Each command with the answer below it. */
const EXAMPLES = [...PAGE.matchAll(/```sh\n(curl .*?)```\n```json\n(.*?)```/gs)].map(
  ([, command = '', answer = '']) => ({ command, answer }),
)
const APPROVED = { decision: decisionOf({ outcome: 'approve' }), result: 'approved' } as const
const HELD = {
  result: 'held',
  decision: decisionOf({ findings: [finding('hotel-cap')] }),
  subject: { name: 'Trip to Turin', employee: 'Robin Example', total: new Big('129.55') },
} as const

describe('docs/api.md', () => {
  useRealSockets()
  let api: ApiAddress

  onSqlite((engine) => {
    before(async function () {
      await run('curl', ['--version']).catch(() => skipWithout('curl', this))
    })
    afterEach(() => api.close())

    it('shows requests that are answered as it says, one after the other', async () => {
      const db = await engine.open()
      await keepReviews(db, [...Array.from({ length: 11 }, () => APPROVED), HELD])
      api = await serveApi(db)
      const env = {
        PATH: process.env['PATH'],
        CONSOLE: new URL(api.url).origin,
        KEY: api.secretOf('controller'),
      }

      expect(EXAMPLES).to.have.length(8)
      for (const { command, answer } of EXAMPLES) {
        const { stdout } = await run('sh', ['-c', command], { env })
        const [given, shown]: unknown[] = [JSON.parse(stdout), JSON.parse(answer)]
        expect(given, command).to.containSubset(shown)
      }
    })
  })
})
