import { fold } from '../../report/fold.ts'

const NO_WORDS: ReadonlyMap<string, string> = new Map()
const UNSPACED = /[\p{sc=Han}\p{sc=Hira}\p{sc=Kana}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}\p{sc=Mymr}]/u
/** Knows the words of scripts that are written without blanks. */
const UNSPACED_WORDS = new Intl.Segmenter('en', { granularity: 'word' })

/** Whether there is nothing in it. */
export function isBlank(text = ''): boolean {
  return text.trim() === ''
}

/**
 * Counts the words of a text that say something.
 * @param emptyWords Folded: those that say nothing, each a phrase without blanks, or the whole of the text.
 */
export function tellingWords(text: string, emptyWords: ReadonlyMap<string, unknown> = NO_WORDS): number {
  const folded = fold(text)
  if (emptyWords.has(folded)) return 0
  const telling = folded.split(' ').filter((each) => !emptyWords.has(each) && !emptyWords.has(bare(each)))
  return telling.map(wordsIn).reduce((sum, words) => sum + words, 0)
}

function wordsIn(text: string): number {
  if (LETTERS_ALONE.test(text)) return 1
  if (!UNSPACED.test(text)) return bare(text) === '' ? 0 : 1
  return [...UNSPACED_WORDS.segment(text.normalize('NFC'))].filter(({ isWordLike }) => isWordLike).length
}

const LETTERS_ALONE = /^[a-z0-9]+$/

/** Without the punctuation around it: `(misc.)` is `misc`. */
function bare(word: string): string {
  if (LETTERS_ALONE.test(word)) return word
  const letters = [...word.matchAll(/[\p{L}\p{M}\p{N}]/gu)]
  const [first] = letters
  const last = letters.at(-1)
  return first === undefined || last === undefined ? '' : word.slice(first.index, last.index + last[0].length)
}
