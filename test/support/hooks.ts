import nock from 'nock'

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
