import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import { skipBecause } from '../support/skip.ts'
import { fixtureText } from './fixture.ts'

/** Where the samples are collected, on some machines. */
const ORIGINALS = join(import.meta.dirname, '..', '..', '..', 'shared', 'polling', 'samples')
const FIXTURES = readdirSync(join(import.meta.dirname, 'fixtures'))

describe('the samples of polling', () => {
  it('are still what was collected', function () {
    if (!existsSync(ORIGINALS))
      skipBecause('the samples of the documentation do not lie beside the project', this)
    for (const name of FIXTURES) {
      const original = readFileSync(join(ORIGINALS, name.replace('.txt', '.json')), 'utf8')

      if (name.endsWith('.txt')) expect(fixtureText(name)).to.equal(original)
      else expect(JSON.parse(fixtureText(name))).to.deep.equal(JSON.parse(original))
    }
  })
})
