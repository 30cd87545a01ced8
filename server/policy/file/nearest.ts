import { editDistance } from '../../../config/edit-distance.ts'

/**
 * Finds the word that somebody probably meant.
 * @returns The known word with the fewest letters to change, or `undefined` if that is more than half of them.
 */
export function nearestWord(word: string, known: readonly string[]): string | undefined {
  const [best] = known
    .map((candidate) => ({ candidate, distance: editDistance(word.toLowerCase(), candidate) }))
    .toSorted((a, b) => a.distance - b.distance)
  return best && best.distance <= best.candidate.length / 2 ? best.candidate : undefined
}
