/**
 * A number as the vendor wrote it: `88.0` stays `88.0`, and an id of 20 digits keeps all of them. `JSON.stringify`
 * writes it so again.
 */
export interface ExactNumber {
  readonly rawJSON: string
}

/** JSON of a vendor: its numbers are kept as text. */
export type ExactJson = string | boolean | null | ExactNumber | readonly ExactJson[] | ExactObject

/** An object of a vendor. */
export interface ExactObject {
  readonly [name: string]: ExactJson
}

/** The language has both since 2025; TypeScript's library does not know them yet. */
declare global {
  interface JSON {
    parse(
      text: string,
      reviver: (this: unknown, key: string, value: ExactJson | number, context: Source) => ExactJson,
    ): ExactJson
    rawJSON(text: string): ExactNumber
    isRawJSON(value: unknown): value is ExactNumber
  }
}

interface Source {
  /** Of a number, a text or a word; absent for objects and lists. */
  readonly source?: string
}

/** Reads JSON and keeps its numbers as they stand. @returns `undefined` if the text is not JSON. */
export function parseExactJson(text: string): ExactJson | undefined {
  try {
    return JSON.parse(text, (_key, value, { source }) =>
      typeof value === 'number' ? JSON.rawJSON(source ?? String(value)) : value,
    )
  } catch {
    return undefined
  }
}

/** Whether the value is an object, and neither a list nor a number. */
export function isObject(value: ExactJson | undefined): value is ExactObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !JSON.isRawJSON(value)
}

/** A text as it is, a number as it stands; `undefined` for everything else. */
export function textOf(value: ExactJson | undefined): string | undefined {
  if (typeof value === 'string') return value
  return JSON.isRawJSON(value) ? value.rawJSON : undefined
}

/** A copy without members that are null, however deep; a null in a list keeps its place. */
export function withoutNulls(value: ExactJson): ExactJson {
  if (Array.isArray(value)) return value.map(withoutNulls)
  if (!isObject(value)) return value
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, member]) => member !== null)
      .map(([name, member]) => [name, withoutNulls(member)]),
  )
}
