import { fold, foldCase } from '../../report/fold.ts'
import { wordList } from '../file/rows.ts'

/** Finds words in a text: each that occurs, as people are shown it, in the order of the text. */
export type WordFinder = (text: string) => readonly string[]

/**
 * What a text is made of: words of letters and digits; where a script has no blanks between its words, its characters.
 */
const PARTS =
  /[\p{scx=Han}\p{scx=Hira}\p{scx=Kana}\p{scx=Thai}]|[[\p{L}\p{N}\p{M}]--[\p{scx=Han}\p{scx=Hira}\p{scx=Kana}\p{scx=Thai}]]+/gv

const WORDS = 'expected words with letters or digits'

/** A parameter: a `wordList`, read as something that finds its words. */
export const wordFinder = wordList
  .refine((words) => [...words.keys()].every((word) => partsOf(word).length > 0), WORDS)
  .transform(createWordFinder)

/** What may follow the words read so far. */
interface Branch {
  readonly next: Map<string, Branch>
  /** The whole of what was looked for, where it ends here. */
  word?: string
}

/**
 * Finds whole words, whatever their letter case and what stands between them: `gift card` in `Gift-Card, 50 EUR`, and
 * not in `gift cards`. Takes time in proportion to the length of the text.
 */
export function createWordFinder(words: ReadonlyMap<string, string>): WordFinder {
  const root: Branch = { next: new Map() }
  for (const [folded, word] of words) {
    let branch = root
    for (const part of partsOf(folded)) {
      const next = branch.next.get(part) ?? { next: new Map() }
      branch.next.set(part, next)
      branch = next
    }
    branch.word = foldCase(word)
  }
  return (text) => {
    const parts = partsOf(text)
    const found = new Set<string>()
    for (let start = 0; start < parts.length; start += 1) {
      let branch: Branch | undefined = root.next.get(parts[start] ?? '')
      for (let at = start + 1; branch !== undefined; at += 1) {
        if (branch.word !== undefined) found.add(branch.word)
        branch = branch.next.get(parts[at] ?? '')
      }
    }
    return [...found]
  }
}

const ASCII = /^[\0-\x7f]*$/
/** The same as {@link PARTS} for a folded text of ASCII alone, and much quicker. */
const ASCII_PARTS = /[a-z0-9]+/g

function partsOf(text: string): readonly string[] {
  const folded = fold(text)
  return folded.match(ASCII.test(folded) ? ASCII_PARTS : PARTS) ?? []
}
