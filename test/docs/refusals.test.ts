import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import { renderRefusals } from '../../server/concur/refusals-docs.ts'

describe('docs/refusals.md', () => {
  it('is what `npm run docs` makes of the table', () => {
    const page = readFileSync(join(import.meta.dirname, '../../docs/refusals.md'), 'utf8')

    expect(page).to.equal(renderRefusals())
  })
})
