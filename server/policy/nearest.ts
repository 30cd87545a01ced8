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

/** Levenshtein's: letters to insert, delete or replace. `row[j]` is the distance to the first `j` letters of `b`. */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j)
  for (const [i, letter] of Array.from(a).entries()) {
    const next = [i + 1]
    for (const [j, other] of Array.from(b).entries()) {
      const replaced = (row[j] ?? 0) + (letter === other ? 0 : 1)
      next.push(Math.min(replaced, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1))
    }
    row = next
  }
  return row[b.length] ?? 0
}
