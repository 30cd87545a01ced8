import { type ReadingChanges, readingChanges } from '../record/reading-changes.ts'
import { openQuestions, type ReviewNote } from '../record/review-note.ts'
import type { TrailLine } from '../record/review-record.ts'
import { short, table, time } from './table.ts'

/** Notes, questions and answers of a review, a line each. */
export function notesText(notes: readonly ReviewNote[]): string {
  const open = new Set(openQuestions(notes))
  return notes
    .map((each) => `- ${time(each.at)}  ${headOf(each)}${open.has(each) ? ', open' : ''}: ${each.text}`)
    .join('\n')
}

function headOf({ kind, id, by, to, question }: ReviewNote): string {
  if (kind === 'question') return `question ${id} of ${by} to ${to ?? 'nobody'}`
  return kind === 'answer' ? `answer of ${by} to question ${question ?? 0}` : `note of ${by}`
}

/** What had changed when a person's decision was not carried out; `undefined` where none of these lines tells. */
export function changesText(events: readonly TrailLine[]): string | undefined {
  const last = events.findLast(({ kind }) => kind === 'changed')
  const read = readingChanges.safeParse(last?.detail)
  if (last === undefined || !read.success) return undefined
  const { more } = read.data
  const rows = rowsOf(read.data)
  const rest = more > 0 ? `\nand ${more} more` : ''
  return `What had changed since it was decided on, at ${time(last.at)}\n${table(['what', 'change', 'before', 'after'], rows)}${rest}`
}

function rowsOf({ findings, fields, parts }: ReadingChanges): readonly (readonly string[])[] {
  return [
    ...findings.map(({ kind, key, message }) => [`finding ${key}`, kind, short(message, 60), '']),
    ...fields.map((each) => fieldRow('', each)),
    ...parts.flatMap(({ kind, key, label, changes }) => {
      const name = `${label} (${short(key, 24)})`
      return kind === 'changed' ? changes.map((each) => fieldRow(`${name}, `, each)) : [[name, kind, '', '']]
    }),
  ]
}

function fieldRow(
  prefix: string,
  { field, before = '-', after = '-' }: ReadingChanges['fields'][number],
): readonly string[] {
  return [`${prefix}${field}`, 'changed', before, after]
}
