import { expect } from 'chai'
import { returnAddress, shownAddress } from '../../server/console/return-address.ts'

describe('where somebody goes on after signing in', () => {
  for (const path of ['/', '/reviews/12', '/?view=mine&page=2', '/reviews/12?from=%2F']) {
    it(`is ${path}, a page of ours`, () => {
      expect(returnAddress(path)).to.equal(path)
    })
  }

  const elsewhere = [
    undefined,
    '',
    12,
    ['/reviews/12'],
    'https://attacker.example/',
    '//attacker.example',
    '/\\attacker.example',
    '\\/attacker.example',
    '/\t/attacker.example',
    '/\n/attacker.example',
    '/./\\attacker.example',
    '/.//attacker.example',
    '/x/..//attacker.example',
    '/%0d%0aSet-Cookie:x\r\n',
    'javascript:alert(1)',
    'reviews/12',
    ' /reviews/12',
    `/${'x'.repeat(3000)}`,
    '/sign-in?return=/',
    '/sign-out',
    '/language',
  ]
  for (const given of elsewhere) {
    it(`is the beginning, and not ${JSON.stringify(given)?.slice(0, 40)}`, () => {
      expect(returnAddress(given)).to.equal('/')
    })
  }
})

describe('the page that is seen again in another language', () => {
  for (const [given, shown] of [
    ['/reviews/12?view=mine', '/reviews/12?view=mine'],
    ['/sign-in?return=%2Freviews%2F12', '/sign-in?return=%2Freviews%2F12'],
    ['/sign-in?return=%2F%2Felsewhere.example', '/sign-in'],
    ['/sign-in', '/sign-in'],
    ['//elsewhere.example/sign-in', '/'],
    ['/sign-out', '/'],
  ] as const)
    it(`is ${shown}, where the form says ${given}`, () => {
      expect(shownAddress(given)).to.equal(shown)
    })
})
