import { expect } from 'chai'
import { explain, REFUSALS } from '../../server/concur/refusals.ts'
import { createFormats } from '../../server/console/formats.ts'
import { DE } from '../../server/console/languages/de.ts'
import { EN } from '../../server/console/languages/en.ts'
import { TEXTS } from '../../server/console/languages/languages.ts'
import { createSay } from '../../server/console/say.ts'
import { RULES } from '../../server/policy/rules/catalogue.ts'
import { inEnglish, SENTENCE_CODES, SENTENCES, say, slotsOf } from '../../server/record/sentence.ts'
import { money } from '../support/build-report.ts'
import { sampleOf } from '../support/sample-sentences.ts'

const german = createSay(DE, createFormats('de-DE', 'Europe/Berlin'))
const english = createSay(EN, createFormats('en-GB', 'Europe/Berlin'))

const NO_APPROVER = REFUSALS.filter(({ code }) => code === 'no_approver')
  .map(explain)
  .join()
/** Without signs and capitals. */
const words = (text: string) => text.replaceAll(/[^a-z0-9 ]/gi, '').toLowerCase()

describe('what a page says for the engine', () => {
  it('has the words, the times and the amounts of its reader', () => {
    const decided = say('decided by', { by: 'ada', at: new Date('2026-11-29T13:05:00Z') })
    const above = say('above greatest amount', { most: money('1234.5', 'EUR') })
    const over = say('of review', { id: 3, why: say('ended as', { result: 'sent back' }) })

    expect([decided, above, over].map(german)).to.deep.equal([
      'Ada hat am 29.11.2026, 14:05 darüber entschieden.',
      'Die Summe liegt über dem Höchstbetrag von 1.234,50\u00a0EUR.',
      'Prüfung 3: es wartet nicht auf einen Menschen, es ist zurückgegeben.',
    ])
    expect([decided, above, over].map(english)).to.deep.equal([
      'Ada decided on it on 29 Nov 2026, 14:05.',
      'The total is above the greatest amount of EUR\u00a01,234.50.',
      'Review 3: it does not wait for a person, it is sent back.',
    ])
  })

  it('is the same of a sentence that was kept in English', () => {
    const kept = 'review 3: ada decided on it at 2026-11-29T13:05:00.000Z'
    expect(german(kept)).to.equal('Prüfung 3: ada hat am 29.11.2026, 14:05 darüber entschieden.')
  })

  it('leaves as it is what somebody else has written', () => {
    expect(german('Dinner with a customer')).to.equal('Dinner with a customer')
    expect(german('Bitte den Grund angeben.')).to.equal('Bitte den Grund angeben.')
  })

  it('tells nobody on a page to type a command of people', () => {
    const sentence = say('nobody to give to', { login: 'bob' })
    expect([english(sentence), german(sentence)]).to.deep.equal([
      'Nobody has the login bob; choose one of the list.',
      'Niemand hat den Anmeldenamen bob; wählen Sie einen aus der Liste.',
    ])
  })

  for (const [language, { sentences }] of Object.entries(TEXTS)) {
    it(`names no value that a sentence does not have, in ${language}`, () => {
      const unknown = SENTENCE_CODES.flatMap((code) => {
        const known = new Set(slotsOf(SENTENCES[code]).map(({ name }) => name))
        return slotsOf(sentences[code]).flatMap(({ slot, name }) =>
          known.has(name) && slot === `{${name}}` ? [] : [`${code}: ${slot}`],
        )
      })
      // English says what the engine says, with its kinds.
      expect(language === 'en' ? [] : unknown).to.deep.equal([])
    })
  }

  it('says nothing in German as it is said in English', () => {
    const same = SENTENCE_CODES.filter((code) => {
      const sentence = sampleOf(code)
      return code !== 'as written' && words(german(sentence)) === words(inEnglish(sentence))
    })
    expect(same).to.deep.equal([])
  })

  it('explains every refusal of Concur in German', () => {
    const phrases = REFUSALS.flatMap(({ happened, act }) => [happened, act])
    expect(phrases.filter((each) => DE.refusals[each] === undefined)).to.deep.equal([])
    const reason = `Concur refused the workflow action: ${NO_APPROVER} (no_approver; Nobody there)`
    expect(german(reason)).to.equal(
      'Concur hat den Schritt abgelehnt: es gibt niemanden, der als Nächstes genehmigt: die Administration trägt der einreichenden Person in Concur Genehmigende ein (no_approver; Nobody there).',
    )
  })

  it('explains every kind of rule in German', () => {
    expect(RULES.map(({ type }) => type).filter((type) => DE.rules[type] === undefined)).to.deep.equal([])
  })
})
