import { type ExactJson, type ExactObject, isObject } from './exact-json.ts'

/** Where in a record a value stands. */
export interface RecordPath {
  /** As written; a member of exactly this name is taken first. */
  readonly text: string
  readonly steps: readonly (string | number)[]
}

/** Reads `id`, `user.id`, `['Modified Time']` or `items[0].id`. @returns `undefined` if it is none of these. */
export function parseRecordPath(text: string): RecordPath | undefined {
  const steps: (string | number)[] = []
  let rest = text
  while (rest !== '') {
    const [piece, name, quoted, index] = /^(?:\.?([^.[\]*'"]+)|\['([^']+)'\]|\[(\d{1,6})\])/.exec(rest) ?? []
    if (piece === undefined || (piece.startsWith('.') && steps.length === 0)) return undefined
    steps.push(name ?? quoted ?? Number(index))
    rest = rest.slice(piece.length)
  }
  return steps.length === 0 ? undefined : { text, steps }
}

/** The value at the path; `undefined` where there is none. */
export function valueAt({ text, steps }: RecordPath, record: ExactObject): ExactJson | undefined {
  if (Object.hasOwn(record, text)) return record[text]
  return steps.reduce<ExactJson | undefined>((value, step) => {
    if (typeof step === 'number') return Array.isArray(value) ? value[step] : undefined
    return isObject(value) && Object.hasOwn(value, step) ? value[step] : undefined
  }, record)
}
