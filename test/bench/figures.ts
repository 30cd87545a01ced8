/** The middle one. */
export function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN
}

/** A line of a table, the first cell to the left and the others to the right. */
export function row(...cells: readonly string[]): string {
  return cells.map((cell, index) => (index === 0 ? cell.padEnd(12) : cell.padStart(11))).join('')
}

/** Prints a line. */
export function print(text: string): void {
  process.stdout.write(`${text}\n`)
}
