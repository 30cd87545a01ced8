import type { Reading } from './concur-client.ts'

/** A number as it was written, such as `525.00000000` or `0E-8`: a float would lose cents. */
export class NumberText {
  readonly text: string

  constructor(text: string) {
    this.text = text
  }
}

/** Reads JSON whose numbers keep every digit, each as {@link NumberText}. Pure, never throws. */
export function readExactJson(body: Uint8Array): Reading<unknown> {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(body)
    const value: unknown = JSON.parse(text, keepDigits)
    return { ok: true, value }
  } catch (error) {
    // The parser quotes what it does not like, which may be anybody's data.
    const problem = error instanceof SyntaxError ? 'it is not JSON' : 'it is not UTF-8'
    return { ok: false, problem }
  }
}

function keepDigits(_key: string, value: unknown, context?: { readonly source?: string }): unknown {
  return typeof value === 'number' ? new NumberText(context?.source ?? String(value)) : value
}

const MARK = Buffer.from('\ufeff')

/** U+FEFF may stand before a JSON text, and not within one. */
export function withoutMark(body: Uint8Array): Uint8Array {
  return Buffer.from(body.subarray(0, 3)).equals(MARK) ? body.subarray(MARK.length) : body
}
