/** Printable ASCII with single blanks between words: only its letter case can change. */
const PLAIN = /^[!-~]+(?: [!-~]+)*$/

/** `Example  Vendor` and `EXAMPLE VENDOR` are the same. */
export function fold(text: string): string {
  if (PLAIN.test(text)) return text.toLowerCase()
  return text.normalize('NFKC').trim().replaceAll(/\s+/g, ' ').toLowerCase()
}
