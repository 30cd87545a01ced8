const MARGIN = 2
const WIDTH = 34

/**
 * Lines of text as a picture of blocks, one for each letter, as a receipt looks from afar; a row of blanks between lines.
 * @returns Rows of the same length; true is dark.
 */
export function letterBlocks(lines: readonly string[]): readonly (readonly boolean[])[] {
  const blank = Array.from({ length: WIDTH }, () => false)
  const rows = lines.flatMap((line) => [blank, blank.map((_dark, column) => isInk(line[column - MARGIN]))])
  return [blank, ...rows, blank, blank]
}

function isInk(letter = ' '): boolean {
  return letter !== ' '
}
