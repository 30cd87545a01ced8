import { expect } from 'chai'
import { type Step, stepOf } from '../../server/policy/step.ts'

const named: ReadonlyMap<string, Step> = new Map([
  ['ERP CHECK', 'pre-extract'],
  ['SUBMIT CHECK 2', 'pre-extract'],
])

describe('a workflow step', () => {
  const cases: readonly (readonly [string, string | undefined, Step | undefined])[] = [
    ['is told by the documented name of post-submit', 'EXTERNAL VALIDATION - POST-SUBMIT', 'post-submit'],
    ['is told by the documented name of pre-extract', 'EXTERNAL VALIDATION - PRE-EXTRACT', 'pre-extract'],
    ['is told however it is spelt', 'External validation (pre_extract)', 'pre-extract'],
    ['is told by a name of the customer', ' Erp check ', 'pre-extract'],
    ['is told by the name of the customer first', 'Submit Check 2', 'pre-extract'],
    ['is not told by another name', 'EXTERNAL VALIDATION', undefined],
    ['is not told without a name', undefined, undefined],
  ]
  for (const [title, name, step] of cases) {
    it(title, () => {
      expect(stepOf(name, named)).to.equal(step)
    })
  }
})
