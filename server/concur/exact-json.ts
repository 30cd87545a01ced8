import type { Reading } from './concur-client.ts'
import { isWholeJson } from './whole-json.ts'

/** A number as it was written, such as `525.00000000` or `0E-8`: a float would lose cents. */
export class NumberText {
  readonly text: string

  constructor(text: string) {
    this.text = text
  }
}

/** Reads JSON whose numbers keep every digit, each as {@link NumberText}. Pure, never throws. */
export function readExactJson(body: Uint8Array): Reading<unknown> {
  return parse(body, keepDigits)
}

/** Reads JSON of which no number matters. Pure, never throws. */
export function readJson(body: Uint8Array): Reading<unknown> {
  return parse(body)
}

/** What was cut off, or is no JSON at all, is an outage; a JSON text that came whole is the fault of what it describes. */
function parse(body: Uint8Array, reviver?: typeof keepDigits): Reading<unknown> {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(body)
    const value: unknown = JSON.parse(text, reviver)
    return { ok: true, value }
  } catch (error) {
    const problem = error instanceof SyntaxError ? `it is not JSON${placeOf(error)}` : 'it is not UTF-8'
    return isWholeJson(new TextDecoder().decode(body))
      ? { ok: false, problem, isWhole: true }
      : { ok: false, problem }
  }
}

/** The parser also quotes what it does not like, which may be anybody's data. */
function placeOf({ message }: SyntaxError): string {
  const [, position] = / at position (\d+)/.exec(message) ?? []
  return position === undefined ? '' : ` (at position ${position})`
}

function keepDigits(_key: string, value: unknown, context?: { readonly source?: string }): unknown {
  return typeof value === 'number' ? new NumberText(context?.source ?? String(value)) : value
}

const MARK = Buffer.from('\ufeff')

/** U+FEFF may stand before a JSON text, and not within one. */
export function withoutMark(body: Uint8Array): Uint8Array {
  return Buffer.from(body.subarray(0, 3)).equals(MARK) ? body.subarray(MARK.length) : body
}
