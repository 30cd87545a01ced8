import { expect } from 'chai'
import { textIn } from '../../server/policy/language.ts'

const TEXTS = { en: 'report', de: 'Bericht', fr: 'note de frais', es: 'informe' }

describe('a text', () => {
  const cases: readonly (readonly [string, string, string])[] = [
    ['is said in its language', 'de', 'Bericht'],
    ['is said in the language of the region', 'fr-CA', 'note de frais'],
    ['is said in English where there is none of ours', 'it', 'report'],
  ]
  for (const [title, language, text] of cases) {
    it(title, () => {
      expect(textIn(language, TEXTS)).to.equal(text)
    })
  }
})
