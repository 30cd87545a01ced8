/** A text as people look for it: without accents, in small letters, one blank between words. `Müller` is `muller`. */
export function foldText(text: string): string {
  return text
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll('ß', 'ss')
    .replaceAll(/[\s\0]+/g, ' ')
    .trim()
}
