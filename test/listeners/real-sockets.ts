import nock from 'nock'

/**
 * Call in a suite that looks at HTTP byte by byte: nock, while active, stands between the suite and its sockets and
 * holds a request back until all of it is there.
 */
export function useRealSockets(): void {
  before(() => nock.restore())
  after(() => nock.activate())
}
