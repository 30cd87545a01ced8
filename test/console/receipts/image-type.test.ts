import { expect } from 'chai'
import { imageType } from '../../../server/console/receipts/image-type.ts'

describe('imageType', () => {
  const cases: readonly (readonly [string, string | undefined])[] = [
    ['\x89PNG\r\n\x1a\n....', 'image/png'],
    ['\xff\xd8\xff\xe0..JFIF', 'image/jpeg'],
    ['%PDF-1.7\n', 'application/pdf'],
    ['GIF89a..', undefined],
    ['II*\0\x08\0\0\0', undefined],
    ['<!doctype html>', undefined],
    ['<svg xmlns="http://www.w3.org/2000/svg">', undefined],
    ['\x89PN', undefined],
    ['', undefined],
  ]
  for (const [start, type] of cases)
    it(`takes ${JSON.stringify(start)} for ${type ?? 'nothing that is shown'}`, () => {
      expect(imageType(Buffer.from(start, 'latin1'))).to.equal(type)
    })
})
