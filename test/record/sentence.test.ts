import { expect } from 'chai'
import { readSentence } from '../../server/record/read-sentence.ts'
import { inEnglish, SENTENCE_CODES, type Sentence, say } from '../../server/record/sentence.ts'
import { sampleOf } from '../support/sample-sentences.ts'

describe('what the engine says', () => {
  it('is written in English with its values', () => {
    const why = say('decided by', { by: 'ada', at: new Date('2026-11-29T13:05:00Z') })
    const role = say('role does not answer', { role: 'viewer', roles: ['reviewer', 'controller'] })

    expect([say('of review', { id: 12, why }), role, say('own report')].map(inEnglish)).to.deep.equal([
      'review 12: ada decided on it at 2026-11-29T13:05:00.000Z',
      'the role viewer does not do this: reviewer, controller may, or whoever was asked',
      'nobody decides on a report of their own',
    ])
  })

  for (const code of SENTENCE_CODES.filter((each) => each !== 'as written')) {
    it(`is known again where its English text was kept: ${code}`, () => {
      const sentence = sampleOf(code)
      expect(readSentence(inEnglish(sentence))).to.deep.equal(sentence)
    })
  }

  it('is not found in words of somebody else', () => {
    const texts = [
      'Dinner with a customer',
      'the report is nice',
      // A finding, in the language of its employee.
      'entry 1, Taxi 64.00 EUR on 2026-11-26: gift may be a benefit.',
      'review x: no',
      '',
      `${'a decided on it at '.repeat(200)}b`,
    ]
    expect(texts.map(readSentence)).to.deep.equal(texts.map(() => undefined))
  })

  it('keeps what somebody else said within it', () => {
    const kept: Sentence | undefined = readSentence('review 3: it is stuck: Concur is away')
    expect(kept).to.deep.equal(
      say('of review', {
        id: 3,
        why: say('stuck for', { why: say('as written', { text: 'Concur is away' }) }),
      }),
    )
  })
})
