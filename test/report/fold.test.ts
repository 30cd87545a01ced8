import { expect } from 'chai'
import * as fc from 'fast-check'
import { fold } from '../../server/report/fold.ts'

describe('folded text', () => {
  it('is the same whatever its letter case, spacing and width', () => {
    const forms = ['Example  Vendor', ' EXAMPLE\tVENDOR ', 'Ｅｘａｍｐｌｅ Vendor']
    expect(forms.map(fold)).to.deep.equal(Array.from(forms, () => 'example vendor'))
  })

  it('takes a short way for ASCII that leads to the same', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary-ascii' }), (text) => {
        expect(fold(text)).to.equal(fold(`${text}é`).slice(0, -1).trim())
      }),
    )
  })
})
