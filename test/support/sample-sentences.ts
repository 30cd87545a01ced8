import {
  SENTENCES,
  type Sentence,
  type SentenceCode,
  type SlotKinds,
  say,
  sayRead,
  slotsOf,
} from '../../server/record/sentence.ts'
import { money } from './build-report.ts'

/** A value of each kind, none of which is English. */
const SAMPLES: SlotKinds = {
  text: 'Xyz1',
  texts: ['Xyz1', 'Xyz2'],
  number: 17,
  time: new Date('2026-11-29T13:05:00Z'),
  day: '2026-11-29',
  money: money('1234.50', 'EUR'),
  word: 'held',
  words: ['held', 'gone'],
  field: 'over',
  part: say('as written', { text: 'Xyz5' }),
  sentence: say('as written', { text: 'Xyz3' }),
  sentences: [say('as written', { text: 'Xyz3' }), say('as written', { text: 'Xyz4' })],
}

/** A sentence of that code, with values that no catalogue has. */
export function sampleOf(code: SentenceCode): Sentence {
  const values = Object.fromEntries(slotsOf(SENTENCES[code]).map(({ name, kind }) => [name, SAMPLES[kind]]))
  return sayRead(code, values)
}
