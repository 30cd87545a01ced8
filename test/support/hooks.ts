import { tmpdir } from 'node:os'
import { join } from 'node:path'
import nock from 'nock'

// What mocha's workers start, threads and processes, finds compiled what was compiled before. Not while lines are
// counted: functions out of a cache are counted less exactly.
if (process.env['NODE_V8_COVERAGE'] === undefined) {
  process.env['NODE_COMPILE_CACHE'] ??= join(tmpdir(), 'node-compile-cache')
}

/** No test may talk to anything but this machine, and a request that a test announced must have been made. */
export const mochaHooks = {
  beforeAll(): void {
    nock.disableNetConnect()
    nock.enableNetConnect(/^(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/)
  },
  afterEach(): void {
    const missing = nock.pendingMocks()
    nock.cleanAll()
    if (missing.length > 0) throw new Error(`requests that were expected and not made: ${missing.join(', ')}`)
  },
}
