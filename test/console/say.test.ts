import { expect } from 'chai'
import { explain, REFUSALS } from '../../server/concur/refusals.ts'
import { createFormats } from '../../server/console/formats.ts'
import { DE } from '../../server/console/languages/de.ts'
import { EN } from '../../server/console/languages/en.ts'
import { TEXTS } from '../../server/console/languages/languages.ts'
import { createSay } from '../../server/console/say.ts'
import { RULES } from '../../server/policy/rules/catalogue.ts'
import type { Finding } from '../../server/record/decision.ts'
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

/** A finding of a rule that has a name of the company's own. */
function foundOn(label: string, said: Pick<Finding, 'observed' | 'limit' | 'message'>): Finding {
  const object = { type: 'Entry', id: 'e1', label } as const
  return { rule: 'our-own-name', object, severity: 'look', enforce: 'act', ...said }
}

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

  it('does not name a line once more beside it, and says it as the company does where it does not', () => {
    const label = 'entry 1, Taxi 18.50 USD'
    const said = (message: string) =>
      english.besideLine({ message, finding: foundOn(label, { message, observed: '1', limit: '0' }) })
    expect(said(`${label}: too much`)).to.equal('too much')
    expect(said(`${label} : trop cher`)).to.equal('trop cher')
    expect(said(`${label} is too much`)).to.equal(`${label} is too much`)
    expect(said(`${label}:`)).to.equal(`${label}:`)
  })

  it('is a finding in the language of the reader, whatever the language of the employee, with its amounts', () => {
    const label = 'entry 1, Taxi 1640.00 EUR on 2026-05-19'
    const other = 'entry 2, Taxi 64.00 EUR on 2026-05-20'
    const inGerman = 'Ausgabe 1, Taxi 1640.00 EUR vom 2026-05-19'
    const capped = { observed: '1640.00 EUR', limit: '50.00 EUR' }
    const findings = [
      foundOn(label, { ...capped, message: `${label}: 1640.00 EUR is above the limit of 50.00 EUR.` }),
      foundOn(label, {
        ...capped,
        message: `${inGerman}: 1640.00 EUR liegen über der Obergrenze von 50.00 EUR.`,
      }),
      foundOn(label, {
        observed: other,
        limit: '1',
        message: `${inGerman}: bereits abgerechnet (Ausgabe 2, Taxi 64.00 EUR vom 2026-05-20); eine Ausgabe darf nur einmal abgerechnet werden.`,
      }),
    ]
    const reasons = findings.map((finding) => ({ message: finding.message, finding }))
    expect(reasons.map(german.reason)).to.deep.equal([
      'Position 1, Taxi 1.640,00\u00a0EUR vom 19.05.2026: 1.640,00\u00a0EUR liegen über der Obergrenze von 50,00\u00a0EUR.',
      'Position 1, Taxi 1.640,00\u00a0EUR vom 19.05.2026: 1.640,00\u00a0EUR liegen über der Obergrenze von 50,00\u00a0EUR.',
      'Position 1, Taxi 1.640,00\u00a0EUR vom 19.05.2026: bereits abgerechnet (Position 2, Taxi 64,00\u00a0EUR vom 20.05.2026); eine Ausgabe darf nur einmal abgerechnet werden.',
    ])
    expect(reasons.map(english.besideLine)).to.deep.equal([
      'EUR\u00a01,640.00 is above the limit of EUR\u00a050.00.',
      'EUR\u00a01,640.00 is above the limit of EUR\u00a050.00.',
      'claimed already (entry 2, Taxi EUR\u00a064.00 on 20 May 2026); an expense may be claimed only once.',
    ])
  })

  it('is a finding in the words of the policy file, in another language where the file has it', () => {
    const own = {
      observed: '64.00 EUR',
      limit: '50.00 EUR',
      message: 'entry 1, Taxi: Chef fragen (50.00 EUR).',
    }
    const texts = { de: '{object}: Chef fragen ({limit}).', en: '{object}: ask your boss ({limit}).' }
    const [one, several] = [foundOn('entry 1, Taxi', own), { ...foundOn('entry 1, Taxi', own), texts }]

    expect(english.reason({ message: own.message, finding: one })).to.equal(own.message)
    expect(english.reason({ message: own.message, finding: several })).to.equal(
      'entry 1, Taxi: ask your boss (EUR\u00a050.00).',
    )
  })

  it('leaves a finding alone that only resembles one of the catalogue', () => {
    const message = 'Dinner: 64.00 EUR is above the limit of 50.00 EUR.'
    const finding = foundOn('entry 1, Taxi', { observed: '64.00 EUR', limit: '50.00 EUR', message })
    expect(german.reason({ message, finding })).to.equal(message)
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
