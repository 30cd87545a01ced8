import type { Note } from '../file/notes.ts'

/** Where a condition compares the code of an expense type with what is written out. */
const COMPARED = /expenseType\.code\s*(?:==|!=|in)\s*(\[[^\]]*\]|'[^']*'|"[^"]*")/g
const WRITTEN = /'([^']*)'|"([^"]*)"/g

/** The expense types that a condition names, as far as they are written out beside the field; it compares letter by letter. */
export function* notesOfCondition(text: unknown): Iterable<Note> {
  if (typeof text !== 'string') return
  for (const [, written = ''] of text.matchAll(COMPARED)) {
    for (const [, single, double] of written.matchAll(WRITTEN)) {
      const value = single ?? double ?? ''
      yield { kind: 'name', of: 'expense type', value, path: [] }
      if (value !== value.toUpperCase()) {
        const message = `a condition compares letter by letter, and codes are in capitals: ${value.toUpperCase()}, not ${value}`
        yield { kind: 'doubt', message, path: [] }
      }
    }
  }
}
