/** `Example  Vendor` and `EXAMPLE VENDOR` are the same. */
export function fold(text: string): string {
  return text.normalize('NFKC').trim().replaceAll(/\s+/g, ' ').toLowerCase()
}
